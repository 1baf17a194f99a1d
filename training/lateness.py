"""Who is late by how many working days: for the office's desk, its list and its reminder letter."""

from datetime import date

from django.db.models import F, QuerySet

from training.models import Assignment
from training.notices.days_off import DaysOff
from training.notices.reminding import latest_last_day


def late_rows(days: int, on: date, off: DaysOff) -> QuerySet[Assignment]:
    """With the unit, never confirmed, past its date and grace by at least so many working days;
    the longest first. Not what a unit asked to be exempt from, nor what is closed."""
    cutoff = latest_last_day(max(days, 1), on, off)
    rows = Assignment.objects.to_remind_of().filter(
        first_confirmed_at=None,
        due_on__isnull=False,
        due_on__lte=cutoff - F("task__grace_days"),
    )
    return rows.order_by("due_on", "task__order", "unit__code", "pk")


def late_days(row: Assignment, on: date, off: DaysOff) -> int:
    return off.between(row.last_day(), on)
