"""Words to rows, and rows parted where a wide gap stands between two columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from directives.intake.readers.pdf.document import Page, Word

# A gap as wide as so many letter heights parts columns; a justified line's blanks are narrower.
COLUMN_GAP = 2.4
SAME_ROW = 0.45


@dataclass(frozen=True)
class Segment:
    """The words of one row in one column."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    # The usual height of its words: a line of a scan runs up or down a little.
    size: float = 0

    @property
    def height(self) -> float:
        return self.bottom - self.top


Row = list[Segment]


def rows_of(page: Page, words: Iterable[Word]) -> list[Row]:
    """From top to bottom; the segments of a row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.left)):
        if rows and _same_row(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_segments(page.number, sorted(row, key=lambda word: word.left)) for row in rows]


def _same_row(row: list[Word], word: Word) -> bool:
    """By the last word's middle: a footnote's small figure stays with its line."""
    last = row[-1]
    return abs(last.middle - word.middle) < SAME_ROW * max(last.height, word.height)


def _segments(page: int, words: list[Word]) -> Row:
    height = median(word.height for word in words) or 1
    groups = [[words[0]]]
    for before, word in zip(words, words[1:], strict=False):
        if word.left - before.right > COLUMN_GAP * height:
            groups.append([])
        groups[-1].append(word)
    return [_segment(page, group, height) for group in groups]


def _segment(page: int, words: list[Word], height: float) -> Segment:
    pieces = [words[0].text]
    for before, word in zip(words, words[1:], strict=False):
        # Some producers set every letter by itself: no gap, no blank.
        apart = word.left - before.right > 0.08 * height
        pieces.append(f" {word.text}" if apart else word.text)
    return Segment(
        page,
        "".join(pieces),
        words[0].left,
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        median(word.height for word in words),
    )
