"""Public holidays that the law itself fixes: Bộ luật Lao động 2019 (45/2019/QH14), Điều 111 và 112.

What somebody decides anew every year cannot be reckoned and is left to be entered: one more day of
Tết (the last day of the old year and the first three of the new one have been in every decision)
and the day next to 2 September (khoản 3 Điều 112), days swapped and days worked to make up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.vietnamese.lunar import solar_day, tet
from portal.vietnamese.working_days import SATURDAY

CODE = "Bộ luật Lao động 2019, Điều 112 khoản 1 điểm "
INSTEAD = "Bộ luật Lao động 2019, Điều 111 khoản 3"


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str
    basis: str


def fixed_holidays(year: int) -> list[Holiday]:
    """Of the solar year, with the days off in place of those that fall on a weekend, by day."""
    found = sorted(_named(year), key=lambda holiday: holiday.day)
    return sorted([*found, *_instead(found)], key=lambda holiday: holiday.day)


def _named(year: int) -> Iterator[Holiday]:
    yield Holiday(date(year, 1, 1), "Tết Dương lịch", f"{CODE}a")
    first = tet(year)
    yield Holiday(first - timedelta(days=1), "Tết Âm lịch (giao thừa)", f"{CODE}b")
    for day in range(3):
        name = f"Tết Âm lịch (mồng {day + 1})"
        yield Holiday(first + timedelta(days=day), name, f"{CODE}b")
    yield Holiday(date(year, 4, 30), "Ngày Chiến thắng", f"{CODE}c")
    yield Holiday(date(year, 5, 1), "Ngày Quốc tế lao động", f"{CODE}d")
    yield Holiday(date(year, 9, 2), "Quốc khánh", f"{CODE}đ")
    yield Holiday(solar_day(year, 3, 10), "Giỗ Tổ Hùng Vương (10/3 Âm lịch)", f"{CODE}e")


def _instead(holidays: Iterable[Holiday]) -> Iterator[Holiday]:
    """The next working day for each that falls on a Saturday or Sunday."""
    off = {holiday.day for holiday in holidays}
    for holiday in holidays:
        if holiday.day.weekday() < SATURDAY:
            continue
        day = holiday.day
        while day.weekday() >= SATURDAY or day in off:
            day += timedelta(days=1)
        off.add(day)
        yield Holiday(day, f"Nghỉ bù: {holiday.name}", INSTEAD)
