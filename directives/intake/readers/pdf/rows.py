"""Words to rows, and rows parted where a wide gap stands between two columns."""

from collections.abc import Iterable
from itertools import pairwise
from operator import lt, sub
from statistics import median
from typing import NamedTuple

from directives.intake.readers.pdf.document import Page, Run, Word, runs_of

# A gap as wide as so many letter heights parts columns; a justified line's blanks are narrower.
COLUMN_GAP = 2.4
SAME_ROW = 0.45
# A gap wider than this share of a letter's height is a blank.
BLANK = 0.08


class Segment(NamedTuple):
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


def rows_of(page: Page, runs: Iterable[Run]) -> list[Row]:
    """From top to bottom; the segments of a row from left to right."""
    levels: dict[float, list[Run]] = {}
    for run in runs:
        levels.setdefault(run.middle, []).append(run)
    rows: list[list[Run]] = []
    for middle in sorted(levels):
        for group in _groups(levels[middle]):
            if rows and _same_row(rows[-1], group):
                rows[-1] += group
            else:
                rows.append(group)
    return [_row_of(page.number, row) for row in rows]


def _groups(level: list[Run]) -> list[list[Run]]:
    """What stands at one height from the left: its first and its last run tell whether it belongs
    to the row before and to the next. Runs that reach over each other fall apart into words."""
    if len(level) == 1 and level[0].height > 0 and _is_in_order(level):
        return [level]
    ordered = sorted(level, key=lambda run: run.lefts[0])
    if _is_in_order(ordered) and all(run.height > 0 for run in ordered):
        return [ordered]
    words = sorted((word for run in level for word in run.words()), key=lambda word: word.left)
    return [runs_of([word]) for word in words]


def _is_in_order(runs: list[Run]) -> bool:
    lefts = runs[0].lefts if len(runs) == 1 else [left for run in runs for left in run.lefts]
    return all(map(lt, lefts, lefts[1:]))


def _same_row(row: list[Run], group: list[Run]) -> bool:
    """By the last word's middle: a footnote's small figure stays with its line."""
    last, first = row[-1], group[0]
    return abs(last.middle - first.middle) < SAME_ROW * max(last.height, first.height)


def _row_of(page: int, runs: list[Run]) -> Row:
    if len(runs) == 1:
        return _even_row(page, runs[0])
    if len({(run.top, run.bottom) for run in runs}) == 1 and _is_in_order(runs):
        texts, lefts, rights = ([value for run in runs for value in run[side]] for side in range(3))
        return _even_row(page, Run(texts, lefts, rights, runs[0].top, runs[0].bottom))
    words = (word for run in runs for word in run.words())
    return _segments(page, sorted(words, key=lambda word: word.left))


def _even_row(page: int, run: Run) -> Row:
    """What `_segments` gives for words of one height, by whole columns of values."""
    texts, lefts, rights, top, bottom = run
    height = run.height or 1
    gaps = list(map(sub, lefts[1:], rights))
    cuts = [0, len(texts)]
    if gaps and max(gaps) > COLUMN_GAP * height:
        cuts[1:1] = [n for n, gap in enumerate(gaps, start=1) if gap > COLUMN_GAP * height]
    return [
        Segment(
            page,
            _text(texts[at:end], gaps[at : end - 1], height),
            lefts[at],
            top,
            max(rights[at:end]),
            bottom,
            run.height,
        )
        for at, end in pairwise(cuts)
    ]


def _text(texts: list[str], gaps: list[float], height: float) -> str:
    """Some producers set every letter by itself: no gap, no blank."""
    if not gaps or min(gaps) > BLANK * height:
        return " ".join(texts)
    apart = (
        f" {text}" if gap > BLANK * height else text
        for text, gap in zip(texts[1:], gaps, strict=True)
    )
    return texts[0] + "".join(apart)


def _segments(page: int, words: list[Word]) -> Row:
    height = median(word.height for word in words) or 1
    groups = [[words[0]]]
    for before, word in zip(words, words[1:], strict=False):
        if word.left - before.right > COLUMN_GAP * height:
            groups.append([])
        groups[-1].append(word)
    return [_segment(page, group, height) for group in groups]


def _segment(page: int, words: list[Word], height: float) -> Segment:
    gaps = [word.left - before.right for before, word in pairwise(words)]
    return Segment(
        page,
        _text([word.text for word in words], gaps, height),
        words[0].left,
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
        median(word.height for word in words),
    )
