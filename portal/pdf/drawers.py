"""The process that draws on all cores of this machine, seen from the one that started it."""

import logging
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from django.conf import settings

from portal.pdf import standards
from portal.pdf.process import DISK_FULL, END, LETTERS_LOST, LOST, MERGING
from portal.pdf.refusing import letters_lost, no_room

COMMAND = [sys.executable, "-m", "portal.pdf.pieces"]
ERRORS = "errors.txt"
LAST_WORDS = 2000
logger = logging.getLogger(__name__)


class DrawingFailed(Exception):
    """The drawing process ended before its work; says what it wrote last."""


class Drawers:
    """Parts are handed over by name and come back by name, in any order. `merging`: when there are
    no more, the process joins them to `whole.pdf`."""

    def __init__(self, folder: Path, *, merging: bool) -> None:
        self.folder = folder
        self.in_hand = 0
        self._said: SimpleQueue[str] = SimpleQueue()
        standards.tell(folder, settings.PDF_VARIANT)
        with (folder / ERRORS).open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [*COMMAND, str(folder), *([MERGING] if merging else [])],
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._process.kill()
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def write(self, name: str, html: str) -> None:
        (self.folder / f"{name}.html").write_text(html, encoding="utf-8")

    def hand(self, name: str) -> None:
        self.in_hand += 1
        self._tell(name)

    def drawn(self, *, wait: float | None = None) -> str:
        """The next part that is drawn; "" where none is within so many seconds. Raises what
        `finish` raises when the process has ended before."""
        try:
            said = self._said.get(timeout=wait) if wait != 0 else self._said.get_nowait()
        except Empty:
            return ""
        if said == END:
            self._fail()
        self.in_hand -= 1
        return said

    def pdf(self, name: str) -> bytes:
        return (self.folder / f"{name}.pdf").read_bytes()

    def finish(self) -> None:
        """When all that was handed over is drawn. Raises DrawingFailed, or Refused where the disk
        is full or letters are missing."""
        self._tell(END)
        if self._process.wait():
            self._fail()
        if said := self._last_words():
            logger.warning("drawn, but: %s", said)

    def _tell(self, line: str) -> None:
        # One that ended too early has closed the pipe; its code tells why, later.
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._said.put(line.strip())
        self._said.put(END)
        self._process.stdout.close()

    def _fail(self) -> None:
        code = self._process.wait()
        if code == DISK_FULL:
            raise no_room()
        if code == LETTERS_LOST:
            raise letters_lost((self.folder / LOST).read_text(encoding="utf-8"))
        raise DrawingFailed(self._last_words())

    def _last_words(self) -> str:
        return (self.folder / ERRORS).read_text(encoding="utf-8")[-LAST_WORDS:]
