"""The same rows in the same words drawn by others, as anybody would first write it with them: eight
columns in one table whose head repeats, A4 across, in ten points of the same font. None draws cover
and chart."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.snapshot import Snapshot

HEADS = ("TT", "Đơn vị", "Loại", "Nhiệm vụ", "Hạn", "Xác nhận", "Tình trạng", "Số liệu")
# Of the width of the text.
WIDTHS = (4, 22, 9, 6, 8, 8, 13, 30)
STYLE = (
    "@page{size:A4 landscape;margin:22mm 15mm 20mm 30mm}body{font:10pt 'Liberation Serif',serif}"
    "table{border-collapse:collapse;table-layout:fixed;width:100%}"
    "td,th{border:.6pt solid #000;padding:2.5pt 3.5pt}tr{break-inside:avoid}"
)
CHROMIUM = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--no-pdf-header-footer",
]
A4_ACROSS = (841.9, 595.3)
MARGIN, LEFT, RIGHT = 56.7, 85.0, 42.5


def rows_of(whole: "Snapshot") -> Iterator[tuple[str, ...]]:
    from reports.rows import line_of

    for number, row in enumerate(whole.rows, start=1):
        line = line_of(row)
        values = "; ".join(f"{what.name}: {value}" for what, value in line["values"])
        yield (
            *(str(number), row.unit_name, row.kind, str(row.task), line["due"]),
            *(line["confirmed"], line["state"], values),
        )


def html_of(whole: "Snapshot") -> str:
    cells = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}' for cell in row)}</tr>" for row in rows_of(whole)
    )
    columns = "".join(f"<col style='width:{width}%'>" for width in WIDTHS)
    head = "".join(f"<th>{name}" for name in HEADS)
    return (
        f"<!doctype html><html lang=vi><meta charset=utf-8><title>x</title><style>{STYLE}</style>"
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</thead>{cells}</table>"
    )


def plain_weasyprint(whole: "Snapshot") -> bytes:
    """Tagged as the portal's is: it stands for the same paper, made without pieces."""
    from weasyprint import HTML

    return HTML(string=html_of(whole)).write_pdf(pdf_tags=True)


def chromium(whole: "Snapshot") -> bytes:
    with TemporaryDirectory() as name:
        page, paper = Path(name) / "page.html", Path(name) / "paper.pdf"
        page.write_text(html_of(whole), encoding="utf-8")
        command = ["chromium", *CHROMIUM, f"--user-data-dir={name}/profile"]
        subprocess.run(
            [*command, f"--print-to-pdf={paper}", page.as_uri()], check=True, capture_output=True
        )
        return paper.read_bytes()


def typst(whole: "Snapshot") -> bytes:
    import typst as engine

    cells = "\n".join(", ".join(map(_quoted, row)) + "," for row in rows_of(whole))
    head = ", ".join(f"strong({_quoted(name)})" for name in HEADS)
    columns = ", ".join(f"{width}fr" for width in WIDTHS)
    source = (
        '#set page(paper: "a4", flipped: true, margin: (rest: 20mm, left: 30mm, right: 15mm))\n'
        '#set text(font: "Liberation Serif", size: 10pt, lang: "vi")\n'
        "#set table(stroke: .6pt, inset: (x: 3.5pt, y: 2.5pt))\n"
        f"#table(columns: ({columns}), table.header({head}),\n{cells}\n)"
    )
    with TemporaryDirectory() as name:
        page = Path(name) / "page.typ"
        page.write_text(source, encoding="utf-8")
        return engine.compile(str(page))


def reportlab(whole: "Snapshot") -> bytes:
    from io import BytesIO

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

    from portal.pdf.fonts import font_file

    pdfmetrics.registerFont(TTFont("Serif", font_file("Liberation Serif")))
    style = ParagraphStyle("cell", fontName="Serif", fontSize=10, leading=11.5)
    room = A4_ACROSS[0] - LEFT - RIGHT
    # Only the columns that may need a second line are paragraphs: those cost the most.
    body = [
        [Paragraph(escape(cell), style) if at in {1, 7} else cell for at, cell in enumerate(row)]
        for row in rows_of(whole)
    ]
    table = LongTable(
        [list(HEADS), *body], colWidths=[room * width / 100 for width in WIDTHS], repeatRows=1
    )
    look = [("GRID", (0, 0), (-1, -1), 0.6, "black"), ("FONT", (0, 0), (-1, -1), "Serif", 10)]
    table.setStyle(TableStyle([*look, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    to = BytesIO()
    margins = {"leftMargin": LEFT, "rightMargin": RIGHT, "topMargin": MARGIN}
    margins["bottomMargin"] = MARGIN
    SimpleDocTemplate(to, pagesize=A4_ACROSS, title="x", lang="vi", **margins).build([table])
    return to.getvalue()


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


RIVALS: dict[str, Callable[["Snapshot"], bytes]] = {
    "plain": plain_weasyprint,
    "ReportLab": reportlab,
    "Typst": typst,
    "Chromium": chromium,
}


def is_here(name: str) -> bool:
    if name == "Chromium":
        return shutil.which("chromium") is not None
    return name == "plain" or find_spec(name.lower()) is not None


if __name__ == "__main__":
    sys.exit("started by tests.bench.report")
