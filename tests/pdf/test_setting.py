"""Rows that are set against the same rows as WeasyPrint alone lays them out: every letter in its
place and font, every page ending with the same row, and the same told of it."""

from dataclasses import astuple
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from portal.pdf import pieces, setting
from portal.pdf.administrative import layout_words
from portal.pdf.engine import laid_out, options
from portal.pdf.plain_tables import NotPlain, TooHigh, read_table
from portal.pdf.setting import Setter
from portal.pdf.table_tags import plain_cells, set_cells
from reports.annex_forms import AnnexForm
from reports.annexes import annexes_of
from reports.snapshot import Row
from tests.pdf.accessible import File, faults_of
from tests.pdf.reading import Letter, Page, read
from tests.reports.rows import row, snapshot

HOW = options("")
# In points; what rounding makes of the same place.
NEAR = 0.02
# The font has no hyphen as in the last of them: another font's line is higher.
TEXT = (
    "Ủy ban nhân dân xã Mẫu số 12/KH-UBND – “Quy tắc” AVATAR Tỷ lệ 1.234/5.678 a@mau.example của "
    "nghiên cứu-ứng-dụng (cuộc) 100% tuyên truyền; cộng. 1,2,3 https://mau.example/dai?x=1&y=2 Ngữ "
    "tuyên\u00adtruyền 31\u00a0tháng\u00a03 <Trường> → Nguyễn\u2011Huệ"
)
WORDS = TEXT.split(" ")
WIDTHS = ["a3", "a5", "a7", "a2", "m3"]
ALIGNED = ["", ' class="c"', ' class="n"']

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
long_word = st.lists(st.sampled_from(WORDS), min_size=4, max_size=12).map("".join)
plain = st.one_of(words, words, words, long_word).map(escape)
whole = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(
    lambda parts: f'<span class="unbroken">{escape(" ".join(parts))}</span>'
)
parts = st.lists(st.one_of(plain, plain, whole), min_size=1, max_size=3).map("<br>".join)
cells = st.one_of(st.just(""), parts, parts, parts.map(lambda inner: f"<i>{inner}</i>"))


@st.composite
def tables(draw: st.DrawFn) -> str:
    aligned = draw(st.lists(st.sampled_from(ALIGNED), min_size=2, max_size=6))
    columns = "".join(f'<col class="{draw(st.sampled_from(WIDTHS))}">' for _column in aligned[1:])
    heads = "".join(f"<th>{draw(plain)}</th>" for _column in aligned)
    rows = draw(st.lists(st.tuples(*[cells for _column in aligned]), min_size=1, max_size=14))
    sums = draw(st.sets(st.integers(0, len(rows) - 1), max_size=3))
    lines = [
        ('<tr class="sum">' if at in sums else "<tr>")
        + "".join(f"<td{of}>{cell}</td>" for of, cell in zip(aligned, row, strict=True))
        + "</tr>"
        for at, row in enumerate(rows)
    ]
    return (
        f'<table class="data rows"><colgroup><col class="a8">{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


SHEETS = ["pdf/annex.css", "reports/pdf/annex.css"]
STYLE = "".join(render_to_string(sheet, layout_words()) for sheet in SHEETS)


def page_of(body: str, *, more_style: str = "") -> str:
    return (
        f'<!doctype html><html lang="vi"><head><title>Phụ lục</title><style>{STYLE}'
        f"@page annex {{ @top-center {{ content: none }} }} {more_style}</style></head>"
        f'<body><section class="annex"><h1>Phụ lục</h1>{body}</section></body></html>'
    )


def alone(page: str) -> bytes:
    return laid_out(page, HOW).write_pdf(finisher=plain_cells, **HOW)


def ours(page: str, how: dict[str, Any] = HOW) -> bytes:
    table = read_table(page)
    document = Setter(table, laid_out(table.model(), how)).document()
    return document.write_pdf(finisher=set_cells, **how)


def letters(page: Page) -> list[Letter]:
    """A soft hyphen at the end of a line is told by pdfium as it likes."""
    shown = [letter for letter in page.letters if letter.text.isprintable()]
    return sorted(shown, key=lambda letter: (round(letter.baseline, 1), letter.left))


def rows_told(data: bytes) -> list[list[tuple[str, bool]]]:
    """The kind of each cell of each row, and whether it holds something."""
    return [
        [(cell.kind, any(each.marks for each in cell.all())) for cell in row.below]
        for row in File(data).of("TR")
    ]


def assert_same(page: str) -> None:
    set_by_us, laid = ours(page), alone(page)
    for mine, theirs in zip(read(set_by_us), read(laid), strict=True):
        pairs = list(zip(letters(mine), letters(theirs), strict=True))
        assert [a.text for a, _b in pairs] == [b.text for _a, b in pairs]
        assert all(a.font == b.font and abs(a.size - b.size) < NEAR for a, b in pairs)
        assert all(abs(a.left - b.left) < NEAR for a, b in pairs)
        assert all(abs(a.baseline - b.baseline) < NEAR for a, b in pairs)
    assert rows_told(set_by_us) == rows_told(laid)


@settings(max_examples=25)
@given(table=tables())
def test_every_letter_stands_where_weasyprint_puts_it(table: str):
    try:
        assert_same(page_of(table))
    except TooHigh:
        reject()


def tasks_of(number: int) -> list[Row]:
    """Done, late, of a quarter, handed on, with a longer time."""
    return [
        row(number),
        row(number, task=2, state="assigned", is_overdue=number % 3 == 0, late_working_days=12),
        row(number, task=3, period="Quý II/2026, lần 1", period_number=2, values=()),
        row(number, task=4, handed_on_from="U0001", original_due_on="2026-02-27"),
    ]


@pytest.mark.parametrize(("form", "count"), [(AnnexForm.ROWS, 1), (AnnexForm.FITTING, 2)])
def test_the_annexes_of_a_report_are_set_as_weasyprint_draws_them(form: str, count: int):
    rows = tuple(each for number in range(1, 40) for each in tasks_of(number))
    annexes = annexes_of(snapshot(rows), form)
    assert len(annexes) == count
    for annex in annexes:
        for piece in annex.pieces:
            assert_same(piece)


def table_of(*rows: str, has_head: bool = True) -> str:
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    heads = "".join("<th>Đầu</th>" for _cell in range(rows[0].count("<td"))) if rows else ""
    head = f"<thead><tr>{heads}</tr></thead>" if has_head else ""
    return f'<table class="data rows">{head}<tbody>{lines}</tbody></table>'


def test_rules_stand_where_weasyprint_draws_them():
    page = page_of(table_of(*[f"<td>Dòng {n}<br>thứ hai</td><td>{n}</td>" for n in range(40)]))
    for mine, theirs in zip(read(ours(page)), read(alone(page)), strict=True):
        assert len(mine.rules) > 10
        for drawn, laid in [(mine.rules, theirs.rules), (mine.uprights, theirs.uprights)]:
            assert [astuple(line) for line in drawn] == [
                pytest.approx(astuple(line), abs=0.5) for line in laid
            ]


def test_what_is_set_is_told_without_a_fault():
    page = page_of(table_of(*[f"<td>Dòng {n}</td><td></td>" for n in range(60)]))
    assert faults_of(ours(page, options("pdf/ua-1"))) == []


def test_the_same_words_are_drawn_once():
    page = page_of(table_of(*["<td>Đã chấp nhận</td>"] * 30))
    table = read_table(page)
    setter = Setter(table, laid_out(table.model(), HOW))
    setter.document()
    assert len(setter.lines) == 1


HIGH = "<br>".join(f"dòng {n}" for n in range(60))
LINES = "<td>một<br>hai<br>ba<br>bốn</td>"
ONE = table_of("<td>x</td>")
FOOT = "<tfoot><tr><td>x</td></tr></tfoot><tbody>"
# What is refused as what: a body, or a style more for a table that is plain.
BODIES = {
    "a link": (table_of('<td><a href="#x">x</a></td>'), "<a href"),
    "a picture": (table_of("<td><svg></svg></td>"), "<svg>"),
    "half in italics": (table_of("<td>một <i>hai</i></td>"), "một <i>hai"),
    "half unbroken": (table_of('<td>số <span class="unbroken">1/KH</span></td>'), "số <span"),
    "a line without words": (table_of("<td>một<br><br>hai</td>"), "^$"),
    "an empty paragraph": (table_of("<td>một\u2029\u2029hai</td>"), "without letters"),
    "cells over two columns": (
        table_of('<td colspan="2">x</td>', "<td>x</td><td>y</td>"),
        '<td colspan="2"',
    ),
    "rows of different lengths": (
        table_of("<td>x</td>", "<td>x</td><td>y</td>"),
        "different lengths",
    ),
    "a row without cells": (table_of("", "<td>x</td>"), "</tr><tr>"),
    "something between rows": (ONE.replace("</tr></tbody>", "</tr>?</tbody>"), r"\?"),
    "a head of a row": (table_of("<td>x</td><td>y</td>", "<th>x</th><td>y</td>"), "<th>x</th>"),
    "no rows": (table_of(), "no rows"),
    "no head": (table_of("<td>x</td>", has_head=False), "one table with a head"),
    "a foot": (ONE.replace("<tbody>", FOOT), "a foot"),
    "a second table": (ONE + "<table><tr><td>y</td></tr></table>", "after the rows"),
    "a second table before": ("<table><tr><td>y</td></tr></table>" + ONE, "one table with a head"),
    "words below": (ONE + "<p>Ghi chú</p>", "after the rows"),
    "a row higher than a page": (table_of(f"<td>{HIGH}</td>"), "higher than a page"),
    "no room on the first page": (
        f"<div style='height: 138mm'></div>{table_of(LINES)}",
        "higher than a page",
    ),
    "larger letters in one column": (
        ONE.replace("<td>x</td>", '<td class="big">x</td><td>y</td>').replace(
            "<th>Đầu</th>", "<th>Đầu</th><th>Hai</th>"
        ),
        "different heights",
    ),
}
UNKNOWN = "a style that is not known"
STYLES = {
    "a page number": (
        "@page annex { @bottom-left { content: counter(page) } }",
        "words in the margins",
    ),
    "borders of each cell": ("table.data { border-collapse: separate }", "borders of each cell"),
    "borders of several kinds": (
        "table.data td { border-bottom-color: red }",
        "borders of several kinds",
    ),
    "columns that fit": ("table.data { table-layout: auto }", "as wide as their words"),
    "a table that fits": ("table.data { width: auto }", "as wide as their words"),
    "in the middle of its row": ("table.data td { vertical-align: middle }", UNKNOWN),
    "a background": ("td { background: #eee }", UNKNOWN),
    "underlined": ("td { text-decoration: underline }", UNKNOWN),
    "capitals": ("td { text-transform: uppercase }", UNKNOWN),
    "both edges even": ("table.data td { text-align: justify }", UNKNOWN),
}
REFUSED = {name: (page_of(body), why) for name, (body, why) in BODIES.items()} | {
    name: (page_of(ONE, more_style=style), why) for name, (style, why) in STYLES.items()
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_plain_is_left_to_weasyprint(kind: str, tmp_path: Path):
    html, why = REFUSED[kind]
    with pytest.raises(NotPlain, match=why):
        ours(html)
    page = tmp_path / "1-1.html"
    page.write_text(html, encoding="utf-8")
    pieces.draw_piece(page)
    assert page.with_suffix(".pdf").read_bytes() == alone(html)


def test_letters_that_are_pictures_are_left_to_weasyprint(monkeypatch: pytest.MonkeyPatch):
    """Fonts with coloured letters are not on every machine."""
    monkeypatch.setattr(setting, "draw_first_line", lambda *_line: ["a picture"])
    with pytest.raises(NotPlain, match="pictures"):
        ours(page_of(ONE))


def test_what_takes_longer_is_said(caplog: pytest.LogCaptureFixture):
    pieces.piece_of(page_of(ONE), HOW)
    assert not caplog.messages
    pieces.piece_of(page_of(table_of("<td>một <i>hai</i></td>")), HOW)
    assert "takes longer" in caplog.text


def test_a_plain_piece_is_not(tmp_path: Path):
    page = tmp_path / "1-1.html"
    page.write_text(plain_page := page_of(table_of("<td>x</td>")), encoding="utf-8")
    pieces.draw_piece(page)
    assert page.with_suffix(".pdf").read_bytes() == ours(plain_page) != alone(plain_page)
