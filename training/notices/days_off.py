"""Which days nobody is reminded on: the one place where notices meet the calendar of holidays."""

from dataclasses import dataclass
from datetime import date

from portal.vietnamese import working_days
from portal.vietnamese.working_days import NONE


@dataclass(frozen=True)
class DaysOff:
    """Public holidays, and days worked to make up for them."""

    holidays: frozenset[date] = NONE
    made_up: frozenset[date] = NONE

    def is_working(self, day: date) -> bool:
        return working_days.is_working_day(day, self.holidays, self.made_up)

    def between(self, start: date, end: date) -> int:
        return working_days.working_days_between(start, end, self.holidays, self.made_up)

    def add(self, start: date, days: int) -> date:
        return working_days.add_working_days(start, days, self.holidays, self.made_up)


def days_off() -> DaysOff:
    """Weekends only, until the table of holidays is joined here."""
    return DaysOff()
