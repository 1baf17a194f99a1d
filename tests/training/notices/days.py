"""Moments of the tests: an April of which every day is known."""

from datetime import date, datetime, time

from django.utils import timezone

from portal.vietnamese.working_days import WorkCalendar

OFF = WorkCalendar(holidays=frozenset({date(2026, 4, 30), date(2026, 5, 1)}))
# A Wednesday.
DUE_ON = date(2026, 4, 15)


def morning(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def april(day: int, hour: int = 8, minute: int = 0) -> datetime:
    return morning(date(2026, 4, day), hour, minute)
