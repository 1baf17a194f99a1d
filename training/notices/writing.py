"""notices_of_events · notices_issued · notices_of_transfers — the rows for people, in the caller's
transaction.

Every row goes to a person, so what is read, mailed or left behind is known of each; all rows of
one event are one statement, however many units it reaches.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from portal.access import OFFICE_ROLES, RULES, UNIT_ROLES, Act, Role
from portal.accounts.models import Membership
from training.models import Assignment, AssignmentEvent, HandingOnRule, Notice
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
    Transition.GRANT_EXTENSION: Kind.EXTENDED,
    Transition.EXTEND: Kind.EXTENDED,
    Transition.REFUSE_EXTENSION: Kind.NOT_EXTENDED,
    Transition.ENTER: Kind.ENTERED,
    Transition.TAKE_BACK: Kind.TAKEN_BACK,
    Transition.NOT_AGAIN: Kind.NOT_AGAIN,
    Transition.END_EXEMPTION: Kind.EXEMPT_OVER,
}
TO_THE_LEAD = {
    Transition.ASK_EXEMPTION: Kind.EXEMPTION_ASKED,
    Transition.ASK_EXTENSION: Kind.EXTENSION_ASKED,
}
# What comes to the unit that handed the task on, where it is the one to look at it.
TO_THE_UNIT_ABOVE = {
    Transition.CONFIRM: Kind.WAITS_ABOVE,
    Transition.ENTER: Kind.WAITS_ABOVE,
}
# What settles a return or a wish, and so every notice of it that nobody has read yet.
SETTLES = {
    Transition.CONFIRM: (Kind.RETURNED, Kind.EXTENSION_ASKED),
    Transition.ENTER: (Kind.RETURNED, Kind.EXTENSION_ASKED),
    Transition.ACCEPT: (Kind.WAITS_ABOVE,),
    Transition.RETURN: (Kind.WAITS_ABOVE,),
    Transition.TAKE_BACK: (Kind.WAITS_ABOVE,),
    Transition.CANCEL: (Kind.RETURNED, Kind.EXEMPTION_ASKED, Kind.EXTENSION_ASKED),
    Transition.GRANT_EXEMPTION: (Kind.RETURNED, Kind.EXEMPTION_ASKED, Kind.EXTENSION_ASKED),
    Transition.REFUSE_EXEMPTION: (Kind.EXEMPTION_ASKED,),
    Transition.WITHDRAW_EXEMPTION: (Kind.EXEMPTION_ASKED,),
    Transition.GRANT_EXTENSION: (Kind.EXTENSION_ASKED,),
    Transition.REFUSE_EXTENSION: (Kind.EXTENSION_ASKED,),
    Transition.WITHDRAW_EXTENSION: (Kind.EXTENSION_ASKED,),
    Transition.EXTEND: (Kind.EXTENSION_ASKED,),
    Transition.TRANSFER: (Kind.RETURNED, Kind.EXEMPTION_ASKED, Kind.EXTENSION_ASKED),
}

# Who counts today. A person who holds two roles in a unit is one person.
PEOPLE = """
    SELECT DISTINCT m.unit_id, m.user_id
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.is_active AND m.role = ANY(%(roles)s)
      AND m.valid_from <= %(day)s AND (m.valid_until IS NULL OR m.valid_until > %(day)s)
"""
# Of a unit that has the task no more nobody looks at what it had handed on: the office does.
SETTLES_BELOW = (Transition.CANCEL, Transition.GRANT_EXEMPTION)


def _of_events(person: str, more: str = "") -> str:
    return f"""
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, event_id, assignment_id, number, dues, is_read)
SELECT person.user_id, person.unit_id, told.kind, %(day)s, e.at, e.id, e.assignment_id, 1, '{{}}',
       FALSE
FROM training_assignmentevent e
JOIN training_assignment a ON a.id = e.assignment_id
{more}
JOIN unnest(%(acts)s::text[], %(kinds)s::text[]) AS told(act, kind) ON told.act = e.act
JOIN ({PEOPLE}) person ON {person}
WHERE e.id = ANY(%(events)s) AND e.by_id IS DISTINCT FROM person.user_id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of the words of this module alone


UNIT_SQL, LEAD_SQL = _of_events("person.unit_id = a.unit_id"), _of_events("TRUE")
# The same rule as `reviewed_above` of the assignments.
ABOVE_SQL = _of_events(
    "person.unit_id = above.unit_id",
    f"""
JOIN training_task t ON t.id = a.task_id AND t.handing_on = '{HandingOnRule.UNIT.value}'
JOIN training_assignment above ON above.id = a.handed_on_from_id
    AND above.state NOT IN ('exempt', 'cancelled', 'transferred')
JOIN units_unit u ON u.id = above.unit_id AND u.ended_on IS NULL
""",
)
ISSUED_SQL = f"""
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, rollout_id, number, dues, is_read)
SELECT person.user_id, given.unit_id, 'issued', %(day)s, %(at)s, %(rollout)s, given.n, given.dues,
       FALSE
FROM (
    SELECT a.unit_id, count(*) AS n,
           array_remove(array_agg(DISTINCT a.due_on), NULL) AS dues
    FROM training_assignment a JOIN training_task t ON t.id = a.task_id
    WHERE t.rollout_id = %(rollout)s AND a.state <> 'cancelled'
      AND (%(since)s::timestamptz IS NULL OR a.assigned_at >= %(since)s)
    GROUP BY a.unit_id
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT DO NOTHING
"""  # noqa: S608
TRANSFERRED_SQL = f"""
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, rollout_id, number, dues, is_read)
SELECT person.user_id, given.unit_id, 'transferred', %(day)s, %(at)s, given.rollout_id, given.n,
       given.dues, FALSE
FROM (
    SELECT a.unit_id, t.rollout_id, count(*) AS n,
           array_remove(array_agg(DISTINCT a.due_on), NULL) AS dues
    FROM training_assignment a JOIN training_task t ON t.id = a.task_id
    WHERE a.id = ANY(%(assignments)s)
    GROUP BY a.unit_id, t.rollout_id
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT (user_id, unit_id, rollout_id, day) WHERE kind = 'transferred' DO UPDATE SET
    number = training_notice.number + EXCLUDED.number,
    dues = ARRAY(SELECT DISTINCT unnest(training_notice.dues || EXCLUDED.dues) ORDER BY 1),
    at = EXCLUDED.at, is_read = FALSE, mail_id = NULL
"""  # noqa: S608


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


def notices_of_transfers(*, assignments: Sequence[int], at: datetime) -> int:
    """The people of the successors hear of the work they now have: one notice a person, unit and
    rollout, in one statement."""
    if not assignments:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            TRANSFERRED_SQL,
            {
                "assignments": list(assignments),
                "day": timezone.localdate(at),
                "at": at,
                "roles": [str(role) for role in UNIT_ROLES],
            },
        )
        return cursor.rowcount


def transfers_not_told(*, assignments: Sequence[int], since: datetime) -> None:
    """The work goes back: what nobody has read yet says nothing any more."""
    rows = Assignment.objects.filter(pk__in=assignments)
    Notice.objects.unread().filter(
        kind=Kind.TRANSFERRED,
        unit__in=rows.values("unit"),
        rollout__in=rows.values("task__rollout"),
        at__gte=since,
    ).update(is_read=True)


def notices_of_events(events: Sequence[AssignmentEvent]) -> None:
    """For units what was decided or entered, for the unit above what waits for its look, for the
    office's lead what a unit asks; not for the person who did it. Events just written, of one
    moment: one statement at most of each."""
    if not events:
        return
    for act in {event.act for event in events} & SETTLES.keys():
        settled = [event.assignment_id for event in events if event.act == act]
        of_these = Notice.objects.unread().filter(assignment__in=settled, kind__in=SETTLES[act])
        of_these.update(is_read=True)
    ended = [event.assignment_id for event in events if event.act in SETTLES_BELOW]
    if ended:
        waiting = Notice.objects.unread().filter(kind=Kind.WAITS_ABOVE)
        waiting.filter(assignment__handed_on_from__in=ended).update(is_read=True)
    for sql, kinds, roles in (
        (UNIT_SQL, TO_THE_UNIT, UNIT_ROLES),
        (ABOVE_SQL, TO_THE_UNIT_ABOVE, RULES[Act.UNIT_REVIEW]),
        (LEAD_SQL, TO_THE_LEAD, [Role.OFFICE_LEAD]),
    ):
        told = [event.pk for event in events if event.act in kinds]
        if told:
            _write(sql, told, kinds, roles, timezone.localdate(events[0].at))


def _write(
    sql: str, events: list[int], kinds: dict[Transition, str], roles: Iterable[str], day: date
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "events": events,
                "acts": [str(act) for act in kinds],
                "kinds": [str(kind) for kind in kinds.values()],
                "roles": [str(role) for role in roles],
                "day": day,
            },
        )


def office_people(on: date) -> list[tuple[int, int]]:
    people = Membership.objects.current(on).filter(role__in=OFFICE_ROLES)
    return list(people.values_list("user", "unit").distinct().order_by())
