"""A decree of any length for the bench: the words of the five real letters in an order of their
own, so that hardly a line stands twice and every stage meets what it meets in real texts.

A page is 2,000 letters, as in 14 points with the margins of Nghị định 30/2020. The same number of
pages gives the same text.
"""

import io
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LETTERS = Path(__file__).parents[2] / "portal/demo/documents"
LETTERS_A_PAGE = 2000
HEAD = (
    "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\n\nSố: 9/QĐ-UBND\n\nMẫu, ngày 05 tháng 02 năm 2024\n\n"
    "QUYẾT ĐỊNH\nBan hành Quy định mẫu\n\n"
)
END = "Nơi nhận:\n- Như Điều 1;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Mẫu"
TABLE_ROWS, TABLE_EVERY = 6, 20
NAMES = ("Quyết định", "Công văn", "Kế hoạch", "Thông tư")
Row = tuple[str, ...]


@cache
def _phrases() -> list[str]:
    """What stands between two signs in the real letters, if it is long enough to say something."""
    text = " ".join(path.read_text("utf-8") for path in sorted(LETTERS.glob("*.txt")))
    pieces = (piece.strip(" -–+").split() for piece in re.split(r"[,;:.…\n*()]+", text))
    found = {" ".join(words) for words in pieces if 4 <= len(words) <= 25}
    return sorted(words for words in found if not words.isupper())


def paragraphs(pages: int) -> Iterator[str | tuple[Row, ...]]:
    """Paragraphs in their order; a table comes as its rows."""
    chance = random.Random(pages)  # noqa: S311
    letters = article = 0
    while letters < pages * LETTERS_A_PAGE:
        article += 1
        for part in _article(article, chance):
            letters += len(part) if isinstance(part, str) else sum(len("".join(r)) for r in part)
            yield part


def _article(number: int, chance: random.Random) -> Iterator[str | tuple[Row, ...]]:
    if number % 12 == 1:
        yield f"Chương {_roman(number // 12 + 1)}"
        yield "QUY ĐỊNH VỀ TUYÊN TRUYỀN"
    yield f"Điều {number}. Trách nhiệm thứ {number}"
    for clause in range(1, 4):
        yield f"{clause}. {_sentence(chance)} {_reference(chance, number)}:"
        yield from (f"{letter}) {_sentence(chance)};" for letter in "abđ")
    if number % TABLE_EVERY == 0:
        yield tuple(
            (str(n), chance.choice(_phrases()), str(chance.randrange(9999)))
            for n in range(1, TABLE_ROWS + 1)
        )


def _sentence(chance: random.Random) -> str:
    words = ", ".join(chance.sample(_phrases(), chance.choice((2, 3, 3, 4))))
    return words[0].upper() + words[1:]


def _reference(chance: random.Random, article: int) -> str:
    if chance.random() < 0.5:
        return f"theo khoản {chance.randrange(1, 4)} Điều {chance.randrange(1, article + 1)}"
    day = f"ngày {chance.randrange(1, 29):02d} tháng {chance.randrange(3, 13)} năm 2023"
    name = chance.choice(NAMES)
    return f"theo {name} số {chance.randrange(1, 3000)}/QĐ-UBND {day} của Ủy ban nhân dân tỉnh"


def _roman(number: int) -> str:
    from directives.intake.readers.docx.numbering import written

    return written(number, "upperRoman")


def txt(pages: int) -> bytes:
    body = (p if isinstance(p, str) else "\n".join(map("   ".join, p)) for p in paragraphs(pages))
    return (HEAD + "\n\n".join([*body, END])).encode()


def md(pages: int) -> bytes:
    body = (_bold(p) if isinstance(p, str) else _bars(p) for p in paragraphs(pages))
    return (HEAD + "\n\n".join([*body, END])).encode()


def _bold(text: str) -> str:
    label, _blank, rest = text.partition(". ")
    return f"**{label}.** {rest}" if text.startswith("Điều") else text


def _bars(rows: tuple[Row, ...]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|", *lines[1:]])


def docx(pages: int) -> bytes:
    """As Word saves it: every run says its font and size, a label in bold is a run of its own."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    file = Document()
    for part in [*HEAD.split("\n"), *paragraphs(pages), *END.split("\n")]:
        if not isinstance(part, str):
            _table(file, part)
            continue
        paragraph = file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        label, blank, rest = part.partition(" ")
        for text in (label + blank, rest):
            _run(paragraph, text, is_bold=text != rest)
    return _saved(file)


def docx_plain(pages: int) -> bytes:
    """The least a program writes: one bare run a paragraph, the best case of text extraction."""
    from docx import Document

    file = Document()
    for part in [*HEAD.split("\n"), *paragraphs(pages), *END.split("\n")]:
        if isinstance(part, str):
            file.add_paragraph(part)
        else:
            _table(file, part)
    return _saved(file)


def _run(paragraph: object, text: str, *, is_bold: bool) -> None:
    from docx.shared import Pt

    if text:
        run = paragraph.add_run(text)
        run.bold = is_bold
        run.font.name, run.font.size = "Times New Roman", Pt(14)


def _table(file: object, rows: tuple[Row, ...]) -> None:
    table = file.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text


def _saved(file: object) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def pdf(pages: int) -> bytes:
    from weasyprint import HTML

    return HTML(string=_html(pages)).write_pdf()


def _html(pages: int) -> str:
    style = (
        "@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page) } }"
        "body { font: 14pt/1.3 'Liberation Serif', serif; text-align: justify }"
        "p { margin: 4pt 0; text-indent: 1cm } td { border: 1px solid; padding: 3pt }"
        "table { border-collapse: collapse }"
    )
    parts = [*HEAD.split("\n"), *paragraphs(pages), *END.split("\n")]
    body = "".join(f"<p>{p}</p>" if isinstance(p, str) else _cells(p) for p in parts if p)
    return f"<style>{style}</style>{body}"


def _cells(rows: tuple[Row, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def rtf(pages: int) -> bytes:
    return _by_office(docx(pages), "rtf")


def doc(pages: int) -> bytes:
    return _by_office(docx(pages), "doc")


def _by_office(data: bytes, suffix: str) -> bytes:
    from tests.gold.makers.office import converted

    return converted(data, suffix)


def scan(pages: int) -> bytes:
    """The printed pages as grey pictures."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pdf(pages))
    first, *rest = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=200, quality=50)
    return out.getvalue()
