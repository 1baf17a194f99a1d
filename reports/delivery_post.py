"""deliveries_send — the mails of issued reports, each with its link and nothing of the data.

A row is there before the mail server is asked, and is marked sent in the transaction that saw the
server's "250". Killed between the two, the mail goes again with the same Message-ID and link.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.mail.post import (
    MOST_REFUSALS,
    MailRefused,
    PostOffice,
    mail_made,
    post_office,
    wait_after,
)
from portal.units.models import Authority
from reports.deliveries import digest_of, token_of
from reports.models import Delivery

State = Delivery.State
SUBJECT_LETTERS = 90


def deliveries_send(*, now: datetime) -> int:
    """How many went out. Raises MailServerDown; what was not sent stays waiting. The sample sends
    nothing: nobody's mailbox is meant."""
    waiting = list(Delivery.objects.to_send(now).values_list("pk", flat=True))
    if not waiting or Authority.objects.filter(is_sample=True).exists():
        return 0
    with post_office() as office:
        return sum(_send(pk, office, now) for pk in waiting)


@transaction.atomic
def _send(pk: int, office: PostOffice, now: datetime) -> bool:
    delivery = _locked(pk, now)
    if delivery is None:
        return False
    try:
        office.send(mail_of(delivery))
    except MailRefused:
        _refused(delivery, now)
        return False
    # With another secret key than when it was made the link is another one.
    digest = digest_of(token_of(delivery.key))
    _update(delivery, state=State.SENT, ended_at=now, retry_at=None, token_digest=digest)
    return True


def mail_of(delivery: Delivery) -> EmailMultiAlternatives:
    report, recipient = delivery.report, delivery.recipient
    authority = Authority.objects.get()
    with translation.override(recipient.language):
        subject = _("%(authority)s gửi báo cáo: %(title)s") % {
            "authority": authority.full_name,
            "title": report.title,
        }
        return mail_made(
            template="reports/mail/delivery",
            to=delivery.email,
            subject=Truncator(" ".join(subject.split())).chars(SUBJECT_LETTERS),
            once=str(delivery.key),
            context={
                "authority": authority,
                "recipient": recipient,
                "report": report,
                "link": link_of(delivery),
                "expires_at": delivery.expires_at,
                "language": recipient.language,
            },
        )


def link_of(delivery: Delivery) -> str:
    """In the language in use."""
    return settings.SITE_URL + reverse("reports:delivered", args=[token_of(delivery.key)])


def _locked(pk: int, now: datetime) -> Delivery | None:
    """None where it is done, called off, or another worker is at it."""
    rows = Delivery.objects.to_send(now).filter(pk=pk).select_related("report", "recipient")
    return rows.select_for_update(skip_locked=True, of=["self"]).first()


def _refused(delivery: Delivery, now: datetime) -> None:
    """Its server takes no mail for the address: wait longer each time, in the end say so."""
    refusals = delivery.refusals + 1
    if refusals >= MOST_REFUSALS:
        _update(delivery, state=State.REFUSED, refusals=refusals, ended_at=now, retry_at=None)
    else:
        _update(delivery, refusals=refusals, retry_at=now + wait_after(refusals))


def _update(delivery: Delivery, **columns: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(**columns)
