"""Overdue, in grace, in time: what Python says of a row, SQL says of it too."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from training import deadlines
from training.models import Assignment, Task
from training.progress import totals_of

TODAY = date(2026, 3, 31)
NEAR = st.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days))
LATE_EVENING = st.sampled_from([0, 6, 7, 12, 23])


@given(
    due_on=st.none() | NEAR,
    grace=st.integers(0, 4),
    first=st.none() | st.tuples(NEAR, LATE_EVENING),
    state=st.sampled_from(["assigned", "acknowledged", "exemption_asked", "confirmed", "returned"]),
    on=NEAR,
)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sql_and_python_agree(
    assignment: Assignment,
    due_on: date | None,
    grace: int,
    first: tuple[date, int] | None,
    state: str,
    on: date,
):
    grace = grace if due_on else 0
    confirmed = state in {"confirmed", "returned"}
    moment = first if confirmed else None
    if confirmed and first is None:
        moment = (on, 12)
    at = moment and timezone.make_aware(datetime.combine(moment[0], datetime.min.time()))
    at = at and at + timedelta(hours=moment[1])
    Task.objects.update(due_on=due_on, grace_days=grace)
    Assignment.objects.update(
        due_on=due_on,
        original_due_on=due_on,
        state=state,
        first_confirmed_at=at,
        confirmed_at=at,
    )
    row = Assignment.objects.select_related("task").get()
    rows = Assignment.objects.all()
    past = deadlines.is_past(due_on, grace, on)
    assert rows.filter(deadlines.past(on)).exists() is past
    assert rows.overdue(on).exists() is row.is_overdue(on)
    assert totals_of([row.task.rollout], on)[row.task.rollout_id].overdue == row.is_overdue(on)
    in_grace = due_on is not None and due_on < on and not past and at is None
    assert rows.in_grace(on).exists() is in_grace
    in_time = at is not None and deadlines.is_in_time(due_on, grace, moment[0])
    assert rows.on_time().exists() is in_time
    assert rows.late().exists() is (at is not None and not in_time)


@pytest.mark.parametrize(("days", "late"), [(0, False), (2, False), (3, True)])
def test_grace_days_are_calendar_days(days: int, late: bool, cast: Cast):
    """From a Friday two days of grace are the weekend."""
    friday = date(2026, 3, 27)
    assert deadlines.is_past(friday, 2, friday + timedelta(days=days)) is late
