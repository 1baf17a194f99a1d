"""A table out of a spreadsheet file, read with bounds and nothing of it run.

import-export's own upload reader loads a workbook whole: a file of 5 KB took it 2.5 GB. Here a
workbook is streamed, its claimed dimensions are not believed, and reading stops at a bound.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from portal.files.sniff import FileKind, sniff
from portal.refusals import Refused
from portal.vietnamese.folding import squash

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL_LETTERS = 5_000
# The unpacked size of what a workbook keeps in memory while it is streamed.
MAX_STRINGS_BYTES = 60 * 1024 * 1024
MAX_EMPTY_ROWS = 1_000
DELIMITERS = ",;\t"
# A quote before these keeps a spreadsheet from running a text; our own exports write it.
GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True)
class TableRow:
    """`number` is the row's number in the spreadsheet; the header is row 1."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    header_row: int = 1


def read_table(data: bytes) -> Table:
    """The first sheet of an XLSX, or a CSV. Raises Refused."""
    kind = sniff(data)
    if kind == FileKind.XLSX:
        rows = _xlsx_rows(data)
    elif kind == FileKind.TEXT:
        rows = _csv_rows(data)
    else:
        raise Refused(_("Tệp không phải là bảng tính XLSX hoặc CSV (UTF-8). Hãy chọn tệp khác."))
    numbered = _without_empty(rows)
    number, headers = next(numbered, (1, ()))
    if not headers:
        raise Refused(_("Bảng tính trống. Dòng đầu tiên phải là tên các cột."))
    found = tuple(TableRow(number, cells) for number, cells in islice(numbered, MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        raise Refused(
            _("Bảng tính dài hơn %(count)s dòng. Hãy tách thành nhiều tệp.")
            % {"count": f"{MAX_ROWS:,}".replace(",", ".")}
        )
    return Table(tuple(squash(str(cell or "")) for cell in headers), found, number)


def _without_empty(rows: Iterable[tuple]) -> Iterator[tuple[int, tuple]]:
    """Numbered as the spreadsheet numbers them; a long empty tail is not walked through."""
    empty = 0
    for number, cells in enumerate(rows, start=1):
        cleaned = _without_tail([_clean(cell, number) for cell in cells])
        if cleaned:
            empty = 0
            yield number, cleaned
        elif (empty := empty + 1) > MAX_EMPTY_ROWS:
            return


def _without_tail(cells: list) -> tuple:
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return tuple(cells)


def _clean(cell: object, number: int) -> Any:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == datetime.min.time() else cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    if len(cell) > MAX_CELL_LETTERS:
        raise Refused(
            _("Ô ở dòng %(row)s dài hơn %(count)s chữ. Hãy kiểm tra lại tệp.")
            % {"row": number, "count": MAX_CELL_LETTERS}
        )
    text = cell.replace("\x00", "").strip()
    return text[1:] if text.startswith(GUARDED) else text


def _xlsx_rows(data: bytes) -> Iterator[tuple]:
    broken = Refused(
        _("Không mở được bảng tính: tệp bị hỏng hoặc có mật khẩu. Hãy lưu lại rồi gửi.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            strings = [e for e in archive.infolist() if e.filename.endswith("sharedStrings.xml")]
        if sum(entry.file_size for entry in strings) > MAX_STRINGS_BYTES:
            raise Refused(_("Bảng tính chứa quá nhiều chữ so với cỡ của nó nên không được mở."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
    except Refused:
        raise
    except Exception:
        # openpyxl names no base for what a broken workbook raises.
        raise broken from None
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception:
            raise broken from None
        yield row


def _csv_rows(data: bytes) -> Iterator[tuple]:
    text = data.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield tuple(row[:MAX_COLUMNS])
    except csv.Error:
        raise Refused(
            _("Tệp CSV viết chưa đúng: có dấu ngoặc kép mở mà không đóng. Hãy lưu lại rồi gửi.")
        ) from None


def as_text(cell: object) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    return "" if cell is None else str(cell)
