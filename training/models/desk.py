"""What the office keeps for its own work: filters, who looks at what, reasons, bulk reviews."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import Actor
from training.models.assignments import Assignment
from training.models.confirmations import Confirmation
from training.models.rollouts import Rollout

CLAIM_MINUTES = 20


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and what others share with the office."""
        return self.filter(Q(owner=actor.user) | Q(shared=True))


class SavedView(models.Model):
    """A page of the desk with its filters, under a name; `query` holds known filters only."""

    class Page(models.TextChoices):
        QUEUE = "queue", _("Chờ thẩm định")
        ASSIGNMENTS = "assignments", _("Việc đã giao")
        LATE = "late", _("Việc quá hạn")
        ASKED = "asked", _("Đề nghị miễn")
        UNOPENED = "unopened", _("Việc chưa mở")
        NO_ACCOUNT = "no_account", _("Đơn vị chưa có tài khoản")
        MATRIX = "matrix", _("Bảng đơn vị và nhiệm vụ")

    name = models.CharField(_("tên bộ lọc"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    shared = models.BooleanField(_("dùng chung trong cơ quan"), default=False)
    page = models.CharField(_("trang"), max_length=12, choices=Page)
    # Of the matrix alone: whose matrix.
    rollout = models.ForeignKey(
        Rollout, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    query = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = verbose_name_plural = _("bộ lọc đã lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_("Bạn đã có bộ lọc mang tên này; hãy chọn tên khác."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_a_name",
                violation_error_message=_("Đặt tên cho bộ lọc."),
            ),
            models.CheckConstraint(
                condition=Q(page="matrix", rollout__isnull=False)
                | (~Q(page="matrix") & Q(rollout=None)),
                name="saved_view_of_a_matrix_names_its_rollout",
                violation_error_message=_("Bộ lọc của bảng phải thuộc một đợt triển khai."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page as it was kept."""
        args = [self.rollout_id] if self.rollout_id else []
        address = reverse(ROUTES[self.page], args=args)
        return f"{address}?{self.query}" if self.query else address


ROUTES: dict[str, str] = {
    SavedView.Page.QUEUE: "training:review_queue",
    SavedView.Page.ASSIGNMENTS: "training:list_assignments",
    SavedView.Page.LATE: "training:list_late",
    SavedView.Page.ASKED: "training:list_asked",
    SavedView.Page.UNOPENED: "training:list_unopened",
    SavedView.Page.NO_ACCOUNT: "training:list_no_account",
    SavedView.Page.MATRIX: "training:rollout",
}


class ReviewClaimQuerySet(models.QuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(claimed_at__gt=now - timedelta(minutes=CLAIM_MINUTES))


class ReviewClaim(models.Model):
    """Who looks at a confirmation just now: said to others for some minutes, never a lock."""

    assignment = models.OneToOneField(
        Assignment, on_delete=models.CASCADE, related_name="review_claim"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_claims"
    )
    claimed_at = models.DateTimeField()

    objects = ReviewClaimQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.by_id}"

    @property
    def until(self) -> datetime:
        return self.claimed_at + timedelta(minutes=CLAIM_MINUTES)


class ReviewShare(models.Model):
    """A kind of units whose confirmations a person of the office reviews: "my share"."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_shares"
    )
    kind = models.ForeignKey("units.UnitKind", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind__order", "user__name"]
        verbose_name = verbose_name_plural = _("phần thẩm định")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="review_share_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind_id}"


class ReturnReasonQuerySet(models.QuerySet):
    def offered(self) -> Self:
        return self.filter(is_offered=True)


class ReturnReason(models.Model):
    """A reason for a return that the office writes often; what was sent keeps its own words."""

    text = models.CharField(_("lý do"), max_length=300)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_offered = models.BooleanField(_("đang dùng"), default=True)

    objects = ReturnReasonQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = verbose_name_plural = _("lý do trả lại hay dùng")
        constraints = [
            models.UniqueConstraint(
                fields=["text"],
                name="return_reason_once",
                violation_error_message=_("Lý do này đã có trong danh sách."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="return_reason_says_something",
                violation_error_message=_("Ghi lý do."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class BulkReview(models.Model):
    """All that a filter of the queue showed, to be accepted in one pass: planned, seen, done."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_reviews"
    )
    query = models.CharField(max_length=500, blank=True)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("chấp nhận hàng loạt")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False),
                name="bulk_review_started_before_it_ended",
                violation_error_message=_("Lượt đã xong phải có giờ bắt đầu."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("training:bulk_review", args=[self.pk])


class BulkReviewRowQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """What is left to a person first: it is what has to be looked at."""
        return self.order_by(F("skipped").desc(), "pk")


class BulkReviewRow(models.Model):
    """One confirmation of a bulk review; `skipped` says why it is left to a person."""

    class Skipped(models.TextChoices):
        CHANGED = "changed", _("Đã thay đổi sau khi xem trước")
        OWN = "own", _("Do chính bạn ký hoặc nhập")
        EVIDENCE = "evidence", _("Thiếu minh chứng bắt buộc")
        FIGURES = "figures", _("Số liệu lớn hơn số người của đơn vị")
        SAME_FILE = "same_file", _("Tệp minh chứng dùng ở nhiều việc")
        CLAIMED = "claimed", _("Người khác đang xem")

    review = models.ForeignKey(BulkReview, on_delete=models.CASCADE, related_name="rows")
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="+")
    skipped = models.CharField(max_length=9, choices=Skipped, blank=True)
    accepted_at = models.DateTimeField(null=True)

    objects = BulkReviewRowQuerySet.as_manager()

    class Meta:
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "confirmation"], name="bulk_review_row_once"),
            models.CheckConstraint(
                condition=Q(skipped="") | Q(accepted_at=None),
                name="bulk_review_row_skipped_or_accepted",
                violation_error_message=_("Một dòng hoặc được chấp nhận hoặc được bỏ qua."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.confirmation_id}"
