"""Text as an announcer reads it aloud: short forms in full, dates and numbers in words.

Nothing is left out and nothing explained; only what the eye reads and the tongue cannot is written
out. How long the reading takes is counted in syllables, which Vietnamese parts by blanks.
"""

import re

from portal.vietnamese.numerals import LARGEST, digits_said, spelled
from portal.vietnamese.spoken import said_runs

DATE = re.compile(
    r"(?:(?P<word>[Nn]gày)\s+)?(?<![\w/])(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})(?![\w/])"
)
LONG_DAY = re.compile(r"(?P<word>[Nn]gày)\s+(?P<day>[0-9]{1,2})(?=\s+tháng\b)")
LONG_MONTH = re.compile(r"(?P<word>[Tt]háng)\s+(?P<month>[0-9]{1,2})(?![\w/])")
TELEPHONE = re.compile(r"(?<![\w.,])(?:\+|0)[0-9](?:[ .-]?[0-9]){6,12}(?![\w])")
THOUSANDS = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:\.[0-9]{3})+(?![\w])")
FRACTION = re.compile(r"(?<![\w.,])(?P<whole>[0-9]+),(?P<part>[0-9]+)(?![\w])")
NUMBER = re.compile(r"[0-9]+")
SIGNS = {"%": " phần trăm", "&": " và ", "“": "", "”": "", "*": "", "./.": ".", ";": ","}
SPACES = re.compile(r"[ \t]+")
BEFORE_STOP = re.compile(r" +(?=[,.;:!?)])")
SYLLABLE = re.compile(r"[^\W_]+")
FIRST_DAYS = 10


def aloud(text: str) -> str:
    """One paragraph; a second time nothing changes any more."""
    text = "".join(said or shown for shown, said in said_runs(text))
    text = DATE.sub(_date, text)
    text = LONG_DAY.sub(lambda m: f"{m['word']} {_day(int(m['day']))}", text)
    text = LONG_MONTH.sub(lambda m: f"{m['word']} {_month(int(m['month']))}", text)
    text = TELEPHONE.sub(lambda m: digits_said(m[0]), text)
    text = THOUSANDS.sub(lambda m: _number(m[0].replace(".", "")), text)
    text = FRACTION.sub(lambda m: f"{_number(m['whole'])} phẩy {_number(m['part'])}", text)
    text = NUMBER.sub(lambda m: _number(m[0]), text)
    for sign, words in SIGNS.items():
        text = text.replace(sign, words)
    return BEFORE_STOP.sub("", SPACES.sub(" ", text)).strip()


def syllables(text: str) -> int:
    return len(SYLLABLE.findall(text))


def reading_seconds(text: str, *, syllables_a_minute: int) -> int:
    """Rounded up to the whole second."""
    return -(-60 * syllables(text) // syllables_a_minute)


def _number(digits: str) -> str:
    """A number with a leading zero, and one too long for words, is said digit by digit."""
    if digits.startswith("0") or int(digits) > LARGEST:
        return digits_said(digits)
    return spelled(int(digits))


def _date(match: re.Match[str]) -> str:
    day, month, year = (int(match[part]) for part in ("day", "month", "year"))
    return f"{match['word'] or 'ngày'} {_day(day)} tháng {_month(month)} năm {spelled(year)}"


def _day(day: int) -> str:
    return f"mùng {spelled(day)}" if 0 < day <= FIRST_DAYS else spelled(day)


def _month(month: int) -> str:
    return "tư" if month == 4 else spelled(month)
