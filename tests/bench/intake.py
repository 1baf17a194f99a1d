"""Reading a decree of many pages: each kind against the bare text extraction of its library.

"reading" is everything, from bytes to trees with hints, in this process; "sandbox" is the same in
the bounded child. Memory is the highest of a process of its own that does nothing else.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.surroundings import in_turn

ARTICLES_A_PAGE = 1.6
SIZES = (1, 30, 300)
ROUNDS = 3
WORDS = (
    "Cơ quan, tổ chức, cá nhân có trách nhiệm tuyên truyền, phổ biến quy định của pháp luật về ứng "
    "xử trên mạng xã hội trong phạm vi chức năng, nhiệm vụ được giao, bảo đảm thiết thực, tiết kiệm"
)
HEAD = (
    "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\n\nSố: 9/QĐ-UBND\n\nMẫu, ngày 05 tháng 02 năm 2024\n\n"
    "QUYẾT ĐỊNH\nBan hành Quy định mẫu\n\n"
)
# The kernel's own high-water mark of the process, from its start on.
MEMORY = (
    "import sys; from directives.intake import read_documents; "
    "read_documents(open(sys.argv[1], 'rb').read()); "
    "said = open('/proc/self/status').read(); "
    "print(int(said.split('VmHWM:')[1].split()[0]) / 1024)"
)


def run() -> dict:
    rows = [_row(kind, pages) for kind in MAKERS for pages in SIZES]
    largest = [row for row in rows if row["pages"] == SIZES[-1] and row["kind"] != "txt"]
    met = all(row["× bare"] <= 2 for row in largest)
    return {
        "budget": "a 300-page decree in PDF and DOCX reads in ≤ 2 × its library's bare extraction",
        "rows": rows,
        "verdict": "within budget" if met else "BUDGET MISSED",
    }


def _row(kind: str, pages: int) -> dict:
    from directives.intake import read_documents
    from directives.intake.sandbox import read_safely

    make, bare = MAKERS[kind]
    data = make(pages)
    rounds = 1 if pages > 100 else ROUNDS
    reading, extraction = in_turn(lambda: read_documents(data), lambda: bare(data), rounds=rounds)
    sandbox, _again = in_turn(lambda: read_safely(data), lambda: None, rounds=1)
    return {
        "kind": kind,
        "pages": pages,
        "KB": len(data) / 1024,
        "reading s": reading,
        "bare s": extraction,
        "× bare": reading / extraction,
        "sandbox s": sandbox,
        "MB": _memory(data),
    }


def _memory(data: bytes) -> float:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        said = subprocess.run(
            [sys.executable, "-c", MEMORY, file.name],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
    return float(said.stdout)


def _paragraphs(pages: int) -> list[str]:
    found = []
    for article in range(1, round(pages * ARTICLES_A_PAGE) + 1):
        if article % 12 == 1:
            found += [f"Chương {_roman(article // 12 + 1)}", "QUY ĐỊNH VỀ TUYÊN TRUYỀN"]
        found.append(f"Điều {article}. Trách nhiệm thứ {article}")
        for clause in range(1, 4):
            found.append(f"{clause}. {WORDS} theo Quyết định số {article}/QĐ-UBND:")
            found += [f"{letter}) {WORDS};" for letter in "abđ"]
    return found


def _roman(number: int) -> str:
    from directives.intake.readers.docx.numbering import written

    return written(number, "upperRoman")


def _txt(pages: int) -> bytes:
    return (HEAD + "\n\n".join(_paragraphs(pages))).encode()


def _docx(pages: int) -> bytes:
    from docx import Document

    document = Document()
    for paragraph in [*HEAD.split("\n"), *_paragraphs(pages)]:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(pages: int) -> bytes:
    from weasyprint import HTML

    style = "<style>@page { size: A4; margin: 20mm 15mm 20mm 30mm } body { font: 14pt/1.4 serif }"
    body = "".join(f"<p>{text}</p>" for text in [*HEAD.split("\n"), *_paragraphs(pages)] if text)
    return HTML(string=f"{style} p {{ text-align: justify }}</style>{body}").write_pdf()


def _bare_docx(data: bytes) -> None:
    from docx import Document

    assert [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def _bare_pdf(data: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    assert [page.get_textpage().get_text_range() for page in document]


def _bare_txt(data: bytes) -> None:
    assert data.decode().split("\n")


MAKERS: dict[str, tuple[Callable[[int], bytes], Callable[[bytes], None]]] = {
    "txt": (_txt, _bare_txt),
    "docx": (_docx, _bare_docx),
    "pdf": (_pdf, _bare_pdf),
}
