"""Footnotes: small letters at the foot of a page, behind a number. They stand after the text, as a
Word file's do, so that no sentence is cut by them."""

import re
from statistics import median

from directives.intake.readers.pdf.rows import Row, Segment

NUMBERED = re.compile(r"^[(\[]?(?P<n>[0-9]{1,3})[)\].]?\s*[A-ZĐÀ-Ỹ“\"]")
# Of the text's own letters; both are asked for, since some files' rectangles hug their letters.
SMALLER, NARROWER = 0.86, 0.92
# A page with fewer lines, or lines with fewer letters, tell no usual size.
FEWEST_ROWS, FEWEST_LETTERS = 8, 20


def without_notes(rows: list[Row]) -> tuple[list[Row], list[list[Segment]]]:
    """The rows of a page without its notes, and the lines of each."""
    text = [row[0] for row in rows if len(row) == 1 and len(row[0].text) >= FEWEST_LETTERS]
    if len(text) < FEWEST_ROWS:
        return rows, []
    size, width = median(s.size for s in text), median(map(_width, text))
    above = " ".join(segment.text for row in rows for segment in row)
    at = len(rows)
    while at and len(rows[at - 1]) == 1 and _is_small(rows[at - 1][0], size, width):
        at -= 1
    notes: list[list[Segment]] = []
    for row in rows[at:]:
        match = NUMBERED.match(row[0].text)
        if match and _is_called(match["n"], above):
            notes.append([])
        elif not notes:
            return rows, []
        notes[-1].append(row[0])
    return rows[:at], notes


def _is_called(number: str, text: str) -> bool:
    """The number stands in the text, hung on a word: "Sở1", "Sở(1)"."""
    return bool(re.search(rf"[^\W\d_][”\"]?(?:{number}(?!\d)|\({number}\)|\[{number}\])", text))


def _is_small(segment: Segment, size: float, width: float) -> bool:
    return segment.size <= SMALLER * size and _width(segment) <= NARROWER * width


def _width(segment: Segment) -> float:
    return (segment.right - segment.left) / len(segment.text)
