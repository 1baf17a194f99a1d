"""What stands at the head of a paragraph: its printed label, its rank and its name in an eid.

Ranks grow inwards. Both families share one ladder: Phần, Chương, Mục, Tiểu mục, Điều, and below
or instead of them I., 1., 1.1., a), a sub-heading with a star, dashes, plus signs, stars.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.vietnamese.folding import fold

ARTICLE, ROMAN, NUMBERED, SUB_NUMBERED, LETTERED, GROUP, DASHED = 5, 6, 7, 8, 9, 10, 11
# Below these a paragraph without a label is a further paragraph of theirs; a dash takes none.
TAKES_PARAGRAPHS = GROUP
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True)
class Label:
    """`printed` with its punctuation; `name` as in "khoan-1", "" where the place counts."""

    printed: str
    rank: int
    name: str
    counted_as: str = ""


def roman_value(digits: str) -> int:
    values = [ROMAN_DIGITS[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _numeral(word: str) -> str:
    return str(roman_value(word)) if set(word) <= set(ROMAN_DIGITS) else fold(word)


MARK = r"^(?P<printed>[*]*\s*"
PATTERNS: list[tuple[re.Pattern[str], Callable[[re.Match[str], bool], tuple[int, str, str]]]] = [
    (
        re.compile(MARK + r"(?:PHẦN|Phần)\s+(?P<n>[IVXLC]+|thứ \w+|\d+)\b[.:]?)"),
        lambda m, _articles: (1, f"phan-{_numeral(m['n']).replace(' ', '-')}", ""),
    ),
    (
        re.compile(MARK + r"(?:CHƯƠNG|Chương)\s+(?P<n>[IVXLC]+|\d+)\b[.:]?)"),
        lambda m, _articles: (2, f"chuong-{_numeral(m['n'])}", ""),
    ),
    (
        re.compile(MARK + r"(?:TIỂU MỤC|Tiểu mục)\s+(?P<n>\d+)\b[.:]?)"),
        lambda m, _articles: (4, f"tieu-muc-{m['n']}", ""),
    ),
    (
        re.compile(MARK + r"(?:MỤC|Mục)\s+(?P<n>\d+|[IVXLC]+)\b[.:]?)"),
        lambda m, _articles: (3, f"muc-{_numeral(m['n'])}", ""),
    ),
    (
        re.compile(MARK + r"Điều\s+(?P<n>\d+[a-zđ]?)\s*[.:])"),
        lambda m, _articles: (ARTICLE, f"dieu-{fold(m['n'])}", ""),
    ),
    (
        re.compile(MARK + r"(?P<n>[IVXLC]+)\.)(?=\s)"),
        lambda m, _articles: (ROMAN, f"de-muc-{roman_value(m['n'])}", ""),
    ),
    (
        re.compile(MARK + r"(?P<n>\d{1,2}(?:\.\d{1,2})+)\.?)(?=\s)"),
        lambda m, _articles: (
            SUB_NUMBERED + m["n"].count(".") / 10 - 0.1,
            f"muc-{m['n'].replace('.', '-')}",
            "",
        ),
    ),
    (
        re.compile(MARK + r"(?P<n>\d{1,3}[a-zđ]?)[.)])(?=\s)"),
        lambda m, articles: (NUMBERED, f"{'khoan' if articles else 'muc'}-{fold(m['n'])}", ""),
    ),
    (
        # "đ" is a letter of the alphabet beside "d", so its eid is written "dd".
        re.compile(MARK + r"(?P<n>[a-zđ])[.)])(?=\s)"),
        lambda m, _articles: (LETTERED, f"diem-{'dd' if m['n'] == 'đ' else m['n']}", ""),
    ),
    (
        re.compile(r"^(?P<printed>\*{1,3}(?=\s)|\*\*\s*\*\s)(?=.*:\**$)"),
        lambda m, _articles: (GROUP, "", "nhom"),
    ),
    (re.compile(MARK + r"[-–—])(?=\s)"), lambda m, _articles: (DASHED, "", "gach")),
    (re.compile(r"^(?P<printed>\+)(?=\s)"), lambda m, _articles: (DASHED + 1, "", "cong")),
    (re.compile(r"^(?P<printed>[*•·])(?=\s)"), lambda m, _articles: (DASHED + 2, "", "sao")),
]


def label_of(text: str, *, articles: bool) -> Label | None:
    """The label at the head of a paragraph; `articles`: the document has Điều, so "1." is khoản."""
    for pattern, read in PATTERNS:
        if match := pattern.match(text):
            rank, name, counted_as = read(match, articles)
            return Label(match["printed"], rank, name, counted_as)
    return None
