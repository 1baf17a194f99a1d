"""How many of what: all of it follows from the number of units and of tasks."""

from dataclasses import dataclass
from datetime import date

from portal.refusals import Refused

LEAST_UNITS, MOST_UNITS = 30, 100_000
LEAST_TASKS, MOST_TASKS = 4, 200
UNITS_A_DISTRICT = 700
TASKS_A_ROLLOUT = 5
# The oldest rollout was issued so many days ago, the newest so many.
OLDEST_DAYS, NEWEST_DAYS = 330, 12
# From such an age on a quarterly task has two periods that have begun.
TWO_QUARTERS_DAYS = 100
CLOSED_AFTER_DAYS = 150


@dataclass(frozen=True)
class Part:
    """One task: how many periods of it there are (0: it is done once), and its days to the due
    date (None: without one)."""

    periods: int = 0
    due_days: int | None = None

    @property
    def columns(self) -> int:
        return self.periods or 1


@dataclass(frozen=True)
class Wave:
    """One rollout."""

    number: int
    age_days: int
    parts: tuple[Part, ...]
    is_closed: bool


@dataclass(frozen=True)
class Sizes:
    """`units` are those that are given work; the province and its districts stand above them.
    `tasks` is how many assignments each has: tasks done once, and periods of those that recur."""

    units: int
    tasks: int
    seed: int
    today: date

    def ensure_possible(self) -> None:
        if not LEAST_UNITS <= self.units <= MOST_UNITS:
            raise Refused(f"Số đơn vị phải từ {LEAST_UNITS} đến {MOST_UNITS}.")
        if not LEAST_TASKS <= self.tasks <= MOST_TASKS:
            raise Refused(f"Số nhiệm vụ phải từ {LEAST_TASKS} đến {MOST_TASKS}.")

    @property
    def districts(self) -> int:
        return max(1, self.units // UNITS_A_DISTRICT)

    @property
    def kinds(self) -> dict[str, int]:
        """Units of each kind; the largest takes what rounding leaves."""
        counts = {
            "phong": max(3 * self.districts, self.units // 50),
            "xa": max(6, self.units * 12 // 100),
            "phuong": max(1, self.units * 4 // 100),
            "thpt": max(1, self.units * 3 // 100),
            "thcs": max(2, self.units * 20 // 100),
            "tieu-hoc": max(3, self.units * 26 // 100),
        }
        return counts | {"mam-non": self.units - sum(counts.values())}

    @property
    def waves(self) -> list[Wave]:
        count = max(2, self.tasks // TASKS_A_ROLLOUT)
        gap = (OLDEST_DAYS - NEWEST_DAYS) / (count - 1)
        found = []
        for number in range(count):
            age = round(OLDEST_DAYS - gap * number)
            columns = self.tasks // count + (number < self.tasks % count)
            is_closed = count > 3 and number == 0
            found.append(Wave(number + 1, age, _parts(columns, age), is_closed))
        return found


def _parts(columns: int, age_days: int) -> tuple[Part, ...]:
    """A quarterly task where two of its periods have begun; one without a due date among many; of
    a rollout that runs, one task is late already."""
    parts = []
    if age_days >= TWO_QUARTERS_DAYS and columns >= 2:
        parts.append(Part(periods=2))
        columns -= 2
    for place in range(columns):
        due = 8 if place == 0 else 25 + 5 * place
        parts.append(Part(due_days=None if place == 3 else due))
    return tuple(parts)
