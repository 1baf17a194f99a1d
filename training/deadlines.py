"""When a due date has passed: the one rule, once for rows in Python and once for rows in SQL.

Grace days are calendar days: Saturdays, Sundays and holidays count. A confirmation on the last day
of grace is in time; overdue begins the day after. A property test keeps the two sides together.
"""

from datetime import date, timedelta

from django.db.models import Case, F, Q, When

# Later dates are typing mistakes; this also keeps the sums below within what a date can hold.
MOST_YEARS_AHEAD = 10
MOST_GRACE_DAYS = 90

GRACE = F("task__grace_days")
# Of what a unit was asked again, the date of that; `Assignment.due_now` for rows in Python.
DUE_NOW = Case(When(state="asked_again", then=F("again_due_on")), default=F("due_on"))


def last_day(due_on: date | None, grace_days: int) -> date | None:
    """The due date with its grace; None for what has no date to keep."""
    return due_on and due_on + timedelta(days=grace_days)


def is_past(due_on: date | None, grace_days: int, on: date) -> bool:
    last = last_day(due_on, grace_days)
    return last is not None and last < on


def is_in_time(due_on: date | None, grace_days: int, done_on: date) -> bool:
    return not is_past(due_on, grace_days, done_on)


def past(on: date, due: str = "due_on") -> Q:
    """`is_past` for assignments, by the date named."""
    return Q(**{f"{due}__isnull": False, f"{due}__lt": on - GRACE})


def in_grace(on: date) -> Q:
    return Q(due_on__lt=on, due_on__gte=on - GRACE)


def first_confirmed_in_time() -> Q:
    """`is_in_time` of the first confirmation, for assignments."""
    return Q(due_on=None) | Q(first_confirmed_at__date__lte=F("due_on") + GRACE)


def furthest(today: date) -> date:
    return today + timedelta(days=366 * MOST_YEARS_AHEAD)
