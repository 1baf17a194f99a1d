"""The table as it was sent, each wrong cell coloured and each wrong row with what to mend. Mended
in place, the same file can be sent again."""

import io
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.imports.kinds import ImportResource
from portal.imports.plan import Problem
from portal.imports.tables import Table
from portal.web.exports import typed_cell

YELLOW = PatternFill("solid", fgColor="FFF2B3")
SENTENCES_WIDTH = 70


def marked_xlsx(resource: ImportResource, table: Table, problems: Iterable[Problem]) -> bytes:
    """Rows keep the numbers they had; the column added at the end is passed over on reading."""
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    places = _places(resource, table)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    last = len(table.headers) + 1
    sheet.column_dimensions[get_column_letter(last)].width = SENTENCES_WIDTH
    sheet.freeze_panes = f"A{table.header_row + 1}"
    for _empty in range(1, table.header_row):
        sheet.append([])
    headers = [*table.headers, _("Cần sửa")]
    sheet.append([typed_cell(sheet, header, bold=True) for header in headers])
    number = table.header_row
    for row in table.rows:
        for _empty in range(number + 1, row.number):
            sheet.append([])
        number = row.number
        sheet.append(_cells(sheet, row.cells, len(table.headers), by_row.get(number, []), places))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _places(resource: ImportResource, table: Table) -> dict[str, int]:
    """Where in a row the column of a heading stands."""
    headings = {column.name: str(column.heading) for column in resource.columns}
    names = resource.names_of(table.headers)
    return {headings[name]: place for place, name in enumerate(names) if name}


def _cells(
    sheet: Worksheet, cells: tuple, width: int, problems: list[Problem], places: dict[str, int]
) -> list:
    padded = [*cells[:width], *[None] * (width - len(cells))]
    row = [typed_cell(sheet, value) for value in padded]
    for problem in problems:
        if problem.column in places:
            row[places[problem.column]].fill = YELLOW
    words = [f"{p.column}: {p.sentence}" if p.column else p.sentence for p in problems]
    row.append(typed_cell(sheet, " ".join(words) or None))
    return row
