"""The office's pages at 10,000 units × 50 tasks against hand-written SQL for the same numbers, and
what any page of the desk costs that asks for next to nothing."""

from collections.abc import Callable

from tests.bench.issue import TASKS, UNITS, _rollout
from tests.bench.surroundings import database, in_turn, seconds

ROUNDS = 5
EMPTY = "/quan-ly/tham-dinh/ly-do/"
# One in ten waits, six in ten were accepted, the rest are with their units; half of those are late.
FILL = """
INSERT INTO training_assignment
    (task_id, unit_id, state, assigned_at, original_due_on, due_on, first_confirmed_at,
     confirmed_at, accepted_at)
SELECT t.id, p.unit_id,
       CASE WHEN n < 1 THEN 'confirmed' WHEN n < 7 THEN 'accepted' ELSE 'assigned' END,
       now() - interval '90 days', due, due,
       CASE WHEN n < 7 THEN now() - interval '70 days' END,
       CASE WHEN n < 7 THEN now() - p.unit_id %% 5000 * interval '1 minute' END,
       CASE WHEN n < 7 AND n >= 1 THEN now() END
FROM (SELECT id FROM training_task WHERE rollout_id = %(rollout)s) t
CROSS JOIN (SELECT unit_id FROM units_unitperiod WHERE kind_id = 'mam-non') p
CROSS JOIN LATERAL (SELECT (p.unit_id * 7 + t.id) %% 10 AS n,
    current_date - 60 + (p.unit_id %% 2 * 90)::integer AS due) x
"""
SIGNED = """
INSERT INTO training_confirmation
    (assignment_id, number, held_on, channels, note, attestation, clause_hash, signer_id,
     signer_name, signer_position, signed_for_head, unit_name, signed_at, form_token)
SELECT a.id, 1, current_date, '{meeting}', '', '', '', %(user)s, 'A', 'B', false, 'C',
       a.confirmed_at, gen_random_uuid()
FROM training_assignment a WHERE a.confirmed_at IS NOT NULL
"""
FILES = """
INSERT INTO files_storedfile
    (key, name, content_type, size, sha256, received_sha256, stored_at)
SELECT c.id::text, 'bien-ban.pdf', 'application/pdf', 9, md5(c.id::text), md5(c.id::text), now()
FROM training_confirmation c
"""
EVIDENCE = """
INSERT INTO training_evidence
    (assignment_id, confirmation_id, kind, file_id, added_by_id, added_at)
SELECT c.assignment_id, c.id, 'minutes', f.id, %(user)s, now()
FROM training_confirmation c JOIN files_storedfile f ON f.key = c.id::text
"""
FIGURES = """
INSERT INTO training_indicatorvalue (confirmation_id, indicator, value)
SELECT id, 21, 20 FROM training_confirmation
"""
COUNTED = """
INSERT INTO units_headcount (unit_id, audience, people, counted_on)
SELECT id, 'staff', 30, '2020-01-01' FROM units_unit
"""
EVENTS = """
INSERT INTO training_assignmentevent
    (assignment_id, act, from_state, to_state, at, by_name, by_position, reason)
SELECT id, 'confirm', 'assigned', 'confirmed', confirmed_at, 'A', 'B', ''
FROM training_assignment WHERE confirmed_at IS NOT NULL
"""
LATE = """
    a.state IN ('assigned', 'acknowledged', 'returned', 'exemption_asked')
    AND a.first_confirmed_at IS NULL AND a.due_on < current_date - t.grace_days
"""
JOINED = "training_assignment a JOIN training_task t ON t.id = a.task_id"
# What each page must ask for its numbers and its rows, written by hand.
BARE: dict[str, list[str]] = {
    "/quan-ly/": [
        "SELECT count(*) FROM training_assignment WHERE state = 'confirmed'",
        "SELECT count(*) FROM {joined} WHERE {late}",
        """SELECT t.rollout_id, count(*), count(*) FILTER (WHERE a.state = 'accepted'),
            count(*) FILTER (WHERE a.state = 'confirmed'), count(*) FILTER (WHERE {late})
            FROM {joined} WHERE a.state NOT IN ('exempt', 'cancelled') GROUP BY t.rollout_id""",
        """SELECT count(*) FROM training_assignment a WHERE a.state = 'assigned' AND NOT EXISTS
            (SELECT FROM training_confirmationdraft d WHERE d.assignment_id = a.id)""",
        """SELECT count(*) FROM training_confirmation c JOIN training_assignment a
            ON a.id = c.assignment_id AND a.state = 'confirmed' WHERE EXISTS (SELECT FROM
            training_evidence e JOIN files_storedfile f ON f.id = e.file_id
            JOIN files_storedfile g ON g.received_sha256 = f.received_sha256 AND g.id <> f.id
            WHERE e.confirmation_id = c.id)
            OR EXISTS (SELECT FROM training_indicatorvalue v JOIN units_headcount h ON h.unit_id =
            a.unit_id AND h.audience = 'staff' AND v.value > h.people
            WHERE v.confirmation_id = c.id AND v.indicator = 21)""",
        """SELECT a.unit_id, count(*), count(*) FILTER (WHERE {late}) FROM {joined}
            WHERE a.state IN ('assigned', 'acknowledged', 'returned') AND NOT EXISTS (SELECT FROM
            accounts_membership m WHERE m.unit_id = a.unit_id) GROUP BY a.unit_id""",
    ],
    "/quan-ly/tham-dinh/": [
        "SELECT count(*) FROM training_assignment WHERE state = 'confirmed'",
        "SELECT * FROM {joined} WHERE a.state = 'confirmed' ORDER BY confirmed_at, a.id LIMIT 25",
    ],
    "/quan-ly/qua-han/": [
        "SELECT count(*) FROM {joined} WHERE {late}",
        "SELECT * FROM {joined} WHERE {late} ORDER BY a.due_on + t.grace_days, a.id LIMIT 30",
    ],
    "/quan-ly/dot/{rollout}/?sap=cham-nhat": [
        """SELECT a.unit_id, count(*) FILTER (WHERE {late}) AS late, count(*) FILTER
            (WHERE a.state NOT IN ('confirmed', 'accepted')) AS undone FROM {joined}
            WHERE t.rollout_id = {rollout} GROUP BY a.unit_id ORDER BY 2 DESC, 3 DESC LIMIT 30""",
        "SELECT count(DISTINCT a.unit_id) FROM {joined} WHERE t.rollout_id = {rollout}",
        """SELECT a.task_id, count(*), count(*) FILTER (WHERE a.state IN ('confirmed',
            'accepted')), count(*) FILTER (WHERE {late}) FROM {joined}
            WHERE t.rollout_id = {rollout} GROUP BY a.task_id""",
        """SELECT t.rollout_id, count(*), count(*) FILTER (WHERE {late}) FROM {joined}
            WHERE t.rollout_id = {rollout} GROUP BY t.rollout_id""",
    ],
}


def run() -> dict:
    with database():
        return _measure()


def _measure() -> dict:
    from tests.cast import signed_in

    rollout = _rollout()
    _fill(rollout)
    client = signed_in(rollout.created_by)
    rows, worst = [], 0.0
    frame = min(seconds(lambda: _got(client, EMPTY)) for _ in range(ROUNDS + 1))
    for path, statements in BARE.items():
        path = path.format(rollout=rollout.pk)
        bare = _asked(statements, rollout.pk)
        page, sql = in_turn(lambda path=path: _got(client, path), bare, rounds=ROUNDS)
        ratio = page / (sql + frame)
        worst = max(worst, ratio)
        figures = {"page s": page, "bare SQL s": sql, "empty page s": frame, "ratio": ratio}
        rows.append({"page": path} | figures)
    return {
        "budget": f"the desk, {UNITS:,} units × {TASKS} tasks ≤ 3 × (bare SQL + empty page)",
        "rows": rows,
        "verdict": "within budget" if worst <= 3 else "BUDGET MISSED",
    }


def _fill(rollout: object) -> None:
    from django.db import connection
    from django.utils import timezone

    from training.models import Rollout

    now = timezone.now()
    Rollout.objects.filter(pk=rollout.pk).update(
        state="issued", issued_at=now, issued_by=rollout.created_by
    )
    given = {"rollout": rollout.pk, "user": rollout.created_by_id}
    with connection.cursor() as cursor:
        for statement in (FILL, SIGNED, FILES, EVIDENCE, FIGURES, COUNTED, EVENTS):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")


def _asked(statements: list[str], rollout_id: int) -> Callable[[], None]:
    from django.db import connection

    given = {"rollout": rollout_id, "joined": JOINED, "late": LATE}
    statements = [statement.format(**given) for statement in statements]

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return ask


def _got(client: object, path: str) -> None:
    assert client.get(path).status_code == 200
