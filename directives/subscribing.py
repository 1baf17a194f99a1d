"""subscription_ask · subscription_confirm · subscription_end · subscriptions_erase

Nobody is told anything before the mailbox itself has answered (double opt-in), and whoever asks
learns nothing of an address: every refusal that depends on it is silent.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from directives.models import Following, Subscriber
from directives.models.subscriptions import REQUEST_DAYS, REQUEST_MAILS
from directives.scopes import Wanted
from portal.audit.services import record
from portal.refusals import Refused

# What is not confirmed by then is erased.
UNCONFIRMED_DAYS = 7
# The same thing asked for again: no second mail before so many hours.
AGAIN_HOURS = 24
# By everybody together; no single asker is counted.
MOST_REQUESTS_AN_HOUR = 300
MOST_FOLLOWINGS = 30
# Any number of our own.
REQUEST_LOCK = 423_2026
# Mailboxes in which a dot changes nothing.
DOTLESS = {"gmail.com", "googlemail.com"}


@transaction.atomic
def subscription_ask(*, email: str, language: str, wanted: Wanted) -> None:
    """A mail with a link to confirm will go to the address, unless it has it already, had enough
    of them, or follows this: which of these it was, nobody is told."""
    now = timezone.now()
    _one_at_a_time()
    _refuse_flood(now)
    _wake_the_post()
    subscriber = _subscriber(email, language, now)
    if subscriber is None:
        return
    following = subscriber.followings.filter(
        scope=wanted.scope, document=wanted.document, query=wanted.query
    ).first()
    if following is None:
        if subscriber.followings.count() >= MOST_FOLLOWINGS:
            return
        following = Following(
            subscriber=subscriber,
            scope=wanted.scope,
            document=wanted.document,
            query=wanted.query,
        )
    elif following.confirmed_at or following.asked_at > now - timedelta(hours=AGAIN_HOURS):
        return
    following.language, following.asked_at, following.mail_due_at = language, now, now
    following.save()
    subscriber.request_mails += 1
    subscriber.asked_at = now
    subscriber.save(update_fields=["request_mails", "asked_at"])


@transaction.atomic
def subscription_confirm(*, key: UUID) -> Following | None:
    """None where it was erased meanwhile. What was published before is not told any more."""
    found = Following.objects.filter(key=key).first()
    if found is None:
        return None
    # The subscriber first, then what is followed: the order in which all others lock.
    subscriber = Subscriber.objects.select_for_update().filter(pk=found.subscriber_id).first()
    following = Following.objects.select_for_update().filter(pk=found.pk).first()
    if subscriber is None or following is None:
        return None
    if following.confirmed_at:
        return following
    following.confirmed_at = following.told_until = timezone.now()
    following.mail_due_at = None
    following.save(update_fields=["confirmed_at", "told_until", "mail_due_at"])
    # The mailbox has answered: it may ask for more.
    subscriber.request_mails, subscriber.language = 0, following.language
    subscriber.save(update_fields=["request_mails", "language"])
    _record("subscription_confirm", following)
    return following


@transaction.atomic
def subscription_end(*, key: UUID, following_id: int | None = None) -> bool:
    """All of it, or one thing followed; with the last one the address goes too. Whether anything
    was there: ending twice is no mistake."""
    subscriber = Subscriber.objects.select_for_update().filter(key=key).first()
    if subscriber is None:
        return False
    ending = subscriber.followings.all()
    if following_id is not None:
        ending = ending.filter(pk=following_id)
    return followings_end(subscriber, list(ending))


def followings_end(subscriber: Subscriber, ending: list[Following], why: str = "") -> bool:
    """In the caller's transaction, which holds the subscriber."""
    confirmed = [following for following in ending if following.confirmed_at]
    Following.objects.filter(pk__in=[following.pk for following in ending]).delete()
    if not subscriber.followings.exists():
        subscriber.delete()
    for following in confirmed:
        _record("subscription_end", following, why)
    return bool(ending)


@transaction.atomic
def subscriptions_erase() -> int:
    """What nobody confirmed in time, and addresses with nothing left; how many addresses went."""
    _one_at_a_time()
    Following.objects.stale(timezone.now(), UNCONFIRMED_DAYS).delete()
    erased, _rows = Subscriber.objects.idle().delete()
    return erased


def mailbox_of(address: str) -> str:
    """Where the mail ends up: "lan+tin@…" is read by "lan@…"."""
    name, _at, host = address.lower().rpartition("@")
    name = name.partition("+")[0] or name
    if host in DOTLESS:
        name = name.replace(".", "")
    return f"{name}@{host}"


def _one_at_a_time() -> None:
    """Requests are counted, and addresses without any left erased, by one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REQUEST_LOCK])


def _wake_the_post() -> None:
    """Asked for every time, so that a mail on its way cannot be told by the length of the answer;
    should the wake-up be lost, the post looks by itself every few minutes."""
    from directives.jobs import send_requests

    with suppress(AlreadyEnqueued), transaction.atomic():
        send_requests.defer(timestamp=0)


def _refuse_flood(now: datetime) -> None:
    recent = Following.objects.filter(asked_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_REQUESTS_AN_HOUR:
        raise Refused(_("Hiện có quá nhiều yêu cầu theo dõi. Hãy thử lại sau một giờ."))


def _subscriber(email: str, language: str, now: datetime) -> Subscriber | None:
    """The row of the address, locked; None where its mailbox has had enough mails unanswered."""
    address = email.strip().lower()
    mailbox = mailbox_of(address)
    since = now - timedelta(days=REQUEST_DAYS)
    listening = Subscriber.objects.filter(mailbox=mailbox, asked_at__gt=since)
    had = listening.aggregate(mails=Sum("request_mails"))["mails"] or 0
    if had >= REQUEST_MAILS:
        return None
    subscriber = Subscriber.objects.select_for_update().filter(email=address).first()
    if subscriber is None:
        return Subscriber.objects.create(
            email=address, mailbox=mailbox, language=language, asked_at=now
        )
    if subscriber.asked_at <= since:
        subscriber.request_mails = 0
    return subscriber


def _record(act: str, following: Following, why: str = "") -> None:
    """What was followed may tell who: neither the address nor the search is kept."""
    data = {"scope": following.scope, "language": following.language}
    record(actor=None, act=act, subject=following, data=data | ({"why": why} if why else {}))
