"""stop_rows — the statements that stop a task: a fixed number, however many units have it."""

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from portal.access import UNIT_ROLES
from training.models import Assignment, Notice
from training.notices.writing import PEOPLE, SETTLES
from training.transitions import RULES, Transition

if TYPE_CHECKING:
    from training.models import EndedChoice

OPEN = sorted(str(state) for state in RULES[Transition.STOP].from_states)
# What was asked again on words that count no more stands again as it stood.
BEFORE = """
    SELECT DISTINCT ON (e.assignment_id) e.assignment_id, e.from_state
    FROM training_assignmentevent e JOIN training_assignment a ON a.id = e.assignment_id
    WHERE a.task_id = %(task)s AND a.state = 'asked_again' AND e.act = 'ask_again'
    ORDER BY e.assignment_id, e.id DESC
"""
EVENT = """
INSERT INTO training_assignmentevent
    (assignment_id, act, from_state, to_state, at, by_id, by_name, by_position, reason)
"""
UNASK_SQL = f"""{EVENT}
SELECT b.assignment_id, %(not_again)s, 'asked_again', b.from_state, %(at)s, %(by)s, %(name)s,
       %(position)s, %(reason)s
FROM ({BEFORE}) b
"""  # noqa: S608 - made of the words of this module alone
STANDS_SQL = f"""
UPDATE training_assignment a SET state = b.from_state,
    accepted_at = CASE WHEN b.from_state = 'accepted' THEN %(at)s::timestamptz END
FROM ({BEFORE}) b WHERE b.assignment_id = a.id
"""  # noqa: S608 - made of the words of this module alone
TELL_SQL = f"""{EVENT}
SELECT a.id, %(stop)s, a.state, 'cancelled', %(at)s, %(by)s, %(name)s, %(position)s, %(reason)s
FROM training_assignment a WHERE a.task_id = %(task)s AND a.state = ANY(%(open)s) ORDER BY a.id
"""  # noqa: S608 - made of the words of this module alone
CANCEL_SQL = """
UPDATE training_assignment SET state = 'cancelled', closed_at = %(at)s
WHERE task_id = %(task)s AND state = ANY(%(open)s)
"""
NOTICES_SQL = f"""
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, rollout_id, number, dues, is_read)
SELECT person.user_id, given.unit_id, 'stopped', %(day)s, %(at)s, %(rollout)s, given.n, '{{}}',
       FALSE
FROM (
    SELECT a.unit_id, count(DISTINCT a.id) AS n
    FROM training_assignmentevent e JOIN training_assignment a ON a.id = e.assignment_id
    WHERE a.task_id = %(task)s AND e.at = %(at)s AND e.act IN (%(stop)s, %(not_again)s)
    GROUP BY 1
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT (user_id, unit_id, rollout_id, kind, day)
    WHERE kind IN ('asked_again', 'new_text', 'stopped') DO UPDATE SET
    number = training_notice.number + EXCLUDED.number, at = EXCLUDED.at, is_read = FALSE,
    mail_id = NULL
"""  # noqa: S608 - made of the words of this module alone
STATEMENTS = (UNASK_SQL, STANDS_SQL, TELL_SQL, CANCEL_SQL, NOTICES_SQL)


def stop_rows(chosen: "EndedChoice", reason: str) -> None:
    """Open assignments of the task are cancelled; the caller holds their locks."""
    values = {
        "task": chosen.task_id,
        "rollout": chosen.task.rollout_id,
        "open": OPEN,
        "at": chosen.at,
        "day": timezone.localdate(chosen.at),
        "stop": str(Transition.STOP),
        "not_again": str(Transition.NOT_AGAIN),
        "by": chosen.by_id,
        "name": chosen.by_name,
        "position": chosen.by_position,
        "reason": reason,
        "roles": [str(role) for role in UNIT_ROLES],
    }
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values)
    stopped = Assignment.objects.filter(task=chosen.task_id, closed_at=chosen.at)
    settled = SETTLES[Transition.CANCEL]
    Notice.objects.unread().filter(assignment__in=stopped, kind__in=settled).update(is_read=True)
