"""What a later text changed, kept from the moment it is published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directives.models.texts import Edition
from directives.places import place_words

TONES = {"changed": "wait", "added": "ok", "removed": "warn"}


class EditionChange(models.Model):
    """One clause that differs from the text before. `runs` are [words, sign] in order: "" stands in
    both texts, "+" only in this one, "-" only in the one before."""

    class Fate(models.TextChoices):
        CHANGED = "changed", _("Có thay đổi")
        ADDED = "added", _("Thêm mới")
        REMOVED = "removed", _("Không còn")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="differences")
    order = models.PositiveIntegerField()
    eid = models.CharField(max_length=120)
    label = models.CharField(max_length=80, blank=True)
    fate = models.CharField(max_length=8, choices=Fate)
    runs = models.JSONField(default=list)

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="edition_change_order_once")
        ]
        # For the clause page: what this clause was before.
        indexes = [models.Index(fields=["eid"], name="edition_change_eid")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.eid}"

    @property
    def place(self) -> str:
        """ "Điều 8, khoản 1": the label alone says too little."""
        return place_words(self.eid)

    @property
    def tone(self) -> str:
        """The tone of the tag that shows its fate."""
        return TONES[self.fate]
