"""Page numbers and running heads: what stands in the margins of most pages, digits apart."""

import re
from collections import Counter
from itertools import compress

from directives.intake.marks import is_mark
from directives.intake.readers.pdf.document import Page
from directives.intake.readers.pdf.rows import Row, Segment
from directives.intake.words import BODY_ISSUER, MOTTO, NUMBER_CELL

MARGIN = 0.09
NUMBER = re.compile(r"^[-–—\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
# A head runs on this share of the pages, of three at least, or on both of two.
MOST, FEWEST = 0.5, 3
# Several letters in one file begin alike, each with its own header.
HEADER = (MOTTO, BODY_ISSUER, NUMBER_CELL)


def without_margins(pages: list[Page], rows: list[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """The rows that are the text, and the different things left out."""
    marginal = [
        [_in_margin(page, row) for row in page_rows]
        for page, page_rows in zip(pages, rows, strict=True)
    ]
    heads = Counter(
        key
        for page_rows, are_marginal in zip(rows, marginal, strict=True)
        for key in {_key(s) for row in compress(page_rows, are_marginal) for s in row}
    )
    fewest = max(2, min(FEWEST, len(pages)))
    running = {key for key, n in heads.items() if n >= fewest and n > MOST * len(pages)}
    left_out: list[str] = []
    kept = []
    for page, page_rows, are_marginal in zip(pages, rows, marginal, strict=True):
        mine = []
        for row, is_marginal in zip(page_rows, are_marginal, strict=True):
            if is_marginal and (_runs(row, running) or _is_number(page, row, pages)):
                left_out.append(_text(row))
            else:
                mine.append(row)
        kept.append(mine)
    return kept, left_out


def _runs(row: Row, running: set[str]) -> bool:
    return not _is_kept(row) and all(_key(s) in running or NUMBER.match(s.text) for s in row)


def _in_margin(page: Page, row: Row) -> bool:
    top, bottom = row[0].top, row[0].bottom
    return bottom < MARGIN * page.height or top > (1 - MARGIN) * page.height


def _is_kept(row: Row) -> bool:
    """A mark of secrecy runs at the head of every page, and must be seen; a header's cells stay."""
    if is_mark(_text(row)) or any(is_mark(segment.text) for segment in row):
        return True
    return any(form.match(segment.text) for segment in row for form in HEADER)


def _is_number(page: Page, row: Row, pages: list[Page]) -> bool:
    """A number alone in the margin of a later page, or of a single one."""
    return bool(NUMBER.match(_text(row))) and (page.number > 1 or len(pages) > 1)


def _text(row: Row) -> str:
    return " ".join(segment.text for segment in row)


def _key(segment: Segment) -> str:
    return DIGITS.sub("#", segment.text)
