"""A body and long annexes to one PDF, in pieces: the memory of one piece, the speed of all cores.

One WeasyPrint document of 3,000 rows takes 30 s and 650 MB, and both grow faster than the rows.
"""

import errno
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from portal.pdf import standards
from portal.pdf.process import DISK_FULL, END
from portal.refusals import Refused

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Annex:
    """`pieces` are whole HTML documents, `count` how many; each begins on a new page."""

    title: str
    pieces: Iterable[str]
    count: int


class DrawingFailed(Exception):
    """The drawing process ended before its work; says what it wrote last."""


def render_long(
    body: str, annexes: Sequence[Annex], *, digits: str, progress: Progress | None = None
) -> bytes:
    """A tagged PDF; `digits` is a page whose number place shows 0123456789 (see numbering).
    Raises DrawingFailed, or Refused where the disk is full."""
    try:
        with TemporaryDirectory(prefix="portal-pdf-") as name:
            return _drawn(Path(name), body, annexes, digits, progress)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _no_room() from error
        raise


def _drawn(
    folder: Path, body: str, annexes: Sequence[Annex], digits: str, progress: Progress | None
) -> bytes:
    _write(folder, "body", body)
    _write(folder, "digits", digits)
    standards.tell(folder, settings.PDF_VARIANT)
    total = 1 + sum(annex.count for annex in annexes)
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.pdf.pieces", str(folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with process:
            # A process that ended too early has closed the pipe, which may show on closing
            # it only; its code tells why.
            with suppress(BrokenPipeError), process.stdin as handed:
                _hand_over(folder, annexes, handed)
            for number, _line in enumerate(process.stdout, start=1):
                if progress:
                    progress(number, total)
    if process.returncode == DISK_FULL:
        raise _no_room()
    if process.returncode:
        raise DrawingFailed((folder / "errors.txt").read_text(encoding="utf-8")[-2000:])
    return (folder / "whole.pdf").read_bytes()


def _hand_over(folder: Path, annexes: Sequence[Annex], to: TextIO) -> None:
    """Each piece as soon as it is written, so that drawing begins with the first."""
    listed = []
    for place, annex in enumerate(annexes, start=1):
        names = []
        for number, html in enumerate(annex.pieces, start=1):
            names.append(f"{place}-{number}")
            _write(folder, names[-1], html)
            to.write(f"{names[-1]}\n")
            to.flush()
        listed.append({"title": annex.title, "pieces": names})
    (folder / "annexes.json").write_text(json.dumps(listed), encoding="utf-8")
    to.write(f"{END}\n")


def _write(folder: Path, name: str, html: str) -> None:
    (folder / f"{name}.html").write_text(html, encoding="utf-8")


def _no_room() -> Refused:
    return Refused(
        _(
            "Máy chủ không còn đủ chỗ trên đĩa để dựng tệp PDF. "
            "Hãy báo quản trị hệ thống giải phóng dung lượng, rồi dựng lại."
        )
    )
