from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.holidays import fixed_holidays

FULL = {
    # As kept; the days that the Prime Minister added that year are not among them.
    2022: "1-1 1-3 1-31 2-1 2-2 2-3 4-10 4-11 4-30 5-1 5-2 5-3 9-2",
    2023: "1-1 1-2 1-21 1-22 1-23 1-24 1-25 1-26 4-29 4-30 5-1 5-2 5-3 9-2 9-4",
    2026: "1-1 2-16 2-17 2-18 2-19 4-26 4-27 4-30 5-1 9-2",
}


@pytest.mark.parametrize("year", FULL)
def test_the_days_of_a_year_with_those_instead_of_a_weekend(year: int):
    days = [f"{holiday.day.month}-{holiday.day.day}" for holiday in fixed_holidays(year)]
    assert " ".join(days) == FULL[year]


@given(st.integers(1976, 2099))
def test_every_holiday_on_a_weekend_has_one_working_day_instead(year: int):
    holidays = fixed_holidays(year)
    assert len({holiday.day for holiday in holidays}) == len(holidays)
    on_weekends = sum(holiday.day.weekday() >= 5 for holiday in holidays)
    instead = [holiday for holiday in holidays if holiday.name.startswith("Nghỉ bù")]
    assert len(instead) == on_weekends
    assert all(holiday.day.weekday() < 5 for holiday in instead)


@given(st.integers(1976, 2099))
def test_every_holiday_cites_the_labour_code(year: int):
    for holiday in fixed_holidays(year):
        assert holiday.basis.startswith("Bộ luật Lao động 2019, Điều 11")
        assert holiday.day.year == year


def test_a_swap_is_nobodys_to_reckon():
    """Monday 30 December 2024 was worked for by Saturday: entered, never guessed."""
    assert date(2024, 4, 29) not in {holiday.day for holiday in fixed_holidays(2024)}
