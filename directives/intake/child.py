"""The child process of `sandbox`: sets its own bounds before it looks at a byte of the file."""

import gc
import os
import resource
import sys
from typing import BinaryIO

from directives.intake.read import MAX_BYTES
from directives.intake.sandbox import (
    ASKS,
    COUNT,
    HOW_MANY,
    IMAGE,
    READ,
    REFUSED,
    SECONDS,
    STEP,
    Asked,
    Question,
    Sent,
)
from directives.intake.source import NeedsAnswer, UnreadableFile
from directives.intake.wire import dumps, loads
from directives.intake.words import gettext_noop

# A file may take memory by its size: a small one that wants more is a bomb. Recognising letters
# needs the whole whatever the size; LibreOffice bounds itself.
MEMORY_BYTES, MEMORY_EACH_BYTE, MOST_MEMORY_BYTES = 256 * 1024**2, 150, 3 * 1024**3
FILE_BYTES = 200 * 1024**2
OPEN_FILES = 64
BROKEN = gettext_noop(
    "Không đọc được tệp: tệp bị hỏng hoặc không theo chuẩn. Hãy lưu lại rồi gửi lại."
)


def bound(size: int, *, ocr: bool) -> None:
    """LibreOffice and recognising letters are processes of their own, with bounds of theirs."""
    os.nice(5)
    memory = min(MEMORY_BYTES + MEMORY_EACH_BYTE * size, MOST_MEMORY_BYTES)
    memory = MOST_MEMORY_BYTES if ocr else memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, 2 * MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, 4 * OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not ocr:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main(given: BinaryIO, out: BinaryIO) -> None:
    length = int.from_bytes(given.read(4), "big")
    asked = loads(Asked, given.read(length))
    data = given.read(MAX_BYTES + 1)
    bound(len(data), ocr=asked.answers.ocr)
    # For one file: it makes many things and few circles, and looking for those takes a tenth.
    gc.disable()
    say(out, answer_to(asked, data, out))


def answer_to(asked: Asked, data: bytes, out: BinaryIO) -> bytes:
    try:
        return _done(asked, data, out)
    except UnreadableFile as refusal:
        return REFUSED + str(refusal).encode()
    except NeedsAnswer as asks:
        return ASKS + dumps(Question(asks.question, asks.sentence, asks.sample))
    except Exception:
        # A library that stumbles over a broken file raises whatever it likes.
        return REFUSED + BROKEN.encode()


def _done(asked: Asked, data: bytes, out: BinaryIO) -> bytes:
    if asked.page == HOW_MANY:
        from directives.intake.readers.pdf import page_count

        return COUNT + str(page_count(data)).encode()
    if asked.page:
        from directives.intake.readers.pdf import page_image

        return IMAGE + page_image(data, asked.page, asked.width)
    from directives.intake import documents_of
    from directives.intake.read import read

    source = read(
        data,
        asked.name,
        asked.answers,
        lambda done, total: say(out, STEP + f"{done}/{total}".encode()),
    )
    return READ + dumps(Sent.of(source, documents_of(source)))


def say(out: BinaryIO, message: bytes) -> None:
    out.write(len(message).to_bytes(4, "big") + message)
    out.flush()


if __name__ == "__main__":
    # Whatever a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(sys.stdin.buffer, answers)
