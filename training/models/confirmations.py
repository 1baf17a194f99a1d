"""A head's statement: drafted, signed for good, proved by files, reviewed and receipted."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.access import Act, Actor
from training.catalogue import Channel, EvidenceKind
from training.models.assignments import Assignment


class NumbersFrom(models.TextChoices):
    """Where a unit that handed its task on takes its numbers from: one of the two, never both."""

    BELOW = "below", _("Cộng từ các đơn vị được giao xuống")
    OWN = "own", _("Đơn vị tự nhập")


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
    # Asked only of a unit that handed the task on.
    numbers_from = models.CharField(
        _("số liệu lấy từ"), max_length=5, choices=NumbersFrom, blank=True
    )
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
    numbers_from = models.CharField(
        _("số liệu lấy từ"), max_length=5, choices=NumbersFrom, blank=True
    )
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
        units = actor.unit_ids(Act.UNIT_READ)
        # A unit sees what those it handed the task on to have sent.
        below = Q(confirmation__isnull=False, assignment__handed_on_from__unit__in=units)
        return self.filter(Q(assignment__unit__in=units) | below)


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
