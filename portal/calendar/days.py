"""What the pure functions about working days and periods are given: one query each."""

from portal.calendar.models import SchoolYear, SpecialDay
from portal.vietnamese.periods import SchoolYears
from portal.vietnamese.working_days import WorkCalendar


def work_calendar() -> WorkCalendar:
    """Every special day there is; asked once a page or job and handed on."""
    rows = SpecialDay.objects.order_by().values_list("day", "kind")
    off, worked = set(), set()
    for day, kind in rows:
        (worked if kind == SpecialDay.Kind.WORKED else off).add(day)
    return WorkCalendar(frozenset(off), frozenset(worked))


def school_years() -> SchoolYears:
    return {row.year: row.days for row in SchoolYear.objects.order_by()}
