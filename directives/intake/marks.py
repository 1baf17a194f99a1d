"""Marks of secrecy. A document that carries one is not taken in, so readers never drop one, not
even where it runs at the head of every page.

Luật Bảo vệ bí mật nhà nước has three degrees, stamped on the first page: Mật, Tối mật, Tuyệt mật.
They are set in boxes and with blanks between their letters; a recognised scan gives them with marks
misread, a text in an old encoding with other letters altogether. The words inside a sentence or a
list are no mark.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from directives.intake.lines import Line
from directives.intake.words import DASH, MOTTO, NUMBER_CELL, PLACE_AND_DATE
from portal.vietnamese.folding import fold, tone_key

SECRET, TOP_SECRET, UTTERLY_SECRET = "Mật", "Tối mật", "Tuyệt mật"
# A document's head ends within so many lines; there a mark counts however it is written. Further
# down it counts in capitals only.
HEAD_LINES = 40
# By their letters alone, which finds "M Ậ T" and "[ TUYỆT MẬT ]" as well; then as TCVN3 and VNI
# texts have them.
MARKS = {
    **{"mật": SECRET, "tốimật": TOP_SECRET, "tuyệtmật": UTTERLY_SECRET},
    **{"mët": SECRET, "tèimët": TOP_SECRET, "tuyötmët": UTTERLY_SECRET},
    **{"maät": SECRET, "toáimaät": TOP_SECRET, "tuyeätmaät": UTTERLY_SECRET},
}
# What recognising a scan makes of them; by their letters without marks, in capitals only.
MISREAD = {"mat": SECRET, "toimat": TOP_SECRET, "tuyetmat": UTTERLY_SECRET}
TITLE = re.compile(
    r"^[\W_]*(?:dấu\s+)?(?:chỉ\s+)?(?:mức\s+)?[đð]ộ\s+(?:bảo\s+)?mật\s*:", re.IGNORECASE
)
# Cells that a layout in columns may have set on one line with the mark.
CELLS = (NUMBER_CELL, MOTTO, PLACE_AND_DATE)
AT_END = re.compile(
    r"^(?P<cell>.*\S)\s*(?:\s\W*(?P<mark>(?:TỐI\s+|TUYỆT\s+)?MẬT)"
    r"|[(\[](?P<bracketed>[\w\s]+)[)\]])\W*$"
)
AT_START = re.compile(r"^\W*(?P<mark>(?:TỐI\s+|TUYỆT\s+)?MẬT)\s+(?P<cell>.*)$")
APART = re.compile(r"[\n\t|│┃║]| {3,}")
NO_LETTER = re.compile(r"[^\w]|_")


def mark_in(lines: Iterable[Line]) -> str:
    """The degree the lines of one document carry, as the law names it; "" for none."""
    for at, line in enumerate(lines):
        in_head = at < HEAD_LINES
        if line.is_table and not in_head:
            continue
        for row in _rows(line):
            if mark := _mark_of(row, in_head=in_head):
                return mark
    return ""


def is_mark(text: str) -> bool:
    """For a line of the margin, read apart from the text."""
    return bool(mark_in([Line(text, after_blank=True)]))


def _rows(line: Line) -> Iterator[str]:
    return (row for row in APART.split(unicodedata.normalize("NFC", line.text)) if row.strip())


def _mark_of(row: str, *, in_head: bool) -> str:
    capitals = row == row.upper()
    if not capitals and (not in_head or DASH.match(row)):
        return ""
    bare = TITLE.sub("", row)
    return _alone(bare, capitals=capitals and in_head) or (_beside_a_cell(row) if in_head else "")


def _alone(row: str, *, capitals: bool) -> str:
    letters = NO_LETTER.sub("", row)
    found = MARKS.get(tone_key(letters), "")
    return found or (MISREAD.get(fold(letters), "") if capitals else "")


def _beside_a_cell(row: str) -> str:
    for form in (AT_END, AT_START):
        match = form.match(row)
        if match and any(cell.match(match["cell"]) for cell in CELLS):
            parts = match.groupdict()
            return _alone(parts["mark"] or parts.get("bracketed") or "", capitals=False)
    return ""
