"""A head's statement: drafted, signed for good, proved by files, reviewed and receipted."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Act, Actor
from training.catalogue import Channel, EvidenceKind
from training.models.assignments import Assignment
from training.models.links import UnitLink


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
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Instead of a person: whoever held the one-time link.
    link = models.ForeignKey(UnitLink, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(updated_by=None) ^ Q(link=None),
                name="draft_saved_by_a_person_or_through_a_link",
                violation_error_message=_("Bản nháp phải ghi người lưu."),
            )
        ]

    def __str__(self) -> str:
        return str(self.assignment_id)

    @property
    def saved_by(self) -> str:
        return self.updated_by.name if self.updated_by else self.link.given_to


class ConfirmationQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Without those the office took back because it had entered them wrongly."""
        return self.exclude(review__outcome=Review.Outcome.REVOKED)

    def visible_to(self, actor: Actor) -> Self:
        if actor.may(Act.OFFICE_READ):
            return self
        return self.filter(assignment__unit__in=actor.unit_ids(Act.UNIT_READ))


class Confirmation(models.Model):
    """A head's numbered statement of what was done; never updated (a trigger refuses).

    `clause_hash` is the SHA-256 of the clauses confirmed, in the text they then had.

    `entry` says how it came. Through a one-time link it is signed by the name typed there; who made
    the link answers for it. What the office entered from paper or from a table is nobody's
    signature here: it has no signer, but who entered it, and the name and day on the paper. Then
    `signed_at` is when it was entered, and the day on the paper counts for being in time.
    """

    class Entry(models.TextChoices):
        SIGNED = "signed", _("Người đứng đầu xác nhận trên cổng")
        PAPER = "paper", _("Cơ quan theo dõi nhập từ bản giấy")
        TABLE = "table", _("Cơ quan theo dõi nhập từ bảng tính")
        LINK = "link", _("Ký qua đường dẫn dùng một lần")

    ENTERED = (Entry.PAPER, Entry.TABLE)

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
    entry = models.CharField(_("cách ghi nhận"), max_length=6, choices=Entry, default=Entry.SIGNED)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    paper_signed_on = models.DateField(_("ngày ký trên bản giấy"), null=True)
    paper_scan = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    link = models.OneToOneField(
        UnitLink, on_delete=models.PROTECT, null=True, related_name="confirmation"
    )
    signer_name = models.CharField(max_length=150)
    signer_position = models.CharField(max_length=150, blank=True)
    signed_for_head = models.BooleanField(_("ký thay người đứng đầu"), default=False)
    # "TUQ." rather than "KT.": only under a delegation.
    by_authorisation = models.BooleanField(_("ký thừa ủy quyền"), default=False, db_default=False)
    signed_for_name = models.CharField(max_length=150, blank=True, default="", db_default="")
    signed_for_position = models.CharField(max_length=150, blank=True, default="", db_default="")
    delegation = models.ForeignKey(
        "accounts.Delegation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit_name = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    # Made by the page that shows the form: the same form sent twice signs once.
    form_token = models.UUIDField()

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "number"]
        verbose_name = verbose_name_plural = _("xác nhận")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="confirmation_number"),
            models.UniqueConstraint(fields=["assignment", "form_token"], name="confirmation_once"),
            models.CheckConstraint(
                condition=Q(
                    entry="signed",
                    signer__isnull=False,
                    entered_by=None,
                    paper_signed_on=None,
                    link=None,
                )
                | (
                    Q(
                        entry="link",
                        signer=None,
                        entered_by=None,
                        paper_signed_on=None,
                        link__isnull=False,
                    )
                    & ~Q(signer_name="")
                    & ~Q(signer_position="")
                )
                | (
                    Q(
                        entry__in=["paper", "table"],
                        signer=None,
                        entered_by__isnull=False,
                        paper_signed_on__isnull=False,
                        link=None,
                    )
                    & ~Q(signer_name="")
                ),
                name="confirmation_says_how_it_came",
                violation_error_message=_(
                    "Xác nhận trên cổng phải có người ký; xác nhận nhập thay phải ghi người nhập, "
                    "họ tên và ngày ký trên bản giấy."
                ),
            ),
            models.CheckConstraint(
                condition=Q(entry="paper", paper_scan__isnull=False)
                | (~Q(entry="paper") & Q(paper_scan=None)),
                name="confirmation_from_paper_has_its_scan",
                violation_error_message=_("Nhập từ bản giấy phải kèm bản quét có chữ ký."),
            ),
            models.CheckConstraint(
                condition=~Q(entry="table") | Q(attestation="", signed_for_head=False),
                name="confirmation_from_a_table_attests_nothing",
                violation_error_message=_("Dòng nhập từ bảng tính không mang lời cam đoan của ai."),
            ),
            models.CheckConstraint(
                condition=Q(by_authorisation=False)
                | (Q(signed_for_head=True, delegation__isnull=False) & ~Q(signed_for_name="")),
                name="confirmation_tuq_has_its_delegation",
                violation_error_message=_(
                    "Ký thừa ủy quyền phải có việc giao ký và tên người giao."
                ),
            ),
            models.CheckConstraint(
                condition=Q(signed_for_head=True) | Q(delegation=None, signed_for_name=""),
                name="confirmation_signed_for_a_head_only_if_so",
                violation_error_message=_("Người ký với tư cách của mình thì không ký thay ai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.number}"

    @property
    def receipt_number(self) -> str:
        return f"XN-{self.assignment_id:06d}-{self.number:02d}"

    @property
    def signed_for(self) -> str:
        """ "KT. Chủ tịch UBND xã Nguyễn Văn Bình"; "" for who signed in the own right."""
        if not self.signed_for_head:
            return ""
        head = " ".join(filter(None, [self.signed_for_position, self.signed_for_name]))
        return f"{'TUQ.' if self.by_authorisation else 'KT.'} {head or _('người đứng đầu')}"

    @property
    def answerable_id(self) -> int:
        """Who signed or entered it or made its link, and therefore never reviews it."""
        return self.signer_id or self.entered_by_id or self.link.made_by_id

    @property
    def counted_on(self) -> date:
        """The day that counts for being in time."""
        return self.paper_signed_on or timezone.localdate(self.signed_at)


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
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Instead of a person: whoever held the one-time link.
    link = models.ForeignKey(UnitLink, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("minh chứng")
        constraints = [
            models.CheckConstraint(
                condition=Q(added_by=None) ^ Q(link=None),
                name="evidence_added_by_a_person_or_through_a_link",
                violation_error_message=_("Tệp phải ghi người gửi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"


class Review(models.Model):
    """The office's word on one confirmation; given once."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Chấp nhận")
        RETURNED = "returned", _("Trả lại")
        # Of what the office entered itself, and entered wrongly.
        REVOKED = "revoked", _("Đã rút, không tính")

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
