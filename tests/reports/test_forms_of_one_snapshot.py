"""Workbook, table, JSON, page and paper say the same, since all are made from one snapshot."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.test import Client
from hypothesis import given as for_all
from openpyxl import load_workbook

from portal.jobs.listings import Listing
from portal.web.exports import csv_bytes
from reports.indicators import by_kind, by_task, figures, issued, sums
from reports.measures import MEASURES, is_done
from reports.models import Report
from reports.resources import rows_of, sheets_of
from reports.snapshot import Row, Snapshot, freeze, thaw
from tests.cast import Cast, signed_in
from tests.reports.rows import row, rows_of_any_kind, snapshot
from training.catalogue import INDICATORS

ROWS = "Chi tiết từng việc giao"
STAFF = f"{INDICATORS[21].name} ({INDICATORS[21].unit})"


def book_of(whole: Snapshot) -> bytes:
    table, out = rows_of(whole), io.BytesIO()
    listing = Listing("x", table.headers, table, len(table), sheets_of(whole), ROWS)
    listing.book(out, listing.rows)
    return out.getvalue()


def tables(data: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(data), read_only=True)
    return {sheet.title: [list(line) for line in sheet.values] for sheet in book}


def column(table: list[list[Any]], head: str) -> list[Any]:
    at = table[0].index(head)
    return [line[at] for line in table[1:]]


@for_all(rows_of_any_kind)
def test_all_sums_are_equal(rows: list[Row]):
    # A unit has a task once.
    rows = list({each.unit_code: each for each in rows}.values())
    whole = replace(snapshot(tuple(rows)), progress_on=("2026-03-31", "2026-04-15"))
    found, counts = tables(book_of(whole)), figures(issued(rows)).counts
    words = {str(measure.words): key for key, measure in MEASURES.items()}
    assert {words[line[0]]: line[1] for line in found["Tổng hợp"][1:]} == counts
    for name in ("Theo loại đơn vị", "Theo nhiệm vụ"):
        for word, key in words.items():
            assert sum(column(found[name], word)) == counts[key]
    matrix = found["Đơn vị theo nhiệm vụ"]
    assert sum(column(matrix, "Đã làm")) == counts["confirmed"]
    assert sum(column(matrix, "Phải làm")) == counts["expected"]
    over_time = found["Tiến độ theo thời gian"]
    assert sum(column(over_time, "Xác nhận lần đầu thêm")) == counts["confirmed"]
    assert column(over_time, "Cộng dồn")[-1] == counts["confirmed"]
    numbers = found["Số liệu từng đơn vị"]
    given = sum(filter(None, column(numbers, STAFF))) if STAFF in numbers[0] else 0
    assert given == sums(rows).get(21, 0)
    read = list(csv.DictReader(io.StringIO(csv_bytes(*parts(whole)).decode("utf-8-sig"))))
    assert len(read) == len(found[ROWS]) - 1 == len(rows)
    again = thaw(freeze(whole))
    assert figures(issued(again.rows)).counts == counts
    assert dict(by_task(again)).keys() == dict(by_task(whole)).keys()
    assert len(by_kind(again)) == len(by_kind(whole))


def parts(whole: Snapshot) -> tuple[list[str], Any]:
    table = rows_of(whole)
    return table.headers, table


def test_cells_are_typed_and_the_heads_stay():
    book = load_workbook(io.BytesIO(book_of(snapshot((row(1, unit_name="=1+1"),)))))
    sheet = book[ROWS]
    cells = {head.value: cell for head, cell in zip(*sheet.iter_rows(max_row=2), strict=True)}
    assert (cells["Đơn vị"].value, cells["Đơn vị"].data_type) == ("=1+1", "s")
    assert cells["Hạn"].value == datetime(2026, 3, 31)  # noqa: DTZ001 - a spreadsheet's day
    assert cells[str(INDICATORS[21].name)].value == 20
    assert all(sheet.freeze_panes == "A2" for sheet in book)


def test_days_are_days():
    assert rows_of(snapshot((row(1),)))["Hạn"] == [date(2026, 3, 31)]


def test_what_is_taken_away_as_json_is_what_was_frozen(report: Report, cast: Cast):
    client: Client = signed_in(cast.office_officer)
    data = client.get(report.get_absolute_url(), {"tep": "json"}).content
    assert hashlib.sha256(data).hexdigest() == report.snapshot_sha256
    assert all(is_done(r) or r.values == () for r in thaw(data.decode()).rows)
    assert client.get(report.get_absolute_url(), {"tep": "exe"}).status_code == 404
    book = client.get(report.get_absolute_url(), {"tep": "xlsx"}).content
    assert list(tables(book)) == [
        "Tổng hợp",
        "Theo loại đơn vị",
        "Theo nhiệm vụ",
        "Tiến độ theo thời gian",
        "Đơn vị theo nhiệm vụ",
        "Số liệu từng đơn vị",
        ROWS,
    ]
