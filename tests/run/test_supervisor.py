"""The supervisor with tiny children, in a process of its own because it listens for signals.

Everything waits on the pipe that the children write to; a watchdog bounds the wait, and an alarm
ends a child that outlives it and would hold the pipe open.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WATCHDOG_SECONDS = 30
CHILDREN = {
    "steady": "say(name, os.getpid()); signal.pause()",
    "polite": "signal.signal(signal.SIGTERM, lambda *a: (say(name, 'ended'), sys.exit()));"
    "say(name, os.getpid()); signal.pause()",
    "deaf": "signal.signal(signal.SIGTERM, signal.SIG_IGN); say(name, os.getpid());"
    "[signal.pause() for _ in range(9)]",
    "parent": "p = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']);"
    "say(name, p.pid); signal.pause()",
    "broken": "sys.exit(3)",
}
PRELUDE = """
import os, signal, subprocess, sys
signal.alarm(25)
# One write a line: what several processes print must not be mixed up.
say = lambda *words: os.write(1, (" ".join(map(str, words)) + chr(10)).encode())
"""
SCRIPT = (
    PRELUDE
    + """
from portal.run.child import Child
from portal.run.supervisor import Supervisor, left_by_make
children, ready = {children!r}, {ready}
sys.exit(Supervisor(
    [
        Child(name, [sys.executable, "-c", {prelude!r} + f"name = {{name!r}};" + code],
              first_delay_seconds=0.01)
        for name, code in children
    ],
    is_ready=lambda: ready,
    when_ready=lambda: say("ready"),
    abandoned=left_by_make(os.getppid()),
    grace_seconds=0.3,
).run())
"""
)


class Supervised:
    def __init__(self, command):
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.watchdog = threading.Timer(WATCHDOG_SECONDS, self.kill)
        self.watchdog.start()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def hear(self, *beginnings):
        """The rest of the next line that starts with each of the words, in any order."""
        heard, lines = {}, []
        for line in self.process.stdout:
            lines.append(line)
            word, _, rest = line.strip().partition(" ")
            if word in beginnings:
                heard[word] = rest
            if len(heard) == len(beginnings):
                return [heard[word] for word in beginnings]
        raise AssertionError(f"heard only {heard} in {lines}, ended {self.process.poll()}")

    def end(self):
        rest = self.process.stdout.read()
        return self.process.wait(), rest

    def close(self):
        self.watchdog.cancel()
        if self.process.poll() is None:
            self.kill()
        self.process.wait()
        self.process.stdout.close()


def script(*names, ready=True):
    children = [(name, CHILDREN[name]) for name in names]
    return SCRIPT.format(children=children, ready=ready, prelude=PRELUDE)


@pytest.fixture
def supervise():
    started = []

    def start(*names, ready=True):
        started.append(Supervised([sys.executable, "-c", script(*names, ready=ready)]))
        return started[-1]

    yield start
    for supervised in started:
        supervised.close()


def is_gone(pid):
    """Ended; that init has not buried it yet does not matter."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_dead_child_is_started_again(supervise):
    supervised = supervise("steady")
    first, _ = supervised.hear("steady", "ready")
    os.kill(int(first), signal.SIGKILL)
    (second,) = supervised.hear("steady")
    assert second != first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_every_child(supervise, number):
    supervised = supervise("steady", "deaf")
    pids = supervised.hear("steady", "deaf", "ready")[:2]
    supervised.process.send_signal(number)
    assert supervised.end()[0] == 0
    assert all(is_gone(pid) for pid in pids)


def test_children_stop_in_their_order(supervise):
    supervised = supervise("polite", "deaf")
    _, deaf, _ = supervised.hear("polite", "deaf", "ready")
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.hear("polite") == ["ended"]
    assert supervised.end() == (0, "")
    assert is_gone(deaf)


def test_what_a_child_started_stops_with_it(supervise):
    supervised = supervise("parent")
    grandchild, _ = supervised.hear("parent", "ready")
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0
    assert is_gone(grandchild)


def test_children_end_when_the_supervisor_is_killed_outright(supervise):
    supervised = supervise("polite")
    supervised.hear("polite", "ready")
    supervised.process.kill()
    assert supervised.hear("polite") == ["ended"]


def test_a_portal_that_cannot_start_is_given_up_in_words(supervise):
    supervised = supervise("steady", "broken", ready=False)
    (steady,) = supervised.hear("steady")
    code, said = supervised.end()
    assert code == 1
    assert "không khởi động được" in said
    assert is_gone(steady)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_make_alone_stops_everything(tmp_path, number):
    tmp_path.joinpath("script.py").write_text(script("steady"), encoding="utf-8")
    tmp_path.joinpath("Makefile").write_text(
        f"run:\n\t@env PYTHONPATH={ROOT} {sys.executable} {tmp_path}/script.py\n", encoding="utf-8"
    )
    supervised = Supervised(["make", "-f", str(tmp_path / "Makefile"), "run"])
    try:
        pid, _ = supervised.hear("steady", "ready")
        supervised.process.send_signal(number)
        assert supervised.end()[0] != 0
        assert is_gone(pid)
    finally:
        supervised.close()
