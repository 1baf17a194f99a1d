"""Runs the web server and the job worker, starts again what dies, and stops everything in order."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

from portal.run.child import Child
from portal.run.trouble import Trouble, give_up, no_embedded_server, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

GRACE_SECONDS = 4
WORKER_GRACE_SECONDS = 3
READY_SECONDS = 60
LOOK_SECONDS = 0.25
DEATHS_BEFORE_READY = 3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

NOT_READY = Trouble(
    "Cổng thông tin không khởi động được: hãy xem lỗi ghi ở trên, sửa rồi chạy lại.",
    "The portal could not start: see the error above, settle it and run again.",
)


class Supervisor:
    """`run` returns the exit code; children are stopped in the order in which they are given."""

    def __init__(
        self,
        children: list[Child],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
        abandoned: Callable[[], bool] = lambda: False,
        keep_up: Callable[[], object] = lambda: None,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self.children = children
        self.is_ready = is_ready
        self.when_ready = when_ready
        self.abandoned = abandoned
        self.keep_up = keep_up
        self.grace_seconds = grace_seconds
        self.ready = False
        self.asked_to_stop = 0

    def run(self) -> int:
        with self._signals() as woken:
            try:
                return self._look_after(woken)
            finally:
                self._stop_all()

    def _look_after(self, woken: int) -> int:
        give_up_at = time.monotonic() + READY_SECONDS
        while not self.asked_to_stop and not self.abandoned():
            self.keep_up()
            for child in self.children:
                self._attend(child)
            if not self.ready:
                if self.is_ready():
                    self.ready = True
                    self.when_ready()
                elif time.monotonic() > give_up_at or self._keeps_dying():
                    return give_up(NOT_READY)
            if select.select([woken], [], [], LOOK_SECONDS)[0]:
                os.read(woken, 4096)
        return 0

    def _attend(self, child: Child) -> None:
        code = child.bury()
        if code is not None:
            tell(f"{child.name} đã dừng (mã {code}), sẽ chạy lại", "it ended and is started again")
        if child.process is None and time.monotonic() >= child.due:
            child.start()

    def _keeps_dying(self) -> bool:
        return any(child.deaths >= DEATHS_BEFORE_READY for child in self.children)

    def _stop_all(self) -> None:
        for child in self.children:
            child.stop(0 if self.asked_to_stop > 1 else self.grace_seconds)

    @contextmanager
    def _signals(self) -> "Iterator[int]":
        """A descriptor that can be read when a signal came: a stop, or the death of a child."""
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        before = {
            number: signal.signal(number, self._note) for number in (*STOP_SIGNALS, signal.SIGCHLD)
        }
        old_wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(old_wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)

    def _note(self, number: int, frame: "FrameType | None") -> None:
        if number in STOP_SIGNALS:
            self.asked_to_stop += 1


def left_by_make(parent: int) -> Callable[[], bool]:
    """Whether the `make` that started us is gone or was told to stop.

    An interrupt sent to make alone never reaches its children: make stops minding the signal and
    waits for us to end.
    """
    return lambda: os.getppid() != parent or _is_interrupted_make(parent)


def _is_interrupted_make(pid: int) -> bool:
    """A make that neither catches nor ignores the interrupt any more, by /proc/PID/status."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    minded = int(fields.get("SigCgt", "0"), 16) | int(fields.get("SigIgn", "0"), 16)
    return fields.get("Name") == "make" and not minded >> (signal.SIGINT - 1) & 1


def answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as web:
        try:
            web.request("GET", "/healthz")
            return web.getresponse().status < 500
        except (OSError, HTTPException):
            return False


def portal_children(port: int) -> list[Child]:
    python = sys.executable
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file, made with a random name
    heartbeat = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    web = [
        *(python, "-m", "gunicorn", "portal.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", str(WORKER_GRACE_SECONDS)),
        *("--log-level", "warning", *heartbeat),
    ]
    worker = [
        *(python, "manage.py", "procrastinate", "worker", "--concurrency", "2"),
        *("--shutdown-graceful-timeout", str(WORKER_GRACE_SECONDS)),
    ]
    return [Child("Máy chủ web", web), Child("Tiến trình việc nền", worker)]


def announce(address: str) -> None:
    print(
        f"\nCổng thông tin đã sẵn sàng tại {address} — nhấn Ctrl-C để dừng.\n"
        f"(The portal is ready at {address}; Ctrl-C stops it.)\n",
        flush=True,
    )
    subprocess.run([sys.executable, "-m", "portal.run.prepare", "accounts"], check=False)


def main() -> int:
    parent = os.getppid()
    port = int(os.environ["PORT"])
    address = f"http://127.0.0.1:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings

    from portal.postgres.base import embedded_server
    from portal.postgres.embedded import ServerUnavailable

    # Held for the whole run: the database is the last to stop, and is started again if it dies.
    server = embedded_server(settings.DATABASES["default"])
    keep_up = server.hold if server else lambda: None
    try:
        keep_up()
        return Supervisor(
            portal_children(port),
            is_ready=lambda: answers(port),
            when_ready=lambda: announce(address),
            abandoned=left_by_make(parent),
            keep_up=keep_up,
        ).run()
    except ServerUnavailable as error:
        return give_up(no_embedded_server(error))
    finally:
        if server:
            server.release()


if __name__ == "__main__":
    for stop in STOP_SIGNALS:
        signal.signal(stop, lambda number, frame: sys.exit(128 + number))
    sys.exit(main())
