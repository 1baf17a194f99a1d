"""Lines of a page to paragraphs, whatever rectangles the file gives its letters."""

import pytest

from directives.intake.readers.pdf.columns import blocks_of
from directives.intake.readers.pdf.document import Page
from directives.intake.readers.pdf.paragraphs import Measure, joined, paragraphs_of
from directives.intake.readers.pdf.rows import Segment

PAGES = [Page(number, 595, 842, ()) for number in (1, 2)]
MEASURE = Measure(left=85, right=538, pitch=18)


def line(text: str, top: float = 100, *, left: float = 85, right: float = 0, **more) -> Segment:
    """As wide as its letters are, unless `right` says more."""
    end = right or min(538, left + 5.8 * len(text))
    size = more.pop("size", 12)
    return Segment(more.pop("page", 1), text, left, top, end, top + size, size)


def texts(*segments: Segment) -> list[str]:
    return [found.text for found in paragraphs_of(segments, MEASURE, PAGES)]


FULL = "Thành lập Tổ công tác gồm các ông, bà có tên trong danh sách kèm theo gồm"


@pytest.mark.parametrize("size", [6.5, 9.5, 12, 17])
def test_the_rectangle_of_a_short_word_parts_no_sentence(size: float):
    first, last = line(FULL, right=538), line("những người sau:", 118, size=size)
    assert texts(first, last) == [f"{FULL} những người sau:"]


def test_a_note_in_small_letters_is_a_paragraph_of_its_own():
    note = line("1 Công văn số 4401/BGDĐT ngày 23/8/2023.", 118, right=85 + 4 * 41, size=8)
    assert texts(line(FULL, right=538), note) == [FULL, note.text]


def test_over_a_pages_end_a_sentence_goes_on_but_a_heading_takes_no_item():
    cut = line("Các trường tổ chức quán triệt đầy", 780, right=530)
    assert texts(cut, line("đủ nội dung.", 60, page=2)) == [f"{cut.text} đủ nội dung."]
    heading, item = line("3. Nhiệm vụ thứ ba", 780), line("a) các trường họp.", 60, page=2)
    assert texts(heading, item) == [heading.text, item.text]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["theo Quyết định số 874/QĐ-", "BTTTT của Bộ"], "theo Quyết định số 874/QĐ-BTTTT của Bộ"),
        (["theo số 874/", "QĐ-BTTTT"], "theo số 874/QĐ-BTTTT"),
        (["2/ UBND các xã"], "2/ UBND các xã"),
        (["thực hiện", "UBND xã"], "thực hiện UBND xã"),
        (["một", "hai", "ba"], "một hai ba"),
    ],
)
def test_a_number_cut_by_a_lines_end_is_whole_and_nothing_else(lines: list[str], whole: str):
    assert joined(lines) == whole


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        (
            "ỦY BAN MẶT TRẬN TỔ QUỐC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "ỦY BAN MẶT TRẬN TỔ QUỐC",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ),
        (
            "V/v giáo dục học sinh ứng xử Đức Cơ, ngày 4 tháng 10 năm 2023",
            "V/v giáo dục học sinh ứng xử",
            "Đức Cơ, ngày 4 tháng 10 năm 2023",
        ),
    ],
)
def test_the_right_cell_is_told_from_the_words_beside_it(text: str, left: str, right: str):
    segment = line(text, 60, left=90, right=530)
    blocks = blocks_of([[segment], [line(FULL, 300, right=538)]])
    assert [[s.text for s in block.segments] for block in blocks] == [[left], [right], [FULL]]


@pytest.mark.parametrize(
    ("text", "top", "page"),
    [
        ("HIẾN PHÁP NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 60, 1),
        ("theo kết luận tại Đức Cơ, ngày 4 tháng 10 năm 2023", 60, 2),
        ("theo kết luận tại Đức Cơ, ngày 4 tháng 10 năm 2023", 400, 1),
    ],
)
def test_the_same_words_elsewhere_are_one_line(text: str, top: float, page: int):
    segment = line(text, top, right=530, page=page)
    assert [block.segments for block in blocks_of([[segment]])] == [(segment,)]


def test_a_wrapped_cell_goes_on_under_its_column_alone():
    left = [line("V/v triển khai Bộ Quy tắc", 125, left=90), line("ứng xử trên mạng", 141, left=95)]
    date = line("Mẫu, ngày 5 tháng 4 năm 2024", 125, left=330)
    to = line("Kính gửi: Các xã.", 157, left=100)
    blocks = blocks_of([[left[0], date], [left[1]], [to]])
    assert [block.segments for block in blocks] == [tuple(left), (date,), (to,)]
