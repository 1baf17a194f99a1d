"""What a person is told: the notices (the outbox as well), the mails made of them, the choices."""

from datetime import date, datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.access import Actor
from portal.mail.post import MOST_REFUSALS
from training.models.assignments import Assignment, AssignmentEvent
from training.models.rollouts import Rollout


class NoticeQuerySet(models.QuerySet):
    def of(self, actor: Actor) -> Self:
        """The person's own, about units where the person still is: who left a unit hears no more
        of it."""
        units = {membership.unit_id for membership in actor.memberships}
        return self.filter(user=actor.user, unit__in=units)

    def unread(self) -> Self:
        return self.filter(is_read=False)

    def unmailed(self) -> Self:
        return self.filter(mail=None)

    def urgent(self) -> Self:
        return self.filter(kind__in=Notice.URGENT)


class Notice(models.Model):
    """One thing for one person: at once the outbox row, written in the transaction of what caused
    it, and what the page shows.

    `dues` are the due dates that a reminder is about: what it lists is looked up when it is shown
    or mailed, so that nobody is reminded of what is done. Whether it was read is kept, not when.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Việc mới được giao")
        TRANSFERRED = "transferred", _("Việc nhận từ đơn vị cũ")
        RETURNED = "returned", _("Việc bị trả lại")
        ASKED_AGAIN = "asked_again", _("Việc cần xác nhận lại")
        NEW_TEXT = "new_text", _("Việc có nội dung mới")
        STOPPED = "stopped", _("Việc dừng thực hiện")
        NOT_AGAIN = "not_again", _("Rút đề nghị xác nhận lại")
        ACCEPTED = "accepted", _("Việc đã được chấp nhận")
        EXEMPTED = "exempted", _("Việc được miễn")
        NOT_EXEMPTED = "not_exempted", _("Đề nghị miễn không được chấp nhận")
        EXTENDED = "extended", _("Việc được gia hạn")
        NOT_EXTENDED = "not_extended", _("Đề nghị gia hạn không được chấp nhận")
        CANCELLED = "cancelled", _("Việc đã hủy")
        ENTERED = "entered", _("Cơ quan theo dõi đã nhập thay xác nhận")
        TAKEN_BACK = "taken_back", _("Xác nhận nhập thay đã rút")
        EXEMPT_OVER = "exempt_over", _("Việc hết miễn, trở lại với đơn vị")
        DUE = "due", _("Việc sắp đến hạn")
        DUE_NEXT = "due_next", _("Việc đến hạn ngay")
        OVERDUE = "overdue", _("Việc quá hạn")
        LATE_UNIT = "late_unit", _("Việc quá hạn kéo dài")
        LATE_BELOW = "late_below", _("Đơn vị trực thuộc quá hạn kéo dài")
        LATE_OFFICE = "late_office", _("Đơn vị quá hạn kéo dài")
        EXEMPTION_ASKED = "asked", _("Đề nghị miễn cần trả lời")
        EXTENSION_ASKED = "asked_later", _("Đề nghị gia hạn cần trả lời")
        TO_REVIEW = "to_review", _("Xác nhận chờ thẩm định")
        WAITS_ABOVE = "waits_above", _("Xác nhận của đơn vị trực thuộc chờ thẩm định")
        # Of an app above, which has the words (notices/topics.py).
        OF_A_TOPIC = "of_a_topic", _("Thông báo khác")

    # Told by a mail of their own, whatever the digest does.
    URGENT = (Kind.RETURNED, Kind.DUE_NEXT)
    # Made once a day from how things stand; a newer one takes the place of an older one.
    DAILY = (Kind.DUE, Kind.DUE_NEXT, Kind.OVERDUE)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    # Of which unit it speaks to the person: one's own, or the office's.
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại thông báo"), max_length=12, choices=Kind)
    day = models.DateField(_("ngày"))
    at = models.DateTimeField(_("lúc"))
    event = models.ForeignKey(
        AssignmentEvent, on_delete=models.CASCADE, null=True, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, related_name="+"
    )
    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField(default=1)
    dues = ArrayField(models.DateField(), default=list)
    # What an app above tells of, and which row of its own.
    topic = models.CharField(max_length=20, blank=True, default="", db_default="")
    subject_id = models.BigIntegerField(null=True)
    is_read = models.BooleanField(_("đã đọc"), default=False)
    mail = models.ForeignKey(
        "training.NoticeMail", on_delete=models.SET_NULL, null=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("thông báo")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event"],
                condition=Q(event__isnull=False),
                name="notice_once_an_event",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "rollout", "day"],
                condition=Q(kind="issued"),
                name="notice_issued_once_a_day",
            ),
            # Of several changes of one day the numbers are added up.
            models.UniqueConstraint(
                fields=["user", "unit", "rollout", "day"],
                condition=Q(kind="transferred"),
                name="notice_transferred_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "rollout", "kind", "day"],
                condition=Q(kind__in=["asked_again", "new_text", "stopped"]),
                name="notice_of_many_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "kind", "day"],
                condition=Q(event=None, rollout=None, topic=""),
                name="notice_daily_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["user", "topic", "subject_id"],
                condition=~Q(topic=""),
                name="notice_of_a_topic_once",
            ),
            models.CheckConstraint(
                condition=Q(topic="", subject_id=None) & ~Q(kind="of_a_topic")
                | Q(
                    kind="of_a_topic",
                    subject_id__isnull=False,
                    event=None,
                    assignment=None,
                    rollout=None,
                )
                & ~Q(topic=""),
                name="notice_of_a_topic_has_its_subject",
                violation_error_message=_("Thông báo phải nói rõ về việc nào."),
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, assignment__isnull=False, rollout=None)
                | Q(
                    event=None,
                    assignment=None,
                    rollout__isnull=False,
                    kind__in=["issued", "transferred", "asked_again", "new_text", "stopped"],
                )
                | Q(event=None, assignment=None, rollout=None),
                name="notice_is_of_one_thing",
                violation_error_message=_("Mỗi thông báo chỉ nói về một việc."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="notice_counts_something",
                violation_error_message=_("Thông báo phải nói về ít nhất một việc."),
            ),
        ]
        indexes = [
            # The list of one person, the newest first.
            models.Index(fields=["user", "-at", "-id"], name="notice_of_person"),
            # The number in the header of every page.
            models.Index(fields=["user", "unit"], condition=Q(is_read=False), name="notice_unread"),
            # What the next mails are made of.
            models.Index(fields=["user"], condition=Q(mail=None), name="notice_unmailed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NoticeMailQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=NoticeMail.State.WAITING)

    def to_send(self, now: datetime) -> Self:
        ready = Q(retry_at=None) | Q(retry_at__lte=now)
        return self.waiting().filter(ready).order_by("kind", "pk")

    def digests_sent(self, on: date) -> Self:
        return self.filter(kind=NoticeMail.Kind.DIGEST, sent_on=on)


class NoticeMail(models.Model):
    """A mail of one or many notices. Its row, with what it holds, is there before the server is
    asked, and `tried_at` too: from then on nothing is added, since the server may have taken it.
    """

    class Kind(models.TextChoices):
        # In the order in which they are sent.
        URGENT = "a_urgent", _("Thư gấp")
        DIGEST = "b_digest", _("Thư tổng hợp trong ngày")

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        EMPTY = "empty", _("Không còn gì để báo")
        REFUSED = "refused", _("Máy chủ thư không nhận")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_mails"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("thư báo")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(state="waiting"),
                name="notice_mail_one_waits",
            ),
            models.UniqueConstraint(
                fields=["user", "sent_on"],
                condition=Q(kind="b_digest", state="sent"),
                name="notice_mail_one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None, sent_on=None)
                | Q(state="sent", ended_at__isnull=False, sent_on__isnull=False)
                | Q(state__in=["empty", "refused"], ended_at__isnull=False, sent_on=None),
                name="notice_mail_state_has_its_time",
                violation_error_message=_("Thư đã gửi phải có ngày gửi."),
            ),
            models.CheckConstraint(
                condition=Q(refusals__lte=MOST_REFUSALS),
                name="notice_mail_is_not_tried_for_ever",
            ),
        ]
        indexes = [
            models.Index(fields=["kind"], condition=Q(state="waiting"), name="notice_mail_waiting")
        ]

    def __str__(self) -> str:
        """Never the address: this ends in logs."""
        return f"mail {self.pk}"


class NoticeChoice(models.Model):
    """What a person wants by mail; without a row, both. The page shows every notice anyhow."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choice"
    )
    # What the link in a mail signs: it says nothing about the person.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    digest = models.BooleanField(_("thư tổng hợp, mỗi ngày nhiều nhất một thư"), default=True)
    urgent = models.BooleanField(_("thư báo ngay việc gấp"), default=True)
    # Nothing older is mailed: who turns mails on again is not sent what lay in between.
    mailed_since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class ReminderDay(models.Model):
    """A day whose reminders were written; the next run looks back to the last one."""

    day = models.DateField(primary_key=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.day)


class CalendarAddress(models.Model):
    """A secret address of a person's calendar; only the digest of it is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_addresses"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("địa chỉ lịch")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None),
                name="calendar_address_one_open",
                violation_error_message=_("Mỗi người chỉ có một địa chỉ lịch đang dùng."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)
