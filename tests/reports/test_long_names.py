"""A unit's name of 300 letters: it wraps, nothing of it is cut, nothing leaves its cell."""

import pytest

from reports.annex_forms import AnnexForm
from reports.render import Paper, render_pdf
from reports.snapshot import Row
from tests.pdf.reading import Page, mm, read, squeeze
from tests.reports.rows import row, snapshot

ADDRESS = "https://mau.example/x/"
LETTERS = 300
WITH_BLANKS = ("Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Mẫu " * 6)[:LETTERS]
WITHOUT = ("TrườngPhổthôngdântộcbántrúMẫu" * 12)[:LETTERS]


def pages_of(*rows: Row) -> list[Page]:
    return read(render_pdf(snapshot(rows), Paper("ABC", ADDRESS, annex_form=AnnexForm.ROWS)))


@pytest.fixture(scope="module", params=[WITH_BLANKS, WITHOUT], ids=["with blanks", "without"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param.strip()


@pytest.fixture(scope="module")
def pages(name: str) -> list[Page]:
    overdue = {"state": "assigned", "is_overdue": True, "late_working_days": 3}
    return pages_of(row(1, unit_name=name, **overdue), row(2))


def test_the_annex_holds_all_of_it_in_its_cell(name: str, pages: list[Page]):
    _heads, cells, next_row = pages[-1].table()
    assert cells[1].read() == squeeze(name)
    assert len(cells[1].lines()) > 3
    assert [cells[0].text, cells[2].text, next_row[0].text] == ["1", "Xã", "2"]


def test_the_body_holds_all_of_it_between_its_margins(name: str, pages: list[Page]):
    page = next(page for page in pages if not page.is_landscape and page.says(name))
    passage = page.find(name)
    assert mm(passage.left) >= 30 - 0.2
    assert mm(page.width - passage.right) >= 15 - 0.2
