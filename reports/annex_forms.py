from django.db import models
from django.utils.translation import gettext_lazy as _


class AnnexForm(models.TextChoices):
    FITTING = "", _("Bảng tổng hợp, một dòng một đơn vị, khi vừa khổ giấy")
    ROWS = "rows", _("Chi tiết từng việc giao")
