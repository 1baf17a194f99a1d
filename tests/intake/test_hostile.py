"""Files made to harm: each is refused in words or read as what it is, within its bounds, and
nothing of it is run or fetched."""

import io
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from directives.intake import child, read_documents
from directives.intake.cite import LONG
from directives.intake.kinds import Kind, kind_of
from directives.intake.read import read
from directives.intake.readers import office
from directives.intake.sandbox import read_safely
from directives.intake.source import MAX_LETTERS, MAX_LINES, UnreadableFile
from tests.intake.docx_maker import letter, made, with_part

ROOT = Path(__file__).resolve().parents[2]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
MAIN, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"


def body(inner: str) -> bytes:
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>".encode()


def paragraph(text: str = "Chữ", before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(xml: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(MAIN, xml)
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


def pdf(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + head + table + tail


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(data), data)


WORDS = b"BT /F1 12 Tf 50 700 Td (Xin chao) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def one_page(content: bytes, catalog: bytes = b"", page: bytes = b"", *more: bytes) -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>%s>>" % page,
        content,
        FONT,
        *more,
    )


def pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R"
        b"/Resources<</Font<</F1 4 0 R>>>>>>"
    )
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        stream(WORDS),
        FONT,
        *[page] * count,
    )


def sized_page(box: bytes) -> bytes:
    return one_page(stream(WORDS)).replace(b"[0 0 595 842]", box)


def tree(depth: int) -> bytes:
    """Page trees in page trees."""
    inner = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (at + 3) for at in range(depth)]
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", *inner, b"<</Type/Page/MediaBox[0 0 9 9]>>")


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = f'<!DOCTYPE a [<!ENTITY a "{"ha" * 999}"><!ENTITY b "{"&a;" * 999}">]>'


def in_utf16(doctype: str, entity: str) -> bytes:
    inner = body(paragraph(entity)).decode()
    return f'<?xml version="1.0" encoding="utf-16"?>{doctype}{inner}'.encode("utf-16")


def old_word(*, locked: bool) -> bytes:
    """The outer form of an old Word file: its directory's names, and the head of its text."""
    head = b"\xec\xa5\xc1\x00" + b"\x00" * 7 + (b"\x01" if locked else b"\x00")
    names = "WordDocument".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + head.ljust(512, b"\0") + names


REFUSED = {
    "a bomb of blanks": (docx(b" " * 50 * 1024**2), "nhiều chữ hơn"),
    "elements without end": (docx(body("<w:p/>" * 2_100_000)), "nhiều chữ hơn"),
    "more paragraphs than a document has": (
        docx(body(paragraph("a") * (MAX_LINES + 1))),
        "2000 trang",
    ),
    "elements in elements": (docx(body("<w:p>" * 9999 + "</w:p>" * 9999)), "Word bị hỏng"),
    "an entity of another file": (
        docx(DOCTYPE.encode() + body(paragraph("&x;"))),
        "Word bị hỏng",
    ),
    "an entity in UTF-16": (docx(in_utf16(DOCTYPE, "&x;")), "Word bị hỏng"),
    "laughs in UTF-16": (docx(in_utf16(LAUGHS, "&b;")), "Word bị hỏng"),
    "a Word file cut off": (made(letter)[:9000], "Word bị hỏng"),
    "a Word file without its end": (made(letter)[:-40], "Word bị hỏng"),
    "more letters than a document has": (b"ab " * (MAX_LETTERS // 3 + 1), "2000 trang"),
    "more lines than a document has": (b"a\n" * (2 * MAX_LINES + 2), "2000 trang"),
    "NUL among UTF-16": ("a\x00b".encode("utf-16"), "UTF-8"),
    "half a letter of UTF-16": (b"\xff\xfea", "UTF-8"),
    "an RTF of paragraphs": (b"{\\rtf1 " + b"\\par" * (MAX_LINES + 1) + b"}", "2000 trang"),
    "an RTF in depth": (b"{\\rtf1 " + b"{" * 999, "lồng quá nhiều"),
    "an RTF with an object": (b"{\\rtf1 {\\object\\objdata 0105}}", "nhúng đối tượng"),
    "an old Word file with a password": (old_word(locked=True), "mật khẩu"),
    "ten thousand pages": (pages(10_000), "2000 trang"),
    "a page as wide as a field": (sized_page(b"[0 0 99999999 99999999]"), "khổ quá lớn"),
    "page trees without end": (tree(5000), "PDF bị hỏng"),
    "a page tree in a circle": (
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5/Kids[2 0 R]>>"),
        "PDF bị hỏng",
    ),
    "a PDF cut off": (one_page(stream(WORDS))[:200], "PDF bị hỏng"),
    "a page without a letter": (one_page(stream(b"")), "không có chữ"),
    "a page that unfolds": (
        one_page(stream(zlib.compress(b"0 0 m 9 9 l S " * 1_500_000), b"/Filter/FlateDecode")),
        "bộ nhớ",
    ),
    "a form that draws itself twice": (
        one_page(stream(b"/X Do"), b"", b"", stream(b"/X Do /X Do", FORM)),
        "bộ nhớ",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_in_words(data: bytes, sentence: str):
    with pytest.raises(UnreadableFile, match=sentence):
        read_safely(data, "van-ban")


def test_a_file_may_take_memory_by_its_size(monkeypatch):
    given: list[int] = []
    monkeypatch.setattr(child.os, "nice", lambda _n: None)

    def setrlimit(kind: int, limits: tuple[int, int]) -> None:
        if kind == child.resource.RLIMIT_AS:
            given.append(limits[0])

    monkeypatch.setattr(child.resource, "setrlimit", setrlimit)
    for size, ocr in [(0, False), (1024**2, False), (20 * 1024**2, False), (0, True)]:
        child.bound(size, ocr=ocr)
    small, large, largest, recognising = given
    assert small <= 256 * 1024**2 < large < largest == recognising


def test_an_old_word_file_without_a_password_is_not_taken_for_one():
    assert kind_of(old_word(locked=False)) == Kind.DOC


def test_an_open_document_is_called_by_its_name():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
        archive.writestr("META-INF/manifest.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="ODT"):
        read(out.getvalue(), "van-ban.odt")


def numbering(start: str, level: str = "0") -> bytes:
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="{level}">'
        f'<w:start w:val="{start}"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        "</w:numbering>"
    ).encode()


@pytest.mark.parametrize(
    ("start", "level", "shown"),
    [
        ("999999999", "0", "999999999) Chữ"),
        ("9" * 5000, "0", "a) Chữ"),
        ("abc", "x", "a) Chữ"),
        ("²", "0", "a) Chữ"),
        ("780", "0", f"{'z' * 30}) Chữ"),
    ],
)
def test_numbers_beyond_reason_make_no_letters_without_end(start: str, level: str, shown: str):
    numbered = paragraph(before=NUMBERED.format(level=0))
    source = read(docx(body(numbered), numbering=numbering(start, level)))
    assert source.lines[0].text == shown


@pytest.mark.parametrize("code", ["ZZZ", "FFFFFFFF", "D800", "", "-1"])
def test_a_symbol_that_is_none_shows_nothing(code: str):
    symbol = f'<w:r><w:sym w:char="{code}"/></w:r>'
    source = read(docx(body(f"<w:p><w:r><w:t>Chữ</w:t></w:r>{symbol}</w:p>")))
    assert source.lines[0].text == "Chữ"


def test_a_cell_over_columns_without_number_stays_a_table():
    borders = '<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>'
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{paragraph()}</w:tc>'
    [line] = read(docx(body(f"<w:tbl>{borders}{f'<w:tr>{cell}</w:tr>' * 2}</w:tbl>"))).lines
    assert line.is_table
    assert len(line.text) < 200


def test_hints_of_a_text_made_to_give_them_have_an_end():
    [document] = read_documents("tuyên truyền ".encode() * 50_000)
    assert 0 < len(document.suggestions) <= 6000


def test_a_table_longer_than_a_book_is_looked_through_row_by_row():
    rows = "\n".join(f"{n}\tCông văn số {n}/UBND-VX\tx" for n in range(1, 3001))
    [document] = read_documents(f"1. Xem\n\n{rows}".encode())
    texts = {clause.eid: clause.text for clause in document.walk()}
    assert len(texts["muc-1__bang-1"]) > LONG
    assert len(document.citations) == 3000
    for citation in document.citations:
        assert texts[citation.eid][citation.start : citation.end] == citation.text


# --- nothing is run or fetched -------------------------------------------------------------------

# In a process of its own, since such a hook can never be taken away again.
WATCHED = """
import sys
from directives.intake import read_documents
data = sys.stdin.buffer.read()
read_documents(data)  # Loads what it needs.
def refuse(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.fork", "os.spawn")):
        raise SystemExit(f"{event} {arguments}")
    if event == "open" and "etc/passwd" in str(arguments[0]):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(refuse)
print(read_documents(data)[0].identifier)
"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(address: str) -> bytes:
    kinds = ("image", "attachedTemplate", "subDocument", "frame", "oleObject", "hyperlink")
    return "".join(
        f'<Relationship Id="ngoai{n}" Type="{OFFICE}/{kind}" TargetMode="External" '
        f'Target="{address}/{kind}"/>'
        for n, kind in enumerate(kinds)
    ).encode()


def reaching_out(address: str) -> bytes:
    """A letter that names pictures, a template, a part and a program elsewhere."""
    data = with_part(
        made(letter),
        RELATIONS,
        lambda xml: xml.replace(b"</Relationships>", relations(address) + b"</Relationships>"),
    )
    field = f'<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;{address}/a.png&quot; \\d"/></w:p>'
    dde = '<w:p><w:fldSimple w:instr="DDEAUTO sh &quot;-c id&quot;"/></w:p>'
    part = '<w:subDoc r:id="ngoai2"/><w:altChunk r:id="ngoai3"/>'
    added = f"{field}{dde}{part.replace('/>', f' xmlns:r={chr(34)}{OFFICE}{chr(34)}/>')}"
    return with_part(
        data, MAIN, lambda xml: xml.replace(b"<w:sectPr", added.encode() + b"<w:sectPr", 1)
    )


ACTIONS = (
    b"/OpenAction<</S/Launch/F(/bin/sh)>>/AcroForm<</XFA(x)>>"
    b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)>>]>>"
    b"/JavaScript<</Names[(b)<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1/'\\))>>]>>>>"
)
OPENING = b"/AA<</O<</S/URI/URI(http://127.0.0.1/)>>>>"


@pytest.mark.parametrize(
    "data",
    [reaching_out("http://127.0.0.1:9"), one_page(stream(WORDS), ACTIONS, OPENING)],
    ids=["docx", "pdf"],
)
def test_reading_opens_no_connection_and_starts_no_program(data: bytes):
    said = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert said.returncode == 0, said.stderr.decode()


@pytest.fixture
def asked_for() -> Iterator[tuple[str, list[bytes]]]:
    """A server's address, and what it was asked for."""
    server, asked = socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(200))
                connection.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    server.close()


RTF = (
    r"{{\rtf1\ansi{{\*\template {0}/t.dotm}}"
    r'{{\field{{\*\fldinst INCLUDEPICTURE "{0}/p.png" \\d}}{{\fldrslt Anh}}}}'
    r'{{\field{{\*\fldinst INCLUDETEXT "{0}/t.docx"}}{{\fldrslt Chu}}}}'
    r'{{\field{{\*\fldinst DDEAUTO sh "-c id"}}{{\fldrslt Lenh}}}} Xin chao.\par}}'
)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
@pytest.mark.parametrize("apart", [True, False], ids=["without a network", "by settings alone"])
def test_libreoffice_fetches_nothing_an_rtf_names(
    asked_for: tuple[str, list[bytes]], monkeypatch, apart: bool
):
    address, asked = asked_for
    if not apart:
        monkeypatch.setattr(office, "_without_network", lambda: [])
    source = read(RTF.format(address).encode())
    assert "Xin chao." in " ".join(line.text for line in source.lines)
    assert asked == []


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (docx(body(paragraph())), "thu.pdf", r"Word \(DOCX\)"),
        (docx(body(paragraph())), "THU.DOC", r"Word \(DOCX\)"),
        (one_page(stream(WORDS)), "thu.docx", "PDF"),
        (b"{\\rtf1 Thu}", "thu.doc", "RTF"),
        ("Số: 1/UBND-VX".encode(), "thu.docx", "văn bản thuần"),
        ("Số: 1/UBND-VX".encode(), "thu.exe", "văn bản thuần"),
        (docx(body(paragraph())), "thu.xlsx", r"Word \(DOCX\)"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_though_it_could_be_read(
    data: bytes, name: str, kind: str
):
    with pytest.raises(UnreadableFile, match=f"nhưng nội dung là {kind}.*đổi đuôi tên tệp"):
        read(data, name)


@pytest.mark.parametrize("name", ["", "thu", "thu.txt", "thu.md", "thu.van-ban"])
def test_a_name_that_promises_nothing_else_is_no_hindrance(name: str):
    assert read("Số: 1/UBND-VX".encode(), name).lines
