"""Dates as documents print them, with missing parts kept missing."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

# What stands where a part is left to be filled by hand.
BLANK = r"[ \t.…_*]*"
# "ngày *08* tháng 4 năm 2019"; day and month may be blank, asterisks mark handwriting. Without
# "ngày" the month must stand there: "tháng năm" is a word of its own.
LONG = re.compile(
    rf"(?:ngày{BLANK}(?P<day>[0-9]{{1,2}})?{BLANK}tháng{BLANK}(?P<month>[0-9]{{1,2}})?"
    rf"|\btháng{BLANK}(?P<only_month>[0-9]{{1,2}}))"
    rf"{BLANK}năm{BLANK}(?P<year>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
SHORT = re.compile(
    r"(?<![\w/.-])(?P<day>[0-9]{1,2})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?P=sign)"
    r"(?P<year>[0-9]{4})(?![\w/])"
)
# A text that is nothing but a month or a year.
SHORTER = re.compile(r"\s*(?:năm\s+|(?P<month>[0-9]{1,2})/)?(?P<year>[0-9]{4})\s*", re.IGNORECASE)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A day, a month or only a year; sorts as the earliest day it could be.

    Raises ValueError for what is no date.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        # Zero is a number, not a missing part.
        date(
            self.year,
            1 if self.month is None else self.month,
            1 if self.day is None else self.day,
        )

    def __lt__(self, other: "PartialDate") -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, int]:
        """Agrees with equality: of two that begin together the less exact one comes first."""
        return self.earliest, (self.month is not None) + (self.day is not None)

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
    """The first date in the text in any form; None where there is none or it cannot be."""
    match = find_date(text)
    if match is None:
        return None
    parts = match.groupdict()
    day, month = parts.get("day"), parts.get("only_month") or parts.get("month")
    try:
        return PartialDate(
            int(match["year"]), int(month) if month else None, int(day) if day and month else None
        )
    except ValueError:
        return None


def find_date(text: str) -> re.Match[str] | None:
    """Where the first date stands, also one that cannot be (31/2)."""
    if whole := SHORTER.fullmatch(text):
        return whole
    found = [match for form in (LONG, SHORT) if (match := form.search(text))]
    return min(found, key=lambda match: match.start(), default=None)
