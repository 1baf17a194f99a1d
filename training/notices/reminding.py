"""On which days a unit is reminded of a due date, and when lateness goes a level up.

Reminders come before the date, on the last working day before it, and after it at growing
intervals. A day that was missed (a holiday, a portal that stood still) is caught up by the next
run, all of it in one reminder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from portal.vietnamese.working_days import WorkCalendar

# Working days before the due date.
BEFORE_DAYS = (5, 1)
# Working days after the last day: the 1st, then after 2 more, 4, 8, and from then on every 10.
FIRST_GAP, GAP_FACTOR, LONGEST_GAP = 2, 2, 10
# Nobody catches up on more than this; what is older has been told or will be by a later step.
MOST_DAYS_BACK = 31


class Nearness(Enum):
    DUE = "due"
    DUE_NEXT = "due_next"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Due:
    """A due date with its grace, as many assignments share it."""

    due_on: date
    grace_days: int

    @property
    def last_day(self) -> date:
        return self.due_on + timedelta(days=self.grace_days)


def late_steps(up_to: int) -> Iterator[int]:
    """1, 3, 7, 15, 25, 35 … as far as wanted."""
    step, gap = 1, FIRST_GAP
    while step <= up_to:
        yield step
        step += gap
        gap = min(gap * GAP_FACTOR, LONGEST_GAP)


def reminder_of(due: Due, after: date, today: date, off: WorkCalendar) -> Nearness | None:
    """What the reminder of today says of the date; None where no reminder fell into the days after
    `after` up to today. Today is a working day."""
    if today > due.last_day:
        late, before = off.between(due.last_day, today), off.between(due.last_day, after)
        reached = any(before < step for step in late_steps(late))
        return Nearness.OVERDUE if reached else None
    fell = [off.add(due.due_on, -days) for days in BEFORE_DAYS]
    if not any(after < day <= today for day in fell):
        return None
    # On the last working day before it, or, the portal having stood still then, on the day itself.
    is_next = off.add(due.due_on, -1) <= today <= due.due_on
    return Nearness.DUE_NEXT if is_next else Nearness.DUE


def has_reached(due: Due, days: int, after: date, today: date, off: WorkCalendar) -> bool:
    """Whether it became late by so many working days after `after`, up to today."""
    if today <= due.last_day:
        return False
    return off.between(due.last_day, after) < days <= off.between(due.last_day, today)


def latest_last_day(days: int, today: date, off: WorkCalendar) -> date:
    """The latest last day that is, today, past by at least so many working days."""
    return off.add(off.add(today + timedelta(days=1), -days - 1), 1) - timedelta(days=1)
