"""choices_save · digest_stop · calendar_open · calendar_close · notices_read — what a person
decides for themselves."""

import hashlib
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from training.models import CalendarAddress, Notice, NoticeChoice
from training.notices.mails import choice_of


@transaction.atomic
def choices_save(*, actor: Actor, digest: bool, urgent: bool) -> NoticeChoice:
    return _choose(choice_of(actor.user.pk), actor.user, digest=digest, urgent=urgent)


@transaction.atomic
def digest_stop(*, key: UUID) -> bool:
    """By the link of a mail, without signing in; stopping twice is no mistake."""
    choice = NoticeChoice.objects.select_related("user").filter(key=key).first()
    if choice is None:
        return False
    _choose(choice, choice.user, digest=False, urgent=choice.urgent)
    return True


def _choose(choice: NoticeChoice, user: User, *, digest: bool, urgent: bool) -> NoticeChoice:
    choice = NoticeChoice.objects.select_for_update().get(pk=choice.pk)
    if (choice.digest, choice.urgent) == (digest, urgent):
        return choice
    if (digest and not choice.digest) or (urgent and not choice.urgent):
        # What lay in between is on the page; it is not sent after.
        choice.mailed_since = timezone.now()
    choice.digest, choice.urgent = digest, urgent
    choice.save(update_fields=["digest", "urgent", "mailed_since"])
    record(
        actor=user, act="notice_choose", subject=choice, data={"digest": digest, "urgent": urgent}
    )
    return choice


@transaction.atomic
def calendar_open(*, actor: Actor) -> str:
    """A new secret, told this once; the address before it ends."""
    User.objects.select_for_update().get(pk=actor.user.pk)
    now, token = timezone.now(), token_urlsafe(32)
    CalendarAddress.objects.filter(user=actor.user, revoked_at=None).update(revoked_at=now)
    address = CalendarAddress.objects.create(
        user=actor.user, token_digest=digest_of(token), made_at=now
    )
    record(actor=actor.user, act="calendar_open", subject=address)
    return token


@transaction.atomic
def calendar_close(*, actor: Actor) -> bool:
    User.objects.select_for_update().get(pk=actor.user.pk)
    address = CalendarAddress.objects.filter(user=actor.user, revoked_at=None).first()
    if address is None:
        return False
    address.revoked_at = timezone.now()
    address.save(update_fields=["revoked_at"])
    record(actor=actor.user, act="calendar_close", subject=address)
    return True


def calendar_owner(token: str) -> User | None:
    open_ones = CalendarAddress.objects.filter(token_digest=digest_of(token), revoked_at=None)
    address = open_ones.select_related("user").filter(user__is_active=True).first()
    return address and address.user


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def notices_read(*, actor: Actor, notice_id: int | None = None, up_to: int | None = None) -> int:
    """One, or all that the page showed when the button was pressed: not what came since."""
    rows = Notice.objects.of(actor).unread()
    rows = rows.filter(pk=notice_id) if notice_id is not None else rows.filter(pk__lte=up_to or 0)
    return rows.update(is_read=True)
