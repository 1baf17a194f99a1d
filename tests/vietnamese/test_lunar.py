"""Against the days that were kept, those included on which Việt Nam and China differ."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.lunar import solar_day, tet

TET = (
    "1968-01-29 1976-01-31 1984-02-02 1985-01-21 "
    "1995-01-31 2000-02-05 2001-01-24 2002-02-12 2003-02-01 "
    "2004-01-22 2005-02-09 2006-01-29 2007-02-17 "
    "2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 "
    "2013-02-10 2014-01-31 2015-02-19 2016-02-08 "
    "2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 "
    "2022-02-01 2023-01-22 2024-02-10 2025-01-29 "
    "2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-02 "
)
GIO_TO = (
    "2015-04-28 2016-04-16 2017-04-06 2018-04-25 "
    "2019-04-14 2020-04-02 2021-04-21 2022-04-10 2023-04-29 "
    "2024-04-18 2025-04-07 "
    "2026-04-26 2027-04-16 "
)


@pytest.mark.parametrize("day", TET.split())
def test_new_year(day: str):
    kept = date.fromisoformat(day)
    assert tet(kept.year) == kept


@pytest.mark.parametrize("day", GIO_TO.split())
def test_commemoration_of_the_hung_kings(day: str):
    kept = date.fromisoformat(day)
    assert solar_day(kept.year, 3, 10) == kept


@given(st.integers(1950, 2098))
def test_a_year_has_twelve_or_thirteen_months(year: int):
    assert (tet(year + 1) - tet(year)).days in {353, 354, 355, 383, 384, 385}
    assert date(year, 1, 20) < tet(year) < date(year, 2, 22)


@given(st.integers(1950, 2098), st.integers(1, 11))
def test_a_month_has_twenty_nine_or_thirty_days(year: int, month: int):
    days = (solar_day(year, month + 1, 1) - solar_day(year, month, 1)).days
    # With a leap month between the two.
    assert days in {29, 30, 58, 59, 60}


def test_in_2033_the_eleventh_month_is_doubled():
    """The year in which many tables were wrong."""
    assert solar_day(2033, 11, 1) == date(2033, 11, 22)
    assert solar_day(2033, 12, 1) == date(2034, 1, 20)
    assert tet(2034) == date(2034, 2, 19)
