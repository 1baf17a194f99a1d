"""`python -m portal.pdf.pieces FOLDER [merging]`: draws the parts of a long document on all cores.

A process of its own, started by `portal.pdf.drawers`: what layout takes of memory is given back
when it ends, and it may fork, which a worker with threads must not. It knows nothing of Django.

In: `digits.html` and, for each line of standard input, the HTML of that name. Out: the name of each
when it is drawn; then, if it was asked to, `portal.pdf.merging` goes on.
"""

import gc
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from weasyprint import Document

from portal.pdf import standards
from portal.pdf.engine import laid_out, options
from portal.pdf.letters import LettersLost, refuse_lost_letters
from portal.pdf.plain_tables import NoRows, NotPlain, read_table
from portal.pdf.process import (
    BODY,
    END,
    LETTERS_LOST,
    LOST,
    MERGING,
    end_with_parent,
    saying_when_full,
)
from portal.pdf.setting import Setter
from portal.pdf.table_tags import plain_cells, set_cells
from portal.pdf.tags import tell_what_is_there

Finisher = Callable[[Document, Any], None]
logger = logging.getLogger(__name__)


def main(folder: Path, *, merging: bool) -> None:
    # Drawn before the fork: the fonts are found and the styles read once for all.
    draw(folder / "digits.html")
    gc.disable()
    gc.collect()
    gc.freeze()
    with drawers() as pool:
        # All are forked here, while there is no second thread.
        pool.submit(os.getpid).result()
        _serve(folder, pool)
    if merging:
        # Another program in the same process: what layout took of memory is given back.
        command = [sys.executable, "-m", "portal.pdf.merging", str(folder)]
        os.execv(sys.executable, command)  # noqa: S606 - our own words, no shell


def _serve(folder: Path, pool: ProcessPoolExecutor) -> None:
    """Until all that was named is drawn; the first that fails ends it."""
    finished: SimpleQueue[Future[str] | int | None] = SimpleQueue()
    threading.Thread(target=_take, args=(folder, pool, finished), daemon=True).start()
    drawn, total = 0, -1
    while drawn != total:
        match finished.get():
            case None:
                raise SystemExit("the process that asked for this document is gone")
            case int(named):
                total = named
            case future:
                _say(future.result())
                drawn += 1


def _take(folder: Path, pool: ProcessPoolExecutor, finished: SimpleQueue) -> None:
    """Puts what is drawn, and at the end how many were named; None where nobody waits any more."""
    named = 0
    # Without a buffer, whose lock would be held when the process ends.
    with FileIO(sys.stdin.fileno(), closefd=False) as asked:
        for line in iter(asked.readline, b""):
            if (name := line.decode().strip()) == END:
                finished.put(named)
                return
            pool.submit(_draw_part, folder, name).add_done_callback(finished.put)
            named += 1
    finished.put(None)


def _draw_part(folder: Path, name: str) -> str:
    page = folder / f"{name}.html"
    draw(page) if name == BODY else draw_piece(page)
    # Layout makes millions of objects and few cycles; those go here, between two pieces.
    gc.collect()
    return name


def draw(page: Path) -> None:
    """The PDF beside the HTML."""
    how = options(standards.told(page))
    _write(laid_out(page.read_text(encoding="utf-8"), how), page, how, tell_what_is_there)


def draw_piece(page: Path) -> None:
    how = options(standards.told(page))
    document, finisher = piece_of(page.read_text(encoding="utf-8"), how)
    _write(document, page, how, finisher)


def piece_of(html: str, how: dict[str, Any]) -> tuple[Document, Finisher]:
    """Its rows are set by us where they are plain, which takes a seventh of the time; else laid out
    by WeasyPrint. The document, and what it is to be finished with."""
    try:
        table = read_table(html)
        return Setter(table, laid_out(table.model(), how)).document(), set_cells
    except NotPlain as why:
        if not isinstance(why, NoRows):
            logger.warning("laid out by WeasyPrint alone, which takes longer: %s", why)
        return laid_out(html, how), plain_cells


def _write(document: Document, page: Path, how: dict[str, Any], finisher: Finisher) -> None:
    document.write_pdf(page.with_suffix(".pdf"), finisher=finisher, **how)
    refuse_lost_letters(document)


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


def _say(name: str) -> None:
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()


@contextmanager
def _saying_which(folder: Path) -> Iterator[None]:
    try:
        yield
    except LettersLost as lost:
        (folder / LOST).write_text(lost.letters, encoding="utf-8")
        raise SystemExit(LETTERS_LOST) from lost


if __name__ == "__main__":
    end_with_parent()
    # What the engine says of signs that no font has, and the like, goes where the asker reads it.
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    place = Path(sys.argv[1])
    with saying_when_full(), _saying_which(place):
        main(place, merging=MERGING in sys.argv[2:])
