"""The formal reminder of a rollout's late units: the frozen list and the PDF made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment
from training.models.rollouts import Rollout


class ReminderLetter(models.Model):
    """`snapshot` is canonical JSON (letters.content); neither it nor, once there, the PDF changes
    (a trigger refuses). `number`: the n-th letter of its rollout ("lần 2")."""

    class Issuer(models.TextChoices):
        OFFICE = "office", _("Cơ quan theo dõi")
        AUTHORITY = "authority", _("Ủy ban nhân dân")

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="reminder_letters")
    number = models.PositiveSmallIntegerField(_("lần"))
    as_of = models.DateTimeField(_("số liệu tính đến"))
    snapshot = models.TextField(editable=False)
    snapshot_sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    # Made by the page that shows the form: the same form sent twice makes one letter.
    form_token = models.UUIDField(unique=True)

    class Meta:
        ordering = ["rollout", "-number"]
        verbose_name = verbose_name_plural = _("công văn đôn đốc")
        constraints = [
            models.UniqueConstraint(fields=["rollout", "number"], name="reminder_letter_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="reminder_letter_counts_from_one",
                violation_error_message=_("Lần đôn đốc đầu tiên là lần 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rollout_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("training:letter", args=[self.pk])


class Reminded(models.Model):
    """An assignment that a letter names: what "lần 2" of a unit is counted from."""

    letter = models.ForeignKey(ReminderLetter, on_delete=models.PROTECT, related_name="reminded")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminded")

    class Meta:
        verbose_name = verbose_name_plural = _("việc được đôn đốc")
        constraints = [
            models.UniqueConstraint(fields=["letter", "assignment"], name="reminded_once_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.assignment_id}"
