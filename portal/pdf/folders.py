"""Where a drawing works, and who draws on this machine.

A worker that is killed leaves its folder behind; the next drawing removes it. A lock tells which
are in use: the kernel drops it however a process dies.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "portal-pdf-"
IN_USE = "in-use"
# Younger ones may be about to take their lock.
YOUNG_SECONDS = 60


@contextmanager
def drawing_folder() -> Iterator[Path]:
    remove_left_folders()
    with TemporaryDirectory(prefix=PREFIX) as name, (Path(name) / IN_USE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(name)


def remove_left_folders() -> int:
    left = [folder for folder in Path(gettempdir()).glob(f"{PREFIX}*") if _is_left(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


@contextmanager
def at_work(*, alone: bool = False) -> Iterator[bool]:
    """Whether the cores of this machine are ours: one who draws for itself shares them with others
    who do, one who helps wants them `alone`."""
    # The folder itself is what is locked: nothing is left behind.
    descriptor = os.open(gettempdir(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _has(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _has(descriptor: int, lock: int) -> bool:
    try:
        fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_left(folder: Path) -> bool:
    try:
        if time.time() - folder.stat().st_mtime < YOUNG_SECONDS:
            return False
        with (folder / IN_USE).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return folder.is_dir()
    except OSError:
        # In use, or another account's.
        return False
    return True
