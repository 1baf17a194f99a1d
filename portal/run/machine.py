"""What is checked before anything on the machine is touched."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from portal.run.trouble import Trouble

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
FIRST_INSTALL_MB = 2000
LATER_MB = 300


def check_python(version: tuple[int, ...]) -> None:
    if OLDEST_PYTHON <= version[:2] <= NEWEST_PYTHON:
        return
    found = ".".join(map(str, version[:2]))
    raise Trouble(
        f"Cần Python từ 3.11 đến 3.13, máy đang dùng Python {found}: hãy chỉ ra bản phù hợp, "
        "ví dụ make run PYTHON=python3.12.",
        f"Python 3.11 to 3.13 is needed and this is {found}: name a suitable one, "
        "for example make run PYTHON=python3.12.",
    )


def check_disk(free_bytes: int, *, installed: bool) -> None:
    needed = LATER_MB if installed else FIRST_INSTALL_MB
    free = free_bytes // 1_000_000
    if free < needed:
        raise Trouble(
            f"Ổ đĩa còn {free} MB trống, cần ít nhất {needed} MB: hãy giải phóng thêm rồi "
            "chạy lại.",
            f"{free} MB of disk are free and {needed} MB are needed: free some and run again.",
        )


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def read_port(value: str) -> int:
    """The number in PORT; nothing given means 8000."""
    text = value.strip() or "8000"
    if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(
        f"PORT phải là một số từ 1 đến 65535, không phải “{text}”.",
        f"PORT must be a number from 1 to 65535, not “{text}”.",
    )


def check_port_is_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port whose last connections are still closing is free; one that is listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(
                f"Tài khoản này không được mở cổng {port}: hãy chọn cổng từ 1024 trở lên, "
                "ví dụ make run PORT=8001.",
                f"This account may not open port {port}: choose one from 1024 up, "
                "for example make run PORT=8001.",
            ) from None
        except OSError:
            raise Trouble(
                f"Cổng {port} đang được chương trình khác dùng: hãy tắt chương trình đó hoặc chọn "
                "cổng khác, ví dụ make run PORT=8001.",
                f"Port {port} is used by another program: stop it or choose another port, "
                "for example make run PORT=8001.",
            ) from None


def check_database_url(url: str) -> None:
    """Whether DATABASE_URL could be an address at all. Never repeats it: it holds a password."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        complete = parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1
        complete = complete and (parts.port is None or parts.port > 0)
    except ValueError:
        complete = False
    if not complete:
        raise Trouble(
            "DATABASE_URL không đúng dạng postgresql://người-dùng:mật-khẩu@máy-chủ:5432/tên: hãy "
            "sửa lại, hoặc bỏ trống để dùng PostgreSQL kèm theo.",
            "DATABASE_URL does not look like postgresql://user:password@host:5432/name: correct "
            "it, or leave it out to use the embedded PostgreSQL.",
        )


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise Trouble(
            f"Không ghi được vào thư mục {folder}: hãy chạy bằng tài khoản sở hữu thư mục này.",
            f"The folder {folder} cannot be written: run as the account that owns it.",
        )


def lock_or_none(path: Path, *, wait: bool = False) -> int | None:
    """An exclusive lock, kept until the returned descriptor is closed; None when another has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def claim_run(path: Path, address: str) -> int:
    """Hold the one place there is for a running portal in this folder, and write its address."""
    descriptor = lock_or_none(path)
    if descriptor is None:
        other = path.read_text(encoding="utf-8").strip()
        raise Trouble(
            f"Cổng thông tin của thư mục này đang chạy tại {other}: hãy dừng nó bằng Ctrl-C trước.",
            f"The portal of this folder is running already at {other}: stop it with Ctrl-C first.",
        )
    os.ftruncate(descriptor, 0)
    os.write(descriptor, address.encode())
    return descriptor
