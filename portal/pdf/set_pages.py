"""Pages that WeasyPrint draws up to the head of their table, and the rows that are set below it
(see `portal.pdf.setting`); and what the structure of the document says of those rows.

Lengths are WeasyPrint's: CSS pixels from the upper left corner. Knows nothing of Django.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, Self

import pydyf
from weasyprint import Document
from weasyprint.document import Page
from weasyprint.draw.border import draw_line
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from portal.pdf.plain_tables import NotPlain

# Of the room that a line leaves, what stands left of it.
SHARES = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}


@dataclass(frozen=True)
class Line:
    """`drawing` shows its words where the text matrix stands."""

    drawing: bytes
    width: float


@dataclass(frozen=True)
class Place:
    """Where a cell of one column and look has its words. `sample` is a text laid out there;
    `baseline` is that of the first line, from the top of the row; `around` is what the cell is
    higher than its lines."""

    sample: boxes.TextBox
    left: float
    width: float
    share: float
    baseline: float
    line_height: float
    around: float

    @classmethod
    def of(cls, cell: boxes.TableCellBox) -> Self:
        line = cell.children[0]
        sample = next(box for box in line.descendants() if isinstance(box, boxes.TextBox))
        return cls(
            sample=sample,
            left=cell.content_box_x(),
            width=cell.width,
            share=SHARES[cell.style["text_align_all"]],
            baseline=sample.position_y + sample.baseline - cell.position_y,
            line_height=line.height,
            around=cell.border_height() - line.height,
        )

    def height(self, lines: int) -> float:
        return self.around + lines * self.line_height


class SetCell(NamedTuple):
    place: Place
    lines: list[Line]


class SetRow(NamedTuple):
    cells: list[SetCell]
    height: float


class Sheet:
    """A laid out page whose table keeps its head alone; `samples` are the rows it had. Rows are to
    stand between `top` and `bottom`. Raises NotPlain where borders differ."""

    def __init__(self, page: Page) -> None:
        self.box = page._page_box
        table = _table_of(self.box)
        head, *groups = table.children
        self.samples = [row for group in groups for row in group.children]
        table.children = (head,)
        self.top = self.samples[0].position_y
        self.bottom = self.box.content_box_y() + self.box.height
        last = table.column_positions[-1] + table.column_widths[-1]
        self.columns = [*table.column_positions, last]
        borders = {border for grid in table.collapsed_border_grid for row in grid for _score, border in row}
        if len(borders) != 1:
            raise NotPlain("borders of several kinds")
        [(self.style, self.thickness, self.color)] = borders


class SetPage(Page):
    """`bottom` is that of its last row."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.box)
        self.sheet = sheet
        self.rows: list[SetRow] = []
        self.bottom = sheet.top
        # The mark of its first cell, once it is drawn.
        self.first_mark = 0

    def add(self, row: SetRow) -> None:
        self.rows.append(row)
        self.bottom += row.height

    def paint(self, stream: Stream, scale: float = 1) -> None:
        super().paint(stream, scale)
        self.first_mark = len(stream._tags)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self._draw_borders(stream)
            self._draw_words(stream)

    def _draw_borders(self, stream: Stream) -> None:
        sheet, y = self.sheet, self.sheet.top
        half = sheet.thickness / 2
        with stream.artifact():
            for row in self.rows:
                y += row.height
                _draw_border(stream, sheet, sheet.columns[0] - half, y, sheet.columns[-1] + half, y)
            for x in sheet.columns:
                _draw_border(stream, sheet, x, sheet.top, x, self.bottom)

    def _draw_words(self, stream: Stream) -> None:
        mark, y = self.first_mark, self.sheet.top
        for row in self.rows:
            for cell in row.cells:
                if cell.lines:
                    stream.stream.append(_drawn(cell, y, mark))
                    mark += 1
            y += row.height


def _draw_border(stream: Stream, sheet: Sheet, *ends: float) -> None:
    with stream.stacked():
        draw_line(stream, *ends, sheet.thickness, sheet.style, sheet.color)


def _drawn(cell: SetCell, top: float, mark: int) -> bytes:
    place, lines = cell
    parts = [b"/TD <</MCID %d>> BDC BT" % mark]
    for number, line in enumerate(lines):
        x = place.left + max(place.width - line.width, 0) * place.share
        y = top + place.baseline + number * place.line_height
        parts.append(b"1 0 0 -1 %.3f %.3f Tm " % (x, y) + line.drawing)
    parts.append(b"ET EMC")
    return b" ".join(parts)


def tell_rows(document: Document, pdf: Any) -> None:
    """The rows of each page join the structure of its table."""
    tables = {thing["Pg"]: thing for thing in pdf.objects if _is_table(thing)}
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    parents = pdf.objects[_number(root["ParentTree"])]["Nums"][1::2]
    for page, reference, marked in zip(document.pages, pdf.page_references, parents, strict=False):
        _tell_page(page, tables[reference], marked, pdf)


def _tell_page(page: SetPage, table: pydyf.Dictionary, marked: pydyf.Array, pdf: Any) -> None:
    body = _element(pdf, "TBody", table)
    for row in page.rows:
        line = _element(pdf, "TR", body)
        for cell in row.cells:
            told = _element(pdf, "TD", line)
            if cell.lines:
                told["K"].append(len(marked))
                marked.append(told.reference)


def _element(pdf: Any, tag: str, parent: pydyf.Dictionary) -> pydyf.Dictionary:
    element = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": f"/{tag}",
            "K": pydyf.Array(),
            "Pg": parent["Pg"],
            "P": parent.reference,
        }
    )
    pdf.add_object(element)
    parent["K"].append(element.reference)
    return element


def _is_table(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("S") == "/Table"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _table_of(page: boxes.PageBox) -> boxes.TableBox:
    tables = [box for box in page.descendants() if isinstance(box, boxes.TableBox)]
    if len(tables) != 1:
        raise NotPlain("not one table a page")
    return tables[0]
