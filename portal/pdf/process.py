"""How a process that works for another ends: with it, or with a number that says why."""

import ctypes
import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# <sys/prctl.h>
SET_PARENT_DEATH_SIGNAL = 1
# What a process ends with when there was no room to write, or when letters were lost: which, stands
# in a file of the folder.
DISK_FULL = 74
LETTERS_LOST = 75
LOST = "letters-lost.txt"
# The name of the part that is drawn with all styles; the others are pieces.
BODY = "body"
# Said to the process that draws, when it shall also join what it drew.
MERGING = "merging"
# The last line of what one process tells another; without it the one that asked is gone.
END = "."


def end_with_parent() -> None:
    """Nobody waits for what this process makes once its parent is gone (Linux; elsewhere it
    ends with its work)."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


@contextmanager
def saying_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SystemExit(DISK_FULL) from error
        raise
