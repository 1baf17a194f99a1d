"""Printed sheets of the Code: what hangs on a wall must be able to say whether it counts."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models.texts import Edition


class CodeSheet(models.Model):
    """One content for one reader, drawn in both sizes. Nothing of it ever changes (a trigger
    refuses): whether it still counts is told by comparing its digest with what would be printed
    today. `content` is canonical JSON (`sheet_content.freeze`), the digest its SHA-256."""

    code = models.CharField(_("mã tờ"), max_length=10, unique=True)
    reader = models.SlugField(_("dành cho"), max_length=30)
    content = models.TextField(editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    as_of = models.DateField(_("tính đến ngày"))
    editions = models.ManyToManyField(Edition, related_name="code_sheets")
    a4 = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    a3 = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reader", "-drawn_at", "-pk"]
        verbose_name = verbose_name_plural = _("tờ in của Bộ Quy tắc")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex="^[2-9A-HJKMNP-Z]{10}$"),
                name="code_sheet_code_can_be_read_from_paper",
            ),
            models.CheckConstraint(
                condition=~Q(a4=models.F("a3")), name="code_sheet_has_two_sizes"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("directives:sheet", args=[self.code])
