"""Reporting periods with the closing dates of Nghị định 09/2019/NĐ-CP, Điều 12.

A month runs from the 15th of the one before to its 14th; quarters, half-years and years are made of
such months. A school year runs as the year's plan says, else from 1 September to 31 May; what lies
between two of them belongs to the one that comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_DAY, LAST_DAY = 15, 14
DECEMBER = 12


class PeriodKind(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    SCHOOL_YEAR = "school-year"


MONTHS = {
    PeriodKind.MONTHLY: 1,
    PeriodKind.QUARTERLY: 3,
    PeriodKind.HALF_YEARLY: 6,
    PeriodKind.YEARLY: 12,
}
# The first and last day of school years that have a plan, by the year in which they begin.
SchoolYears = Mapping[int, tuple[date, date]]
NO_PLANS: SchoolYears = {}


@dataclass(frozen=True)
class Period:
    """`part`: which month, quarter or half of the year; 1 where the year is not divided."""

    kind: PeriodKind
    year: int
    part: int
    starts_on: date
    ends_on: date


def period_at(kind: PeriodKind, day: date, plans: SchoolYears = NO_PLANS) -> Period:
    """The one that holds the day; of school years the one that comes, between two."""
    if kind is PeriodKind.SCHOOL_YEAR:
        year = day.year - 2
        while _school_year(year, plans).ends_on < day:
            year += 1
        return _school_year(year, plans)
    year, month = day.year, day.month
    if day.day >= FIRST_DAY:
        year, month = _month_after(year, month)
    return _made_of_months(kind, year, (month - 1) // MONTHS[kind] + 1)


def period_after(period: Period, plans: SchoolYears = NO_PLANS) -> Period:
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return _school_year(period.year + 1, plans)
    if period.part == 12 // MONTHS[period.kind]:
        return _made_of_months(period.kind, period.year + 1, 1)
    return _made_of_months(period.kind, period.year, period.part + 1)


def _made_of_months(kind: PeriodKind, year: int, part: int) -> Period:
    last = part * MONTHS[kind]
    first = last - MONTHS[kind] + 1
    before = (year, first - 1) if first > 1 else (year - 1, DECEMBER)
    return Period(kind, year, part, date(*before, FIRST_DAY), date(year, last, LAST_DAY))


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < DECEMBER else (year + 1, 1)


def _school_year(year: int, plans: SchoolYears) -> Period:
    starts_on, ends_on = plans.get(year, (date(year, 9, 1), date(year + 1, 5, 31)))
    return Period(PeriodKind.SCHOOL_YEAR, year, 1, starts_on, ends_on)
