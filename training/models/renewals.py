"""Units asked again because what orders their task has other words now, or another document."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment
from training.models.confirmations import Confirmation
from training.models.rollouts import Task


class Renewal(models.Model):
    """One decision: these tasks rest on this text from now on. Never changed (a trigger refuses).

    It is not a later period: the same assignment is confirmed a second time, on other words, and
    keeps its first confirmation and whether that was in time. `seen` is the digest of the list that
    the person who decided had before them.
    """

    class Kind(models.TextChoices):
        EDITION = "edition", _("Bản mới của văn bản")
        MOVE = "move", _("Chuyển sang văn bản khác")
        CLAUSE = "clause", _("Chuyển sang điều khoản khác của bản mới")

    kind = models.CharField(max_length=7, choices=Kind)
    edition = models.ForeignKey(
        "directives.Edition", on_delete=models.PROTECT, related_name="renewals"
    )
    due_on = models.DateField(_("hạn xác nhận lại"), null=True)
    reason = models.TextField(_("lý do"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    form_token = models.UUIDField(unique=True)
    seen = models.CharField(max_length=64)
    # How many confirmed assignments were asked again, and how many open ones got the new words.
    asked = models.PositiveIntegerField()
    told = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("đề nghị xác nhận lại")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="renewal_has_a_reason",
                violation_error_message=_("Ghi lý do để đơn vị biết vì sao phải xác nhận lại."),
            ),
            models.CheckConstraint(
                condition=Q(asked=0) | Q(due_on__isnull=False),
                name="renewal_asks_until_a_day",
                violation_error_message=_("Đề nghị xác nhận lại phải có hạn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition_id}"

    def get_absolute_url(self) -> str:
        return reverse("training:renewal", args=[self.pk])


class RenewalTask(models.Model):
    """A task that rests on the later text from the moment of its renewal on."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="renewals")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["renewal", "task"], name="renewal_task_once")
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} {self.task_id}"


class RenewalClause(models.Model):
    """Which clause took the place of which. `tracked` repeats the flag of the duty where there is
    one: together a foreign key to (duty, tracked), as for the duties of a task."""

    of = models.ForeignKey(RenewalTask, on_delete=models.PROTECT, related_name="clauses")
    before = models.ForeignKey("directives.Clause", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("directives.Clause", on_delete=models.PROTECT, related_name="+")
    duty = models.ForeignKey(
        "directives.Duty", on_delete=models.PROTECT, null=True, related_name="+"
    )
    tracked = models.CharField(max_length=8, null=True)  # noqa: DJ001 - part of a foreign key

    class Meta:
        ordering = ["of", "after__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["of", "before", "after"], name="renewal_clause_once"),
            models.CheckConstraint(
                condition=Q(duty=None, tracked=None)
                | Q(
                    duty__isnull=False,
                    tracked__isnull=False,
                    tracked__in=["yes", "report", "optional"],
                ),
                name="renewal_never_on_untracked_duty",
                violation_error_message=_(
                    "Nội dung này chỉ được công bố, không theo dõi trên hệ thống; "
                    "không thể giao thành nhiệm vụ."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")), name="renewal_clause_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class RenewalItemQuerySet(models.QuerySet):
    def asking(self) -> Self:
        """Without those who were told only."""
        return self.filter(confirmation__isnull=False)

    def newest(self) -> Self:
        """Of each assignment that by which it was asked last."""
        later = RenewalItem.objects.asking().filter(
            assignment=OuterRef("assignment"), pk__gt=OuterRef("pk")
        )
        return self.asking().filter(~Exists(later))

    def still_asking(self) -> Self:
        return self.newest().filter(assignment__state=Assignment.State.ASKED_AGAIN)


class RenewalItem(models.Model):
    """The frozen list: who was asked again, resting on which confirmation, and who was told only
    (`confirmation` is then none)."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="items")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="renewals")
    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, null=True, related_name="renewals"
    )
    from_state = models.CharField(max_length=16, choices=Assignment.State)

    objects = RenewalItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["renewal", "assignment"], name="renewal_item_once"),
            models.CheckConstraint(
                condition=Q(confirmation__isnull=False, from_state__in=["confirmed", "accepted"])
                | (Q(confirmation=None) & ~Q(from_state__in=["confirmed", "accepted"])),
                name="renewal_asks_what_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} {self.assignment_id}"


class RenewalTakenBack(models.Model):
    """Whoever was still asked by the act is asked no longer. Never changed (a trigger refuses).

    `count` were taken back; `kept` of those once asked had confirmed again by then, or were asked
    by a later act, handed over, or taken back one by one before.
    """

    renewal = models.OneToOneField(Renewal, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.TextField(_("lý do"))
    count = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    form_token = models.UUIDField(unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("rút đề nghị xác nhận lại")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="renewal_taken_back_with_a_reason",
                violation_error_message=_(
                    "Ghi lý do để đơn vị biết vì sao không phải xác nhận lại nữa."
                ),
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0), name="renewal_taken_back_reaches_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.renewal_id} {self.count}"
