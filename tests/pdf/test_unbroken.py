"""Numbers stay on one line, and the letters stay what they are."""

import html
import re

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from portal.pdf.engine import render_pdf
from portal.pdf.unbroken import OPENED, unbroken
from tests.pdf.reading import Page, read

STYLE = (
    "<style>@page { size: 90mm 2000mm; margin: 5mm } .unbroken { white-space: nowrap }"
    " body { font: 13pt 'Liberation Serif'; margin: 0 }</style>"
)
pieces = st.sampled_from(
    [
        "314/UBND-VHTT",
        "874/QĐ-BTTTT",
        "23-CT/TU",
        "24/7",
        "quý II/2026",
        "a & b",
        "<",
        " ",
        ", ",
        "x/y",
    ]
)


def wrapped(page: str) -> list[str]:
    return [html.unescape(words) for words in re.findall(f"{OPENED}(.*?)</span>", page)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Công văn 314/UBND-VHTT và 23-CT/TU.", ["314/UBND-VHTT", "23-CT/TU"]),
        ("Nghị định số 09/2019/NĐ-CP", ["09/2019/NĐ-CP"]),
        ("8/BC-BVH&amp;TT", ["8/BC-BVH&TT"]),
        ("quý II/2026; Quý I/2027", ["quý II/2026", "Quý I/2027"]),
        ("trực 24/7, 60/90 việc, ngày 31/3/2026", []),
        # Too long to stand in a column.
        ("số 05/TTLT-BGDĐT-BVHTTDL-BTTTT-BNV", []),
    ],
)
def test_what_is_kept_whole(text: str, kept: list[str]):
    assert wrapped(unbroken(f"<p>{text}</p>")) == kept


def test_what_is_no_running_text_stays():
    page = (
        '<style>a { background: url("1/QĐ-A") }</style><title>314/UBND-VHTT</title>'
        '<a href="/314/QĐ-UBND">x</a><svg><title>7/QĐ-A</title><text>8/QĐ-A</text></svg>'
    )
    assert unbroken(page) == page


@for_all(st.lists(pieces))
def test_the_words_are_the_same(parts: list[str]):
    words = "".join(parts)
    kept = unbroken(f"<p>{html.escape(words)}</p>")
    assert html.unescape(re.sub("<[^>]*>", "", kept)) == words


def drawn(paragraphs: list[str]) -> Page:
    text = "".join(f"<p>{words}</p>" for words in paragraphs)
    [page] = read(render_pdf(f"<html lang='vi'><title>x</title>{STYLE}{text}"))
    return page


def lines_that_end_anywhere(number: str) -> list[str]:
    return [f"{'x' * before} quý {number}, {number}; hết." for before in range(1, 40)]


@pytest.mark.parametrize("number", ["314/UBND-VHTT", "874/QĐ-BTTTT", "23-CT/TU", "quý II/2026"])
def test_wherever_the_line_ends_the_number_stands_on_one(number: str):
    lines = lines_that_end_anywhere(number)
    page = drawn([unbroken(words) for words in lines])
    found = page.find_all(number)
    assert len(found) == 2 * len(lines)
    for place in found:
        assert len(place.lines()) == 1
        # Nor does what follows it begin the next line.
        after = page.letters[page.letters.index(place.letters[-1]) + 1]
        assert after.text in ",;"
        assert after.baseline == pytest.approx(place.baseline)


def test_without_it_lines_end_within_the_number():
    """So that the test above can fail."""
    lines = drawn(lines_that_end_anywhere("314/UBND-VHTT")).lines
    assert any("314/" in line.text and "314/UBND-VHTT" not in line.text for line in lines)
