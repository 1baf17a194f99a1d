"""On which days a due date is reminded of: pure functions of dates."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.working_days import WorkCalendar
from training.notices.reminding import (
    LONGEST_GAP,
    MOST_DAYS_BACK,
    Due,
    Nearness,
    has_reached,
    late_steps,
    latest_last_day,
    reminder_of,
)

OFF = WorkCalendar(holidays=frozenset({date(2026, 4, 30), date(2026, 5, 1)}))
# A Wednesday.
DUE = Due(date(2026, 4, 15), 0)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def reminded(
    due: Due, off: WorkCalendar = OFF, until: date = date(2026, 9, 1)
) -> dict[date, Nearness]:
    """What a run on every working day says."""
    found, last = {}, date(2026, 3, 1)
    day = last
    while day < until:
        day += timedelta(days=1)
        if off.is_working(day):
            if said := reminder_of(due, last, day, off):
                found[day] = said
            last = day
    return found


def test_before_the_date_twice_and_after_it_at_growing_gaps():
    days = list(reminded(DUE))
    assert days[:2] == [date(2026, 4, 8), date(2026, 4, 14)]
    late = [OFF.between(DUE.due_on, day) for day in days[2:]]
    assert late == [1, 3, 7, 15, 25, 35, 45, 55, 65, 75, 85, 95]


def test_the_gap_grows_and_then_stays():
    steps = list(late_steps(200))
    gaps = [b - a for a, b in zip(steps, steps[1:], strict=False)]
    assert gaps == sorted(gaps)
    assert max(gaps) == LONGEST_GAP


def test_only_the_last_working_day_before_is_urgent():
    said = reminded(DUE)
    assert said[date(2026, 4, 8)] is Nearness.DUE
    assert said[date(2026, 4, 14)] is Nearness.DUE_NEXT
    assert said[date(2026, 4, 16)] is Nearness.OVERDUE


def test_what_is_due_on_a_day_off_is_urgent_on_the_last_working_day_before():
    sunday = Due(date(2026, 4, 19), 0)
    assert reminded(sunday)[date(2026, 4, 17)] is Nearness.DUE_NEXT
    holiday = Due(date(2026, 4, 30), 0)
    assert reminded(holiday)[date(2026, 4, 29)] is Nearness.DUE_NEXT


def test_nothing_is_late_before_the_grace_is_over():
    with_grace = Due(date(2026, 4, 15), 5)
    first = next(day for day, said in reminded(with_grace).items() if said is Nearness.OVERDUE)
    assert first == date(2026, 4, 21)


def test_days_that_were_missed_are_one_reminder():
    """The portal stood still over the 5th day before, the last one and the first day late."""
    said = reminder_of(DUE, date(2026, 4, 1), date(2026, 4, 16), OFF)
    assert said is Nearness.OVERDUE
    assert reminder_of(DUE, date(2026, 4, 16), date(2026, 4, 17), OFF) is None
    assert reminder_of(DUE, date(2026, 4, 1), DUE.due_on, OFF) is Nearness.DUE_NEXT


@given(DAYS, st.integers(0, 10), DAYS)
def test_never_two_reminders_of_one_date_on_one_day_nor_one_on_a_day_off(
    due_on: date, grace: int, until: date
):
    days = reminded(Due(due_on, grace), until=until)
    assert all(OFF.is_working(day) for day in days)


@given(DAYS, st.integers(0, 7), DAYS, st.integers(1, MOST_DAYS_BACK))
def test_a_run_after_a_pause_says_something_where_daily_runs_would_have(
    due_on: date, grace: int, today: date, pause: int
):
    """Unless what they said has meanwhile been overtaken by the date itself."""
    due = Due(due_on, grace)
    if not OFF.is_working(today):
        return
    daily = [
        said
        for day, said in reminded(due, until=today).items()
        if today - timedelta(days=pause) < day <= today
    ]
    once = reminder_of(due, today - timedelta(days=pause), today, OFF)
    if once is None:
        assert Nearness.OVERDUE not in daily
    if today > due.last_day and Nearness.OVERDUE in daily:
        assert once is Nearness.OVERDUE


@given(DAYS, st.integers(1, 30))
def test_the_latest_last_day_is_late_by_so_many_days_and_the_next_is_not(today: date, days: int):
    latest = latest_last_day(days, today, OFF)
    assert OFF.between(latest, today) >= days
    assert OFF.between(latest + timedelta(days=1), today) < days


@given(DAYS, st.integers(1, 20))
def test_a_level_is_reached_on_one_day_only(due_on: date, days: int):
    due, reached, last = Due(due_on, 0), 0, date(2025, 12, 1)
    day = last
    for _step in range(430):
        day += timedelta(days=1)
        if OFF.is_working(day):
            reached += has_reached(due, days, last, day, OFF)
            last = day
    assert reached == 1
