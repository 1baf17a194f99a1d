"""Word files for the tests: python-docx, with raw XML where it has no word for a thing."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

NUMBERING = "word/numbering.xml"


def made(fill: Callable) -> bytes:
    document = Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def centred(document, text: str) -> Paragraph:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def raw(document, xml: str) -> None:
    """A block of WordprocessingML at the end of the body."""
    element = parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))
    document.element.body.insert(len(document.element.body) - 1, element)


def numbered(paragraph: Paragraph, num_id: int, level: int = 0) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
            f'<w:numId w:val="{num_id}"/></w:numPr>'
        )
    )


def with_lists(document, levels: list[tuple[str, str]], num_id: int = 77, extra: str = "") -> None:
    """An abstract list of (format, text) a level, used as `num_id`."""
    part = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{num_id}">{inner}</w:abstractNum>'
    )
    first = part.find(qn("w:num"))
    part.insert(part.index(first) if first is not None else len(part), abstract)
    part.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{num_id}"><w:abstractNumId w:val="{num_id}"/>{extra}'
            "</w:num>"
        )
    )


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def letter(document) -> None:
    """A whole letter with its header and closing in frames without lines."""
    head = document.add_table(rows=2, cols=2)
    head.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nHUYỆN MẪU"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    head.cell(1, 0).text = "Số: 15/UBND-VHTT\nV/v phổ biến Bộ Quy tắc ứng xử\ntrên mạng xã hội"
    head.cell(1, 1).text = "Mẫu, ngày 06 tháng 5 năm 2024"
    centred(document, "Kính gửi: Các phòng, ban thuộc huyện.")
    document.add_paragraph(
        "Thực hiện Quyết định số 874/QĐ-BTTTT ngày 17/6/2021, UBND huyện yêu cầu:"
    )
    with_lists(document, [("decimal", "%1."), ("lowerLetter", "%2)")])
    for level, text in [
        (0, "Các phòng, ban:"),
        (1, "Phổ biến Bộ Quy tắc;"),
        (1, "Rà soát quy chế."),
        (0, "Các trường học tuyên truyền."),
    ]:
        numbered(document.add_paragraph(text), 77, level)
    grid = document.add_table(rows=2, cols=2, style="Table Grid")
    for at, text in enumerate(["Đơn vị", "Hạn", "Trường A", "30/6"]):
        grid.cell(at // 2, at % 2).text = text
    document.add_paragraph("Yêu cầu các đơn vị thực hiện./.")
    end = document.add_table(rows=1, cols=2)
    end.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    end.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Mẫu"
