"""Rows to blocks in reading order: where a gap runs down between two columns, the left one is read
first."""

import re
from dataclasses import dataclass

from directives.intake.readers.pdf.rows import Row, Segment
from directives.intake.words import ADDRESSED_TO, RECIPIENTS

# Rows of one column only that may stand between rows of both.
MOST_SINGLE = 6
# The motto, or place and date, behind other words, no further down than a header reaches (points).
RIGHT_CELL = re.compile(
    r"(?<!NƯỚC )(?<=\S )"
    r"(?:CỘNG (?:HÒA|HOÀ) XÃ HỘI CHỦ|Độc lập\s?[-–—]\s?Tự do|ĐẢNG CỘNG SẢN VIỆT NAM$"
    r"|(?:[A-ZĐÀ-Ỹ][\w.]*\s){0,3}[A-ZĐÀ-Ỹ]\w*, ngày\b.{0,30}\bnăm\s\d{4}$)"
)
HEADER_POINTS = 220
# Lines of one cell are no further apart than so many of their heights.
CLOSE = 1.8


@dataclass(frozen=True)
class Block:
    """Segments from top to bottom; `is_column`: one side of two."""

    segments: tuple[Segment, ...]
    is_column: bool = False


def blocks_of(rows: list[Row]) -> list[Block]:
    rows = [_with_cells_apart(row) for row in rows]
    blocks: list[Block] = []
    body: list[Segment] = []
    at = 0
    while at < len(rows):
        end, edge = _columns_from(rows, at)
        if end == at:
            body += rows[at]
            at += 1
            continue
        if body:
            blocks.append(Block(tuple(body)))
            body = []
        flat = [segment for row in rows[at:end] for segment in row]
        blocks.append(Block(tuple(s for s in flat if s.left < edge), is_column=True))
        blocks.append(Block(tuple(s for s in flat if s.left >= edge), is_column=True))
        at = end
    if body:
        blocks.append(Block(tuple(body)))
    return [block for block in blocks if block.segments]


def _with_cells_apart(row: Row) -> Row:
    """What fills the left cell may come as near to the right one as one word to the next."""
    segment = row[0]
    is_one = len(row) == 1 and segment.top < HEADER_POINTS
    match = RIGHT_CELL.search(segment.text) if is_one else None
    # On later pages a sentence may end with a place and a date.
    if match is None or segment.page > 1 and ", ngày" in match[0]:
        return row
    at = match.start()
    # Where the other cell begins is told by its share of the letters.
    edge = segment.left + (segment.right - segment.left) * at / len(segment.text)
    left, right = segment.text[:at].rstrip(), segment.text[at:]
    end = edge - segment.height
    return [_part(segment, left, segment.left, end), _part(segment, right, edge, segment.right)]


def _part(of: Segment, text: str, left: float, right: float) -> Segment:
    return Segment(of.page, text, left, of.top, right, of.bottom, of.size)


def _columns_from(rows: list[Row], at: int) -> tuple[int, float]:
    """How far from here two columns run, and where the right one begins; `at` itself for none."""
    if len(rows[at]) != 2 and not _leads_into_columns(rows, at):
        return at, 0.0
    first = next(row for row in rows[at:] if len(row) == 2)
    gap_left, gap_right = first[0].right, first[1].left
    end, single = at, 0
    last_pair = at
    for n in range(at, len(rows)):
        row = rows[n]
        if len(row) > 2:
            break
        low = max([s.right for s in row if s.left < gap_right and s.right <= gap_right] or [0])
        high = min([s.left for s in row if s.left >= gap_left] or [float("inf")])
        crosses = any(s.left < gap_left and s.right > gap_right for s in row)
        narrowed = (max(gap_left, low), min(gap_right, high))
        if crosses or narrowed[1] - narrowed[0] < row[0].height * 0.8:
            break
        gap_left, gap_right = narrowed
        if len(row) == 2:
            last_pair, single = n, 0
        elif (single := single + 1) > MOST_SINGLE and not _is_closing(rows[at]):
            break
        end = n + 1
    if not _is_closing(rows[at]):
        if len(rows[last_pair]) != 2:
            return at, gap_right - 0.01
        end = _with_rest_of_cell(rows, at, last_pair + 1, end, (gap_left + gap_right) / 2)
    return end, gap_right - 0.01


def _with_rest_of_cell(rows: list[Row], at: int, start: int, end: int, middle: float) -> int:
    """Where the columns end: one of them may go on by itself with the rest of a wrapped cell."""
    for n in range(start, end):
        segment = rows[n][0]
        is_left = segment.right <= middle
        mine = [s for row in rows[at:n] for s in row if (s.right <= middle) == is_left]
        if not mine or ADDRESSED_TO.match(segment.text) or not _goes_on(mine, segment):
            return n
    return end


def _goes_on(column: list[Segment], segment: Segment) -> bool:
    above = column[-1]
    close = segment.top - above.top <= CLOSE * max(above.height, segment.height)
    inside = min(s.left for s in column) <= segment.left
    return close and inside and segment.right <= max(s.right for s in column)


def _leads_into_columns(rows: list[Row], at: int) -> bool:
    """One short cell above or beside which the other column begins a row later."""
    if at + 1 >= len(rows) or len(rows[at]) != 1 or len(rows[at + 1]) != 2:
        return False
    cell, (left, right) = rows[at][0], rows[at + 1]
    if cell.left >= left.right:
        return True
    # Above "Nơi nhận" ends the text: its last short line is no cell.
    return cell.right <= right.left and not _is_closing(rows[at + 1])


def _is_closing(row: Row) -> bool:
    return any(RECIPIENTS.match(segment.text) for segment in row)
