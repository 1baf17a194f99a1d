"""recipient_keep · recipient_end · deliveries_make · delivery_again · delivery_revoke ·
delivery_downloaded — an issued report goes to listed addresses, as a link"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from reports.models import Delivery, Recipient, Report

SALT = "reports.delivery"
State = Delivery.State


@transaction.atomic
def recipient_keep(
    *, actor: Actor, pk: int | None, name: str, email: str, note: str, language: str
) -> Recipient:
    """A new one, or `pk` changed. What was sent before keeps the address it went to."""
    columns = {
        "name": " ".join(name.split()),
        "email": email.strip().lower(),
        "note": note.strip(),
        "language": language,
    }
    current = Recipient.objects.current()
    if current.filter(email=columns["email"]).exclude(pk=pk).exists():
        raise Refused(_("Địa chỉ này đã có trong danh sách."))
    if pk is None:
        kept = Recipient(added_by=actor.user, added_at=timezone.now())
    else:
        kept = current.select_for_update().get(pk=pk)
    if pk and all(getattr(kept, column) == value for column, value in columns.items()):
        return kept
    for column, value in columns.items():
        setattr(kept, column, value)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refused(_("Địa chỉ này đã có trong danh sách.")) from error
    record(actor=actor.user, act="recipient_keep", subject=kept, data={"name": kept.name})
    return kept


@transaction.atomic
def recipient_end(*, actor: Actor, pk: int) -> Recipient:
    """Off the list; links that were sent stay as they are, each can be revoked by itself."""
    kept = Recipient.objects.select_for_update().get(pk=pk)
    if kept.ended_at is None:
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
        record(actor=actor.user, act="recipient_end", subject=kept, data={"name": kept.name})
    return kept


@transaction.atomic
def deliveries_make(
    *, actor: Actor, report_id: int, recipients: Iterable[Recipient]
) -> list[Delivery]:
    """One row for each address that has none; they are sent once the report is issued."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report_id)
    if report.unit_id or report.state not in {Report.State.ISSUING, Report.State.ISSUED}:
        raise Refused(_("Chỉ gửi được báo cáo của cơ quan đã phát hành."))
    if hasattr(report, "revocation"):
        raise Refused(_("Báo cáo này đã thu hồi nên không gửi đi nữa."))
    had = set(report.deliveries.values_list("email", flat=True))
    wanted = {each.email: each for each in recipients if each.email not in had}
    made = [_delivery(actor, report, recipient) for recipient in wanted.values()]
    Delivery.objects.bulk_create(made)
    if made:
        data = {"code": report.code, "to": [each.recipient.name for each in made]}
        record(actor=actor.user, act="report_send", subject=report, data=data)
    return made


@transaction.atomic
def delivery_again(*, actor: Actor, delivery_id: int) -> Delivery:
    """A new link in a new mail, where the mail did not arrive or the link opens no more."""
    delivery = _locked(delivery_id)
    if delivery.state == State.WAITING and not delivery.is_over:
        return delivery
    if delivery.state == State.SENT and not delivery.is_over:
        raise Refused(_("Đường dẫn đã gửi còn dùng được; hãy thu hồi rồi gửi đường dẫn khác."))
    if hasattr(delivery.report, "revocation"):
        raise Refused(_("Báo cáo này đã thu hồi nên không gửi đi nữa."))
    delivery.key = uuid4()
    delivery.token_digest = digest_of(token_of(delivery.key))
    delivery.state, delivery.refusals = State.WAITING, 0
    delivery.tried_at = delivery.retry_at = delivery.ended_at = None
    delivery.revoked_at = delivery.revoked_by = None
    delivery.expires_at = _expiry()
    delivery.save()
    return _noted(actor, delivery, "report_send_again")


@transaction.atomic
def delivery_revoke(*, actor: Actor, delivery_id: int) -> Delivery:
    delivery = _locked(delivery_id)
    if delivery.revoked_at:
        return delivery
    delivery.revoked_at, delivery.revoked_by = timezone.now(), actor.user
    delivery.save(update_fields=["revoked_at", "revoked_by"])
    return _noted(actor, delivery, "report_link_revoke")


def delivery_downloaded(*, delivery_id: int) -> None:
    Delivery.objects.filter(pk=delivery_id).update(
        downloads=F("downloads") + 1, downloaded_at=timezone.now()
    )


def delivery_for(token: str) -> Delivery | None:
    """The one of a token, whether its link still opens or not."""
    rows = Delivery.objects.select_related("report__pdf", "report__revocation__replaced_by")
    return rows.filter(token_digest=digest_of(token)).first()


def token_of(key: UUID) -> str:
    """Made anew whenever the mail is: it stands in no table, and a mail that is sent again after a
    crash leads to the same page."""
    digest = salted_hmac(SALT, key.hex, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _delivery(actor: Actor, report: Report, recipient: Recipient) -> Delivery:
    key = uuid4()
    return Delivery(
        key=key,
        report=report,
        recipient=recipient,
        email=recipient.email,
        token_digest=digest_of(token_of(key)),
        made_by=actor.user,
        made_at=timezone.now(),
        expires_at=_expiry(),
    )


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.REPORT_LINK_DAYS)


def _locked(delivery_id: int) -> Delivery:
    rows = Delivery.objects.select_related("recipient", "report")
    return rows.select_for_update(of=["self"]).get(pk=delivery_id)


def _noted(actor: Actor, delivery: Delivery, act: str) -> Delivery:
    data = {"code": delivery.report.code, "to": delivery.recipient.name}
    record(actor=actor.user, act=act, subject=delivery.report, data=data)
    return delivery
