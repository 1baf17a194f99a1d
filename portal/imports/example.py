"""The template of a kind of table: headings, one row that shows how to fill them and is passed over
when the table comes back, and a sheet of what may be written."""

import io
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.imports.kinds import LANGUAGES, ImportResource
from portal.vietnamese.folding import fold
from portal.web.exports import csv_bytes, typed_cell

GREY = PatternFill("solid", fgColor="EEEEEE")
MAX_WIDTH = 50


def is_example(cells: Iterable[Any]) -> bool:
    return any(isinstance(cell, str) and fold(cell) in _marks() for cell in cells)


@cache
def _marks() -> frozenset[str]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(fold(_mark()))
    return frozenset(found)


def _mark() -> str:
    return _("Dòng ví dụ: cổng bỏ qua dòng này")


def template_rows(resource: ImportResource) -> tuple[list[str], list[Any]]:
    """The headings, required ones with a star, and the example row with its mark at the end."""
    headings = [f"{c.heading} *" if c.required else str(c.heading) for c in resource.columns]
    return [*headings, _("Ví dụ")], [*(c.example for c in resource.columns), _mark()]


def template_csv(resource: ImportResource) -> bytes:
    headings, example = template_rows(resource)
    return csv_bytes(headings, [example])


def permitted_csv(resource: ImportResource) -> bytes:
    lists = resource.permitted()
    rows = [[one.heading, value, words] for one in lists for value, words in one.values]
    return csv_bytes([_("Cột"), _("Giá trị cho phép"), _("Nghĩa")], rows)


def template_xlsx(resource: ImportResource) -> bytes:
    book = Workbook(write_only=True)
    _table_sheet(book.create_sheet(_("Bảng")), resource)
    _permitted_sheet(book.create_sheet(_("Giá trị cho phép")), resource)
    _guide_sheet(book.create_sheet(_("Cách ghi")), resource)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table_sheet(sheet: Worksheet, resource: ImportResource) -> None:
    headings, example = template_rows(resource)
    _widths(sheet, [max(len(h), len(str(e))) for h, e in zip(headings, example, strict=True)])
    sheet.freeze_panes = "A2"
    sheet.append([typed_cell(sheet, heading, bold=True) for heading in headings])
    row = [typed_cell(sheet, value) for value in example]
    for cell in row:
        cell.fill, cell.font = GREY, Font(italic=True, color="666666")
    sheet.append(row)


def _permitted_sheet(sheet: Worksheet, resource: ImportResource) -> None:
    """One list beside the other, each with its meanings."""
    lists = resource.permitted()
    if not lists:
        sheet.append([_("Các cột của bảng này nhận chữ, số hoặc ngày; xem trang “Cách ghi”.")])
        return
    _widths(sheet, [width for _one in lists for width in (24, MAX_WIDTH)])
    sheet.freeze_panes = "A2"
    headings = [text for one in lists for text in (one.heading, _("Nghĩa"))]
    sheet.append([typed_cell(sheet, text, bold=True) for text in headings])
    for number in range(max(len(one.values) for one in lists)):
        cells: list[str | None] = []
        for one in lists:
            cells += one.values[number] if number < len(one.values) else (None, None)
        sheet.append([typed_cell(sheet, cell) for cell in cells])


def _guide_sheet(sheet: Worksheet, resource: ImportResource) -> None:
    _widths(sheet, [30, 12, 80])
    titles = (_("Tên cột"), _("Bắt buộc"), _("Cách ghi"))
    sheet.append([typed_cell(sheet, title, bold=True) for title in titles])
    for column in resource.columns:
        needed = _("Có") if column.required else _("Không")
        sheet.append([typed_cell(sheet, v) for v in (str(column.heading), needed, column.help)])


def _widths(sheet: Worksheet, letters: list[int]) -> None:
    for number, width in enumerate(letters, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(MAX_WIDTH, width + 2)
