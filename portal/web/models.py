from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicChange(models.Model):
    """How far what everybody reads has changed: per layer of the house, the sum of `amount`.

    The database itself adds to it, by triggers on the tables that public pages are made of
    (`public_changes.counted_as_public`), in the transaction of the change. A sum of rows, because
    one row that everybody updates would make every writer wait for the one before; whoever adds
    a row takes the earlier ones that nobody holds into it, so there are never many.
    """

    layer = models.CharField(max_length=20)
    amount = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("thay đổi của phần công khai")

    def __str__(self) -> str:
        return f"{self.layer} {self.amount}"
