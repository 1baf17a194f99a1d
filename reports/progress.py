"""How the completion of a rollout grew: what is done now, by the day it was first confirmed.

A snapshot freezes the days alone (`progress_days`); what is counted at each is read from its rows,
so that the last day always says what the four boxes say. It is not how things stood on that day:
what is no longer done (returned, exempt, cancelled) counts on none of them, what was confirmed
again counts from its first confirmation. Two moments as they stood are the comparison's.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reports import indicators
from reports.measures import is_done

if TYPE_CHECKING:
    from reports.snapshot import Row, Snapshot

MOST_DAYS = 12
# A younger rollout is looked at by weeks.
BY_WEEKS_DAYS = 62
# Months between two days that are looked at, the fewest that give no more than MOST_DAYS.
MONTHS_APART = (1, 3, 6, 12)


@dataclass(frozen=True)
class Point:
    """By the end of `day`: how many were first confirmed by then, and `added` since the day of the
    point before (`after`, "" for the first)."""

    day: str
    after: str
    added: int
    rate: indicators.Rate


def progress_days(since: date, until: date) -> tuple[str, ...]:
    """ISO days from the issue to the report's moment: ends of weeks, months, quarters, half-years
    or years, and the report's own day as the last."""
    ends = list(_week_ends(since, until)) if until - since <= timedelta(BY_WEEKS_DAYS) else []
    if not ends:
        for months in MONTHS_APART:
            ends = list(_month_ends(since, until, months))
            if len(ends) < MOST_DAYS:
                break
    return tuple(day.isoformat() for day in [*ends[1 - MOST_DAYS :], until])


def points_of(snapshot: "Snapshot") -> list[Point]:
    rows = indicators.issued(snapshot.rows)
    expected = indicators.figures(rows).expected
    points: list[Point] = []
    for day in snapshot.progress_on:
        done = sum(is_done_by(row, day) for row in rows)
        before = points[-1] if points else None
        added = done - before.rate.part if before else done
        points.append(
            Point(day, before.day if before else "", added, indicators.Rate(done, expected))
        )
    return points


def is_done_by(row: "Row", day: str) -> bool:
    return is_done(row) and row.first_confirmed_on <= day


def _week_ends(since: date, until: date) -> Iterator[date]:
    """Sundays before the last day."""
    day = since + timedelta(6 - since.weekday())
    while day < until:
        yield day
        day += timedelta(7)


def _month_ends(since: date, until: date, months: int) -> Iterator[date]:
    """Last days of every so many months of the calendar, before the last day."""
    year, month = since.year, -(-since.month // months) * months
    while (day := date(year, month, monthrange(year, month)[1])) < until:
        yield day
        year, month = (year, month + months) if month + months <= 12 else (year + 1, months)
