import io
from datetime import date

import pytest
import tablib
from django.http import Http404
from openpyxl import load_workbook

from portal.web.exports import csv_bytes, export_response, xlsx_bytes

HEADERS = ["Tên", "Số", "Ngày"]
ROWS = [["=1+1", -5, date(2026, 3, 1)], ["+84", 12, None], ["Xã Hòa Lạc", 0, date(2026, 4, 2)]]


def test_cells_keep_their_types_and_text_is_never_a_formula():
    sheet = load_workbook(io.BytesIO(xlsx_bytes(HEADERS, ROWS))).active
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == (-5, "n")
    assert sheet["C2"].value.date() == date(2026, 3, 1)
    assert sheet.freeze_panes == "A2"


def test_csv_guards_what_a_spreadsheet_would_run_and_leaves_numbers():
    text = csv_bytes(HEADERS, ROWS).decode("utf-8")
    assert text.startswith("\ufeff")
    lines = text[1:].splitlines()
    assert lines[1] == "'=1+1,-5,2026-03-01"
    assert lines[2] == "'+84,12,"


def test_another_format_does_not_exist():
    with pytest.raises(Http404):
        export_response(tablib.Dataset(headers=["a"]), None, "exe", "x")
