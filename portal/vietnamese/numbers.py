"""Numbers of documents: every printed variant leads to one key.

State form `874/QĐ-BTTTT`, legal texts with their year `42/2022/NĐ-CP` and `24/2018/QH14`, Party
form `23-CT/TU`. The number may be missing (`/UBND-VHTT`) and is then kept missing. Asterisks around
it mark handwriting or bold type.
"""

import re
from dataclasses import dataclass

from portal.vietnamese.folding import fold

PART = r"[A-ZĂÂĐÐÊÔƠƯ][A-ZĂÂĐÐÊÔƠƯa-zăâđêôơư0-9&]*"
ASSEMBLY = r"(?:UBTV)?QH[0-9]{1,2}"
DIGITS = r"\*{0,3}[0-9]{1,5}[a-zđ]?\*{0,3}"
YEAR_PART = r"(?:(?P<year>(?:19|20)[0-9]{2})[ \t]*/[ \t]*)?"
# A symbol of one part ("123/UBND") is one only where "số" says so; "24/7" and "km/h" are none.
SAID = r"(?:(?<=[Ss]ố )|(?<=[Ss]ố: ))"
# What each of them may begin with is asked for first: at most places that is the whole look.
NUMBER = re.compile(
    r"(?=[*0-9/])(?:"
    rf"(?<![\w/-])(?P<party>{DIGITS})-(?P<party_symbol>{PART}/{PART}(?:-{PART})*)(?!\w)"
    rf"|(?:(?<![\w/*.-])(?P<number>{DIGITS})[ \t]*/[ \t]*|(?<![\w/*-])/){YEAR_PART}"
    rf"(?P<symbol>{PART}(?:-{PART})+|{ASSEMBLY})(?!\w)"
    rf"|{SAID}(?P<said>{DIGITS})[ \t]*/[ \t]*(?P<said_symbol>{PART})(?![\w/-])"
    r")"
)
CELL = re.compile(
    rf"(?P<state>{DIGITS})?/{YEAR_PART}(?P<symbol>{PART}(?:-{PART})*|{ASSEMBLY})(?!\w)"
    rf"|(?P<party>{DIGITS})?-(?P<party_symbol>{PART}/{PART}(?:-{PART})*)(?!\w)"
)
OPENING = re.compile(r"^[*#_\s]*số\b[*_\s]*:?[*\s.…_]*(?=[0-9/*-])", re.IGNORECASE)
AROUND_SIGNS = re.compile(r"[ \t]*([/-])[ \t]*")
WORDS = re.compile(r"[0-9]+[a-z](?![a-z0-9])|[0-9]+|[a-z]+[0-9]{1,2}(?![a-z0-9])|[a-z]+")
GLUED = re.compile(r"([a-z]+)([0-9]+)")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")


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
            return f"{self.number or ''}-{self.symbol}"
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
    words = [word for word in WORDS.findall(fold(text.replace("&", ""))) if word != "so"]
    if not any(word[0].isdigit() for word in words):
        # "QĐ12": the digits are the number's own, not a part of the symbol as in "97/BC-PA05".
        words = [part for word in words for part in _apart(word)]
    digits = [word for word in words if word[0].isdigit()]
    letters = [word for word in words if not word[0].isdigit()]
    if not words:
        return ""
    number = digits[0].lstrip("0") if digits else ""
    year = [word for word in digits[1:2] if YEAR.fullmatch(word)]
    return "-".join([number, *year, *letters])


def _apart(word: str) -> tuple[str, ...]:
    match = GLUED.fullmatch(word)
    return match.groups() if match else (word,)


def find_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """Every document number in running text with its span, in order."""
    if "/" not in text:
        return []
    return [(match.start(), match.end(), _number(match)) for match in NUMBER.finditer(text)]


def _number(match: re.Match[str]) -> DocumentNumber:
    if match["party"]:
        return DocumentNumber(match["party"].strip("*"), match["party_symbol"], is_party=True)
    if match["said"]:
        return DocumentNumber(match["said"].strip("*"), match["said_symbol"])
    digits = (match["number"] or "").strip("*") or None
    return DocumentNumber(digits, match["symbol"], int(match["year"]) if match["year"] else None)


def read_number(cell: str) -> DocumentNumber | None:
    """The number of a document's own number cell, where blanks may stand around the signs
    ("Số: 12 / UBND - VX") and the number or a second part of the symbol may be missing."""
    match = CELL.match(AROUND_SIGNS.sub(r"\1", OPENING.sub("", cell, count=1)).lstrip("* "))
    if match is None:
        found = find_numbers(cell)
        return found[0][2] if found else None
    if match["party_symbol"]:
        digits = (match["party"] or "").strip("*") or None
        return DocumentNumber(digits, match["party_symbol"], is_party=True)
    digits = (match["state"] or "").strip("*") or None
    return DocumentNumber(digits, match["symbol"], int(match["year"]) if match["year"] else None)
