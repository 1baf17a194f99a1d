"""Sets the rows of a long table in a seventh of the time that WeasyPrint takes to lay them out.

WeasyPrint draws each page with the head of its table, and lays out a row of every look: from those
come all measures. Its own text engine breaks and shapes the words, each different text once. Rows
follow one another, and a page ends before the row that would not fit. `tests/pdf/test_setting.py`
holds what comes of it against WeasyPrint alone, line by line.

It looks into boxes that WeasyPrint does not promise to keep: hence that test, and no other than
the versions that `pyproject.toml` allows. Knows nothing of Django.
"""

from collections.abc import Iterator

from weasyprint import Document
from weasyprint.draw.text import draw_first_line
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import split_first_line

from portal.pdf.plain_tables import Look, NotPlain, Part, PlainTable, Row
from portal.pdf.set_pages import Line, Place, SetCell, SetPage, SetRow, Sheet


class Setter:
    """Of one piece; `model` is what became of `PlainTable.model`. Raises NotPlain."""

    def __init__(self, table: PlainTable, model: Document) -> None:
        if len(model.pages) != 2:  # noqa: PLR2004 - the first, and one like all after it
            raise NotPlain("a model of more than two pages")
        self.rows = table.rows
        self.model = model
        self.first, self.later = map(Sheet, model.pages)
        self.places = dict(self._places(table.looks()))
        self.lines: dict[tuple[int, Look, Part], list[Line]] = {}
        # What is drawn there leaves its fonts with the document.
        self.scratch = Stream(model.fonts, None, None, None, None, None, None)

    def document(self) -> Document:
        """Its pages draw the rows that fit on them."""
        document = self.model.copy(self._pages())
        document.fonts = self.model.fonts
        return document

    def _pages(self) -> Iterator[SetPage]:
        page = SetPage(self.first)
        for row in map(self._set, self.rows):
            if page.rows and not page.has_room(row.height):
                yield page
                page = SetPage(self.later)
            page.add(row)
        yield page

    def _places(self, looks: list[list[Look]]) -> Iterator[tuple[tuple[int, Look], Place]]:
        for row, laid_out in zip(looks, self.later.samples, strict=True):
            if len({cell.children[0].height for cell in laid_out.children}) != 1:
                # Lower cells have been made as high as the row.
                raise NotPlain("lines of different heights")
            for column, (look, cell) in enumerate(zip(row, laid_out.children, strict=True)):
                yield (column, look), Place.of(cell)

    def _set(self, row: Row) -> SetRow:
        cells = []
        for column, cell in enumerate(row):
            place = self.places[column, cell.look]
            lines = [line for part in cell.parts for line in self._lines(column, cell.look, part)]
            cells.append(SetCell(place, lines))
        return SetRow(cells, max(place.height(lines) for place, lines in cells))

    def _lines(self, column: int, look: Look, part: Part) -> list[Line]:
        key = (column, look, part)
        if key not in self.lines:
            self.lines[key] = list(self._broken(self.places[column, look], part))
        return self.lines[key]

    def _broken(self, place: Place, part: Part) -> Iterator[Line]:
        style, left = place.sample.style, part.words
        width = None if part.is_unbroken else place.width
        while left:
            layout, length, rest, *measures = split_first_line(
                left, style, None, width, justification_spacing=0
            )
            if not length:
                raise NotPlain("a line without letters")
            letters = left.encode()
            line = place.sample.copy_with_text(letters[:length].decode())
            line.pango_layout = layout
            yield place.line(self._drawn(line), *measures)
            left = letters[rest:].decode().lstrip(" ") if rest else ""

    def _drawn(self, line: boxes.TextBox) -> bytes:
        stream = self.scratch.clone()
        line.pango_layout.reactivate(line.style)
        if draw_first_line(stream, line, "clip", "none", Matrix(d=-1)):
            raise NotPlain("letters that are pictures")
        line.pango_layout.deactivate()
        # The first sets the text matrix, of which each cell has its own.
        return b" ".join(stream.stream[1:])
