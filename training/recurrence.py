"""Which period of a recurring task comes when, and when it is due; nothing here writes."""

from calendar import monthrange
from dataclasses import astuple, dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calendar.days import school_years, work_calendar
from portal.vietnamese.periods import (
    NO_PLANS,
    Period,
    PeriodKind,
    SchoolYears,
    period_after,
    period_at,
)
from portal.vietnamese.working_days import WorkCalendar
from portal.web.templatetags.portal import vn_date
from training.catalogue import DueRule
from training.models import Occurrence, Rollout, Task
from training.models.occurrences import period_words

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
    """Its time has come, and the task has not been stopped and not ended before it begins."""
    ended = task.recurs_until is not None and period.starts_on > task.recurs_until
    return period.starts_on <= on and not ended and task.stopped_at is None


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


def told(periods: list[tuple[Period, date]]) -> list[str]:
    """ "Quý I/2027, từ 15/12/2026 đến 14/3/2027, hạn 19/3/2027"."""
    return [with_due(period, due_on) for period, due_on in periods]


def with_due(period: Period, due_on: date) -> str:
    return _("%(period)s, hạn %(due)s") % {
        "period": period_words(*astuple(period)),
        "due": vn_date(due_on),
    }


@dataclass(frozen=True)
class Told:
    """A recurring task of an issued rollout: the period that runs and when the next one opens."""

    task: Task
    running: str
    count: int
    next_opens: date | None


def periods_told(rollout: Rollout, tasks: list[Task], occurrences: list[Occurrence]) -> list[Told]:
    plans = school_years() if any(task.recurs for task in tasks) else NO_PLANS
    found = []
    for task in tasks:
        if task.recurs:
            own = [each for each in occurrences if each.task_id == task.pk]
            running = with_due(own[-1].period, own[-1].due_on) if own else ""
            found.append(Told(task, running, len(own), _next_opens(rollout, task, own, plans)))
    return found


def _next_opens(
    rollout: Rollout, task: Task, own: list[Occurrence], plans: SchoolYears
) -> date | None:
    if rollout.state == Rollout.State.CLOSED or rollout.issued_at is None:
        return None
    last = own[-1].period if own else None
    period = next_period(task, last, timezone.localdate(rollout.issued_at), plans)
    return period.starts_on if may_open(task, period, period.starts_on) else None
