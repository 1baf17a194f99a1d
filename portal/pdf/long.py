"""A body and long annexes to one PDF, in pieces: the memory of one piece, the speed of all cores.

One WeasyPrint document of 3,000 rows takes 30 s and 650 MB, and both grow faster than the rows.
"""

import errno
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from portal.pdf.drawers import Drawers
from portal.pdf.folders import at_work, drawing_folder
from portal.pdf.process import BODY
from portal.pdf.refusing import no_room
from portal.pdf.sharing import draw_together, helpers_at_hand

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Annex:
    """`pieces` are whole HTML documents, `count` how many; each begins on a new page."""

    title: str
    pieces: Iterable[str]
    count: int


def render_long(
    body: str,
    annexes: Sequence[Annex],
    *,
    digits: str,
    progress: Progress | None = None,
    shared: bool = False,
) -> bytes:
    """A tagged PDF; `digits` is a page whose number place shows 0123456789 (see numbering).
    `shared`: other machines' job workers may draw pieces too (see sharing); not in a transaction.
    Raises DrawingFailed, or Refused where the disk is full or the fonts lack letters."""
    try:
        with drawing_folder() as folder, at_work():
            return _drawn(folder, body, annexes, digits, progress or _nobody, shared)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise no_room() from error
        raise


def _drawn(
    folder: Path,
    body: str,
    annexes: Sequence[Annex],
    digits: str,
    progress: Progress,
    shared: bool,
) -> bytes:
    count = sum(annex.count for annex in annexes)
    listed = [{"title": annex.title, "pieces": names} for annex, names in _named(annexes)]
    (folder / "annexes.json").write_text(json.dumps(listed), encoding="utf-8")
    (folder / "digits.html").write_text(digits, encoding="utf-8")
    with Drawers(folder, merging=True) as drawers:
        drawers.write(BODY, body)
        drawers.hand(BODY)
        helpers = helpers_at_hand(count) if shared else 0
        drawn = (
            draw_together(drawers, _pieces(annexes), helpers)
            if helpers
            else _draw_alone(drawers, _pieces(annexes))
        )
        with closing(drawn):
            for number, _name in enumerate(drawn, start=1):
                progress(number, 1 + count)
        drawers.finish()
    return (folder / "whole.pdf").read_bytes()


def _draw_alone(drawers: Drawers, pieces: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Each piece is handed over as soon as it is written, so that drawing begins with the first."""
    for name, html in pieces:
        drawers.write(name, html)
        drawers.hand(name)
        while drawn := drawers.drawn(wait=0):
            yield drawn
    while drawers.in_hand:
        yield drawers.drawn()


def _named(annexes: Sequence[Annex]) -> Iterator[tuple[Annex, list[str]]]:
    for place, annex in enumerate(annexes, start=1):
        yield annex, [f"{place}-{number}" for number in range(1, annex.count + 1)]


def _pieces(annexes: Sequence[Annex]) -> Iterator[tuple[str, str]]:
    for annex, names in _named(annexes):
        yield from zip(names, annex.pieces, strict=True)


def _nobody(_done: int, _total: int) -> None:
    pass
