"""Dates as documents print them, with missing parts kept missing."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

# "ngày *08* tháng 4 năm 2019"; day and month may be blank, asterisks mark handwriting.
LONG = re.compile(
    r"ngày[ \t]*\*?(?P<day>\d{1,2})?\*?[ \t]*tháng[ \t]*\*?(?P<month>\d{1,2})?\*?[ \t]*"
    r"năm[ \t]*\*?(?P<year>\d{4})\*?",
    re.IGNORECASE,
)
SHORT = re.compile(
    r"(?<![\d/])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?![\d/])"
)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A day, a month or only a year; sorts as the earliest day it could be."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    def __lt__(self, other: "PartialDate") -> bool:
        return self.earliest < other.earliest

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def is_whole(self) -> bool:
        return self.day is not None

    def printed(self) -> str:
        """As NĐ 30/2020 has it: a leading zero for days under 10 and for months 1 and 2."""
        month = "" if self.month is None else _month(self.month)
        if self.day is not None:
            return f"ngày {self.day:02d} tháng {month} năm {self.year}"
        return f"tháng {month} năm {self.year}" if month else f"năm {self.year}"

    def short(self) -> str:
        if self.month is None:
            return str(self.year)
        month = f"{_month(self.month)}/{self.year}"
        return month if self.day is None else f"{self.day:02d}/{month}"


def _month(month: int) -> str:
    return f"{month:02d}" if month <= 2 else str(month)


def parse_date(text: str) -> PartialDate | None:
    """The first date in the text in either form; None where there is none or it cannot be."""
    match = LONG.search(text) or SHORT.search(text)
    if match is None:
        return None
    day, month = match["day"], match["month"]
    try:
        return PartialDate(
            int(match["year"]), int(month) if month else None, int(day) if day and month else None
        )
    except ValueError:
        return None
