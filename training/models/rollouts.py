"""One document put into practice: its tasks, the clauses that order them, and whom they reach."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.units.models import Authority
from training.catalogue import RECURRING, DueRule, EvidenceKind, Frequency

ATTESTATION = _(
    "Tôi xác nhận đơn vị đã thực hiện nhiệm vụ nêu trên đúng như nội dung, số liệu và minh chứng "
    "kèm theo, và chịu trách nhiệm về tính chính xác của xác nhận này."
)
MOST_DUE_DAYS = 31


class Rollout(models.Model):
    """The putting into practice of one document among the authority's units."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        ISSUING = "issuing", _("Đang giao")
        ISSUED = "issued", _("Đã giao")
        CLOSED = "closed", _("Đã kết thúc")

    OPEN = (State.ISSUING, State.ISSUED)

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


class HandingOnRule(models.TextChoices):
    """Whether a unit may hand the task on to units below it, and who then reviews theirs."""

    NOT = "not", _("Không giao xuống")
    OFFICE = "office", _("Được giao xuống; cơ quan theo dõi thẩm định")
    UNIT = "unit", _("Được giao xuống; đơn vị giao xuống thẩm định")


class Task(models.Model):
    """One duty of a rollout, as asked of every unit it is given to."""

    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("nhiệm vụ"), max_length=300)
    instruction = models.TextField(_("yêu cầu cụ thể"), blank=True)
    frequency = models.CharField(_("tần suất"), max_length=12, choices=Frequency, default="once")
    due_on = models.DateField(_("hạn hoàn thành"), null=True, blank=True)
    # Of a recurring task: its periods' due dates, and from and until when periods are opened.
    due_rule = models.CharField(_("hạn của mỗi kỳ"), max_length=5, choices=DueRule, blank=True)
    due_number = models.PositiveSmallIntegerField(
        _("số ngày làm việc, hoặc ngày trong tháng"), null=True, blank=True
    )
    recurs_from = models.DateField(_("kỳ đầu tiên là kỳ có ngày"), null=True, blank=True)
    recurs_until = models.DateField(_("không mở kỳ mới sau ngày"), null=True, blank=True)
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
    handing_on = models.CharField(
        _("giao xuống đơn vị trực thuộc"),
        max_length=8,
        choices=HandingOnRule,
        default=HandingOnRule.OFFICE,
    )
    # Stopped since its document is no more (ended.py): no new period opens.
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When its units were written; a second run of the issuing job passes over it.
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rollout", "order", "pk"]
        verbose_name = verbose_name_plural = _("nhiệm vụ")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(frequency__in=RECURRING) | Q(grace_days=0),
                name="task_grace_needs_a_due_date",
                violation_error_message=_("Chỉ nhiệm vụ có hạn mới có ngày châm chước."),
            ),
            models.CheckConstraint(
                condition=~Q(frequency__in=RECURRING)
                | Q(
                    due_on=None,
                    due_rule__in=DueRule.values,
                    due_number__isnull=False,
                    due_number__range=(1, MOST_DUE_DAYS),
                ),
                name="task_recurring_has_a_due_rule",
                violation_error_message=_(
                    "Nhiệm vụ theo kỳ cần cách tính hạn (từ 1 đến 31) và không có hạn cố định."
                ),
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=RECURRING)
                | Q(due_rule="", due_number=None, recurs_from=None, recurs_until=None),
                name="task_only_recurring_has_periods",
                violation_error_message=_("Chỉ nhiệm vụ theo kỳ mới có cách tính hạn của kỳ."),
            ),
            models.CheckConstraint(
                condition=Q(recurs_from=None)
                | Q(recurs_until=None)
                | Q(recurs_until__gte=F("recurs_from")),
                name="task_recurs_from_before_until",
                violation_error_message=_("Ngày thôi mở kỳ mới phải sau ngày của kỳ đầu tiên."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def recurs(self) -> bool:
        return self.frequency in RECURRING


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
    """Which units a task goes to, or which a saved group names (then without a task).

    Each of kinds, levels, branches and tags that is given narrows the others; within one, any will
    do. Branches alone name nobody. What the rule means is said once, in training/targets.py.
    """

    task = models.OneToOneField(
        Task, on_delete=models.CASCADE, null=True, blank=True, related_name="target_rule"
    )
    kinds = models.ManyToManyField("units.UnitKind", blank=True, related_name="+")
    levels = ArrayField(
        models.CharField(max_length=10, choices=Authority.Level), default=list, blank=True
    )
    branches = models.ManyToManyField("units.Unit", blank=True, related_name="+")
    tags = models.ManyToManyField("units.UnitTag", blank=True, related_name="+")
    # The name the group had that the rule was copied from; "" once it was changed by hand.
    group_name = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("điều kiện chọn đơn vị")

    def __str__(self) -> str:
        return str(self.task_id or self.pk)


class TargetException(models.Model):
    """A unit put in or left out by hand, and why."""

    rule = models.ForeignKey(TargetRule, on_delete=models.CASCADE, related_name="exceptions")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    included = models.BooleanField(_("giao"))
    reason = models.CharField(_("lý do"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("ngoại lệ khi giao việc")
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
