"""What every number of a report means: pure functions over a snapshot's rows (design.md §6).

E, the expected, is every assignment that the office issued and that is not exempt, cancelled or
transferred at the report's moment; what was transferred counts at the unit that took it over. Rates
are always sums over sums, and carry both.

What units handed on to units below them is part of their own task, so it is counted apart and never
in E (`issued`, `handed_on`). Numbers are summed over what the office issued alone: a unit that took
its numbers from below stands for those units, one that entered its own does too. Coverage counts
each person where the number was first reported (`_where_reported`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.snapshot import Row, Snapshot

DONE = frozenset({"confirmed", "accepted"})
ENTERED = frozenset({"paper", "table"})
NOT_EXPECTED = frozenset({"exempt", "cancelled", "transferred"})


def issued(rows: Iterable["Row"]) -> list["Row"]:
    """What the office issued; all rates are over these."""
    return [row for row in rows if not row.handed_on_from]


def handed_on(rows: Iterable["Row"]) -> list["Row"]:
    """What units handed on to units below them; counted apart."""
    return [row for row in rows if row.handed_on_from]


@dataclass(frozen=True)
class Rate:
    part: int
    whole: int


@dataclass(frozen=True)
class Boxes:
    """The Government's four boxes. An assignment without a date to keep is never overdue."""

    done_in_time: int
    done_late: int
    open_in_time: int
    open_overdue: int

    @property
    def total(self) -> int:
        return self.done_in_time + self.done_late + self.open_in_time + self.open_overdue

    @property
    def done(self) -> int:
        return self.done_in_time + self.done_late

    @property
    def government_rate(self) -> Rate:
        """Done / (done + overdue not done)."""
        return Rate(self.done, self.done + self.open_overdue)


@dataclass(frozen=True)
class Coverage:
    """People reached over headcount, for the units that have both; above 100 % it is flagged."""

    reached: int
    headcount: int
    units_with_both: int
    units_without_headcount: int
    units_above: int

    @property
    def rate(self) -> Rate:
        return Rate(self.reached, self.headcount)


@dataclass(frozen=True)
class Figures:
    expected: int
    exempt: int
    cancelled: int
    # Of the confirmed: entered by the office, and signed through a one-time link.
    entered: int
    by_link: int
    transferred: int
    boxes: Boxes
    confirmed: Rate
    accepted: Rate
    timely: Rate
    sufficient: Rate
    extended: int = 0

    @property
    def given(self) -> int:
        return self.expected + self.exempt + self.cancelled + self.transferred


def figures(rows: Iterable["Row"]) -> Figures:
    rows = list(rows)
    expected = [row for row in rows if row.state not in NOT_EXPECTED]
    accepted = [row for row in expected if row.state == "accepted"]
    count = len(expected)
    return Figures(
        expected=count,
        exempt=sum(row.state == "exempt" for row in rows),
        cancelled=sum(row.state == "cancelled" for row in rows),
        entered=sum(row.entry in ENTERED and row.state in DONE for row in expected),
        by_link=sum(row.entry == "link" and row.state in DONE for row in expected),
        transferred=sum(row.state == "transferred" for row in rows),
        boxes=boxes(expected),
        confirmed=Rate(sum(row.state in DONE for row in expected), count),
        accepted=Rate(len(accepted), count),
        timely=Rate(sum(row.first_confirmed_in_time for row in expected), count),
        sufficient=Rate(sum(row.evidence_is_sufficient for row in accepted), len(accepted)),
        extended=sum(row.is_extended for row in expected),
    )


def boxes(expected: Iterable["Row"]) -> Boxes:
    counts = {"done_in_time": 0, "done_late": 0, "open_in_time": 0, "open_overdue": 0}
    for row in expected:
        if row.state in DONE:
            counts["done_in_time" if row.first_confirmed_in_time else "done_late"] += 1
        else:
            counts["open_overdue" if row.is_overdue else "open_in_time"] += 1
    return Boxes(**counts)


def by_kind(snapshot: "Snapshot") -> list[tuple[str, Figures]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in issued(snapshot.rows):
        groups[row.family].append(row)
    return [(family, figures(rows)) for family, rows in groups.items()]


def by_task(snapshot: "Snapshot") -> list[tuple[int, Figures]]:
    groups: dict[int, list[Row]] = {task.number: [] for task in snapshot.tasks}
    for row in issued(snapshot.rows):
        groups[row.task].append(row)
    return [(number, figures(rows)) for number, rows in groups.items()]


def sums(rows: Iterable["Row"]) -> dict[int, int]:
    """Each indicator summed over the confirmations that stand, none of them twice."""
    totals: dict[int, int] = defaultdict(int)
    for row in issued(rows):
        if row.state in DONE:
            for number, value in row.values:
                totals[number] += value
    return dict(sorted(totals.items()))


def coverage(rows: Iterable["Row"], *, indicator: int, audience: str) -> Coverage:
    """A unit that reports the indicator in several tasks counts once, with its largest number."""
    reached: dict[str, int] = {}
    heads: dict[str, int | None] = {}
    for row in _where_reported(list(rows)):
        value = dict(row.values).get(indicator)
        people = dict(row.headcounts).get(audience)
        # A unit without such people that reports none of them says nothing about coverage.
        if row.state in DONE and value is not None and (value or people):
            reached[row.unit_code] = max(value, reached.get(row.unit_code, 0))
            # What a unit enters for its branch is not set against its own people.
            heads[row.unit_code] = None if row.numbers_from == "own" else people
    both = [code for code in reached if heads[code]]
    return Coverage(
        reached=sum(reached[code] for code in both),
        headcount=sum(heads[code] or 0 for code in both),
        units_with_both=len(both),
        units_without_headcount=len(reached) - len(both),
        units_above=sum(reached[code] > (heads[code] or 0) for code in both),
    )


def _where_reported(rows: list["Row"]) -> list["Row"]:
    """A unit that took its numbers from below gives way to those units; below one that entered its
    own, they are left out."""
    from_below = {_of(row, row.unit_code) for row in rows if row.numbers_from == "below"}
    return [
        row
        for row in rows
        if _of(row, row.unit_code) not in from_below
        and (not row.handed_on_from or _of(row, row.handed_on_from) in from_below)
    ]


def _of(row: "Row", unit_code: str) -> tuple[int, int, str]:
    """A unit has a recurring task once a period."""
    return row.task, row.period_number, unit_code
