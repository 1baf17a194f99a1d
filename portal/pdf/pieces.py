"""`python -m portal.pdf.pieces FOLDER`: draws the pieces of a long document on all cores.

A process of its own, started by `portal.pdf.long`: what layout takes of memory is given back when
it ends, and it may fork, which a worker with threads must not. It knows nothing of Django.

In: `body.html`, `digits.html` and, for each line of standard input, a piece. Out: a line for each
piece drawn; then `portal.pdf.merging` goes on.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.html import UA, UA_COUNTER_STYLE

from portal.pdf import standards
from portal.pdf.engine import laid_out, options
from portal.pdf.process import END, end_with_parent, saying_when_full
from portal.pdf.tags import layout_is_no_table

Finisher = Callable[[Document, Any], None]


def main(folder: Path) -> None:
    body, digits = folder / "body.html", folder / "digits.html"
    # Drawn before the fork: the fonts are found and the styles read once for all.
    draw(digits)
    gc.disable()
    gc.collect()
    gc.freeze()
    with drawers() as pool:
        waiting = {pool.submit(draw, body)}
        waiting |= {pool.submit(draw_piece, piece) for piece in _pieces(folder)}
        for number, drawn in enumerate(as_completed(waiting), start=1):
            drawn.result()
            _say(number)
    # Another program in the same process: what layout took of memory is given back.
    merging = [sys.executable, "-m", "portal.pdf.merging", str(folder)]
    os.execv(sys.executable, merging)  # noqa: S606 - our own words, no shell


def draw(page: Path, way: type[HTML] = HTML, finisher: Finisher = layout_is_no_table) -> None:
    """The PDF beside the HTML."""
    how = options(standards.told(page))
    document = laid_out(page.read_text(encoding="utf-8"), how, way)
    document.write_pdf(page.with_suffix(".pdf"), finisher=finisher, **how)
    del document
    # Layout makes millions of objects and few cycles; those go here, between two pieces.
    gc.collect()


def draw_piece(page: Path) -> None:
    draw(page, TableDocument, plain_cells)


class TableDocument(HTML):
    """HTML for pieces that hold a table and a few lines: without the six pseudo-elements that
    WeasyPrint's own styles give to every element, for lists and footnotes, a fifth of the work."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_table_styles()]


@cache
def _table_styles() -> CSS:
    lines = [line for line in UA.splitlines() if not line.startswith("::")]
    return CSS(string="\n".join(lines), counter_style=UA_COUNTER_STYLE)


def plain_cells(_document: Document, pdf: Any) -> None:
    """Every column has one head, so the heads say that they stand for their columns (scope), which
    is as good as naming the heads in each cell; and a cell holds its text itself. A third of the
    objects remains, and no id of one piece can be that of another."""
    folded: dict[bytes, bytes] = {}
    for thing in pdf.objects:
        tag = thing.get("S") if isinstance(thing, pydyf.Dictionary) else None
        if tag == "/TH":
            thing["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
            thing.pop("ID", None)
        elif tag == "/TD":
            thing["A"].pop("Headers", None)
            if list(thing["A"]) == ["O"]:
                del thing["A"]
        if tag in ("/TH", "/TD"):
            folded |= _take_texts(thing, pdf)
    parents = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["ParentTree"]
    for entry in pdf.objects[_number(parents)]["Nums"]:
        if isinstance(entry, pydyf.Array):
            entry[:] = [folded.get(reference, reference) for reference in entry]


def _take_texts(cell: pydyf.Dictionary, pdf: Any) -> dict[bytes, bytes]:
    """The texts of a cell that holds nothing else become its own."""
    texts = [pdf.objects[_number(kid)] for kid in cell["K"] if isinstance(kid, bytes)]
    if len(texts) != len(cell["K"]) or any(text["S"] != "/Span" for text in texts):
        return {}
    cell["K"] = pydyf.Array(mark for text in texts for mark in text["K"])
    for text in texts:
        text.free = "f"
    return {text.reference: cell.reference for text in texts}


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


@contextmanager
def drawers() -> Iterator[ProcessPoolExecutor]:
    """A process a core. Unlike multiprocessing's Pool it says so when one of them is killed."""
    pool = ProcessPoolExecutor(
        len(os.sched_getaffinity(0)),
        mp_context=multiprocessing.get_context("fork"),
        initializer=end_with_parent,
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _pieces(folder: Path) -> Iterator[Path]:
    for line in sys.stdin:
        if line.strip() == END:
            return
        yield folder / f"{line.strip()}.html"
    raise SystemExit("the process that asked for this document is gone")


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    end_with_parent()
    with saying_when_full():
        main(Path(sys.argv[1]))
