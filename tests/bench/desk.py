"""The office's pages at 10,000 units × 50 tasks against hand-written SQL for what they show: the
numbers and the rows. Beside it stands a page of the desk that shows next to nothing: what frame,
session and access cost before any of it."""

from collections.abc import Callable

from tests.bench.issue import GIVEN, TASKS, UNITS, _rollout
from tests.bench.surroundings import database, in_turn, seconds

ROUNDS, MOST, FEW_UNITS = 5, 3, 100
EMPTY = "/quan-ly/tham-dinh/ly-do/"
# One in ten waits, six in ten were accepted, the rest are with their units; half of those are late.
FILL = f"""
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
CROSS JOIN ({GIVEN} ORDER BY unit_id LIMIT %(units)s) p
CROSS JOIN LATERAL (SELECT (p.unit_id * 7 + t.id) %% 10 AS n,
    current_date - 60 + (p.unit_id %% 2 * 90)::integer AS due) x
"""  # noqa: S608
SIGNED = """
INSERT INTO training_confirmation
    (assignment_id, number, held_on, channels, note, attestation, clause_hash, entry, signer_id,
     signer_name, signer_position, signed_for_head, unit_name, signed_at, form_token)
SELECT a.id, 1, current_date, '{meeting}', '', '', '', 'signed', %(user)s, 'A', 'B', false, 'C',
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
# Of each row: the unit's name, its kind, whether something is to be looked at twice.
AROUND = """
    JOIN training_rollout r ON r.id = t.rollout_id
    JOIN units_unitperiod p ON p.unit_id = a.unit_id AND p.valid_from <= current_date
    JOIN units_unitkind k ON k.code = p.kind_id
"""
NAMED = """p.name, k.name,
    EXISTS (SELECT FROM training_evidence e JOIN files_storedfile f ON f.id = e.file_id
        JOIN files_storedfile g ON g.received_sha256 = f.received_sha256 AND g.id <> f.id
        WHERE e.assignment_id = a.id),
    (SELECT count(*) FROM training_assignmentevent v WHERE v.assignment_id = a.id),
    (SELECT max(m.id) FROM accounts_membership m WHERE m.unit_id = a.unit_id)
"""
# The sums of the matrix: how many units, of each column, of the whole.
MATRIX = [
    "SELECT count(DISTINCT a.unit_id) FROM {joined} WHERE t.rollout_id = {rollout}",
    """SELECT a.task_id, count(*), count(*) FILTER (WHERE a.state IN ('confirmed', 'accepted')),
        count(*) FILTER (WHERE {late}) FROM {joined} WHERE t.rollout_id = {rollout}
        GROUP BY a.task_id""",
    """SELECT t.rollout_id, count(*), count(*) FILTER (WHERE {late}) FROM {joined}
        WHERE t.rollout_id = {rollout} GROUP BY t.rollout_id""",
]
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
        "SELECT a.*, t.title, r.title, {named} FROM {joined} {around} WHERE a.state = 'confirmed'"
        " ORDER BY confirmed_at, a.id LIMIT 25",
    ],
    "/quan-ly/qua-han/": [
        "SELECT count(*) FROM {joined} WHERE {late}",
        "SELECT a.*, t.title, r.title, {named} FROM {joined} {around} WHERE {late}"
        " ORDER BY a.due_on + t.grace_days, a.id LIMIT 30",
    ],
    "/quan-ly/dot/{rollout}/": [
        """SELECT a.* FROM {joined} WHERE t.rollout_id = {rollout} AND a.unit_id IN (SELECT u.id
            FROM units_unit u WHERE EXISTS (SELECT FROM {joined} WHERE t.rollout_id = {rollout} AND
            a.unit_id = u.id) ORDER BY u.code LIMIT 30)""",
        *MATRIX,
    ],
    "/quan-ly/dot/{rollout}/?sap=cham-nhat": [
        """WITH shown AS (SELECT a.unit_id, count(*) FILTER (WHERE {late}) AS late, count(*) FILTER
            (WHERE a.state NOT IN ('confirmed', 'accepted')) AS undone FROM {joined}
            WHERE t.rollout_id = {rollout} GROUP BY a.unit_id ORDER BY 2 DESC, 3 DESC LIMIT 30)
            SELECT a.* FROM {joined} JOIN shown USING (unit_id) WHERE t.rollout_id = {rollout}""",
        *MATRIX,
    ],
}


def run() -> dict:
    with database():
        return _measure()


def _measure() -> dict:
    from tests.cast import signed_in

    rollout = _rollout()
    _columns_may_be_left_out()
    client = signed_in(rollout.created_by)
    paths = [path.format(rollout=rollout.pk) for path in BARE]
    _fill(rollout, units=FEW_UNITS)
    few = {path: _queries(client, path) for path in paths}
    _empty()
    _fill(rollout, units=UNITS)
    frame = min(seconds(lambda: _got(client, EMPTY)) for _ in range(ROUNDS + 1))
    rows = []
    for path, statements in zip(paths, BARE.values(), strict=True):
        bare = _asked(statements, rollout.pk)
        page, sql = in_turn(lambda path=path: _got(client, path), bare, rounds=ROUNDS)
        queries = _queries(client, path)
        rows.append(
            {
                "page": path,
                "page s": page,
                "bare SQL s": sql,
                "page / bare SQL": page / sql,
                "empty page s": frame,
                "queries": queries,
                f"queries at {FEW_UNITS} units": few[path],
            }
        )
    kept = all(row["page / bare SQL"] <= MOST for row in rows)
    constant = all(row["queries"] == few[row["page"]] for row in rows)
    verdict = "within budget" if kept and constant else "BUDGET MISSED"
    return {
        "budget": f"the desk, {UNITS:,} units × {TASKS} tasks ≤ {MOST} × the bare SQL of what it "
        "shows; as many queries whatever the size",
        "rows": rows,
        "verdict": verdict,
    }


def _columns_may_be_left_out() -> None:
    """The rows below name what the pages ask for; other columns are empty, new ones too."""
    from django.db import connection, models

    from portal.files.models import StoredFile
    from training.models import Assignment, AssignmentEvent, Confirmation, Evidence

    with connection.cursor() as cursor:
        for model in (Assignment, AssignmentEvent, Confirmation, Evidence, StoredFile):
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField)
                empty = "''" if is_text else "false"
                if not field.null and (is_text or isinstance(field, models.BooleanField)):
                    cursor.execute(
                        f'ALTER TABLE "{model._meta.db_table}" '
                        f'ALTER COLUMN "{field.column}" SET DEFAULT {empty}'
                    )


def _fill(rollout: object, *, units: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from training.models import Rollout

    now = timezone.now()
    Rollout.objects.filter(pk=rollout.pk).update(
        state="issued", issued_at=now, issued_by=rollout.created_by
    )
    given = {"rollout": rollout.pk, "user": rollout.created_by_id, "units": units}
    with connection.cursor() as cursor:
        for statement in (FILL, SIGNED, FILES, EVIDENCE, FIGURES, COUNTED, EVENTS):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE training_assignment, files_storedfile, units_headcount CASCADE")


def _asked(statements: list[str], rollout_id: int) -> Callable[[], None]:
    from django.db import connection

    given = {
        "rollout": rollout_id,
        "joined": JOINED,
        "late": LATE,
        "around": AROUND,
        "named": NAMED,
    }
    statements = [statement.format(**given) for statement in statements]

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return ask


def _queries(client: object, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # The first page of a session asks once more.
    _got(client, path)
    with CaptureQueriesContext(connection) as asked:
        _got(client, path)
    return len(asked)


def _got(client: object, path: str) -> None:
    assert client.get(path).status_code == 200
