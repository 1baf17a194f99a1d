"""Rows to blocks in reading order: where a gap runs down between two columns, the left one is read
first."""

from dataclasses import dataclass

from directives.intake.readers.pdf.rows import Row, Segment
from directives.intake.words import RECIPIENTS

# Rows of one column only that may stand between rows of both.
MOST_SINGLE = 6


@dataclass(frozen=True)
class Block:
    """Segments from top to bottom; `is_column`: one side of two."""

    segments: tuple[Segment, ...]
    is_column: bool = False


def blocks_of(rows: list[Row]) -> list[Block]:
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
        end = min(end, last_pair + 1) if rows[last_pair] and len(rows[last_pair]) == 2 else at
    return end, gap_right - 0.01


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
