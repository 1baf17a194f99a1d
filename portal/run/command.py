"""Run a program to its end, and let it clean up when we are told to stop."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping

CLEAN_UP_SECONDS = 15


def call(command: list[str], env: Mapping[str, str] | None = None) -> int:
    """The exit code. Unlike subprocess.run an interruption does not kill it in mid-air."""
    process = subprocess.Popen(command, env=env)
    try:
        return process.wait()
    except BaseException as interruption:
        # Ctrl-C reached it too, through the terminal; a plain kill reached only us.
        if not isinstance(interruption, KeyboardInterrupt):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(CLEAN_UP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise
