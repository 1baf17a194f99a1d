"""Reading in a child process with bounds: whatever a file does, it does to nobody.

The child gets the bytes on its input and says on its output how far it is and what it read, as
data. It has no secrets in its environment, an empty folder, and limits on memory, time and files.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from directives.intake.read import Progress
from directives.intake.source import Answers, NeedsAnswer, Source, UnreadableFile
from directives.intake.tree import DraftDocument
from directives.intake.wire import dumps, loads
from directives.intake.words import gettext_noop

ROOT = Path(__file__).resolve().parents[2]
# How the child's answer begins.
READ, IMAGE, COUNT, REFUSED, ASKS, STEP = b"R", b"I", b"N", b"U", b"Q", b"P"
# Asked for instead of a page: how many there are.
HOW_MANY = -1
SECONDS, OCR_SECONDS = 60, 1800
MAX_OUTPUT_BYTES = 200 * 1024**2
BROKEN = gettext_noop(
    "Không đọc được tệp: tệp bị hỏng, hoặc đọc tốn quá nhiều bộ nhớ. Hãy lưu lại rồi gửi."
)
TOO_LONG = gettext_noop(
    "Đọc tệp quá lâu nên đã dừng. Hãy tách tệp hoặc lưu lại dưới dạng khác rồi gửi lại."
)


@dataclass(frozen=True)
class Asked:
    """What the child is to do: `page` 0 is to read, HOW_MANY to count pages, else to draw one."""

    name: str
    answers: Answers
    page: int = 0
    width: int = 0


@dataclass(frozen=True)
class Reading:
    source: Source
    documents: tuple[DraftDocument, ...]


@dataclass(frozen=True)
class Sent:
    """A reading on its way. The lines of the documents are those of the source, run by run: they go
    over once, and each document says how many are its own."""

    source: Source
    documents: tuple[DraftDocument, ...]
    lengths: tuple[int, ...]

    @staticmethod
    def of(source: Source, documents: list[DraftDocument]) -> "Sent":
        bare = tuple(replace(document, lines=()) for document in documents)
        return Sent(source, bare, tuple(len(document.lines) for document in documents))

    def received(self) -> Reading:
        """Raises ValueError where the lines are not all the documents'."""
        edges = [0, *accumulate(self.lengths)]
        if edges[-1] != len(self.source.lines):
            raise ValueError("lines of no document")
        documents = (
            replace(document, lines=self.source.lines[start:end])
            for document, (start, end) in zip(self.documents, pairwise(edges), strict=True)
        )
        return Reading(self.source, tuple(documents))


@dataclass(frozen=True)
class Question:
    question: str
    sentence: str
    sample: str


def read_safely(
    data: bytes,
    name: str = "",
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Raises UnreadableFile and NeedsAnswer, as `read` does."""
    answers = answers or Answers()
    seconds = OCR_SECONDS if answers.ocr else SECONDS
    answer = _answer_of(Asked(name, answers), data, seconds, progress)
    if answer[:1] != READ:
        raise UnreadableFile(BROKEN)
    try:
        return loads(Sent, answer[1:]).received()
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableFile(BROKEN) from None


def page_image_safely(data: bytes, page: int, width: int) -> bytes:
    """A page of a PDF as PNG, `width` pixels wide. Raises UnreadableFile."""
    answer = _answer_of(Asked("", Answers(), page, width), data, SECONDS, None)
    if answer[:1] != IMAGE:
        raise UnreadableFile(BROKEN)
    return answer[1:]


def page_count_safely(data: bytes) -> int:
    """How many pages a PDF has. Raises UnreadableFile."""
    answer = _answer_of(Asked("", Answers(), HOW_MANY), data, SECONDS, None)
    if answer[:1] != COUNT or not answer[1:].isdigit():
        raise UnreadableFile(BROKEN)
    return int(answer[1:])


def _answer_of(asked: Asked, data: bytes, seconds: int, progress: Progress | None) -> bytes:
    """The last thing the child said; a refusal and a question are raised."""
    with tempfile.TemporaryDirectory(prefix="doc-tep-") as folder:
        answer = _run(asked, data, seconds, progress, folder)
    if answer[:1] == REFUSED:
        raise UnreadableFile(answer[1:].decode(errors="replace"))
    if answer[:1] == ASKS:
        question = _question(answer[1:])
        raise NeedsAnswer(question.question, question.sentence, question.sample)
    return answer


def _question(answer: bytes) -> Question:
    try:
        return loads(Question, answer)
    except (ValueError, TypeError, KeyError):
        raise UnreadableFile(BROKEN) from None


def _run(asked: Asked, data: bytes, seconds: int, progress: Progress | None, folder: str) -> bytes:
    process = subprocess.Popen(
        [sys.executable, "-m", "directives.intake.child"],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    late = threading.Event()
    timer = threading.Timer(seconds, lambda: (late.set(), _end(process)))
    timer.daemon = True
    timer.start()
    feeding = threading.Thread(target=_feed, args=(process, asked, data), daemon=True)
    feeding.start()
    try:
        answer = _listen(process, progress)
    finally:
        timer.cancel()
        _end(process)
        feeding.join()
        process.stdout.close()
    if late.is_set():
        raise UnreadableFile(TOO_LONG)
    return answer


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours: no address of a database, no key."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }


def _feed(process: subprocess.Popen, asked: Asked, data: bytes) -> None:
    """A child that ended early no longer listens; its answer says why."""
    head = dumps(asked)
    try:
        process.stdin.write(len(head).to_bytes(4, "big") + head + data)
        process.stdin.close()
    except (BrokenPipeError, OSError, ValueError):
        pass


def _listen(process: subprocess.Popen, progress: Progress | None) -> bytes:
    """Messages of four bytes of length and a body, until the last or the end."""
    answer = b""
    while len(head := process.stdout.read(4)) == 4:
        length = int.from_bytes(head, "big")
        if not 0 < length <= MAX_OUTPUT_BYTES:
            return b""
        answer = process.stdout.read(length)
        if len(answer) < length:
            return b""
        if answer[:1] != STEP:
            return answer
        _tell(progress, answer)
    return b""


def _tell(progress: Progress | None, step: bytes) -> None:
    if progress:
        done, total = step[1:].split(b"/")
        progress(int(done), int(total))


def _end(process: subprocess.Popen) -> None:
    """With every process it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
