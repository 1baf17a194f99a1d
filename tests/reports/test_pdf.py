"""The paper read back: form, words, numbers, and the same bytes again."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from reports.annex_forms import AnnexForm
from reports.render import Paper, Words, render_pdf
from tests.reports.rows import row, snapshot

ROWS = tuple(
    row(n, state="accepted" if n % 3 else "assigned", is_overdue=n % 3 == 0) for n in range(1, 71)
)
ADDRESS = "https://mau.example/xac-minh/ABC/"
PAPER = Paper("ABC", ADDRESS, annex_form=AnnexForm.ROWS)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(snapshot(ROWS), PAPER)


@pytest.fixture(scope="module")
def pages(paper: bytes) -> list:
    return list(PdfReader(io.BytesIO(paper)).pages)


def points(mm: float) -> float:
    return mm * 72 / 25.4


def is_landscape(page: object) -> bool:
    return page.mediabox.width > page.mediabox.height


def test_the_body_is_upright_a4_and_the_annex_lies(pages: list):
    assert float(pages[0].mediabox.width) == pytest.approx(points(210), abs=1)
    assert float(pages[0].mediabox.height) == pytest.approx(points(297), abs=1)
    assert is_landscape(pages[-1])


def test_the_cells_of_the_first_page_stand_there(pages: list):
    text = " ".join(pages[0].extract_text().split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "ỦY BAN NHÂN DÂN HUYỆN MẪU",
        "BÁO CÁO",
        "DỮ LIỆU MINH HỌA",
        "Kính gửi: Ủy ban nhân dân tỉnh Mẫu",
    ):
        assert words in text


def test_number_and_date_are_left_for_the_clerk(pages: list):
    text = " ".join(pages[0].extract_text().split())
    assert re.search(r"Số:\s*/BC-UBND", text)
    assert re.search(r"Mẫu, ngày\s+tháng\s+năm 2026", text)


def numbers_on_top(page: object) -> list[str]:
    """Texts in the top margin that are nothing but digits."""
    found: list[tuple[float, str]] = []

    def visit(text: str, _cm: list, tm: list, _font: object, _size: float) -> None:
        if text.strip():
            found.append((tm[5], text.strip()))

    page.extract_text(visitor_text=visit)
    lines = page.extract_text().strip().split("\n")
    return [line.strip() for line in (lines[0], lines[-1]) if line.strip().isdigit()]


def test_pages_are_numbered_from_the_second_and_the_annex_anew(pages: list):
    body = [page for page in pages if not is_landscape(page)]
    annex = [page for page in pages if is_landscape(page)]
    assert numbers_on_top(body[0]) == []
    assert "2" in numbers_on_top(body[1])
    assert numbers_on_top(annex[0]) == []
    assert "2" in numbers_on_top(annex[1])


def test_every_row_is_in_the_annex_and_its_head_on_each_page(pages: list):
    annex = [" ".join(p.extract_text().split()) for p in pages if is_landscape(p)]
    whole = " ".join(annex)
    assert all(f"xã Mẫu số {n} " in whole for n in range(1, 71))
    assert all("Xác nhận lần đầu" in page for page in annex)


def test_it_ends_as_a_report_does_and_can_be_verified(pages: list):
    body = " ".join(" ".join(p.extract_text().split()) for p in pages if not is_landscape(p))
    for words in ("Phụ lục kèm theo./.", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "ABC", ADDRESS):
        assert words in body


def test_the_same_snapshot_gives_the_same_bytes(paper: bytes):
    assert render_pdf(snapshot(ROWS), PAPER) == paper


def test_it_is_tagged_titled_and_in_vietnamese(paper: bytes):
    reader = PdfReader(io.BytesIO(paper))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert "Báo cáo" in reader.metadata.title


def test_only_fonts_of_times_measure_are_used(paper: bytes):
    reader = PdfReader(io.BytesIO(paper))
    names = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("Liberation-Serif" in name or "Tinos" in name for name in names), names


def test_a_report_without_rows_is_still_a_report():
    empty = render_pdf(snapshot(()), PAPER)
    assert "BÁO CÁO" in PdfReader(io.BytesIO(empty)).pages[0].extract_text()


def test_a_very_long_name_stays_on_the_page():
    long = render_pdf(snapshot((row(1, unit_name="Trường " + "rất dài " * 40),)), PAPER)
    assert len(PdfReader(io.BytesIO(long)).pages) >= 2


def first_words(paper: Paper) -> str:
    pages = PdfReader(io.BytesIO(render_pdf(snapshot(()), paper))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 12), "ngày 12 tháng 3 năm 2026"),
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025"),
    ],
)
def test_a_number_and_a_day_are_printed_as_the_decree_writes_them(day: date, printed: str):
    text = first_words(Paper("ABC", ADDRESS, number="07", dated_on=day))
    assert re.search(r"Số: 07\s*/BC-UBND", text)
    assert printed in text


def test_what_people_wrote_stands_under_its_heading_and_a_heading_needs_words():
    words = Words(difficulties="Mạng yếu.\n\nThiếu loa.", proposals="Cấp thêm loa.")
    text = first_words(Paper("ABC", ADDRESS, words=words))
    third, fourth = text.index("III. TỒN TẠI"), text.index("IV. ĐỀ XUẤT, KIẾN NGHỊ")
    assert third < text.index("Mạng yếu.") < text.index("Thiếu loa.") < fourth
    assert fourth < text.index("Cấp thêm loa.") < text.index("Trên đây là báo cáo")
    assert "NHIỆM VỤ THỜI GIAN TỚI" not in text


def test_a_draft_says_so_and_the_paper_does_not():
    assert "DỰ THẢO" in first_words(Paper("ABC", ADDRESS, is_draft=True))
    assert "DỰ THẢO" not in first_words(PAPER)


def test_words_are_words_and_not_markup():
    words = Words(plans="<b>5 < 6</b>")
    assert "<b>5 < 6</b>" in first_words(Paper("ABC", ADDRESS, words=words))
