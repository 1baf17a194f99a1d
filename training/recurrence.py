"""Which period of a recurring task comes when, and when it is due; nothing here writes."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from portal.calendar.days import school_years, work_calendar
from portal.vietnamese.periods import (
    Period,
    PeriodKind,
    SchoolYears,
    period_after,
    period_at,
)
from portal.vietnamese.working_days import WorkCalendar
from training.catalogue import DueRule
from training.models import Task

LEAST_DAYS = 5


@dataclass(frozen=True)
class Clock:
    """What periods and due dates are reckoned with, asked once."""

    calendar: WorkCalendar
    plans: SchoolYears

    @classmethod
    def of_today(cls) -> "Clock":
        return cls(work_calendar(), school_years())


def next_period(task: Task, last: Period | None, issued_on: date, plans: SchoolYears) -> Period:
    """After the last one; the first is the one that holds the task's first day, or its issuing."""
    if last is not None:
        return period_after(last, plans)
    first_day = max(issued_on, task.recurs_from or issued_on)
    return period_at(PeriodKind(task.frequency), first_day, plans)


def may_open(task: Task, period: Period, on: date) -> bool:
    """Its time has come, and the task has not ended before it begins."""
    ended = task.recurs_until is not None and period.starts_on > task.recurs_until
    return period.starts_on <= on and not ended


def due_of(task: Task, period: Period, opened_on: date, calendar: WorkCalendar) -> date:
    """By the task's rule. Where the portal stood still and the day has passed before anybody could
    know of it, the unit gets working days from then: as many as the rule says, or LEAST_DAYS."""
    due = _by_rule(task.due_rule, task.due_number, period.ends_on, calendar)
    if due >= opened_on:
        return due
    days = task.due_number if task.due_rule == DueRule.WORKING_DAYS else LEAST_DAYS
    return calendar.add(opened_on, days)


def _by_rule(rule: str, number: int, ends_on: date, calendar: WorkCalendar) -> date:
    if rule == DueRule.WORKING_DAYS:
        return calendar.add(ends_on, number)
    day = _day_in_month(ends_on.year, ends_on.month, number)
    if day > ends_on:
        return day
    year, month = (ends_on.year, ends_on.month + 1) if ends_on.month < 12 else (ends_on.year + 1, 1)
    return _day_in_month(year, month, number)


def _day_in_month(year: int, month: int, number: int) -> date:
    """The 31st of a shorter month is its last day."""
    return date(year, month, min(number, monthrange(year, month)[1]))


def first_periods(
    task: Task, issued_on: date, clock: Clock, count: int
) -> list[tuple[Period, date]]:
    """What the first periods would be, with their due dates: for who prepares the task."""
    found, last = [], None
    while len(found) < count:
        last = next_period(task, last, issued_on, clock.plans)
        if task.recurs_until and last.starts_on > task.recurs_until:
            break
        found.append((last, due_of(task, last, issued_on, clock.calendar)))
    return found
