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
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.measures import DONE, MEASURES

if TYPE_CHECKING:
    from reports.snapshot import Row, Snapshot


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
    """People reached over headcount, for the units that have both; above 100 % it is flagged.
    `missing` and `above` name the units without a headcount, and those above it."""

    reached: int
    headcount: int
    units_with_both: int
    missing: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def rate(self) -> Rate:
        return Rate(self.reached, self.headcount)

    @property
    def units_without_headcount(self) -> int:
        return len(self.missing)

    @property
    def units_above(self) -> int:
        return len(self.above)


@dataclass(frozen=True)
class Figures:
    """How many rows each measure holds for, and the rates made of them."""

    counts: dict[str, int]

    @property
    def given(self) -> int:
        return self.counts["given"]

    @property
    def expected(self) -> int:
        return self.counts["expected"]

    @property
    def boxes(self) -> Boxes:
        names = ("done_in_time", "done_late", "open_in_time", "open_overdue")
        return Boxes(**{name: self.counts[name] for name in names})

    @property
    def confirmed(self) -> Rate:
        return Rate(self.counts["confirmed"], self.expected)

    @property
    def accepted(self) -> Rate:
        return Rate(self.counts["accepted"], self.expected)

    @property
    def timely(self) -> Rate:
        return Rate(self.counts["timely"], self.expected)

    @property
    def sufficient(self) -> Rate:
        return Rate(self.counts["sufficient"], self.counts["accepted"])


def figures(rows: Iterable["Row"]) -> Figures:
    rows = list(rows)
    return Figures({name: sum(map(measure.holds, rows)) for name, measure in MEASURES.items()})


def grouped(rows: Iterable["Row"], key: Callable[["Row"], str]) -> list[tuple[str, Figures]]:
    """Figures of each group, in the order in which the groups first appear."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in issued(rows):
        groups[key(row)].append(row)
    return [(name, figures(of)) for name, of in groups.items()]


def by_kind(snapshot: "Snapshot") -> list[tuple[str, Figures]]:
    return grouped(snapshot.rows, lambda row: row.family)


def by_branch(snapshot: "Snapshot") -> list[tuple[str, Figures]]:
    """By the unit that each belongs to; "" for those directly under the authority."""
    found = grouped(snapshot.rows, lambda row: row.branch)
    return sorted(found, key=lambda group: (group[0] != "", group[0]))


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
    names: dict[str, str] = {}
    for row in _where_reported(list(rows)):
        value = dict(row.values).get(indicator)
        people = dict(row.headcounts).get(audience)
        # A unit without such people that reports none of them says nothing about coverage.
        if row.state in DONE and value is not None and (value or people):
            reached[row.unit_code] = max(value, reached.get(row.unit_code, 0))
            names[row.unit_code] = row.unit_name
            # What a unit enters for its branch is not set against its own people.
            heads[row.unit_code] = None if row.numbers_from == "own" else people
    both = [code for code in reached if heads[code]]
    return Coverage(
        reached=sum(reached[code] for code in both),
        headcount=sum(heads[code] or 0 for code in both),
        units_with_both=len(both),
        missing=tuple(names[code] for code in reached if not heads[code]),
        above=tuple(names[code] for code in both if reached[code] > (heads[code] or 0)),
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
