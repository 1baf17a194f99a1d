"""One task for one unit: the row everything counts, and the history of it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import Act, Actor
from training import deadlines
from training.models.occurrences import Occurrence
from training.models.rollouts import HandingOnRule, Task


class AssignmentQuerySet(models.QuerySet):
    def of_units(self, unit_ids: frozenset[int]) -> Self:
        return self.filter(unit__in=unit_ids)

    def visible_to(self, actor: Actor) -> Self:
        """All for the office and the auditor; otherwise those of the person's own units."""
        if actor.may(Act.OFFICE_READ):
            return self
        units = actor.unit_ids(Act.UNIT_READ)
        return self.filter(Q(unit__in=units) | Q(handed_on_from__unit__in=units))

    def issued_by_office(self) -> Self:
        """Without what units handed on to those below: it is part of their own task."""
        return self.filter(handed_on_from=None)

    def handed_on(self) -> Self:
        return self.filter(handed_on_from__isnull=False)

    def expected(self) -> Self:
        """The E of every rate: issued by the office, not exempt, cancelled or transferred
        (design.md §6). What a unit handed on is counted apart, so that nothing counts twice.
        """
        return self.issued_by_office().still_asked()

    def still_asked(self) -> Self:
        return self.exclude(state__in=Assignment.NOT_EXPECTED)

    def awaiting_unit(self) -> Self:
        return self.filter(state__in=Assignment.WITH_UNIT)

    def to_remind_of(self) -> Self:
        """What a unit still has to do; not what it asked to be exempt from, nor what is closed."""
        return self.filter(
            state__in=[
                Assignment.State.ASSIGNED,
                Assignment.State.ACKNOWLEDGED,
                Assignment.State.RETURNED,
                Assignment.State.ASKED_AGAIN,
            ],
            task__rollout__state__in=["issuing", "issued"],
        )

    def awaiting_review(self) -> Self:
        """By the office, which issued nearly all: what is above is seldom looked for."""
        above = Assignment.objects.filter(
            pk=OuterRef("handed_on_from"), state__in=Assignment.ASKED, unit__ended_on=None
        )
        by_office = Q(handed_on_from=None) | ~Q(task__handing_on=HandingOnRule.UNIT)
        return self.filter(by_office | ~Exists(above), state=Assignment.State.CONFIRMED)

    def awaiting_review_above(self) -> Self:
        """By the unit that handed it on."""
        return self.filter(reviewed_above(), state=Assignment.State.CONFIRMED)

    def confirmed(self) -> Self:
        return self.filter(state__in=[Assignment.State.CONFIRMED, Assignment.State.ACCEPTED])

    def overdue(self, on: date) -> Self:
        """With the unit, past its date and grace; never confirmed before, or asked again."""
        return self.filter(overdue_on(on))

    def in_grace(self, on: date) -> Self:
        return self.awaiting_unit().filter(deadlines.in_grace(on), first_confirmed_at=None)

    def on_time(self) -> Self:
        """First confirmed by the due date and grace, or without any date to keep."""
        return self.first_confirmed().filter(deadlines.first_confirmed_in_time())

    def late(self) -> Self:
        return self.first_confirmed().exclude(deadlines.first_confirmed_in_time())

    def first_confirmed(self) -> Self:
        return self.filter(first_confirmed_at__isnull=False)

    def extendable(self) -> Self:
        """With a date to keep, and nothing confirmed yet that kept or missed it."""
        return self.filter(
            state__in=Assignment.EXTENDABLE, first_confirmed_at=None, due_on__isnull=False
        )

    def extended(self) -> Self:
        return self.filter(due_on__gt=F("original_due_on"))


def reviewed_above() -> Q:
    """By the unit that handed it on, where the task says so, for as long as that unit is there and
    has the task itself; all else is reviewed by the office."""
    return Q(
        task__handing_on=HandingOnRule.UNIT,
        handed_on_from__state__in=Assignment.ASKED,
        handed_on_from__unit__ended_on=None,
    )


def overdue_on(on: date) -> Q:
    """For counts beside others in one query."""
    # As the condition of the index says it.
    asked = Assignment.State.ASKED_AGAIN
    states = [state for state in Assignment.WITH_UNIT if state != asked]
    never = Q(state__in=states, first_confirmed_at=None) & deadlines.past(on)
    return never | (Q(state=asked) & deadlines.past(on, "again_due_on"))


class Assignment(models.Model):
    """One task for one unit, or one period of it: the row everything counts.

    Overdue, late, on time and in grace are computed from the dates, never stored; they follow
    `due_on`, which an extension moves. `original_due_on` keeps the first one. `again_due_on` is the
    date of being asked again on a later text; it says nothing about the first confirmation.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Mới giao")
        ACKNOWLEDGED = "acknowledged", _("Đã tiếp nhận")
        CONFIRMED = "confirmed", _("Chờ thẩm định")
        ACCEPTED = "accepted", _("Đã chấp nhận")
        RETURNED = "returned", _("Bị trả lại")
        ASKED_AGAIN = "asked_again", _("Cần xác nhận lại")
        EXEMPTION_ASKED = "exemption_asked", _("Đề nghị miễn")
        EXEMPT = "exempt", _("Được miễn")
        CANCELLED = "cancelled", _("Đã hủy")
        TRANSFERRED = "transferred", _("Đã chuyển cho đơn vị kế thừa")

    WITH_UNIT = (
        State.ASSIGNED,
        State.ACKNOWLEDGED,
        State.RETURNED,
        State.ASKED_AGAIN,
        State.EXEMPTION_ASKED,
    )
    NOT_EXPECTED = (State.EXEMPT, State.CANCELLED, State.TRANSFERRED)
    ASKED = (*WITH_UNIT, State.CONFIRMED, State.ACCEPTED)
    EXTENDABLE = (State.ASSIGNED, State.ACKNOWLEDGED)

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="assignments")
    # The key is (occurrence, task), so that the task is the occurrence's own (migration 0012); the
    # unique constraint on it is its index.
    occurrence = models.ForeignKey(
        Occurrence,
        on_delete=models.PROTECT,
        null=True,
        related_name="assignments",
        db_constraint=False,
        db_index=False,
    )
    # The task of the unit above, of which this is a part; by the unit's own act. It follows where
    # that task goes when units are reorganised (training/places.py).
    handed_on_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="handed_on", db_index=False
    )
    state = models.CharField(max_length=16, choices=State, default=State.ASSIGNED)
    assigned_at = models.DateTimeField()
    original_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    again_due_on = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    first_confirmed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("việc giao")
        constraints = [
            # Two, since PostgreSQL 14 holds nulls to be distinct.
            models.UniqueConstraint(
                fields=["task", "unit"],
                condition=Q(occurrence=None),
                name="assignment_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["occurrence", "unit"],
                condition=Q(occurrence__isnull=False),
                name="assignment_once_a_unit_and_occurrence",
            ),
            models.CheckConstraint(
                condition=Q(original_due_on=None, due_on=None)
                | Q(
                    original_due_on__isnull=False,
                    due_on__isnull=False,
                    due_on__gte=F("original_due_on"),
                ),
                name="assignment_due_only_later_than_first",
                violation_error_message=_("Hạn chỉ được lùi lại so với hạn ban đầu."),
            ),
            models.CheckConstraint(
                condition=Q(handed_on_from=None) | ~Q(handed_on_from=F("id")),
                name="assignment_not_handed_on_from_itself",
                violation_error_message=_("Việc giao xuống không thể sinh ra từ chính nó."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "accepted", "returned", "asked_again"])
                | Q(first_confirmed_at__isnull=False, confirmed_at__isnull=False),
                name="assignment_confirmed_has_its_time",
                violation_error_message=_("Việc đã xác nhận phải có giờ xác nhận."),
            ),
            models.CheckConstraint(
                condition=~Q(state="asked_again") | Q(again_due_on__isnull=False),
                name="assignment_asked_again_has_its_date",
                violation_error_message=_("Việc cần xác nhận lại phải có hạn xác nhận lại."),
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at=None)),
                name="assignment_accepted_has_its_time",
                violation_error_message=_("Việc được chấp nhận phải có giờ chấp nhận."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["exempt", "cancelled", "transferred"], closed_at__isnull=False
                )
                | (~Q(state__in=["exempt", "cancelled", "transferred"]) & Q(closed_at=None)),
                name="assignment_closed_has_its_time",
                violation_error_message=_(
                    "Việc được miễn, đã hủy hoặc đã chuyển phải có giờ ghi nhận."
                ),
            ),
        ]
        indexes = [
            # A unit's page of those it handed the task on to, and their sums.
            models.Index(
                fields=["handed_on_from", "state"],
                condition=Q(handed_on_from__isnull=False),
                name="assignment_below",
            ),
            # A unit's own desk.
            models.Index(fields=["unit", "state", "due_on"], name="assignment_desk"),
            # The review queue, oldest first.
            models.Index(
                fields=["confirmed_at"], condition=Q(state="confirmed"), name="assignment_queue"
            ),
            # The office's list of what is late, and its number on the desk.
            models.Index(
                fields=["due_on", "task"],
                condition=Q(
                    state__in=["assigned", "acknowledged", "returned", "exemption_asked"],
                    first_confirmed_at=None,
                    due_on__isnull=False,
                ),
                name="assignment_late",
            ),
            # The same of what was asked again.
            models.Index(
                fields=["again_due_on", "task"],
                condition=Q(state="asked_again"),
                name="assignment_again_due",
            ),
            # The office's lists of what was never opened, oldest first, and of exemptions asked.
            models.Index(
                fields=["state", "assigned_at"],
                condition=Q(state__in=["assigned", "exemption_asked"]),
                name="assignment_untouched",
            ),
            # What is still to be done, by its date: reminders.
            models.Index(
                fields=["due_on", "task"],
                condition=Q(state__in=["assigned", "acknowledged", "returned", "asked_again"]),
                name="assignment_open_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("training:assignment", args=[self.pk])

    @property
    def is_reviewed_above(self) -> bool:
        """The same rule as `reviewed_above`, for a row already loaded."""
        above = self.handed_on_from
        return (
            above is not None
            and self.task.handing_on == HandingOnRule.UNIT
            and above.state in self.ASKED
            and above.unit.ended_on is None
        )

    @property
    def is_left_to_office(self) -> bool:
        """Handed on to be reviewed by the unit above, which has the task no more or is no more."""
        handed_on = self.handed_on_from_id is not None
        by_unit = self.task.handing_on == HandingOnRule.UNIT
        return handed_on and by_unit and not self.is_reviewed_above

    def last_day(self) -> date | None:
        """The due date with its grace."""
        return deadlines.last_day(self.due_now, self.task.grace_days)

    @property
    def due_now(self) -> date | None:
        """The date that counts for what is to be done now; `deadlines.DUE_NOW` for rows in SQL."""
        return self.again_due_on if self.state == self.State.ASKED_AGAIN else self.due_on

    def is_overdue(self, on: date) -> bool:
        """The same rule as `overdue_on`, for a row already loaded."""
        return (
            self.state in self.WITH_UNIT
            and (self.first_confirmed_at is None or self.state == self.State.ASKED_AGAIN)
            and deadlines.is_past(self.due_now, self.task.grace_days, on)
        )

    @property
    def is_asked_again(self) -> bool:
        return self.state == self.State.ASKED_AGAIN

    @property
    def title(self) -> str:
        """The task, with its period where it comes back: lists show both."""
        if self.occurrence is None:
            return self.task.title
        return f"{self.task.title} ({self.occurrence.label})"

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.original_due_on


class AssignmentEvent(models.Model):
    """One transition of one assignment; never changed (a trigger refuses)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=16, choices=Assignment.State)
    to_state = models.CharField(max_length=16, choices=Assignment.State)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    # "TUQ. Chủ tịch UBND xã Nguyễn Văn Bình": for whom, where it was not in one's own right. The
    # database fills it where many events are written at once.
    acting_for = models.CharField(max_length=320, blank=True, default="", db_default="")
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("diễn biến")

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.act}"
