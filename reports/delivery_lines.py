"""What the page of a report says of each address it went to, and which may still be chosen."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.units.models import Authority
from portal.web.templatetags.portal import vn_datetime
from reports.audience import OFFICE, Audience, Step
from reports.models import Delivery, Recipient, Report

State = Delivery.State


@dataclass(frozen=True)
class Line:
    delivery: Delivery
    words: str
    tone: str
    may_again: bool
    may_revoke: bool


def deliveries_of(found: Report, audience: Audience, actor: Actor) -> dict[str, Any]:
    """Nothing before a report is on its way out, nor of what units made."""
    on_its_way = found.state in {Report.State.ISSUING, Report.State.ISSUED}
    if audience is not OFFICE or not on_its_way:
        return {}
    is_revoked = hasattr(found, "revocation")
    may_send = audience.may(actor, Step.ISSUE, found)
    sent = list(found.deliveries.select_related("recipient"))
    addresses = {delivery.email for delivery in sent}
    left = Recipient.objects.current().exclude(email__in=addresses)
    return {
        "deliveries": [_line(each, may_send, is_revoked) for each in sent],
        "shows_deliveries": True,
        "may_send": may_send and not is_revoked,
        "recipients_left": list(left) if may_send and not is_revoked else [],
        "sends_nothing": Authority.objects.filter(is_sample=True).exists(),
    }


def _line(delivery: Delivery, may_send: bool, is_revoked: bool) -> Line:
    words, tone = _state_of(delivery, is_revoked)
    over = delivery.is_over
    return Line(
        delivery=delivery,
        words=words,
        tone=tone,
        may_again=may_send and not is_revoked and (over or delivery.state == State.REFUSED),
        may_revoke=may_send and not over and delivery.state != State.REFUSED,
    )


def _state_of(delivery: Delivery, is_revoked: bool) -> tuple[str, str]:
    if delivery.revoked_at:
        return _("Đã thu hồi đường dẫn %(at)s") % {"at": vn_datetime(delivery.revoked_at)}, "late"
    if delivery.state == State.WAITING and is_revoked:
        return _("Không gửi: báo cáo đã thu hồi"), "idle"
    if delivery.expires_at <= timezone.now():
        return _("Đường dẫn hết hạn %(at)s") % {"at": vn_datetime(delivery.expires_at)}, "warn"
    if delivery.state == State.SENT:
        return _("Đã gửi %(at)s") % {"at": vn_datetime(delivery.ended_at)}, "ok"
    if delivery.state == State.REFUSED:
        return _("Không gửi được: máy chủ thư không nhận địa chỉ này"), "late"
    if delivery.retry_at:
        return _("Chưa gửi được, thử lại %(at)s") % {"at": vn_datetime(delivery.retry_at)}, "warn"
    return _("Chờ gửi"), "wait"
