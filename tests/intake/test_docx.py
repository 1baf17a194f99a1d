import pytest
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.intake import documents_of
from directives.intake.readers.docx import fonts_of_docx, read_docx
from directives.intake.readers.docx.numbering import written
from directives.intake.source import UnreadableFile
from tests.intake.docx_maker import centred, letter, made, numbered, raw, with_lists, with_part

BODY = "word/document.xml"


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_docx(data).lines]


def codes(data: bytes) -> set[str]:
    return {warning.code for warning in read_docx(data).warnings}


def test_a_letter_is_read_as_it_is_printed():
    [document] = documents_of(read_docx(made(letter)))
    assert document.identifier == "15/UBND-VHTT"
    assert (document.issuer, document.type) == ("ỦY BAN NHÂN DÂN HUYỆN MẪU", "Công văn")
    assert document.subject == "phổ biến Bộ Quy tắc ứng xử trên mạng xã hội"
    assert document.addressees == ("Các phòng, ban thuộc huyện",)
    assert document.recipients == ("Như trên", "Lưu: VT")
    assert document.signature.name == "Nguyễn Văn Mẫu"
    body = [(c.eid, c.label, c.form) for c in document.walk() if c.part == "body"]
    assert body == [
        ("doan-1", "", "text"),
        ("muc-1", "1.", "text"),
        ("muc-1__diem-a", "a)", "text"),
        ("muc-1__diem-b", "b)", "text"),
        ("muc-2", "2.", "text"),
        ("muc-2__bang-1", "", "table"),
        ("doan-2", "", "text"),
    ]
    assert [c.key for c in document.citations] == ["874-qd-btttt"]


def test_every_clause_knows_its_lines():
    [document] = documents_of(read_docx(made(letter)))
    for clause in document.walk():
        first, last = clause.source
        lines = "".join(line.text for line in document.lines[first : last + 1])
        assert "".join(clause.text.split()) in "".join(lines.split())


def test_several_levels_count_and_begin_again_under_a_new_item():
    def fill(document):
        with_lists(document, [("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3.")])
        for level in (0, 1, 2, 2, 1, 2, 0, 1):
            numbered(document.add_paragraph("x"), 77, level)

    assert texts(made(fill)) == [
        *("I. x", "1. x", "1.1. x", "1.2. x", "2. x", "2.1. x", "II. x", "1. x")
    ]


def test_a_list_may_begin_elsewhere_and_a_style_may_carry_it():
    def fill(document):
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        with_lists(document, [("decimal", "Điều %1.")], extra=start)
        properties = document.styles["List Paragraph"].element.get_or_add_pPr()
        paragraph = document.add_paragraph("x", style="List Paragraph")
        numbered(paragraph, 77)
        properties.append(paragraph._p.pPr.numPr)
        document.add_paragraph("y", style="List Paragraph")

    assert texts(made(fill)) == ["Điều 5. x", "Điều 6. y"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (4, "lowerRoman", "iv"),
        (1990, "upperRoman", "MCMXC"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (3, "decimalZero", "03"),
        (7, "ordinalText", "7"),
    ],
)
def test_numbers_are_written_as_the_list_says(number: int, form: str, printed: str):
    assert written(number, form) == printed


def test_letters_after_d_are_pointed_out_since_word_knows_no_dd():
    def fill(document):
        with_lists(document, [("lowerLetter", "%1)")])
        for _n in range(5):
            numbered(document.add_paragraph("x"), 77)

    assert texts(made(fill))[-1] == "e) x"
    assert "lettered-without-dd" in codes(made(fill))


def test_bullets_of_symbol_fonts_become_signs():
    def fill(document):
        with_lists(document, [("bullet", "\uf0b7"), ("bullet", "-")])
        numbered(document.add_paragraph("x"), 77)
        numbered(document.add_paragraph("y"), 77, 1)

    assert texts(made(fill)) == ["• x", "- y"]


def test_tracked_changes_are_read_as_accepted_and_said():
    xml = (
        "<w:p><w:r><w:t>Giữ</w:t></w:r>"
        '<w:ins w:id="1" w:author="A"><w:r><w:t xml:space="preserve"> thêm</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="B"><w:r><w:delText> bỏ</w:delText></w:r></w:del></w:p>'
    )
    data = made(lambda document: raw(document, xml))
    assert texts(data) == ["Giữ thêm"]
    [warning] = read_docx(data).warnings
    assert warning.params == {"insertions": 1, "deletions": 1, "authors": 2}


def test_a_deleted_paragraph_end_joins_what_follows():
    def fill(document):
        raw(
            document,
            "<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='A'/></w:rPr></w:pPr>"
            "<w:r><w:t xml:space='preserve'>Một </w:t></w:r></w:p>",
        )
        document.add_paragraph("câu.")

    assert texts(made(fill)) == ["Một câu."]


def test_hidden_words_and_instructions_of_fields_are_left_out():
    xml = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:noBreakHyphen/><w:t>x</w:t><w:softHyphen/></w:r></w:p>"
    )
    data = made(lambda document: raw(document, xml))
    assert texts(data) == ["7-x"]
    assert codes(data) == {"hidden-text"}


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>Lời</w:t></w:r></w:p>"
    )
    assert texts(made(lambda document: raw(document, xml))) == ["Lời", "HỎA TỐC"]


def test_merged_cells_say_their_words_once():
    def fill(document):
        table = document.add_table(rows=3, cols=3, style="Table Grid")
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Chung"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Dọc"
        table.cell(2, 2).text = "a\nb"

    assert texts(made(fill)) == ["Chung\t\t\nDọc\t\t\n\t\ta b"]


def test_centred_titles_and_empty_paragraphs_part_what_stands_around():
    def fill(document):
        document.add_paragraph("trên")
        centred(document, "QUYẾT ĐỊNH")
        document.add_paragraph("dưới")
        document.add_paragraph("")
        document.add_paragraph("sau")
        document.add_paragraph("liền")

    lines = read_docx(made(fill)).lines
    assert [line.after_blank for line in lines] == [True, True, True, True, False]
    assert [line.is_centred for line in lines] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("head", "is_table"),
    [("STT", True), ("TT", True), ("Số TT", True), ("TT.", True), ("TM. UBND XÃ", False)],
)
def test_a_table_without_lines_is_one_if_its_first_column_counts(head: str, is_table: bool):
    words = [head, "Đơn vị", "1", "Xã An Bình"]

    def fill(document):
        document.add_paragraph("1. Giao việc như sau:")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((c for row in table.rows for c in row.cells), words, strict=True):
            cell.text = text

    tables = [line.text for line in read_docx(made(fill)).lines if line.is_table]
    assert tables == ([f"{head}\tĐơn vị\n1\tXã An Bình"] if is_table else [])


def test_fonts_are_named():
    def fill(document):
        run = document.add_paragraph().add_run("x")
        run.font.name = ".VnTime"

    assert ".VnTime" in fonts_of_docx(made(fill))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"]), max_size=60)
    )
)
def test_no_word_is_lost_and_none_added(paragraphs: list[str]):
    data = made(lambda document: [document.add_paragraph(text) for text in paragraphs])
    assert "".join("".join(texts(data)).split()) == "".join("".join(paragraphs).split())


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda _xml: b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        lambda _xml: b"<x/>",
        lambda _xml: b"",
        lambda _xml: b"<a>" * 5000,
    ],
    ids=["cut", "doctype", "other", "empty", "deep"],
)
def test_a_broken_document_is_refused_in_words(change):
    with pytest.raises(UnreadableFile, match="Word"):
        read_docx(with_part(made(letter), BODY, change))


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("directives.intake.readers.docx.package.MAX_PART_BYTES", 100_000)
    bomb = with_part(made(letter), BODY, lambda xml: xml + b" " * 200_000)
    with pytest.raises(UnreadableFile, match="nhiều chữ"):
        read_docx(bomb)


def test_missing_parts_and_circles_of_styles_do_no_harm():
    def fill(document):
        one, two = document.styles["Heading 1"].element, document.styles["Heading 2"].element
        one.basedOn_val, two.basedOn_val = two.styleId, one.styleId
        document.add_paragraph("x", style="Heading 1")

    assert texts(made(fill)) == ["x"]
    bare = with_part(
        made(lambda document: document.add_paragraph("x")),
        "word/styles.xml",
        lambda _xml: (
            b"<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>"
        ),
    )
    assert texts(bare) == ["x"]


@pytest.mark.parametrize(("words", "is_kept"), [("TỐI MẬT", True), ("BẢN SAO", False)])
def test_a_watermark_is_no_text_but_a_mark_of_secrecy_in_one_is_seen(words: str, is_kept: bool):
    shape = (
        f'<w:hdr {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:r><w:pict>'
        f'<v:shape><v:textpath string="{words}"/></v:shape></w:pict></w:r></w:p></w:hdr>'
    )
    data = with_part(made(letter), "word/header9.xml", lambda _xml: shape.encode())
    assert (read_docx(data).lines[0].text == words) == is_kept
    assert words not in [line.text for line in read_docx(data).lines[1:]]
