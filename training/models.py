from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import Act, Actor
from training.catalogue import Channel, EvidenceKind, Frequency

ATTESTATION = _(
    "Tôi xác nhận đơn vị đã thực hiện nhiệm vụ nêu trên đúng như nội dung, số liệu và minh chứng "
    "kèm theo, và chịu trách nhiệm về tính chính xác của xác nhận này."
)


class Rollout(models.Model):
    """The putting into practice of one document among the authority's units."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        ISSUING = "issuing", _("Đang giao")
        ISSUED = "issued", _("Đã giao")
        CLOSED = "closed", _("Đã kết thúc")

    document = models.ForeignKey(
        "directives.Document", on_delete=models.PROTECT, related_name="rollouts"
    )
    edition = models.ForeignKey("directives.Edition", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("tên đợt triển khai"), max_length=300)
    state = models.CharField(_("trạng thái"), max_length=8, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = verbose_name_plural = _("đợt triển khai")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state="draft", issued_at=None)
                    | Q(state__in=["issuing", "issued"], issued_at__isnull=False, closed_at=None)
                    | Q(state="closed", issued_at__isnull=False, closed_at__isnull=False)
                ),
                name="rollout_state_has_its_date",
                violation_error_message=_("Trạng thái của đợt phải có ngày tương ứng."),
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="rollout_issued_by_somebody",
                violation_error_message=_("Đợt đã giao phải có người giao."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:rollout", args=[self.pk])


class Task(models.Model):
    """One duty of a rollout, as asked of every unit it is given to."""

    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("nhiệm vụ"), max_length=300)
    instruction = models.TextField(_("yêu cầu cụ thể"), blank=True)
    frequency = models.CharField(_("tần suất"), max_length=8, choices=Frequency, default="once")
    due_on = models.DateField(_("hạn hoàn thành"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("số ngày châm chước"), default=0)
    indicators = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("chỉ tiêu hỏi"), default=list, blank=True
    )
    required_evidence = ArrayField(
        models.CharField(max_length=15, choices=EvidenceKind),
        verbose_name=_("minh chứng bắt buộc"),
        default=list,
        blank=True,
    )
    attestation = models.TextField(_("lời xác nhận"))
    # When its units were written; a second run of the issuing job passes over it.
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rollout", "order", "pk"]
        verbose_name = verbose_name_plural = _("nhiệm vụ")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(grace_days=0),
                name="task_grace_needs_a_due_date",
                violation_error_message=_("Chỉ nhiệm vụ có hạn mới có ngày châm chước."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class TaskDuty(models.Model):
    """The words that order a task.

    `tracked` repeats the duty's flag: together they are a foreign key to (duty, tracked), so the
    database refuses a task on a duty that is never tracked, and refuses to mark a duty so while a
    task rests on it (migration 0002).
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="task_duties")
    duty = models.ForeignKey(
        "directives.Duty", on_delete=models.PROTECT, related_name="task_duties"
    )
    tracked = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "duty"], name="task_duty_once"),
            models.CheckConstraint(
                condition=Q(tracked__in=["yes", "report", "optional"]),
                name="task_never_on_untracked_duty",
                violation_error_message=_(
                    "Nội dung này chỉ được công bố, không theo dõi trên hệ thống; "
                    "không thể giao thành nhiệm vụ."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.duty_id}"


class TargetRule(models.Model):
    """Which units a task goes to: all of these kinds, within these branches (none: everywhere)."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="target_rule")
    kinds = models.ManyToManyField("units.UnitKind", blank=True, related_name="+")
    branches = models.ManyToManyField("units.Unit", blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.task_id)


class TargetException(models.Model):
    """A unit put in or left out by hand, and why."""

    rule = models.ForeignKey(TargetRule, on_delete=models.CASCADE, related_name="exceptions")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    included = models.BooleanField(_("giao"))
    reason = models.CharField(_("lý do"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "unit"], name="target_exception_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="target_exception_has_a_reason",
                violation_error_message=_("Ghi lý do thêm hoặc bớt đơn vị."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.unit_id}"


class AssignmentQuerySet(models.QuerySet):
    def of_units(self, unit_ids: frozenset[int]) -> Self:
        return self.filter(unit__in=unit_ids)

    def visible_to(self, actor: Actor) -> Self:
        """All for the office and the auditor; otherwise those of the person's own units."""
        if actor.may(Act.OFFICE_READ):
            return self
        return self.of_units(actor.unit_ids(Act.UNIT_READ))

    def expected(self) -> Self:
        """The E of every rate: not exempt, not cancelled (design.md §6)."""
        return self.exclude(state__in=Assignment.NOT_EXPECTED)

    def awaiting_unit(self) -> Self:
        return self.filter(state__in=Assignment.WITH_UNIT)

    def awaiting_review(self) -> Self:
        return self.filter(state=Assignment.State.CONFIRMED)

    def confirmed(self) -> Self:
        return self.filter(state__in=[Assignment.State.CONFIRMED, Assignment.State.ACCEPTED])

    def overdue(self, on: date) -> Self:
        """With the unit, never confirmed before, and past its date and grace."""
        return self.awaiting_unit().filter(
            first_confirmed_at=None, due_on__isnull=False, due_on__lt=on - F("task__grace_days")
        )

    def in_grace(self, on: date) -> Self:
        return self.awaiting_unit().filter(
            first_confirmed_at=None, due_on__lt=on, due_on__gte=on - F("task__grace_days")
        )

    def on_time(self) -> Self:
        """First confirmed by the due date and grace, or without any date to keep."""
        return self.filter(
            Q(due_on=None) | Q(first_confirmed_at__date__lte=F("due_on") + F("task__grace_days")),
            first_confirmed_at__isnull=False,
        )

    def late(self) -> Self:
        return self.filter(
            first_confirmed_at__isnull=False,
            first_confirmed_at__date__gt=F("due_on") + F("task__grace_days"),
        )


class Assignment(models.Model):
    """One task for one unit: the row everything counts.

    Overdue, late, on time and in grace are computed from the dates, never stored.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Mới giao")
        ACKNOWLEDGED = "acknowledged", _("Đã tiếp nhận")
        CONFIRMED = "confirmed", _("Chờ thẩm định")
        ACCEPTED = "accepted", _("Đã chấp nhận")
        RETURNED = "returned", _("Bị trả lại")
        EXEMPTION_ASKED = "exemption_asked", _("Đề nghị miễn")
        EXEMPT = "exempt", _("Được miễn")
        CANCELLED = "cancelled", _("Đã hủy")

    WITH_UNIT = (State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED, State.EXEMPTION_ASKED)
    NOT_EXPECTED = (State.EXEMPT, State.CANCELLED)

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=16, choices=State, default=State.ASSIGNED)
    assigned_at = models.DateTimeField()
    original_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    first_confirmed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("việc giao")
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="assignment_once_a_unit"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "accepted", "returned"])
                | Q(first_confirmed_at__isnull=False, confirmed_at__isnull=False),
                name="assignment_confirmed_has_its_time",
                violation_error_message=_("Việc đã xác nhận phải có giờ xác nhận."),
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at=None)),
                name="assignment_accepted_has_its_time",
                violation_error_message=_("Việc được chấp nhận phải có giờ chấp nhận."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["exempt", "cancelled"], closed_at__isnull=False)
                | (~Q(state__in=["exempt", "cancelled"]) & Q(closed_at=None)),
                name="assignment_closed_has_its_time",
                violation_error_message=_("Việc được miễn hoặc đã hủy phải có giờ ghi nhận."),
            ),
        ]
        indexes = [
            # A unit's own desk.
            models.Index(fields=["unit", "state", "due_on"], name="assignment_desk"),
            # The review queue, oldest first.
            models.Index(
                fields=["confirmed_at"], condition=Q(state="confirmed"), name="assignment_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("training:assignment", args=[self.pk])

    def last_day(self) -> date | None:
        """The due date with its grace."""
        from datetime import timedelta

        return self.due_on and self.due_on + timedelta(days=self.task.grace_days)

    def is_overdue(self, on: date) -> bool:
        """The same rule as `AssignmentQuerySet.overdue`, for a row already loaded."""
        last_day = self.last_day()
        return (
            self.state in self.WITH_UNIT
            and self.first_confirmed_at is None
            and last_day is not None
            and last_day < on
        )


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
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("diễn biến")

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.act}"


class ConfirmationDraft(models.Model):
    """What the unit has typed so far; may be incomplete, one an assignment.

    `version` grows with every save: a save that started from an older one is refused in words.
    `values` maps indicator numbers (as text) to whole numbers.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    held_on = models.DateField(_("ngày thực hiện"), null=True, blank=True)
    channels = ArrayField(
        models.CharField(max_length=15, choices=Channel), default=list, blank=True
    )
    values = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.assignment_id)


class Confirmation(models.Model):
    """A head's numbered statement of what was done; never updated (a trigger refuses).

    `clause_hash` is the SHA-256 of the clauses confirmed, in the text they then had.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="confirmations"
    )
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("ngày thực hiện"))
    channels = ArrayField(models.CharField(max_length=15, choices=Channel))
    note = models.TextField(_("ghi chú"), blank=True)
    attestation = models.TextField()
    clause_hash = models.CharField(max_length=64)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=150)
    signer_position = models.CharField(max_length=150)
    signed_for_head = models.BooleanField(_("ký thay người đứng đầu"), default=False)
    unit_name = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    # Made by the page that shows the form: the same form sent twice signs once.
    form_token = models.UUIDField()

    class Meta:
        ordering = ["assignment", "number"]
        verbose_name = verbose_name_plural = _("xác nhận")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="confirmation_number"),
            models.UniqueConstraint(fields=["assignment", "form_token"], name="confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.number}"

    @property
    def receipt_number(self) -> str:
        return f"XN-{self.assignment_id:06d}-{self.number:02d}"


class IndicatorValue(models.Model):
    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, related_name="indicator_values"
    )
    indicator = models.PositiveSmallIntegerField()
    value = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["confirmation", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation", "indicator"], name="indicator_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}={self.value}"


class EvidenceQuerySet(models.QuerySet):
    def in_draft(self) -> Self:
        return self.filter(confirmation=None)

    def visible_to(self, actor: Actor) -> Self:
        if actor.may(Act.OFFICE_READ):
            # The office sees what was sent, not what a unit is still preparing.
            own = Q(assignment__unit__in=actor.unit_ids(Act.UNIT_READ))
            return self.filter(Q(confirmation__isnull=False) | own)
        return self.filter(assignment__unit__in=actor.unit_ids(Act.UNIT_READ))


class Evidence(models.Model):
    """A file with a draft (no confirmation yet) or, from signing on, with one confirmation."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="evidence")
    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(_("loại minh chứng"), max_length=15, choices=EvidenceKind)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("minh chứng")

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"


class Review(models.Model):
    """The office's word on one confirmation; given once."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Chấp nhận")
        RETURNED = "returned", _("Trả lại")

    confirmation = models.OneToOneField(
        Confirmation, on_delete=models.PROTECT, related_name="review"
    )
    outcome = models.CharField(_("kết quả thẩm định"), max_length=8, choices=Outcome)
    reason = models.TextField(_("lý do"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewer_name = models.CharField(max_length=150)
    reviewed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("thẩm định")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(reason=""),
                name="review_returned_with_a_reason",
                violation_error_message=_("Ghi lý do trả lại để đơn vị biết phải sửa gì."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.confirmation_id} {self.outcome}"


class Receipt(models.Model):
    """The PDF a unit keeps as proof of a confirmation; made once by a job."""

    confirmation = models.OneToOneField(
        Confirmation, on_delete=models.PROTECT, related_name="receipt"
    )
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.confirmation_id)
