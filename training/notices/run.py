"""notices_run · notices_forget — the worker's part: every few minutes, and at night."""

from datetime import datetime, timedelta

from django.utils import timezone

from portal.units.models import Authority
from portal.vietnamese.working_days import WorkCalendar
from training.models import Notice, NoticeMail
from training.notices.daily import reminders_make
from training.notices.post import is_open_hour, mails_make, mails_send

KEPT_DAYS = 365


def notices_run(*, now: datetime, off: WorkCalendar) -> int:
    """How many mails went out; on a day off and outside office hours nothing happens at all.

    People of the sample have no mailboxes: they find their notices on the page.
    """
    if not is_open_hour(now, off):
        return 0
    reminders_make(today=timezone.localdate(now), off=off)
    if Authority.objects.filter(is_sample=True).exists():
        return 0
    mails_make(now=now)
    return mails_send(now=now, off=off)


def notices_forget(*, now: datetime) -> int:
    """Old notices and mails; what they told of stays on record where it belongs."""
    before = now - timedelta(days=KEPT_DAYS)
    NoticeMail.objects.filter(ended_at__lt=before).delete()
    return Notice.objects.filter(at__lt=before).delete()[0]
