"""A later due date: asked by a unit's head and answered, or given by the office to one or many."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment
from training.models.renewals import RenewalItem
from training.models.rollouts import Rollout


class MassExtension(models.Model):
    """One decision for many: which ones (`chosen`: what the address of the page asked for), to what
    day, why. Carried out by a job, once."""

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="mass_extensions")
    chosen = models.JSONField(default=dict)
    due_on = models.DateField(_("hạn mới"))
    reason = models.TextField(_("lý do"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_position = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField()
    form_token = models.UUIDField(unique=True)
    done_at = models.DateTimeField(null=True)
    extended = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = verbose_name_plural = _("gia hạn cho nhiều đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="mass_extension_has_a_reason",
                violation_error_message=_("Ghi lý do gia hạn để đơn vị và người xem báo cáo biết."),
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, extended=None)
                | Q(done_at__isnull=False, extended__isnull=False),
                name="mass_extension_done_with_its_number",
                violation_error_message=_("Gia hạn đã làm xong phải có số việc được gia hạn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rollout_id} {self.due_on}"


class ExtensionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Asked, not answered, still of use: what is confirmed or closed needs no later date."""
        first = Q(
            asking=None,
            assignment__state__in=Assignment.EXTENDABLE,
            assignment__first_confirmed_at=None,
        )
        again = Q(asking__in=RenewalItem.objects.still_asking())
        return self.filter(
            first | again,
            state=Extension.State.ASKED,
            assignment__task__rollout__state=Rollout.State.ISSUED,
        )

    def asked_of(self, assignment: Assignment) -> Self:
        """The request about the date that the assignment has to keep now."""
        rows = self.filter(assignment=assignment, state=Extension.State.ASKED)
        if not assignment.is_asked_again:
            return rows.filter(asking=None)
        return rows.filter(asking__in=RenewalItem.objects.newest().filter(assignment=assignment))

    def granted(self) -> Self:
        """Of the date of the task, for which the first confirmation is in time or late."""
        return self.filter(state=Extension.State.GRANTED, asking=None)

    def granted_again(self) -> Self:
        """Of the date of being asked again."""
        return self.filter(state=Extension.State.GRANTED, asking__isnull=False)


class Extension(models.Model):
    """`due_before` is the date in force when it was asked, and again when it was answered. With
    `asking` both are the date of being asked again on a later text, and not that of the task.

    What has its answer never changes (a trigger refuses).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Đang đề nghị")
        GRANTED = "granted", _("Được gia hạn")
        REFUSED = "refused", _("Không được gia hạn")
        WITHDRAWN = "withdrawn", _("Đã rút")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=9, choices=State)
    # By which the unit was asked again; null for the date of the task.
    asking = models.ForeignKey(
        RenewalItem, on_delete=models.PROTECT, null=True, related_name="extensions"
    )
    due_before = models.DateField()
    asked_due_on = models.DateField(_("xin đến ngày"), null=True)
    asked_reason = models.TextField(_("lý do đề nghị"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_by_name = models.CharField(max_length=150, blank=True)
    asked_by_position = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(null=True)
    due_on = models.DateField(_("gia hạn đến ngày"), null=True)
    answer = models.TextField(_("lý do trả lời"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_by_position = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    mass = models.ForeignKey(
        MassExtension, on_delete=models.PROTECT, null=True, related_name="extensions"
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("gia hạn")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state="asked", asking=None),
                name="extension_asked_once",
                violation_error_message=_("Việc này đã có đề nghị gia hạn đang chờ trả lời."),
            ),
            models.UniqueConstraint(
                fields=["asking"],
                condition=Q(state="asked", asking__isnull=False),
                name="extension_asked_once_an_asking",
                violation_error_message=_("Việc này đã có đề nghị gia hạn đang chờ trả lời."),
            ),
            models.CheckConstraint(
                condition=Q(mass=None) | Q(asking=None), name="extension_of_many_is_of_the_task"
            ),
            models.UniqueConstraint(
                fields=["mass", "assignment"],
                condition=Q(mass__isnull=False),
                name="extension_once_a_mass",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", decided_at__isnull=False, due_on__isnull=False)
                | Q(state="asked", asked_at__isnull=False, decided_at=None, due_on=None)
                | Q(
                    state__in=["refused", "withdrawn"],
                    asked_at__isnull=False,
                    decided_at__isnull=False,
                    due_on=None,
                ),
                name="extension_state_has_its_answer",
                violation_error_message=_("Gia hạn đã trả lời phải có giờ và hạn tương ứng."),
            ),
            models.CheckConstraint(
                condition=(Q(due_on=None) | Q(due_on__gt=F("due_before")))
                & (Q(state__in=["granted"]) | Q(asked_due_on__gt=F("due_before"))),
                name="extension_is_to_a_later_day",
                violation_error_message=_("Hạn mới phải muộn hơn hạn đang có."),
            ),
            models.CheckConstraint(
                condition=(Q(asked_at=None) | ~Q(asked_reason=""))
                & (~Q(state__in=["granted", "refused"]) | ~Q(answer="")),
                name="extension_has_its_reasons",
                violation_error_message=_("Đề nghị và trả lời gia hạn đều phải có lý do."),
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_due_on=None)
                | Q(asked_at__isnull=False, asked_due_on__isnull=False),
                name="extension_asked_with_its_day",
                violation_error_message=_("Đề nghị gia hạn phải có ngày xin gia hạn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"
