"""Working days: Monday to Friday, less the holidays given, plus days worked to make up for them."""

from dataclasses import dataclass
from datetime import date, timedelta

NONE: frozenset[date] = frozenset()
SATURDAY = 5


def is_working_day(
    day: date, holidays: frozenset[date] = NONE, made_up: frozenset[date] = NONE
) -> bool:
    if day in made_up:
        return True
    return day.weekday() < SATURDAY and day not in holidays


def working_days_between(
    start: date, end: date, holidays: frozenset[date] = NONE, made_up: frozenset[date] = NONE
) -> int:
    """How many working days lie after `start`, up to and with `end`; negative backwards."""
    if end < start:
        return -working_days_between(end, start, holidays, made_up)
    weeks, rest = divmod((end - start).days, 7)
    tail = (end - timedelta(days=n) for n in range(rest))
    count = 5 * weeks + sum(day.weekday() < SATURDAY for day in tail)
    count -= sum(start < d <= end and d.weekday() < SATURDAY for d in holidays - made_up)
    return count + sum(start < d <= end and d.weekday() >= SATURDAY for d in made_up)


def add_working_days(
    start: date, days: int, holidays: frozenset[date] = NONE, made_up: frozenset[date] = NONE
) -> date:
    """The working day that lies `days` working days after `start` (before it when negative)."""
    step = timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, holidays, made_up)
    return day


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are off though it is a weekday, and which are worked though it is a weekend."""

    holidays: frozenset[date] = NONE
    made_up: frozenset[date] = NONE

    def is_working(self, day: date) -> bool:
        return is_working_day(day, self.holidays, self.made_up)

    def between(self, start: date, end: date) -> int:
        return working_days_between(start, end, self.holidays, self.made_up)

    def add(self, start: date, days: int) -> date:
        return add_working_days(start, days, self.holidays, self.made_up)


WEEKDAYS_ONLY = WorkCalendar()
