"""The closing dates of Nghị định 09/2019/NĐ-CP, Điều 12."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.periods import PeriodKind, period_after, period_at

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "year", "part", "starts_on", "ends_on"),
    [
        ("monthly", "2027-01-14", 2027, 1, "2026-12-15", "2027-01-14"),
        ("monthly", "2026-12-15", 2027, 1, "2026-12-15", "2027-01-14"),
        ("monthly", "2027-03-01", 2027, 3, "2027-02-15", "2027-03-14"),
        ("quarterly", "2026-12-15", 2027, 1, "2026-12-15", "2027-03-14"),
        ("quarterly", "2026-12-14", 2026, 4, "2026-09-15", "2026-12-14"),
        ("half-yearly", "2027-06-14", 2027, 1, "2026-12-15", "2027-06-14"),
        ("half-yearly", "2027-06-15", 2027, 2, "2027-06-15", "2027-12-14"),
        ("yearly", "2027-12-14", 2027, 1, "2026-12-15", "2027-12-14"),
        ("school-year", "2026-09-01", 2026, 1, "2026-09-01", "2027-05-31"),
        ("school-year", "2027-07-10", 2027, 1, "2027-09-01", "2028-05-31"),
    ],
)
def test_a_day_belongs_to_its_period(
    kind: str, day: str, year: int, part: int, starts_on: str, ends_on: str
):
    found = period_at(PeriodKind(kind), date.fromisoformat(day))
    assert (found.year, found.part) == (year, part)
    assert (found.starts_on.isoformat(), found.ends_on.isoformat()) == (starts_on, ends_on)


@given(st.sampled_from([k for k in PeriodKind if k is not PeriodKind.SCHOOL_YEAR]), DAYS)
def test_periods_follow_each_other_without_a_gap(kind: PeriodKind, day: date):
    period = period_at(kind, day)
    assert period.starts_on <= day <= period.ends_on
    after = period_after(period)
    assert after.starts_on == period.ends_on + timedelta(days=1)
    assert after == period_at(kind, after.starts_on)


@given(DAYS)
def test_school_years_follow_each_other(day: date):
    period = period_at(PeriodKind.SCHOOL_YEAR, day)
    assert day <= period.ends_on
    assert period_at(PeriodKind.SCHOOL_YEAR, period.starts_on) == period
    after = period_after(period)
    assert after.year == period.year + 1
    assert after.starts_on > period.ends_on


def test_the_plan_of_a_school_year_counts_where_there_is_one():
    plans = {2026: (date(2026, 9, 5), date(2027, 5, 28))}
    found = period_at(PeriodKind.SCHOOL_YEAR, date(2026, 10, 1), plans)
    assert (found.starts_on, found.ends_on) == plans[2026]
    assert period_at(PeriodKind.SCHOOL_YEAR, date(2027, 5, 29), plans).year == 2027
