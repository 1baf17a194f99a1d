"""assignments_insert — the one way by which a task comes to units: issued, proposed later or handed
on by a unit above."""

from datetime import date, datetime

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, F, QuerySet, Value

from portal.units.models import UnitPeriod
from training.models import Assignment, Task


def assignments_insert(
    *,
    task: Task,
    units: QuerySet[UnitPeriod],
    at: datetime,
    due_on: date | None,
    handed_on_from: Assignment | None = None,
) -> int:
    """One INSERT … SELECT for these units; one that has the task already is passed over. How many
    rows were written."""
    due = Value(due_on, DateField())
    rows = units.values_list(
        Value(task.pk),
        F("unit_id"),
        Value(Assignment.State.ASSIGNED.value),
        Value(at, DateTimeField()),
        due,
        due,
        Value(handed_on_from and handed_on_from.pk, BigIntegerField()),
    )
    select, params = rows.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO training_assignment "
            "(task_id, unit_id, state, assigned_at, original_due_on, due_on, handed_on_from_id) "
            f"{select} ON CONFLICT (task_id, unit_id) DO NOTHING",
            params,
        )
        return cursor.rowcount
