"""lock_rows · digest_and_sums · write — the statements of a renewal: a fixed number of them,
however many assignments it reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from portal.access import UNIT_ROLES, Actor
from training.models import (
    Assignment,
    Renewal,
    RenewalClause,
    RenewalItem,
    RenewalTask,
)
from training.notices.writing import PEOPLE
from training.transfers import pass_on
from training.transitions import RULES, Transition

if TYPE_CHECKING:
    from training.renewing import TaskPlan

ASKED = sorted(str(state) for state in RULES[Transition.ASK_AGAIN].from_states)
OPEN = sorted(str(state) for state in Assignment.WITH_UNIT)
TO_ASK = """a.state = ANY(%(asked)s)
    AND (a.occurrence_id IS NULL OR a.occurrence_id = ANY(%(latest)s))"""
LOCK_SQL = """
SELECT count(*) FROM (
    SELECT id FROM training_assignment WHERE task_id = ANY(%(tasks)s) ORDER BY id FOR UPDATE
) held
"""
# Whoever confirms, is given back or reviewed changes a state or a time, and so the digest.
DIGEST_SQL = f"""
SELECT encode(sha256(convert_to(coalesce(string_agg(
           a.id || ':' || a.state || ':'
           || coalesce((extract(epoch FROM a.confirmed_at) * 1000000)::bigint, 0),
           ',' ORDER BY a.id), ''), 'UTF8')), 'hex'),
       count(*) FILTER (WHERE a.state = ANY(%(asked)s)),
       count(*) FILTER (WHERE a.state = ANY(%(open)s)),
       count(DISTINCT a.unit_id) FILTER (WHERE a.state = ANY(%(asked)s))
FROM training_assignment a
WHERE a.task_id = %(task)s AND (a.state = ANY(%(open)s) OR ({TO_ASK}))
"""  # noqa: S608 - made of the words of this module alone
ITEMS_SQL = f"""
INSERT INTO training_renewalitem (renewal_id, assignment_id, confirmation_id, from_state)
SELECT %(renewal)s, a.id, CASE WHEN a.state = ANY(%(asked)s) THEN last.id END, a.state
FROM training_assignment a
LEFT JOIN LATERAL (
    SELECT c.id FROM training_confirmation c WHERE c.assignment_id = a.id
    ORDER BY c.number DESC LIMIT 1
) last ON TRUE
WHERE a.task_id = ANY(%(tasks)s)
  AND (a.state = ANY(%(open)s) OR (%(asks)s AND {TO_ASK}))
"""  # noqa: S608
STATE_SQL = """
UPDATE training_assignment a
SET state = 'asked_again', again_due_on = %(due)s, accepted_at = NULL
FROM training_renewalitem i
WHERE i.renewal_id = %(renewal)s AND i.assignment_id = a.id AND i.confirmation_id IS NOT NULL
"""
EVENTS_SQL = """
INSERT INTO training_assignmentevent
    (assignment_id, act, from_state, to_state, at, by_id, by_name, by_position, reason)
SELECT i.assignment_id,
       CASE WHEN i.confirmation_id IS NULL THEN %(tell)s ELSE %(ask)s END, i.from_state,
       CASE WHEN i.confirmation_id IS NULL THEN i.from_state ELSE 'asked_again' END,
       %(at)s, %(by)s, %(name)s, %(position)s, %(reason)s
FROM training_renewalitem i WHERE i.renewal_id = %(renewal)s ORDER BY i.id
"""
NOTICES_SQL = f"""
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, rollout_id, number, dues, is_read)
SELECT person.user_id, given.unit_id, given.kind, %(day)s, %(at)s, given.rollout_id, given.n,
       CASE WHEN given.kind = 'asked_again' THEN ARRAY[%(due)s::date] ELSE '{{}}'::date[] END,
       FALSE
FROM (
    SELECT a.unit_id, t.rollout_id, count(*) AS n,
           CASE WHEN i.confirmation_id IS NULL THEN 'new_text' ELSE 'asked_again' END AS kind
    FROM training_renewalitem i
    JOIN training_assignment a ON a.id = i.assignment_id
    JOIN training_task t ON t.id = a.task_id
    WHERE i.renewal_id = %(renewal)s
    GROUP BY 1, 2, 4
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT (user_id, unit_id, rollout_id, kind, day)
    WHERE kind IN ('asked_again', 'new_text', 'stopped') DO UPDATE SET
    number = training_notice.number + EXCLUDED.number,
    dues = ARRAY(SELECT DISTINCT unnest(training_notice.dues || EXCLUDED.dues) ORDER BY 1),
    at = EXCLUDED.at, is_read = FALSE, mail_id = NULL
"""  # noqa: S608


@dataclass(frozen=True)
class Sums:
    """Confirmed assignments that would be asked again, of so many units, and open ones."""

    asked: int
    told: int
    units: int


def lock_rows(task_ids: Iterable[int]) -> None:
    """Every assignment of the tasks, in one order: who confirms waits, or is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL, {"tasks": list(task_ids)})


def digest_and_sums(task_id: int, latest: Sequence[int]) -> tuple[str, Sums]:
    values = {"task": task_id, "asked": ASKED, "open": OPEN, "latest": list(latest)}
    with connection.cursor() as cursor:
        cursor.execute(DIGEST_SQL, values)
        digest, asked, told, units = cursor.fetchone()
    return digest, Sums(asked, told, units)


def sums_of(task_ids: Sequence[int], latest: Sequence[int]) -> dict[int, Sums]:
    """Of many tasks in one query, without their digests."""
    to_ask = Q(state__in=ASKED) & (Q(occurrence=None) | Q(occurrence__in=latest))
    counted = (
        Assignment.objects.filter(task__in=task_ids)
        .order_by()
        .values("task")
        .annotate(
            asked=Count("pk", filter=to_ask),
            told=Count("pk", filter=Q(state__in=OPEN)),
            units=Count("unit", filter=to_ask, distinct=True),
        )
    )
    return {row.pop("task"): Sums(**row) for row in counted}


def write(
    renewal: Renewal,
    plans: Sequence["TaskPlan"],
    actor: Actor,
    *,
    because: str,
    latest: Sequence[int],
    asks: bool = True,
) -> None:
    """The renewal with its tasks, clauses and frozen list, and all that follows from it. Without
    `asks` what was confirmed stays as it is and only open work goes on with the new words."""
    renewal.save(force_insert=True)
    rows = RenewalTask.objects.bulk_create(
        RenewalTask(renewal=renewal, task=plan.task) for plan in plans
    )
    RenewalClause.objects.bulk_create(
        RenewalClause(
            of=row,
            before=heir.before,
            after=heir.after,
            duty=heir.duty,
            tracked=heir.duty.tracked if heir.duty else None,
        )
        for row, plan in zip(rows, plans, strict=True)
        for heir in plan.heirs
    )
    values = {
        "renewal": renewal.pk,
        "tasks": [plan.task.pk for plan in plans],
        "latest": list(latest),
        "asked": ASKED,
        "open": OPEN,
        "asks": asks,
        "due": renewal.due_on,
        "at": renewal.at,
        "day": timezone.localdate(renewal.at),
        "ask": str(Transition.ASK_AGAIN),
        "tell": str(Transition.RENEW_TEXT),
        "by": renewal.by_id,
        "name": renewal.by_name,
        "position": renewal.by_position,
        "reason": f"{because}. {renewal.reason}",
        "roles": [str(role) for role in UNIT_ROLES],
    }
    with connection.cursor() as cursor:
        for statement in (ITEMS_SQL, STATE_SQL, EVENTS_SQL, NOTICES_SQL):
            cursor.execute(statement, values)
    _on_to_successors(renewal, actor)


def _on_to_successors(renewal: Renewal, actor: Actor) -> None:
    """What a unit that is no more is asked again goes on to whoever took its work over."""
    asked = RenewalItem.objects.filter(renewal=renewal, confirmation__isnull=False)
    ended = Assignment.objects.filter(
        pk__in=asked.values("assignment"), unit__ended_on__lte=timezone.localdate()
    )
    pass_on(actor=actor, assignments=list(ended))
