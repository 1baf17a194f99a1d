"""Lines of a page to paragraphs, whatever rectangles the file gives its letters."""

import pytest
from weasyprint import HTML

from directives.intake.read import read
from directives.intake.readers.pdf.columns import blocks_of
from directives.intake.readers.pdf.document import Page, Word
from directives.intake.readers.pdf.notes import without_notes
from directives.intake.readers.pdf.paragraphs import Measure, joined, paragraphs_of
from directives.intake.readers.pdf.rows import Segment
from directives.intake.readers.pdf.watermark import without_watermark

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


class TestNotes:
    TEXT = [[line(f"Các trường phổ biến Bộ Quy tắc của Sở{n} nêu.", 60 + 18 * n)] for n in range(9)]

    @staticmethod
    def note(text: str, top: float = 300) -> list[Segment]:
        return [line(text, top, right=85 + 4 * len(text), size=9)]

    def test_small_letters_behind_a_number_that_the_text_calls_are_a_note(self):
        first, second = (
            self.note("1 Công văn số 4401/BGDĐT ngày 23/8/2023"),
            self.note("về học sinh."),
        )
        other = self.note("2. Công văn số 5/UBND-VX của huyện.")
        kept, notes = without_notes([*self.TEXT, first, second, other])
        assert kept == self.TEXT
        assert notes == [[*first, *second], other]

    def test_a_number_that_nothing_calls_is_an_item(self):
        rows = [*self.TEXT, self.note("12. Công văn số 4401/BGDĐT ngày 23/8/2023")]
        assert without_notes(rows) == (rows, [])

    def test_letters_of_the_usual_size_are_text(self):
        rows = [*self.TEXT, [line("1 Công văn số 4401/BGDĐT ngày 23/8/2023", 300)]]
        assert without_notes(rows) == (rows, [])


def test_footnotes_of_a_printed_letter_stand_after_it_and_cut_no_sentence():
    style = (
        "@page { size: A4; margin: 2cm } body { font: 14pt Liberation Serif }"
        ".n { float: footnote; font-size: 10pt }"
    )
    note = '<span class="n">Công văn số 4401/BGDĐT ngày 23/8/2023 về ứng xử.</span>'
    rest = "Các trường phổ biến Bộ Quy tắc đến học sinh. " * 60
    html = f"<style>{style}</style><p>Thực hiện Công văn của Sở{note}, yêu cầu:<p>{rest}<p>Hết."
    lines = [found.text for found in read(HTML(string=html).write_pdf()).lines]
    assert lines == [
        "Thực hiện Công văn của Sở1, yêu cầu:",
        rest.strip(),
        "Hết.",
        "1. Công văn số 4401/BGDĐT ngày 23/8/2023 về ứng xử.",
    ]


class TestWatermark:
    WORDS = [Word(f"chữ{n}", 90, 60 + 18 * n, 120, 72 + 18 * n) for n in range(20)]

    def test_what_lies_across_several_lines_is_no_part_of_them(self):
        mark = Word("SAO", 100, 200, 400, 300)
        assert without_watermark([*self.WORDS, mark]) == (tuple(self.WORDS), (mark,))

    def test_a_large_title_with_no_line_inside_is_text(self):
        title = Word("QUYẾT", 90, 2, 300, 50)
        assert without_watermark([title, *self.WORDS]) == ((title, *self.WORDS), ())

    def test_a_page_of_few_words_has_none(self):
        cover = [Word("BÁO", 90, 60, 300, 160), *self.WORDS[:3]]
        assert without_watermark(cover) == (tuple(cover), ())


@pytest.mark.parametrize(("words", "is_kept"), [("BẢN SAO", False), ("TUYỆT MẬT", True)])
def test_a_watermark_is_told_and_a_mark_of_secrecy_kept(words: str, is_kept: bool):
    style = (
        "@page { size: A4 } p { font: 14pt Liberation Serif }"
        ".wm { position: fixed; top: 30%; left: 10%; font: 70pt Liberation Serif;"
        " transform: rotate(-45deg) }"
    )
    lines = "".join(f"<p>{n}. Các trường phổ biến Bộ Quy tắc ứng xử." for n in range(1, 12))
    html = f'<style>{style}</style><div class="wm">{words}</div>{lines}'
    source = read(HTML(string=html).write_pdf())
    assert [w.params for w in source.warnings if w.code == "watermark"] == [{"words": words}]
    kept = [line.text for line in source.lines]
    assert kept[-11:] == [f"{n}. Các trường phổ biến Bộ Quy tắc ứng xử." for n in range(1, 12)]
    assert (kept[0] == words) == is_kept
    assert len(kept) == 11 + is_kept
