"""Reading a decree of many pages, each kind of file against its library's bare text extraction.

"reading s" is everything, from bytes to trees with citations and hints; "bare s" is the library's
text alone. The two take turns in a process of their own that is as the reader's own child is: it
does nothing else, and looks for no circles among its objects. Both are processor seconds, those of
programs they start among them: the machine may have other work. "× without hints" leaves out what
is only suggested to the officer: the trees and their citations alone. "× with tables" is against
python-docx's paragraphs and tables, for the reading has the tables too. "sandbox s" is the clock
until the trees are back from the bounded child. Memory is the highest of a process of its own that
does nothing else.
"""

import gc
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from unittest.mock import patch

from tests.bench import decree
from tests.bench.surroundings import seconds

SIZES = (1, 10, 100, 300)
# LibreOffice and tesseract take seconds a file and a page.
OFFICE_SIZES, SCAN_SIZES = (1, 10, 100), (1, 3)
ROUNDS = 3
BUDGET = 2
# The kernel's own high-water mark of the process, from its start on.
MEMORY = (
    "import sys; from directives.intake import documents_of; from directives.intake.read import "
    "read; from directives.intake.source import Answers; "
    "documents_of(read(open(sys.argv[1], 'rb').read(), '', Answers(ocr=True))); "
    "said = open('/proc/self/status').read(); "
    "print(int(said.split('VmHWM:')[1].split()[0]) / 1024)"
)
Text = Callable[[bytes], object]


@dataclass(frozen=True)
class Kind:
    """`bare` is its library's text; `with_tables` the same with what stands in tables."""

    make: Callable[[int], bytes]
    bare: Text
    with_tables: Text | None = None
    sizes: tuple[int, ...] = SIZES
    needs: str = ""


def run() -> dict:
    kinds = {name: kind for name, kind in KINDS.items() if _is_installed(kind)}
    rows = [_row(name, kind, pages) for name, kind in kinds.items() for pages in kind.sizes]
    largest = [r for r in rows if r["pages"] == SIZES[-1] and r["kind"].startswith(("docx", "pdf"))]
    missed = [f"{r['kind']} {r['× bare']:.2f} ×" for r in largest if r["× bare"] > BUDGET]
    return {
        "budget": "a 300-page decree in PDF and DOCX reads in ≤ 2 × its library's bare extraction",
        "rows": rows,
        "verdict": f"BUDGET MISSED: {', '.join(missed)}" if missed else "within budget",
    }


def _is_installed(kind: Kind) -> bool:
    if kind.needs == "tesseract":
        from directives.intake.readers.pdf.scan import can_recognise

        return can_recognise()
    return not kind.needs or shutil.which(kind.needs) is not None


def _row(name: str, kind: Kind, pages: int) -> dict:
    from directives.intake.sandbox import read_safely
    from directives.intake.source import Answers

    data = kind.make(pages)
    answers = Answers(ocr=True)
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        reading, bare, trees, with_tables = json.loads(_apart("-m", __name__, name, file.name))
        memory = float(_apart("-c", MEMORY, file.name))
    return {
        "kind": name,
        "pages": pages,
        "KB": len(data) / 1024,
        "reading s": reading,
        "bare s": bare,
        "× bare": reading / bare,
        "× without hints": trees / bare,
        "× with tables": with_tables and reading / with_tables,
        "sandbox s": seconds(lambda: read_safely(data, "", answers)),
        "MB": memory,
    }


def _read(data: bytes) -> None:
    from directives.intake import documents_of
    from directives.intake.read import read
    from directives.intake.source import Answers

    assert documents_of(read(data, "", Answers(ocr=True)))


def _read_without_hints(data: bytes) -> None:
    with patch("directives.intake.whole.suggestions_for", return_value=()):
        _read(data)


def _in_turn(works: list[Callable[[], object]], *, rounds: int) -> list[float]:
    """Median processor seconds of each, the rounds in turn; where there are several, one before
    them is not counted."""
    times = [[_processor(work) for work in works] for _ in range(rounds + (rounds > 1))]
    return [median(column) for column in zip(*times[-rounds:], strict=True)]


def _processor(work: Callable[[], object]) -> float:
    gc.collect()
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    spent = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in spent)


def _apart(*arguments: str) -> str:
    """What a process of its own says."""
    folder = Path(__file__).parents[2]
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout


def measure(name: str, path: str) -> list[float | None]:
    """Processor seconds of the reading, of the bare text, of the reading without hints, and of the
    bare text with tables, where the library has it apart."""
    gc.disable()
    kind, data = KINDS[name], Path(path).read_bytes()
    works = [
        lambda: _read(data),
        lambda: kind.bare(data),
        lambda: _read_without_hints(data),
    ]
    if kind.with_tables:
        works.append(lambda: kind.with_tables(data))
    times = _in_turn(works, rounds=1 if kind.needs else ROUNDS)
    return times if kind.with_tables else [*times, None]


def _bare_txt(data: bytes) -> list[str]:
    return data.decode().split("\n")


def _bare_docx(data: bytes) -> list[str]:
    from docx import Document

    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def _tables_of_docx(data: bytes) -> list[str]:
    from docx import Document

    file = Document(io.BytesIO(data))
    words = [paragraph.text for paragraph in file.paragraphs]
    rows = (row for table in file.tables for row in table.rows)
    return words + [cell.text for row in rows for cell in row.cells]


def _bare_pdf(data: bytes) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def _by_office(suffix: str) -> Text:
    def bare(data: bytes) -> bytes:
        from tests.gold.makers.office import converted

        return converted(data, "txt:Text", given_as=suffix)

    return bare


def _bare_scan(data: bytes) -> list[bytes]:
    """The program alone, on the very pictures that the reading gives it."""
    import pypdfium2

    from directives.intake.readers.pdf.document import page_of
    from directives.intake.readers.pdf.scan import table_of

    document = pypdfium2.PdfDocument(data)
    return [table_of(document, page_of(document, n))[0] for n in range(len(document))]


KINDS = {
    "txt": Kind(decree.txt, _bare_txt),
    "md": Kind(decree.md, _bare_txt),
    "docx": Kind(decree.docx, _bare_docx, _tables_of_docx),
    "docx, bare runs": Kind(decree.docx_plain, _bare_docx, _tables_of_docx),
    "pdf": Kind(decree.pdf, _bare_pdf),
    "rtf": Kind(decree.rtf, _by_office("rtf"), sizes=OFFICE_SIZES, needs="soffice"),
    "doc": Kind(decree.doc, _by_office("doc"), sizes=OFFICE_SIZES, needs="soffice"),
    "scan": Kind(decree.scan, _bare_scan, sizes=SCAN_SIZES, needs="tesseract"),
}

if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
