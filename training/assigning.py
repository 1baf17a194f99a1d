"""assignments_insert — the one way by which a task comes to units: issued, for a period of it that
opens, proposed later, or handed on by a unit above."""

from datetime import date, datetime

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, F, QuerySet, Value

from portal.units.models import UnitPeriod
from training.models import Assignment, Occurrence, Task

COLUMNS = (
    "task_id, unit_id, state, assigned_at, original_due_on, due_on, occurrence_id, "
    "handed_on_from_id"
)
ONCE = "(task_id, unit_id) WHERE occurrence_id IS NULL"
ONCE_A_PERIOD = "(occurrence_id, unit_id) WHERE occurrence_id IS NOT NULL"


def assignments_insert(
    *,
    task: Task,
    units: QuerySet[UnitPeriod],
    at: datetime,
    due_on: date | None,
    occurrence: Occurrence | None = None,
    handed_on_from: Assignment | None = None,
) -> int:
    """One INSERT … SELECT for these units; one that has the task (this period of it) already is
    passed over. What is handed on is of the period of the row above. How many rows were written."""
    period = handed_on_from.occurrence_id if handed_on_from else occurrence and occurrence.pk
    due = Value(due_on, DateField())
    rows = units.values_list(
        Value(task.pk),
        F("unit_id"),
        Value(Assignment.State.ASSIGNED.value),
        Value(at, DateTimeField()),
        due,
        due,
        Value(period, BigIntegerField()),
        Value(handed_on_from and handed_on_from.pk, BigIntegerField()),
    )
    select, params = rows.order_by().query.sql_with_params()
    once = ONCE if period is None else ONCE_A_PERIOD
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO training_assignment ({COLUMNS}) {select} ON CONFLICT {once} DO NOTHING",
            params,
        )
        return cursor.rowcount
