"""One program the supervisor looks after."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
STEADY_SECONDS = 60
LONGEST_DELAY_SECONDS = 30

_libc = ctypes.CDLL(None)


def _end_with_parent() -> None:
    """Even a supervisor that is killed outright leaves nobody behind."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    first_delay_seconds: float = 0.5
    process: subprocess.Popen | None = None
    deaths: int = 0
    due: float = 0.0
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then
        # stops its children in order.
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def bury(self) -> int | None:
        """When it has died: the exit code, and the time from which it may be started again."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self._kill_group()
        self.process = None
        steady = time.monotonic() - self.started > STEADY_SECONDS
        self.deaths = 1 if steady else self.deaths + 1
        delay = self.first_delay_seconds * 2 ** (self.deaths - 1)
        self.due = time.monotonic() + min(delay, LONGEST_DELAY_SECONDS)
        return code

    def stop(self, grace_seconds: float) -> None:
        """Ask it to end, wait, then end it and whatever it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_seconds)
        self._kill_group()
        self.process.wait()
        self.process = None

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
