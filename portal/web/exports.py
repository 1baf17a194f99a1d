"""Lists as XLSX and CSV: what the screen shows, typed, and never a formula.

import-export's own guard strips only a leading "=" and turns numbers to text, so the cells are
written here: numbers and dates as such in XLSX, text always as text; in CSV a quote before what a
spreadsheet would run.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, BinaryIO

import tablib
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from import_export.resources import Resource
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
MAX_WIDTH = 60
WIDTH_SAMPLE = 200
CSV_ROWS_A_PART = 500


def export_response(
    source: Resource | tablib.Dataset, rows: QuerySet | None, kind: str, name: str
) -> HttpResponse:
    """`source` is a Resource for `rows`, or a Dataset that holds its rows already."""
    data = source if isinstance(source, tablib.Dataset) else source.export(rows)
    writers = {"xlsx": (xlsx_bytes, XLSX_TYPE), "csv": (csv_bytes, CSV_TYPE)}
    if kind not in writers:
        raise Http404
    write, content_type = writers[kind]
    return download(write(data.headers, data), content_type, f"{name}.{kind}")


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_bytes(headers: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.BytesIO()
    xlsx_write(out, headers, rows)
    return out.getvalue()


def xlsx_write(out: BinaryIO, headers: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """Row by row: however many there are, only those that set the widths are held."""
    book_write(out, [Sheet("Sheet", headers, rows)])


@dataclass(frozen=True)
class Sheet:
    """`name`: at most 31 letters, none of []:*?/\\."""

    name: str
    headers: list[str]
    rows: Iterable[Iterable[Any]]


def book_write(out: BinaryIO, sheets: Iterable[Sheet]) -> None:
    book = Workbook(write_only=True)
    for each in sheets:
        _fill(book.create_sheet(each.name), each.headers, iter(each.rows))
    book.save(out)


def _fill(sheet: Any, headers: list[str], rows: Iterator[Iterable[Any]]) -> None:
    first = [list(row) for row in islice(rows, WIDTH_SAMPLE)]
    for number, header in enumerate(headers):
        longest = max((len(str(row[number])) for row in first), default=0)
        width = min(MAX_WIDTH, max(len(header), longest) + 2)
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([typed_cell(sheet, header, bold=True) for header in headers])
    for row in chain(first, rows):
        sheet.append([typed_cell(sheet, value) for value in row])


def csv_bytes(headers: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return b"".join(csv_parts(headers, rows))


def csv_parts(headers: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """With a byte order mark, so that a spreadsheet takes it for UTF-8; some rows at a time."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield "\ufeff".encode()
    for count, row in enumerate(chain([headers], rows), start=1):
        writer.writerow([_guarded(value) for value in row])
        if count % CSV_ROWS_A_PART == 0:
            yield _taken_from(out)
    yield _taken_from(out)


def _taken_from(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def typed_cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = timezone.make_naive(value) if timezone.is_aware(value) else value
    typed = isinstance(value, int | float | date | datetime) or value is None
    cell = WriteOnlyCell(sheet, value=value if typed else str(value))
    if not typed:
        # Set after the value: text stays text even when it begins as a formula does.
        cell.data_type = "s"
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _guarded(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
