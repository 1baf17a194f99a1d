"""mails_make · mails_send — from notices to mails: what is urgent at once, the rest once a day.

A mail has its row, and the notices in it are fixed, before the mail server is asked; the row is
marked sent in the transaction that saw the server's "250". Killed before that, the mail is sent by
the next run: nothing is lost. Killed between the two, which no protocol can tell apart, it goes
again with the same Message-ID and the same notices, and mailboxes keep one of them.
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone, translation

from portal.mail.post import MOST_REFUSALS, MailRefused, PostOffice, post_office, wait_after
from portal.vietnamese.working_days import WorkCalendar
from training.models import Notice, NoticeMail
from training.notices.content import sections_of
from training.notices.mails import choice_of, digest_of, urgent_of

Kind, State = NoticeMail.Kind, NoticeMail.State
# By the authority's clock; nobody is written to outside them.
FIRST_HOUR, LAST_HOUR = 7, 18
# Two urgent mails to one person lie this far apart; what happens between goes with the second.
URGENT_GAP = timedelta(hours=1)
# What is older has been on the page all the while and is not mailed any more.
MOST_DAYS = 14
# Any number of our own: mails are made by one worker at a time.
MAKING_LOCK = 874_2027

CHOSEN_SQL = """
    n.mail_id IS NULL AND NOT n.is_read AND n.at > %(floor)s
    AND (c.mailed_since IS NULL OR n.at >= c.mailed_since)
    AND CASE WHEN n.kind = ANY(%(urgent)s) AND coalesce(c.urgent, TRUE)
             THEN %(kind)s = 'a_urgent'
             ELSE %(kind)s = 'b_digest' AND coalesce(c.digest, TRUE) END
"""
MAKE_SQL = f"""
INSERT INTO training_noticemail (key, user_id, kind, state, made_at, refusals)
SELECT gen_random_uuid(), n.user_id, %(kind)s, 'waiting', %(now)s, 0
FROM training_notice n
JOIN accounts_user u ON u.id = n.user_id AND u.is_active
LEFT JOIN training_noticechoice c ON c.user_id = n.user_id
WHERE {CHOSEN_SQL}
  AND NOT EXISTS (
      SELECT 1 FROM training_noticemail m WHERE m.user_id = n.user_id AND m.kind = %(kind)s
        AND (m.state = 'waiting' OR (m.state = 'sent' AND m.ended_at > %(since)s)))
GROUP BY n.user_id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of the words of this module alone
# Under their locks: a mail that a worker has begun to send takes nothing more.
FILL_SQL = f"""
WITH held AS (
    SELECT id, user_id FROM training_noticemail
    WHERE kind = %(kind)s AND state = 'waiting' AND tried_at IS NULL FOR UPDATE
)
UPDATE training_notice SET mail_id = held.id
FROM held, training_notice n LEFT JOIN training_noticechoice c ON c.user_id = n.user_id
WHERE training_notice.id = n.id AND n.user_id = held.user_id AND {CHOSEN_SQL}
"""  # noqa: S608


def is_open_hour(now: datetime, off: WorkCalendar) -> bool:
    local = timezone.localtime(now)
    return off.is_working(local.date()) and FIRST_HOUR <= local.hour < LAST_HOUR


@transaction.atomic
def mails_make(*, now: datetime) -> None:
    """Two statements a kind, for all people at once. A digest that could not go out yesterday
    takes today's notices in: there is never a second one beside it."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), datetime.min.time()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING_LOCK])
        for kind, since in ((Kind.URGENT, now - URGENT_GAP), (Kind.DIGEST, midnight)):
            words = {
                "kind": str(kind),
                "now": now,
                "since": since,
                "floor": now - timedelta(days=MOST_DAYS),
                "urgent": [str(each) for each in Notice.URGENT],
            }
            cursor.execute(MAKE_SQL, words)
            cursor.execute(FILL_SQL, words)


def mails_send(*, now: datetime, off: WorkCalendar) -> int:
    """How many went out. Raises MailServerDown; what was not sent stays waiting."""
    waiting = list(NoticeMail.objects.to_send(now).values_list("pk", flat=True))
    if not waiting:
        return 0
    with post_office() as office, translation.override("vi"):
        return sum(_tried(pk, now) and _send(pk, office, now, off) for pk in waiting)


@transaction.atomic
def _tried(pk: int, now: datetime) -> bool:
    """Committed before the server is asked: see mails_make."""
    mail = _locked(pk)
    if mail is None or _has_had_todays(mail, timezone.localdate(now)):
        return False
    # The link in a mail that is in doubt must lead somewhere.
    choice_of(mail.user_id)
    NoticeMail.objects.filter(pk=pk).update(tried_at=now)
    return True


@transaction.atomic
def _send(pk: int, office: PostOffice, now: datetime, off: WorkCalendar) -> bool:
    mail = _locked(pk)
    if mail is None:
        return False
    today = timezone.localdate(now)
    sections = sections_of(mail.user, mail.notices.all(), today, off)
    if not sections:
        _end(mail, State.EMPTY, now)
        return False
    make = urgent_of if mail.kind == Kind.URGENT else digest_of
    try:
        office.send(make(mail, sections, today))
    except MailRefused:
        _refused(mail, now)
        return False
    _end(mail, State.SENT, now, sent_on=today)
    return True


def _locked(pk: int) -> NoticeMail | None:
    """None where it is done, or another worker is at it."""
    waiting = NoticeMail.objects.waiting().filter(pk=pk).select_related("user")
    return waiting.select_for_update(skip_locked=True, of=["self"]).first()


def _has_had_todays(mail: NoticeMail, today: date) -> bool:
    sent = NoticeMail.objects.digests_sent(today).filter(user=mail.user_id)
    return mail.kind == Kind.DIGEST and sent.exists()


def _end(mail: NoticeMail, state: str, now: datetime, sent_on: date | None = None) -> None:
    NoticeMail.objects.filter(pk=mail.pk).update(
        state=state, ended_at=now, sent_on=sent_on, retry_at=None
    )


def _refused(mail: NoticeMail, now: datetime) -> None:
    """Its server takes no mail for the address: wait longer each time, in the end let it be; the
    notices stand on the page."""
    refusals = mail.refusals + 1
    if refusals >= MOST_REFUSALS:
        NoticeMail.objects.filter(pk=mail.pk).update(refusals=refusals)
        _end(mail, State.REFUSED, now)
        return
    NoticeMail.objects.filter(pk=mail.pk).update(
        refusals=refusals, retry_at=now + wait_after(refusals)
    )
