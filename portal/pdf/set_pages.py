"""Pages that WeasyPrint draws up to the head of their table, and the rows that are set below it
(see `portal.pdf.setting`).

Lengths are WeasyPrint's: CSS pixels from the upper left corner. Knows nothing of Django.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from weasyprint.document import Page
from weasyprint.draw.border import draw_line
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from portal.pdf.plain_tables import NotPlain, TooHigh

# Of the room that a line leaves, what stands left of it.
SHARES = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
# Of the words of a cell; others would have to be set otherwise.
KNOWN_STYLE = {
    "white_space": "normal",
    "text_transform": "none",
    "text_decoration_line": "none",
    "hyphens": "manual",
}
# As WeasyPrint has it, for sums that are not exact.
FUDGE = 1 + 1e-9


@dataclass(frozen=True)
class Line:
    """`drawing` shows its words where the text matrix stands; `baseline` is below the top of the
    line."""

    drawing: bytes
    width: float
    height: float
    baseline: float


@dataclass(frozen=True)
class Place:
    """Where a cell of one column and look has its words. `sample` is a text laid out there, in a
    line of `line_height` with its baseline at `baseline`; the first line is `top` below the top of
    the row, and `around` is what the cell is higher than its lines."""

    sample: boxes.TextBox
    left: float
    width: float
    share: float
    top: float
    line_height: float
    baseline: float
    around: float

    @classmethod
    def of(cls, cell: boxes.TableCellBox) -> Self:
        """Raises NotPlain."""
        line = cell.children[0]
        sample = next(box for box in line.descendants() if isinstance(box, boxes.TextBox))
        _refuse_unknown(cell, sample)
        return cls(
            sample=sample,
            left=cell.content_box_x(),
            width=cell.width,
            share=SHARES[cell.style["text_align_all"]],
            top=line.position_y - cell.position_y,
            line_height=line.height,
            baseline=sample.position_y + sample.baseline - line.position_y,
            around=cell.border_height() - line.height,
        )

    def line(self, drawing: bytes, width: float, height: float, baseline: float) -> Line:
        """Of words of that height and with their baseline so far below their top. Letters that the
        font lacks come from one with other measures, and make the line higher: their half-leading
        is theirs, but all stand on one baseline (CSS 2.1, 10.8)."""
        higher = (self.line_height - height) / 2 + baseline - self.baseline
        return Line(drawing, width, self.line_height + abs(higher), self.baseline + max(higher, 0))

    def height(self, lines: list[Line]) -> float:
        return self.around + sum(line.height for line in lines)


class SetCell(NamedTuple):
    place: Place
    lines: list[Line]


class SetRow(NamedTuple):
    cells: list[SetCell]
    height: float


class Sheet:
    """A laid out page whose table keeps its head alone; `samples` are the rows it had. Rows stand
    between `top` and `bottom`, borders at `edges`. Raises NotPlain."""

    def __init__(self, page: Page) -> None:
        self.box = page._page_box
        table = _table_of(self.box)
        head, *groups = table.children
        self.samples = [row for group in groups for row in group.children]
        table.children = (head,)
        self.top = self.samples[0].position_y
        self.bottom = self.box.content_box_y() + self.box.height
        last = table.column_positions[-1] + table.column_widths[-1]
        self.edges = [*table.column_positions, last]
        self.style, self.thickness, self.color = _border_of(table)


class SetPage(Page):
    """`bottom` is that of its last row."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.box)
        self.sheet = sheet
        self.rows: list[SetRow] = []
        self.bottom = sheet.top

    def has_room(self, height: float) -> bool:
        return self.bottom + height <= self.sheet.bottom * FUDGE

    def add(self, row: SetRow) -> None:
        """Raises TooHigh where it does not fit even alone."""
        if not self.has_room(row.height):
            raise TooHigh("a row higher than a page")
        self.rows.append(row)
        self.bottom += row.height

    def paint(self, stream: Stream, scale: float = 1) -> None:
        super().paint(stream, scale)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self._draw_borders(stream)
            self._draw_words(stream)

    def _draw_borders(self, stream: Stream) -> None:
        """Under each row, and down all of them; above the first the head has its own."""
        sheet, y = self.sheet, self.sheet.top
        left, right = sheet.edges[0] - sheet.thickness / 2, sheet.edges[-1] + sheet.thickness / 2
        with stream.artifact():
            for row in self.rows:
                y += row.height
                _draw_border(stream, sheet, left, y, right, y)
            for x in sheet.edges:
                _draw_border(stream, sheet, x, sheet.top, x, self.bottom)

    def _draw_words(self, stream: Stream) -> None:
        mark, y = len(stream._tags), self.sheet.top
        for row in self.rows:
            for cell in row.cells:
                if cell.lines:
                    stream.set_color(cell.place.sample.style["color"])
                    stream.stream.append(_drawn(cell, y, mark))
                    mark += 1
            y += row.height


def _draw_border(stream: Stream, sheet: Sheet, *ends: float) -> None:
    with stream.stacked():
        draw_line(stream, *ends, sheet.thickness, sheet.style, sheet.color)


def _drawn(cell: SetCell, top: float, mark: int) -> bytes:
    place, lines = cell
    parts, y = [b"/TD <</MCID %d>> BDC BT" % mark], top + place.top
    for line in lines:
        x = place.left + max(place.width - line.width, 0) * place.share
        parts.append(b"1 0 0 -1 %.3f %.3f Tm " % (x, y + line.baseline) + line.drawing)
        y += line.height
    parts.append(b"ET EMC")
    return b" ".join(parts)


def _refuse_unknown(cell: boxes.TableCellBox, sample: boxes.TextBox) -> None:
    style = cell.style
    is_known = style["vertical_align"] == "top" and style["text_align_all"] in SHARES
    is_known = is_known and all(sample.style[name] == KNOWN_STYLE[name] for name in KNOWN_STYLE)
    if not is_known or cell.background:
        raise NotPlain("a style that is not known")


def _table_of(page: boxes.PageBox) -> boxes.TableBox:
    tables = [box for box in page.descendants() if isinstance(box, boxes.TableBox)]
    if len(tables) != 1 or not tables[0].children[0].is_header:
        raise NotPlain("not one table with a head")
    if any(group.is_footer for group in tables[0].children):
        raise NotPlain("a table with a foot")
    if tables[0].style["table_layout"] != "fixed" or tables[0].style["width"] == "auto":
        raise NotPlain("columns as wide as their words")
    if len(page.children) > 1:
        # They would say the same on every page.
        raise NotPlain("words in the margins")
    return tables[0]


def _border_of(table: boxes.TableBox) -> tuple[str, float, Any]:
    """Style, thickness and colour."""
    if table.style["border_collapse"] != "collapse":
        raise NotPlain("borders of each cell")
    grids = table.collapsed_border_grid
    borders = {border for grid in grids for row in grid for _score, border in row}
    if len(borders) != 1:
        raise NotPlain("borders of several kinds")
    return borders.pop()
