"""reminders_make — once a working day: what each unit is reminded of, and lateness a level up.

All of it in one transaction with the row of the day: cut off anywhere it is done anew, done twice
it does nothing. Each statement writes for all units at once.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from portal.access import UNIT_ROLES, Role
from portal.vietnamese.working_days import WorkCalendar
from training.deadlines import DUE_NOW
from training.models import Assignment, Notice, ReminderDay
from training.notices.reminding import (
    BEFORE_DAYS,
    MOST_DAYS_BACK,
    Due,
    Nearness,
    has_reached,
    reminder_of,
)
from training.notices.statements import (
    BELOW_SQL,
    CLAIM_SQL,
    FORGET_SQL,
    LATE_SQL,
    OFFICE_SQL,
    OPEN_SQL,
    SUPERSEDED_SQL,
)
from training.notices.writing import office_people

Kind = Notice.Kind
# Calendar days within which the earliest reminder of a date falls, however long the holidays.
FARTHEST_DAYS = 7 * max(BEFORE_DAYS) + 21


@transaction.atomic
def reminders_make(*, today: date, off: WorkCalendar) -> int:
    """How many notices were written: none on a day off, and none the second time on a day."""
    if not off.is_working(today):
        return 0
    now = timezone.now()
    last = ReminderDay.objects.order_by("-day").values_list("day", flat=True).first()
    if (last and last >= today) or not _claim(today, now):
        return 0
    after = max(last or today - timedelta(days=1), today - timedelta(days=MOST_DAYS_BACK))
    dues = _open_dues(today)
    written = sum(
        _insert(OPEN_SQL, near.value, UNIT_ROLES, chosen, today, now)
        for near in Nearness
        if (chosen := [due for due in dues if reminder_of(due, after, today, off) is near])
    )
    written += _escalate(dues, after, today, now, off)
    written += _to_review(today, now)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_SQL, {"day": today})
        cursor.execute(SUPERSEDED_SQL, {"day": today, "kinds": [str(k) for k in Notice.DAILY]})
    return written


def _claim(today: date, now: datetime) -> bool:
    """Of two workers at once the second waits here, and then finds the day done."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, [today, now])
        return cursor.rowcount == 1


def _open_dues(today: date) -> list[Due]:
    """Few, however many assignments have them."""
    rows = Assignment.objects.to_remind_of().alias(due_now=DUE_NOW)
    rows = rows.filter(due_now__isnull=False, due_now__lte=today + timedelta(days=FARTHEST_DAYS))
    pairs = rows.order_by().values_list(DUE_NOW, "task__grace_days").distinct()
    return [Due(due_on, grace) for due_on, grace in pairs]


def _escalate(dues: list[Due], after: date, today: date, now: datetime, off: WorkCalendar) -> int:
    reached = [
        [due for due in dues if has_reached(due, days, after, today, off)]
        for days in settings.ESCALATION_WORKING_DAYS
    ]
    unit, parent, office = reached
    written = _insert(LATE_SQL, Kind.LATE_UNIT, [Role.HEAD, Role.OFFICER], unit, today, now)
    written += _insert(BELOW_SQL, Kind.LATE_BELOW, [Role.HEAD], parent, today, now)
    either = [*parent, *(due for due in office if due not in parent)]
    last = [due.due_on for due in office]
    return written + _insert(
        OFFICE_SQL, Kind.LATE_OFFICE, [Role.OFFICE_LEAD], either, today, now, last=last
    )


def _insert(
    sql: str,
    kind: str,
    roles: object,
    dues: list[Due],
    today: date,
    now: datetime,
    **more: object,
) -> int:
    if not dues:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "kind": str(kind),
                "roles": [str(role) for role in roles],
                "dues": [due.due_on for due in dues],
                "graces": [due.grace_days for due in dues],
                "day": today,
                "at": now,
                **more,
            },
        )
        return cursor.rowcount


def _to_review(today: date, now: datetime) -> int:
    """For the office: how many confirmations wait for it, in one line."""
    waiting = Assignment.objects.awaiting_review().filter(
        task__rollout__state__in=["issuing", "issued"]
    )
    number = waiting.count()
    if not number:
        return 0
    rows = Notice.objects.bulk_create(
        [
            Notice(
                user_id=user, unit_id=unit, kind=Kind.TO_REVIEW, day=today, at=now, number=number
            )
            for user, unit in office_people(today)
        ],
        ignore_conflicts=True,
    )
    return len(rows)
