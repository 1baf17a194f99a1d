"""A stranger's signed PDF is read in a process of its own, with bounds on time and memory, an empty
environment and no more than a few at once: whatever a file does, it does to nobody."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from portal.signing.found import TOO_MUCH, Asked, Reading

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
# In each web process; anybody may ask.
AT_ONCE = 2
PLACES = threading.BoundedSemaphore(AT_ONCE)
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "LANG": "C.UTF-8",
}


class NotRead(Exception):
    """Nothing is known of the signatures."""


class Unreadable(NotRead):
    """The file is broken."""


class TooSlow(NotRead):
    """It takes longer, or more memory, than a stranger's file may."""


class Busy(NotRead):
    """Others are being read just now."""


def read_apart(data: bytes, asked: Asked) -> Reading:
    """Raises NotRead."""
    if not PLACES.acquire(blocking=False):
        raise Busy
    try:
        answer = _answer(data, asked)
    finally:
        PLACES.release()
    try:
        return Reading.of(json.loads(answer))
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable from error


def _answer(data: bytes, asked: Asked) -> bytes:
    command = [sys.executable, "-m", "portal.signing.read"]
    head = json.dumps(asked.data()).encode() + b"\n"
    try:
        ended = subprocess.run(
            command,
            input=head + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    # Below zero the kernel ended it: it took more of the processor than it may.
    if ended.returncode < 0 or ended.returncode == TOO_MUCH:
        raise TooSlow
    if ended.returncode:
        raise Unreadable
    return ended.stdout
