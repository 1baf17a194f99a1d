"""Where pages end: a short table stands on one, with its caption, and no row is cut."""

from dataclasses import replace

import pytest

from portal.pdf import engine
from reports.annexes import annexes_of
from reports.render import Paper, render_pdf
from reports.scope import Kind
from reports.snapshot import Snapshot
from tests.pdf.reading import Page, read
from tests.reports import kinds
from tests.reports.rows import row, snapshot

PAPER = Paper("ABC", "https://mau.example/xac-minh/ABC/")
CHANGES = [
    *("Việc phải thực hiện", "Việc đã chấp nhận", "Chưa làm, quá hạn"),
    *("Tỷ lệ: việc đã xác nhận", "Hội nghị, cuộc tuyên truyền trực tiếp"),
]


def drawn(source: Snapshot, lower: int) -> list[Page]:
    """The paper with what comes before its tables so many lines longer."""
    subject = (
        "Tăng cường công tác quản lý " + "hoạt động thông tin trên mạng xã hội tại cơ sở " * lower
    )
    rollout = replace(source.rollouts[0], document_subject=subject.strip())
    return read(render_pdf(replace(source, rollouts=(rollout,)), PAPER))


def page_of(pages: list[Page], words: str) -> int:
    return next(page.number for page in pages if page.says(words))


def comparison() -> Snapshot:
    then = replace(snapshot((row(1, state="assigned"), row(2))), as_of="2026-03-30T09:00:00+07:00")
    now = snapshot((row(1), row(2)))
    return replace(
        now, kind=Kind.COMPARISON.value, before=replace(then, kind=Kind.COMPARISON.value)
    )


@pytest.mark.parametrize("lower", [0, 12, 20, 28, 36])
def test_the_comparison_stands_on_one_page_with_its_caption(lower: int):
    pages = drawn(comparison(), lower)
    caption = page_of(pages, "Bảng 1. So sánh")
    table = pages[caption - 1]
    assert all(table.says(words) for words in CHANGES)
    # On that page from its head to its last row, below its caption.
    top = table.find("Bảng 1. So sánh").baseline
    assert all(table.find(words).baseline > top for words in ("Nội dung", *CHANGES))


def test_somewhere_it_had_to_go_to_the_next_page():
    """So that the test above can fail."""
    found = {page_of(drawn(comparison(), lower), "Bảng 1. So sánh") for lower in (0, 28)}
    assert found == {1, 2}


@pytest.mark.parametrize("lower", range(0, 40, 4))
def test_a_long_table_begins_under_its_caption_with_a_whole_row(lower: int):
    """The clauses, which fill more than a page: never the caption or the head alone."""
    pages = drawn(replace(kinds.clauses(), rows=(row(1),)), lower)
    page = pages[page_of(pages, "Bảng 1. Điều khoản") - 1]
    assert page.says("Nội dungNhiệm")
    for n in range(1, 9):
        opening = f"Cơ quan, đơn vị phổ biến, quán triệt nội dung thứ {n} theo 874/QĐ-BTTTT tới"
        whole = f"{opening} cán bộ, công chức, viên chức và người lao động thuộc phạm vi quản lý."
        assert any(each.says(whole) for each in pages), n
        assert n > 1 or page.says(whole)


def test_no_period_over_a_column_of_the_matrix_is_broken_at_its_slash():
    periods = ["Quý III/2026", "Tháng 12/2026", "Năm học 2026–2027", "6 tháng đầu năm 2026"] * 3
    rows = [
        row(number, task=task, period=f"{period}, từ 1/7/2026", period_number=task)
        for number in (1, 2)
        for task, period in enumerate(periods, start=1)
    ]
    [piece] = annexes_of(snapshot(tuple(rows)))[0].pieces
    [page] = read(engine.render_pdf(piece))
    for words in ("III/2026", "12/2026"):
        found = page.find_all(words)
        assert len(found) == 3
        assert all(len(passage.lines()) == 1 for passage in found)
