from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.working_days import (
    add_working_days,
    is_working_day,
    working_days_between,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
holidays = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=12)
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days)
def test_a_printed_date_is_read_back(day: date):
    whole = PartialDate(day.year, day.month, day.day)
    assert parse_date(whole.printed()) == whole
    assert parse_date(whole.short()) == whole


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tân Yên, ngày *08* tháng 4 năm 2019", PartialDate(2019, 4, 8)),
        ("Ia Grai, ngày tháng 11 năm 2021", PartialDate(2021, 11)),
        ("Hà Tĩnh, ngày tháng năm 2023", PartialDate(2023)),
        ("chậm nhất ngày 30/9/2017.", PartialDate(2017, 9, 30)),
        ("ngày … tháng ... năm 2023", PartialDate(2023)),
        ("ngày 17/6/2021, ngày 08 tháng 4 năm 2019", PartialDate(2021, 6, 17)),
        ("từ tháng 11 năm 2021", PartialDate(2021, 11)),
        ("tháng năm 2023", None),
        ("kế hoạch năm 2023", None),
        ("ngày 31 tháng 2 năm 2024", None),
        ("ngày 0 tháng 4 năm 2019", None),
        ("không có ngày nào", None),
    ],
)
def test_missing_parts_stay_missing(text: str, wanted: PartialDate | None):
    assert parse_date(text) == wanted


def test_a_leading_zero_stands_as_the_decree_has_it():
    assert PartialDate(2019, 4, 8).printed() == "ngày 08 tháng 4 năm 2019"
    assert PartialDate(2019, 2, 8).short() == "08/02/2019"
    assert PartialDate(2021, 11).printed() == "tháng 11 năm 2021"


def test_dates_sort_as_the_earliest_they_could_be():
    assert PartialDate(2021) < PartialDate(2021, 1, 2) < PartialDate(2021, 2)


@given(days, st.integers(1, 3))
def test_what_is_known_of_a_date_is_read_back(day: date, known: int):
    partial = PartialDate(*(day.year, day.month, day.day)[:known])
    assert parse_date(partial.printed()) == partial
    assert parse_date(partial.short()) == partial


@given(st.text(max_size=40))
def test_any_text_has_a_date_or_none(text: str):
    assert parse_date(text) is None or isinstance(parse_date(text), PartialDate)


def test_order_agrees_with_equality():
    year, month, day = PartialDate(2021), PartialDate(2021, 1), PartialDate(2021, 1, 1)
    assert sorted([day, month, year]) == [year, month, day]


@pytest.mark.parametrize(
    "parts", [(2021, 13), (2021, 0), (2021, 1, 0), (0,), (2021, 2, 30), (2021, None, 3)]
)
def test_what_is_no_date_is_refused(parts: tuple):
    with pytest.raises(ValueError, match=r"day|month|year"):
        PartialDate(*parts)


@given(days_of_2026, days_of_2026, holidays)
def test_counting_agrees_with_looking_at_each_day(start: date, end: date, off: frozenset[date]):
    start, end = sorted((start, end))
    each = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert working_days_between(start, end, off) == sum(is_working_day(d, off) for d in each)


@given(days_of_2026, st.integers(0, 40), holidays)
def test_days_added_are_days_counted(start: date, days: int, off: frozenset[date]):
    assert working_days_between(start, add_working_days(start, days, off), off) == days


def test_a_made_up_saturday_is_worked():
    saturday = date(2026, 11, 28)
    assert not is_working_day(saturday)
    assert is_working_day(saturday, made_up=frozenset({saturday}))
