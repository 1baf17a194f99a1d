"""A process that is killed at a moment of one's choice: kill -9 from within, between statements.

A moment is a number: each statement the process sends counts one before it is sent, each commit one
before and one after. A ground is one Django process that forks for each attempt, so that an attempt
costs no start of its own; the parent of the fork never opens a connection.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.signals import connection_created

from tests.serving import ROOT, address_of_database

START = """
import sys
import django
from tests.killing import attempts
django.setup()
attempts(*sys.argv[1:])
"""


@dataclass
class Ground:
    process: subprocess.Popen

    def attempt(self, *words: object, dies_at: int = 0) -> int:
        """Do it in a process of its own; how many moments it lived, negative if it was killed."""
        self.process.stdin.write(" ".join(str(word) for word in (dies_at, *words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the ground itself is gone"
        lived, status = map(int, answer.split())
        assert status in {0, -signal.SIGKILL}, status
        assert (status == 0) is (dies_at == 0 or lived < dies_at)
        return lived if status == 0 else -lived


@contextmanager
def killing_ground(module: str, files: str) -> Iterator[Ground]:
    """`module` has a function `act(*words)`; it sees the database and the files of the test."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, module, files],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Ground(process)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def surroundings() -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_LOCAL": "1",
        "DATABASE_URL": address_of_database(),
    }


# --- in the process that dies ---------------------------------------------------------------------
def attempts(module: str, files: str) -> None:
    """One a line: the moment of death (0: none) and what to do."""
    from importlib import import_module

    settings.STORAGES["default"]["OPTIONS"]["location"] = files
    act = import_module(module).act
    for line in sys.stdin:
        dies_at, *words = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _attempt(act, words, int(dies_at), writing)
        os.close(writing)
        _pid, status = os.waitpid(child, 0)
        lived = os.read(reading, 1 << 16).count(b".")
        os.close(reading)
        sys.stdout.write(f"{lived} {os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _attempt(act: object, words: list[str], dies_at: int, told: int) -> None:
    try:
        die_at(dies_at, told)
        act(*words)
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def die_at(moment: int, told: int) -> None:
    """Of this process; `told` takes a dot a moment."""
    moments = count(1)

    def pass_by() -> None:
        os.write(told, b".")
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def asked(execute: object, sql: str, params: object, many: bool, context: dict) -> object:
        pass_by()
        return execute(sql, params, many, context)

    connection_created.connect(
        lambda connection, **_given: connection.execute_wrappers.append(asked), weak=False
    )
    commit = DatabaseWrapper._commit

    def committed(self: DatabaseWrapper) -> None:
        pass_by()
        commit(self)
        pass_by()

    DatabaseWrapper._commit = committed
