"""notices_of_event · notices_issued — the rows for people, in the caller's transaction.

Every row goes to a person, so what is read, mailed or left behind is known of each; all rows of
one event are one statement, however many units it reaches.
"""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from portal.access import OFFICE_ROLES, UNIT_ROLES, Role
from portal.accounts.models import Membership
from training.models import AssignmentEvent, Notice
from training.transitions import Transition

Kind = Notice.Kind
# What the unit hears of. Its own acts it knows.
TO_THE_UNIT = {
    Transition.ACCEPT: Kind.ACCEPTED,
    Transition.RETURN: Kind.RETURNED,
    Transition.REOPEN: Kind.RETURNED,
    Transition.GRANT_EXEMPTION: Kind.EXEMPTED,
    Transition.REFUSE_EXEMPTION: Kind.NOT_EXEMPTED,
    Transition.CANCEL: Kind.CANCELLED,
}
# What settles a return, and so every notice of it that nobody has read yet.
SETTLES = {Transition.CONFIRM, Transition.CANCEL, Transition.GRANT_EXEMPTION}

# Who counts today. A person who holds two roles in a unit is one person.
ISSUED_SQL = """
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, rollout_id, number, dues, is_read)
SELECT person.user_id, given.unit_id, 'issued', %(day)s, %(at)s, %(rollout)s, given.n, given.dues,
       FALSE
FROM (
    SELECT a.unit_id, count(*) AS n,
           coalesce(array_agg(DISTINCT a.due_on) FILTER (WHERE a.due_on IS NOT NULL), '{}') AS dues
    FROM training_assignment a JOIN training_task t ON t.id = a.task_id
    WHERE t.rollout_id = %(rollout)s AND a.state <> 'cancelled'
      AND (%(since)s::timestamptz IS NULL OR a.assigned_at >= %(since)s)
    GROUP BY a.unit_id
) given
JOIN (
    SELECT DISTINCT m.unit_id, m.user_id
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.is_active AND m.role = ANY(%(roles)s)
      AND m.valid_from <= %(day)s AND (m.valid_until IS NULL OR m.valid_until > %(day)s)
) person ON person.unit_id = given.unit_id
ON CONFLICT DO NOTHING
"""


def notices_issued(*, rollout_id: int, since: datetime | None = None) -> int:
    """One notice a person and unit for all tasks of a rollout, also of 10,000 units in one
    statement; with `since`, for what was given from that moment on."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            ISSUED_SQL,
            {
                "rollout": rollout_id,
                "since": since,
                "day": timezone.localdate(now),
                "at": now,
                "roles": [str(role) for role in UNIT_ROLES],
            },
        )
        return cursor.rowcount


def notices_of_event(event: AssignmentEvent) -> None:
    """For the unit what the office decided, for the office's lead what the unit asks; not for the
    person who did it."""
    transition = Transition(event.act)
    if transition in SETTLES:
        Notice.objects.unread().filter(
            assignment=event.assignment_id, kind__in=[Kind.RETURNED, Kind.EXEMPTION_ASKED]
        ).update(is_read=True)
    if kind := TO_THE_UNIT.get(transition):
        _write(event, kind, _of_unit(event.assignment.unit_id, timezone.localdate(event.at)))
    elif transition is Transition.ASK_EXEMPTION:
        _write(event, Kind.EXEMPTION_ASKED, _leads(timezone.localdate(event.at)))


def _write(event: AssignmentEvent, kind: str, people: list[tuple[int, int]]) -> None:
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user_id,
                unit_id=unit_id,
                kind=kind,
                day=timezone.localdate(event.at),
                at=event.at,
                event=event,
                assignment_id=event.assignment_id,
            )
            for user_id, unit_id in people
            if user_id != event.by_id
        ],
        ignore_conflicts=True,
    )


def _of_unit(unit_id: int, on: date) -> list[tuple[int, int]]:
    current = Membership.objects.current(on).filter(unit=unit_id, role__in=UNIT_ROLES)
    return list(current.values_list("user", "unit").distinct().order_by())


def _leads(on: date) -> list[tuple[int, int]]:
    leads = Membership.objects.current(on).filter(role=Role.OFFICE_LEAD)
    return list(leads.values_list("user", "unit").distinct().order_by())


def office_people(on: date) -> list[tuple[int, int]]:
    people = Membership.objects.current(on).filter(role__in=OFFICE_ROLES)
    return list(people.values_list("user", "unit").distinct().order_by())
