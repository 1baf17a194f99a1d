"""What changed between two snapshots: the period before and this one, or two moments."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import indicators
from reports.measures import MEASURES, is_done
from training.catalogue import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.snapshot import Row, Snapshot

COMPARED = (
    "expected",
    "confirmed",
    "accepted",
    "done_in_time",
    "done_late",
    "open_in_time",
    "open_overdue",
)
RATES = ("confirmed", "accepted", "timely")


@dataclass(frozen=True)
class Change:
    """A number then and now; `measure` or `indicator` says of what."""

    words: str
    before: int
    now: int
    measure: str = ""
    indicator: int = 0

    @property
    def difference(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class RateChange:
    words: str
    before: indicators.Rate
    now: indicators.Rate


@dataclass(frozen=True)
class Moved:
    """Rows of now that have come to something since."""

    newly_done: list["Row"]
    newly_overdue: list["Row"]
    newly_given: list["Row"]


def changes(snapshot: "Snapshot") -> list[Change]:
    then, now = _figures(snapshot.before), _figures(snapshot)
    return [
        Change(str(MEASURES[m].words), then.counts[m], now.counts[m], measure=m) for m in COMPARED
    ]


def rate_changes(snapshot: "Snapshot") -> list[RateChange]:
    then, now = _figures(snapshot.before), _figures(snapshot)
    return [RateChange(str(MEASURES[m].words), getattr(then, m), getattr(now, m)) for m in RATES]


def sum_changes(snapshot: "Snapshot") -> list[Change]:
    then, now = indicators.sums(snapshot.before.rows), indicators.sums(snapshot.rows)
    return [
        Change(str(INDICATORS[n].name), then.get(n, 0), now.get(n, 0), indicator=n)
        for n in sorted(then | now)
        if n in INDICATORS
    ]


def moved(snapshot: "Snapshot") -> Moved:
    """By the row in the portal, so that a unit that was renamed is still the same."""
    then = {row.assignment: row for row in snapshot.before.rows}
    rows = indicators.issued(snapshot.rows)

    def newly(holds: "Callable[[Row], bool]") -> list["Row"]:
        return [
            row
            for row in rows
            if holds(row) and not (row.assignment in then and holds(then[row.assignment]))
        ]

    return Moved(
        newly_done=newly(is_done),
        newly_overdue=newly(lambda row: row.is_overdue),
        newly_given=[row for row in rows if row.assignment not in then],
    )


def _figures(snapshot: "Snapshot") -> indicators.Figures:
    return indicators.figures(indicators.issued(snapshot.rows))
