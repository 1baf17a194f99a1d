"""The text of an edition as a PDF, drawn once it is published."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models.texts import Edition


class EditionPdf(models.Model):
    """The text is what was published and never changes; the drawing is done anew where the portal
    would draw it differently today. `made_from` is the SHA-256 of the HTML it was drawn from."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="pdf")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_from = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("bản PDF")

    def __str__(self) -> str:
        return str(self.edition_id)
