"""Where reports are sent by mail, and what became of each mail: a link goes, never the data."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.mail.post import MOST_REFUSALS


class RecipientQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Recipient(models.Model):
    """An address the office may send reports to; one taken off the list stays on record."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", _("Tiếng Việt")
        ENGLISH = "en", _("Tiếng Anh")

    name = models.CharField(_("nơi nhận"), max_length=200)
    email = models.EmailField(_("thư điện tử"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    language = models.CharField(
        _("ngôn ngữ của thư"), max_length=2, choices=Language, default=Language.VIETNAMESE
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = verbose_name_plural = _("nơi nhận báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(ended_at=None),
                name="recipient_address_once",
                violation_error_message=_("Địa chỉ này đã có trong danh sách."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(email=""),
                name="recipient_has_name_and_address",
                violation_error_message=_("Nơi nhận phải có tên và địa chỉ."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet):
    def to_send(self, now: datetime) -> Self:
        """Of reports that are issued and still count, through links that still open."""
        ready = Q(retry_at=None) | Q(retry_at__lte=now)
        of_standing = Q(report__state="issued", report__revocation=None)
        still_open = Q(revoked_at=None, expires_at__gt=now)
        waiting = self.filter(state=Delivery.State.WAITING)
        return waiting.filter(ready, of_standing, still_open).order_by("pk")


class Delivery(models.Model):
    """One report for one address. At once the outbox row, written with the act that sends it, and
    the link in the mail, of whose token only the digest is kept.

    What is counted is how often that address took the file, nothing else of a visit.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        REFUSED = "refused", _("Máy chủ thư không nhận")

    # Names the mail, and the token is made from it; a new link has a new one.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(
        "reports.Report", on_delete=models.PROTECT, related_name="deliveries"
    )
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="deliveries")
    # As it was when it was sent: the list may change.
    email = models.EmailField(_("thư điện tử"))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("trạng thái"), max_length=7, choices=State, default=State.WAITING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("đường dẫn dùng đến"))
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    downloads = models.PositiveIntegerField(_("số lần tải tệp"), default=0)
    downloaded_at = models.DateTimeField(_("tải lần cuối"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("báo cáo gửi qua thư")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "email"],
                name="delivery_once_an_address",
                violation_error_message=_("Báo cáo này đã gửi tới địa chỉ đó."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None)
                | Q(state__in=["sent", "refused"], ended_at__isnull=False),
                name="delivery_state_has_its_time",
                violation_error_message=_("Thư đã gửi phải có giờ gửi."),
            ),
            models.CheckConstraint(
                condition=Q(downloads=0, downloaded_at=None)
                | Q(downloads__gt=0, downloaded_at__isnull=False),
                name="delivery_counts_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delivery_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="delivery_link_opens_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(refusals__lte=MOST_REFUSALS),
                name="delivery_is_not_tried_for_ever",
            ),
        ]
        indexes = [
            # What the next run sends.
            models.Index(fields=["id"], condition=Q(state="waiting"), name="delivery_waiting")
        ]

    def __str__(self) -> str:
        """Never the address: this ends in logs."""
        return f"delivery {self.pk}"

    @property
    def is_over(self) -> bool:
        """Its link opens nothing any more."""
        return self.revoked_at is not None or self.expires_at <= timezone.now()
