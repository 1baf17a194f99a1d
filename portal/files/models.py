from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file under a random key; its bytes never change, and no address leads to it directly.

    `sha256` and `size` are of the stored bytes. For evidence those are the cleaned bytes (location
    data taken out), and `received_sha256` is the digest of what the person sent.
    """

    key = models.CharField(max_length=80, unique=True, editable=False)
    name = models.CharField(_("tên tệp"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("dung lượng (byte)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    # Indexed: whether what a unit sent was sent before, by itself or by another unit.
    received_sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField(default=timezone.now)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("tệp")

    def __str__(self) -> str:
        return self.name
