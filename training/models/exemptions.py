"""What an exemption says besides its reason: until when, and the due date that holds after it."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment, AssignmentEvent
from training.models.rollouts import Rollout


class ExemptionQuerySet(models.QuerySet):
    def ending(self) -> Self:
        """With an end, and the assignment exempt by this very grant; a rollout that is closed takes
        nothing back."""
        later = Exemption.objects.filter(
            assignment=models.OuterRef("assignment"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(
            ~models.Exists(later),
            last_day__isnull=False,
            assignment__state=Assignment.State.EXEMPT,
        ).exclude(assignment__task__rollout__state=Rollout.State.CLOSED)

    def run_out(self, on: date) -> Self:
        """Over by the day."""
        return self.ending().filter(last_day__lt=on)


class Exemption(models.Model):
    """One grant; never changed (a trigger refuses). Without a last day it has no end."""

    event = models.OneToOneField(AssignmentEvent, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="exemptions")
    first_day = models.DateField(_("miễn từ ngày"))
    last_day = models.DateField(_("miễn đến hết ngày"), null=True)
    due_on_after = models.DateField(_("hạn mới sau khi hết miễn"), null=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("miễn")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="exemption_ends_after_it_begins",
                violation_error_message=_("Ngày hết miễn không được trước ngày cho miễn."),
            ),
            models.CheckConstraint(
                condition=Q(due_on_after=None) | Q(due_on_after__gt=F("last_day")),
                name="exemption_due_date_after_its_end",
                violation_error_message=_("Hạn mới phải sau ngày hết miễn."),
            ),
        ]
        indexes = [
            # What the nightly job looks for.
            models.Index(
                fields=["last_day"], condition=Q(last_day__isnull=False), name="exemption_ending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.first_day}"

    @property
    def back_on(self) -> date | None:
        """The day on which the assignment comes back to the unit."""
        return self.last_day and self.last_day + timedelta(days=1)

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and self.last_day < timezone.localdate()
