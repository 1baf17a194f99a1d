"""Text to lines. Blank lines are not kept, but each line knows whether one stood before it."""

import re
from dataclasses import dataclass

from directives.intake.words import CAPACITY, DASH, MOTTO, PLACE_AND_DATE, POST, RECIPIENTS

MARKS = "*#_ \t\n"
LETTER = re.compile(r"[^\W\d_]")
# The gap between the two columns at the head and at the end of a letter.
COLUMNS = re.compile(r"\t\s*| {3,}")
# Two people who sign beside each other.
NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][^\W\d_A-Z]*\.?\s){1,5}[A-ZĐÀ-Ỹ][^\W\d_A-Z]*$")
# A recipient, beside whom the signer's name may stand.
LISTED = re.compile(r"^[-–—•+](?:\s*Lưu\b.*|.*[.;,])$")


@dataclass(frozen=True)
class Place:
    """A rectangle on a page, in fractions of the page from its top left; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """A line of the source, or a whole paragraph where the reader sees the layout (`is_whole`):
    such a one is never joined with another.

    A table is one line with `is_table`: its rows stand on lines of their own in `text`, its cells
    are parted by tabs. `is_centred` is what the layout shows; plain text never shows it.
    """

    text: str
    after_blank: bool
    is_whole: bool = False
    is_table: bool = False
    is_centred: bool = False
    places: tuple[Place, ...] = ()

    @property
    def bare(self) -> str:
        """Without the asterisks that mark bold type and handwriting at either end."""
        return self.text.strip(MARKS)

    @property
    def is_capitals(self) -> bool:
        return bool(LETTER.search(self.text)) and self.text == self.text.upper()


def lines_of(text: str) -> list[Line]:
    lines, blank = [], True
    for raw in text.split("\n"):
        if stripped := raw.strip():
            for cell in cells_of(stripped):
                lines.append(Line(cell, blank))
                blank = False
        else:
            blank = True
    return lines


def cells_of(line: str) -> list[str]:
    """One line, or two where both columns of a header or a closing were printed on it.

    A blank left for a number or a day is a gap too: the last gap that parts two cells counts.
    """
    for gap in reversed(list(COLUMNS.finditer(line))):
        left, right = line[: gap.start()], line[gap.end() :]
        if _are_two_cells(left, right):
            return [left, right]
    return [line]


def _are_two_cells(left: str, right: str) -> bool:
    if MOTTO.match(right) or PLACE_AND_DATE.match(right):
        return True
    if not Line(right, False).is_capitals:
        return bool(NAME.match(right) and (NAME.match(left) or LISTED.match(left)))
    if RECIPIENTS.match(left) or DASH.match(left):
        return True
    return all(CAPACITY.match(cell) or POST.match(cell) for cell in (left, right))
