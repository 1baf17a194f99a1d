"""Numbers of documents: every printed variant leads to one key.

State form `874/QĐ-BTTTT`, legal texts with their year `42/2022/NĐ-CP`, Party form `23-CT/TU`. The
number may be missing (`/UBND-VHTT`) and is then kept missing.
"""

import re
from dataclasses import dataclass

from portal.vietnamese.folding import fold

UPPER = "A-ZÀ-ỸĐÐ"
PART = rf"[{UPPER}][{UPPER}a-zà-ỹđ&]*"
STATE = (
    r"(?P<number>\*?\d{1,5}[a-z]?\*?)?[ \t]*/(?:(?P<year>(?:19|20)\d{2})/)?"
    rf"(?P<symbol>{PART}(?:-{PART})+)"
)
PARTY = rf"(?<![\w/-])(?P<party>\d{{1,4}})-(?P<party_symbol>{PART}/{PART})"
NUMBER = re.compile(rf"{PARTY}|(?<![\w/-]){STATE}(?![\w])")
YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class DocumentNumber:
    """`number` as digits with an optional letter, None where the document leaves it blank."""

    number: str | None
    symbol: str
    year: int | None = None
    is_party: bool = False

    @property
    def printed(self) -> str:
        if self.is_party:
            return f"{self.number}-{self.symbol}"
        year = f"{self.year}/" if self.year else ""
        return f"{self.number or ''}/{year}{self.symbol}"

    @property
    def key(self) -> str:
        return number_key(self.printed)


def number_key(text: str) -> str:
    """ "874-qd-btttt" for 874/QĐ-BTTTT, 874 qd btttt, Số: 0874 /QĐ-BTTTT, QĐ-BTTTT 874.

    A missing number gives a key that begins with a hyphen. Text without any letter or digit
    gives "".
    """
    words = re.findall(r"[a-z]+|\d+[a-z]?(?![a-z])|\d+", fold(text.replace("&", "")))
    words = [word for word in words if word != "so"]
    digits = [word for word in words if word[0].isdigit()]
    letters = [word for word in words if not word[0].isdigit()]
    if not words:
        return ""
    number = digits[0].lstrip("0") if digits else ""
    year = [word for word in digits[1:] if YEAR.fullmatch(word)][:1]
    return "-".join([number, *year, *letters])


def find_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """Every document number in running text with its span, in order."""
    found = []
    for match in NUMBER.finditer(text):
        if match["party"]:
            number = DocumentNumber(match["party"], match["party_symbol"], is_party=True)
        else:
            digits = (match["number"] or "").strip("*") or None
            year = int(match["year"]) if match["year"] else None
            number = DocumentNumber(digits, match["symbol"], year)
        found.append((match.start(), match.end(), number))
    return found
