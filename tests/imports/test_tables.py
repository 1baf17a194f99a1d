import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from portal.imports.tables import MAX_ROWS, read_table
from portal.refusals import Refused
from portal.web.exports import csv_bytes, xlsx_bytes

HEADERS = ["Loại", "Số", "Ngày"]
ROWS = [["Công văn", "=1+1", date(2024, 2, 5)], ["-Kế hoạch", 12, None]]


def test_what_we_export_comes_back_as_it_was():
    for write in (xlsx_bytes, csv_bytes):
        table = read_table(write(HEADERS, ROWS))
        assert table.headers == tuple(HEADERS)
        assert [row.number for row in table.rows] == [2, 3]
        assert table.rows[0].cells[:2] == ("Công văn", "=1+1")
        assert table.rows[1].cells[0] == "-Kế hoạch"
    assert read_table(xlsx_bytes(HEADERS, ROWS)).rows[0].cells[2] == date(2024, 2, 5)


def test_empty_rows_keep_the_numbers_of_the_others():
    table = read_table(b"A;B\n\n;\n1;2\n")
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("1", "2"))]


def test_claimed_dimensions_are_not_believed():
    book = Workbook()
    book.active.append(["A"])
    book.active.append(["1"])
    data = io.BytesIO()
    book.save(data)
    huge = _with_part(
        data.getvalue(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'),
    )
    assert len(read_table(huge).rows) == 1


def test_a_long_empty_tail_is_not_walked_through():
    data = b"A\n1\n" + b"\n" * 5_000 + b"2\n"
    assert [row.number for row in read_table(data).rows] == [2]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "không phải là bảng tính"),
        (b"\n\n\n", "trống"),
        (b"\x89PNG\r\n\x1a\n", "không phải là bảng tính"),
        (b'A;B\n"mo;1\n', "ngoặc kép"),
        (b"A\n" + b"x" * 6_000, "dài hơn"),
        (b"A\n" + b"1\n" * (MAX_ROWS + 1), "tách thành nhiều tệp"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, sentence: str):
    with pytest.raises(Refused, match=sentence):
        read_table(data)


def test_a_broken_workbook_is_refused_in_words():
    good = xlsx_bytes(HEADERS, ROWS)
    for broken in (
        _with_part(good, "xl/worksheets/sheet1.xml", lambda xml: xml[:200]),
        _with_part(good, "xl/workbook.xml", lambda _xml: b"<x/>"),
    ):
        with pytest.raises(Refused, match="hỏng"):
            read_table(broken)


def test_a_bomb_of_strings_is_not_unpacked():
    good = xlsx_bytes(HEADERS, ROWS)
    bomb = _with_part(good, "xl/sharedStrings.xml", lambda _xml: b"0" * 61 * 1024 * 1024)
    with pytest.raises(Refused, match="quá nhiều chữ"):
        read_table(bomb)


def _with_part(data: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        for entry in names:
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
        if name not in names:
            new.writestr(name, change(b""))
    return out.getvalue()
