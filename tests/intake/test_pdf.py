import io

import pypdf
import pytest
from PIL import Image, ImageDraw
from weasyprint import HTML

from directives.intake import documents_of, read_documents
from directives.intake.readers.pdf import fonts_of, page_image, read_pdf
from directives.intake.readers.pdf import scan as scanning
from directives.intake.readers.pdf.strokes import numeral_in
from directives.intake.source import Answers, NeedsAnswer, Source, UnreadableFile

LETTER = """
<style>
@page { size: A4; margin: 20mm 15mm 20mm 30mm;
  @top-center { content: counter(page); font: 13pt Liberation Serif } }
@page :first { @top-center { content: none } }
body { font: 14pt/1.3 "Liberation Serif"; text-align: justify }
p { margin: 6pt 0; text-indent: 1cm } .c { text-align: center; text-indent: 0 }
table.frame { width: 100% } table.frame td { text-align: center; vertical-align: top; width: 50% }
.left td:first-child { text-align: left } td p { text-indent: 0; margin: 0 }
table.grid { border-collapse: collapse; width: 100% }
table.grid td { border: 1px solid; padding: 3pt }
</style>
<table class="frame"><tr><td><p>ỦY BAN NHÂN DÂN</p><p>HUYỆN MẪU</p></td>
<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Độc lập - Tự do - Hạnh phúc</p></td></tr>
<tr><td><p>Số: 15/UBND-VHTT</p><p>V/v phổ biến Bộ Quy tắc</p></td>
<td><p>Mẫu, ngày 06 tháng 5 năm 2024</p></td></tr></table>
<p class="c">Kính gửi: Các phòng, ban thuộc huyện.</p>
<p>Thực hiện Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ Thông tin và Truyền thông,
UBND huyện yêu cầu các phòng, ban, các xã, thị trấn và các trường học thực hiện:</p>
<p>1. Phổ biến Bộ Quy tắc tới toàn thể cán bộ, công chức, viên chức và người lao động trong cơ quan,
đơn vị bằng hình thức phù hợp.</p>
{many}
<p>2. Báo cáo kết quả theo bảng sau:</p>
<table class="grid"><tr><td>Đơn vị</td><td>Hạn</td></tr>
<tr><td>Trường Tiểu học A</td><td>30/6</td></tr></table>
<p>Yêu cầu các đơn vị thực hiện./.</p>
<table class="frame left"><tr><td><p><b><i>Nơi nhận:</i></b></p><p>- Như trên;</p>
<p>- Lưu: VT.</p></td>
<td><p>TM. ỦY BAN NHÂN DÂN</p><p>CHỦ TỊCH</p><p><br><br></p><p>Nguyễn Văn Mẫu</p></td></tr></table>
"""
LONG = "".join(
    f"<p>- Gạch thứ {n} nói về việc tổ chức phổ biến, quán triệt nội dung của Bộ Quy tắc tới từng "
    "cán bộ, công chức, viên chức và người lao động, gắn với nhiệm vụ của cơ quan, đơn vị.</p>"
    for n in range(1, 21)
)


def letter(many: str = "") -> bytes:
    return HTML(string=LETTER.replace("{many}", many)).write_pdf()


def read(data: bytes, **answers) -> Source:
    return read_pdf(data, Answers(**answers))


def scanned(data: bytes, pages: int = 1) -> bytes:
    images = [
        Image.open(io.BytesIO(page_image(data, n, 1654))).rotate(0.3, fillcolor=255)
        for n in range(1, pages + 1)
    ]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()


def body_of(source: Source) -> list[tuple[str, str]]:
    [document] = documents_of(source)
    return [(c.eid, c.form) for c in document.walk() if c.part == "body"]


def test_a_letter_with_two_columns_is_read_cell_by_cell():
    source = read(letter())
    [document] = documents_of(source)
    assert (document.identifier, document.type) == ("15/UBND-VHTT", "Công văn")
    assert document.issuer == "ỦY BAN NHÂN DÂN HUYỆN MẪU"
    assert document.subject == "phổ biến Bộ Quy tắc"
    assert (document.issued.day, document.place) == (6, "Mẫu")
    assert document.recipients == ("Như trên", "Lưu: VT")
    assert document.signature.name == "Nguyễn Văn Mẫu"
    assert body_of(source) == [
        ("doan-1", "text"),
        ("muc-1", "text"),
        ("muc-2", "text"),
        ("muc-2__bang-1", "table"),
        ("doan-2", "text"),
    ]
    table = next(c for c in document.walk() if c.form == "table")
    assert table.text == "Đơn vị\tHạn\nTrường Tiểu học A\t30/6"


def test_wrapped_lines_are_one_paragraph_over_pages_and_page_numbers_are_left_out():
    source = read(letter(LONG))
    assert source.pages >= 2
    dashes = [line for line in source.lines if line.text.startswith("- Gạch")]
    assert len(dashes) == 20
    assert all(line.text.endswith("đơn vị.") for line in dashes)
    over = [line for line in dashes if len({place.page for place in line.places}) == 2]
    assert len(over) <= 1
    assert not any(line.text.strip().isdigit() for line in source.lines)
    assert "margins-left-out" in {warning.code for warning in source.warnings}


def test_every_line_knows_its_place_on_the_page():
    for line in read(letter(LONG)).lines:
        assert line.places
        for place in line.places:
            assert 0 <= place.left < place.right <= 1
            assert 0 <= place.top < place.bottom <= 1


def test_a_running_head_is_left_out_and_what_stands_once_stays():
    html = (
        "<style>@page { size: A5; margin: 25mm; @top-left { content: 'Sổ tay tuyên truyền ' "
        "counter(page) } }</style>"
        + "".join(f"<p style='break-after: page'>Trang nói về việc {n}.</p>" for n in "abcd")
    )
    texts = [line.text for line in read(HTML(string=html).write_pdf()).lines]
    assert texts == [f"Trang nói về việc {n}." for n in "abcd"]
    once = read(HTML(string=html.split("<p")[0] + "<p>Một trang.</p>").write_pdf())
    assert any("Sổ tay" in line.text for line in once.lines)


def test_a_picture_of_a_page_is_drawn_within_bounds():
    data = letter()
    image = Image.open(io.BytesIO(page_image(data, 1, 800)))
    assert image.size[0] == 800
    assert Image.open(io.BytesIO(page_image(data, 1, 100_000))).size[0] < 8000
    with pytest.raises(UnreadableFile):
        page_image(data, 2, 800)


def test_fonts_are_named():
    assert any("Liberation" in name for name in fonts_of(letter()))


# --- refusals ------------------------------------------------------------------------------------


def locked() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(letter()))
    writer.encrypt("mat-khau", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def owner_locked() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(letter()))
    writer.encrypt("", "chu", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password_is_asked_for_in_words_and_a_mere_restriction_is_not():
    with pytest.raises(UnreadableFile, match="mật khẩu"):
        read(locked())
    assert read(owner_locked()).lines


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\nxref\n0 1\ntrailer <<>>\n%%EOF"])
def test_a_broken_file_is_refused_in_words(data: bytes):
    with pytest.raises(UnreadableFile, match="hỏng"):
        read(data)


def test_a_page_beyond_measure_is_refused():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(14_000, 14_000)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableFile, match="quá lớn"):
        read(out.getvalue())


# --- scans ---------------------------------------------------------------------------------------

needs_tesseract = pytest.mark.skipif(
    not scanning.can_recognise(), reason="tesseract with Vietnamese is not installed"
)


@needs_tesseract
def test_a_scan_is_recognised_only_when_a_person_has_said_so():
    data = scanned(letter())
    with pytest.raises(NeedsAnswer) as asked:
        read(data)
    assert asked.value.question == "ocr"
    steps: list[tuple[int, int]] = []
    source = read_pdf(data, Answers(ocr=True), lambda done, total: steps.append((done, total)))
    assert (source.kind, steps) == ("scan", [(1, 1)])
    [document] = documents_of(source)
    assert document.identifier == "15/UBND-VHTT"
    assert document.issuer.endswith("HUYỆN MẪU")
    said = " ".join(line.text for line in source.lines).split()
    printed = " ".join(line.text for line in read(letter()).lines).split()
    shared = sum(word in said for word in printed)
    assert shared / len(printed) > 0.9
    assert "recognised" in {warning.code for warning in source.warnings}


@pytest.mark.parametrize(
    ("strokes", "recognised", "meant"),
    [
        (3, "II.", "III."),
        (3, "IIIL", "III."),
        (2, "II.", "II."),
        (2, "II", "II"),
        (2, "IH", "II"),
        (4, "II.", "II."),
        (2, "11.", "11."),
        (3, "Lưu", "Lưu"),
    ],
)
def test_a_numeral_is_as_many_strokes_as_are_printed(strokes: int, recognised: str, meant: str):
    page = Image.new("L", (200, 60), 255)
    pen = ImageDraw.Draw(page)
    for n in range(strokes):
        pen.rectangle((20 + 20 * n, 10, 34 + 20 * n, 13), 0)
        pen.rectangle((24 + 20 * n, 10, 30 + 20 * n, 50), 0)
        pen.rectangle((20 + 20 * n, 47, 34 + 20 * n, 50), 0)
    pen.rectangle((24 + 20 * strokes, 44, 29 + 20 * strokes, 50), 0)
    box = (20, 10, 20 * strokes + 10, 41)
    assert numeral_in(page, recognised, box) == meant


def test_without_the_program_the_sentence_says_what_is_missing(monkeypatch):
    monkeypatch.setattr("directives.intake.readers.pdf.reading.can_recognise", lambda: False)
    with pytest.raises(UnreadableFile, match="tesseract-ocr-vie"):
        read(scanned(letter()), ocr=True)


def test_a_number_cut_at_a_lines_end_stands_whole_and_lines_stay_apart():
    words = "đã đính chính tại Quyết định số 2177/QĐ-BTTTT, Ủy ban nhân dân huyện xây dựng Kế hoạch"
    for width in range(130, 200, 6):
        size = f"<style>@page {{ size: {width}mm 200mm }}</style>"
        data = printed(f"{size}<p>Số: 1/UBND-VX</p><p>1. {words} {words}.</p>")
        [clause] = [c for c in read_documents(data)[0].walk() if c.eid == "muc-1"]
        assert clause.text == f"{words} {words}."


def printed(body: str) -> bytes:
    style = "@page { size: A4; margin: 20mm } p { margin: 1mm 0; font: 13pt/1.3 serif }"
    return HTML(string=f"<style>{style}</style>{body}").write_pdf()


def test_letters_of_one_file_keep_their_headers():
    """The same issuer in the margin of every page is no running head."""
    letter = (
        "<p style='margin-top: -12mm'>ỦY BAN NHÂN DÂN HUYỆN MẪU</p><p>Số: {n}/UBND-VHTT</p>"
        "<p>V/v thử</p><p>Kính gửi: Các xã.</p><p>1. Tuyên truyền.</p><p>Nơi nhận:</p>"
        "<p>- Lưu: VT.</p><p>CHỦ TỊCH</p><p>Nguyễn Văn Mẫu</p>"
    )
    pages = [f"<div style='break-after: page'>{letter.format(n=n)}</div>" for n in range(1, 5)]
    found = read_documents(printed("".join(pages)))
    assert [d.issuer for d in found] == ["ỦY BAN NHÂN DÂN HUYỆN MẪU"] * 4
