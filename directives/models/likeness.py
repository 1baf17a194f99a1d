"""What a text is like, in a few numbers: for finding another that is nearly the same."""

from django.db import models

from directives.models.texts import Edition


class TextBand(models.Model):
    """One band of an edition's words (see directives/likeness.py). Texts that share one may be
    alike and are then compared word by word."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="bands")
    band = models.BigIntegerField()

    class Meta:
        indexes = [
            # Every edition that shares a band with a new text, among all there are.
            models.Index(fields=["band"], name="text_by_band")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.band}"
