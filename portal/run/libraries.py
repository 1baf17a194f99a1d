"""The folder .venv with exactly the locked libraries, or no such folder at all."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.run.machine import lock_or_none
from portal.run.trouble import Trouble, tell

NO_NETWORK = re.compile(
    r"name resolution|NewConnectionError|ConnectTimeout|Network is unreachable|Connection refused"
    r"|Failed to establish|ProxyError|Read timed out|Could not find a version|No matching dist"
)
RUN, TESTS, BENCH = "run", "tests", "bench"


class Libraries:
    """`.venv/installed` names the lock each part was installed from; it is written last."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.previous = root / ".venv.previous"
        self.log = root / "var" / "install.log"
        self.locks = {
            RUN: root / "requirements.txt",
            TESTS: root / "tests" / "requirements.txt",
            BENCH: root / "tests" / "bench" / "requirements.txt",
        }

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def digest(self, part: str) -> str:
        text = f"{sys.version_info[:2]}".encode() + self.locks[part].read_bytes()
        return hashlib.sha256(text).hexdigest()

    def has(self, part: str, folder: Path | None = None) -> bool:
        """Whether a part is there whole and from the present lock."""
        try:
            stamp = (folder or self.folder).joinpath("installed").read_text(encoding="utf-8")
        except OSError:
            return False
        return f"{part} {self.digest(part)}" in stamp.splitlines()

    def ensure(self, *, tests: bool, bench: bool = False) -> None:
        with self._alone():
            self._settle_interrupted()
            if not self.has(RUN):
                with self._replacing():
                    self._create()
                    self._install(RUN)
            if tests and not self.has(TESTS):
                self._install(TESTS)
            if bench and not self.has(BENCH):
                self._install(BENCH)

    def _settle_interrupted(self) -> None:
        """An installation cut short left the folder before it aside: take that up again."""
        if self.previous.exists():
            if not self.has(RUN) and self.has(RUN, self.previous):
                shutil.rmtree(self.folder, ignore_errors=True)
                self.previous.rename(self.folder)
            shutil.rmtree(self.previous, ignore_errors=True)

    @contextmanager
    def _replacing(self) -> Iterator[None]:
        """Build afresh; on any failure what was there before comes back."""
        if self.folder.exists():
            self.folder.rename(self.previous)
        try:
            yield
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.previous.exists():
                self.previous.rename(self.folder)
            raise
        shutil.rmtree(self.previous, ignore_errors=True)

    def _create(self) -> None:
        tell("Tạo môi trường Python .venv", "making the Python environment .venv")
        done = self._logged([sys.executable, "-m", "venv", str(self.folder)])
        if done:
            raise Trouble(
                f"Không tạo được .venv: xem {self.log}, sửa rồi chạy lại.",
                f"The environment .venv could not be made: see {self.log}, then run again.",
            )

    def _install(self, part: str) -> None:
        tell(
            "Cài thư viện theo bản khóa, mất khoảng một phút",
            f"installing the locked libraries for {part}, about a minute",
        )
        command = [str(self.python), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
        options = ["--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
        patience = ["--retries=2", "--timeout=20"]
        lock = ["--require-hashes", "--requirement", str(self.locks[part])]
        if self._logged([*command, *options, *patience, *lock]):
            raise self._failure()
        with open(self.folder / "installed", "a", encoding="utf-8") as stamp:
            stamp.write(f"{part} {self.digest(part)}\n")

    def _failure(self) -> Trouble:
        if NO_NETWORK.search(self.log.read_text(encoding="utf-8", errors="replace")):
            return Trouble(
                "Không tải được thư viện Python: hãy kiểm tra kết nối mạng rồi chạy lại "
                f"(chi tiết: {self.log}).",
                "The Python libraries could not be fetched: check the network and run again "
                f"(details: {self.log}).",
            )
        return Trouble(
            f"Cài thư viện Python không thành công: xem {self.log}, sửa rồi chạy lại.",
            f"Installing the Python libraries failed: see {self.log}, then run again.",
        )

    def _logged(self, command: list[str]) -> int:
        with open(self.log, "w", encoding="utf-8") as log:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
                # Unless told, pip honours the person's own settings: mirrors and proxies stay.
                env={k: v for k, v in os.environ.items() if k not in {"PIP_USER", "PYTHONHOME"}},
            ).returncode

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two commands in one folder install one after the other."""
        descriptor = lock_or_none(self.root / "var" / "install.lock", wait=True)
        try:
            yield
        finally:
            os.close(descriptor)
