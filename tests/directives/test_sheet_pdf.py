"""The drawn sheet, read as a printer and a phone would."""

import io
import re
import unicodedata
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from directives.sheet_content import code_of, digest_of
from directives.sheet_render import TYPE_POINTS, render_html, render_pdf, sheet_address
from directives.sheets import CodeSheet
from tests.directives.sheets import CONTENT, DAY, SITE, with_rules
from tests.pdf.accessible import faults_of

CODE = code_of(digest_of(CONTENT), DAY)
MM = 72 / 25.4
PAPER = {"a4": (210, 297), "a3": (297, 420)}


def drawn(size: str) -> bytes:
    return render_pdf(CONTENT, code=CODE, as_of=DAY, size=size)


@pytest.fixture(scope="module", params=["a4", "a3"])
def sheet(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    return request.param, drawn(request.param)


def words(pdf: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def test_it_is_one_page_of_its_paper(sheet: tuple[str, bytes]):
    size, pdf = sheet
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    assert [round(side / MM) for side in document[0].get_size()] == list(PAPER[size])


def test_it_says_what_to_do_and_what_not_where_from_and_as_of_when(sheet: tuple[str, bytes]):
    said = words(sheet[1])
    for phrase in (
        *("ỦY BAN NHÂN DÂN HUYỆN MẪU", "Dành cho học sinh", "NÊN LÀM", "KHÔNG LÀM"),
        *("Chia sẻ thông tin có nguồn.", "Không đăng tin giả.", "ý 3, “Cá nhân”"),
        *("Quyết định 423/QĐ-BVHTTDL", "Đang áp dụng", "Tính đến ngày 23/11/2026"),
        *("không phải nguyên văn", "0000 000 113", f"{CODE[:5]} {CODE[5:]}"),
    ):
        assert phrase in said, phrase
    assert "Dữ liệu minh họa" not in said


def test_a_phone_reads_its_address_from_the_paper(sheet: tuple[str, bytes]):
    page = pypdfium2.PdfDocument(io.BytesIO(sheet[1]))[0].render(scale=2).to_pil()
    assert zxingcpp.read_barcode(page).text == f"{SITE}/bo-quy-tac/to/{CODE}/"
    assert sheet_address(SITE, CODE) == f"{SITE}/bo-quy-tac/to/{CODE}/"


def test_every_letter_is_drawn_from_the_fonts_that_have_them_all(sheet: tuple[str, bytes]):
    reader = PdfReader(io.BytesIO(sheet[1]))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert names
    assert all(name.startswith("Liberation-S") for name in names), names
    text = reader.pages[0].extract_text()
    assert "\ufffd" not in text
    assert "\x00" not in text


def test_it_is_tagged_titled_and_in_vietnamese(sheet: tuple[str, bytes]):
    reader = PdfReader(io.BytesIO(sheet[1]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert reader.metadata.title == "Ứng xử trên mạng xã hội: dành cho học sinh"
    assert "tờ này còn hiện hành không?" in str(_alternatives(root["/StructTreeRoot"]))


def _alternatives(node: object) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for child in node for text in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


def test_the_same_content_gives_the_same_bytes_and_code():
    assert drawn("a4") == drawn("a4")
    assert code_of(digest_of(CONTENT), DAY) == CODE
    assert code_of(digest_of(with_rules("Khác.")), DAY) != CODE


def test_what_is_not_held_is_said_on_the_sheet_too():
    part = replace(CONTENT.texts[0].parts[0], awaits=True)
    content = replace(CONTENT, texts=(replace(CONTENT.texts[0], parts=(part,)),))
    for shown, is_said in ((content, True), (CONTENT, False)):
        html = render_html(shown, code=CODE, as_of=DAY, size="a4", points=12)
        assert ("còn nội dung cổng chưa có" in html) is is_said


def test_parts_of_two_documents_are_told_apart():
    other = replace(CONTENT.texts[0], title="Quyết định 5/QĐ-UBND")
    content = replace(CONTENT, texts=(*CONTENT.texts, other))
    html = render_html(content, code=CODE, as_of=DAY, size="a4", points=12)
    assert "<h2>Cá nhân (Quyết định 423/QĐ-BVHTTDL)</h2>" in html
    assert "<h2>Cá nhân (Quyết định 5/QĐ-UBND)</h2>" in html


def test_many_rules_still_fit_on_one_page_in_smaller_type():
    content = with_rules(*["Đăng nội dung có nguồn, đã đọc hết và hiểu rõ."] * 14)
    pdf = render_pdf(content, code=CODE, as_of=DAY, size="a4")
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 1
    assert words(pdf).count("đã đọc hết") == 14


def test_what_fits_on_no_page_goes_on_and_loses_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(TYPE_POINTS, "a4", [12, 11])
    content = with_rules(*["Đăng nội dung có nguồn, đã đọc hết và hiểu rõ."] * 40)
    pdf = render_pdf(content, code=CODE, as_of=DAY, size="a4")
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) > 1
    assert words(pdf).count("đã đọc hết") == 40


def test_words_of_the_text_are_never_taken_for_markup():
    html = render_html(
        with_rules("<script>alert(1)</script>"), code=CODE, as_of=DAY, size="a4", points=12
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_codes_are_made_of_signs_the_database_takes():
    pattern = CodeSheet._meta.constraints[0].condition.children[0][1]
    codes = [code_of(str(number), DAY) for number in range(300)]
    assert all(re.fullmatch(pattern, code) for code in codes)
    assert len(set(codes)) == 300
    assert not set("".join(codes)) & set("01OIL")


def test_a_program_finds_no_fault_of_pdf_ua_in_it(sheet: tuple[str, bytes]):
    assert faults_of(sheet[1]) == []


def test_nor_where_it_has_several_parts():
    several = replace(CONTENT, texts=(CONTENT.texts[0], CONTENT.texts[0]))
    assert faults_of(render_pdf(several, code=CODE, as_of=DAY, size="a4")) == []
