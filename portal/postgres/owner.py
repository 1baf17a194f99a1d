"""Who runs the embedded server. PostgreSQL refuses to be root, so root lends it another account."""

import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "pgserver"
PASS = stat.S_IXOTH
READ = stat.S_IROTH


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_current(self) -> bool:
        return self.uid == os.geteuid()

    def as_process_options(self) -> dict[str, object]:
        if self.is_current:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account(folder: Path, data: Path, binaries: Path) -> Account:
    """The account of the server; for root, one that can reach its folder and its binaries."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    account = _account_for_root(data)
    os.chown(folder, account.uid, account.gid)
    package = binaries.parent.parent
    for path in (folder, package):
        _open_parents(path)
    if not binaries.joinpath("postgres").stat().st_mode & PASS:
        _open_tree(binaries.parent)
        _open_tree(package.with_name(package.name + ".libs"))
    return account


def private_folder(path: Path, account: Account) -> None:
    """A folder only the account may enter; refuse one that somebody else laid there first."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if found.st_uid not in {os.geteuid(), account.uid} or not stat.S_ISDIR(found.st_mode):
        raise PermissionError(f"{path} belongs to somebody else")
    if not account.is_current:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)


def own_file(path: Path, account: Account) -> None:
    path.touch(mode=0o600)
    if not account.is_current:
        os.chown(path, account.uid, account.gid)


def _account_for_root(data: Path) -> Account:
    """A cluster that a person made keeps its owner; otherwise a system user made for this."""
    if data.exists() and (found := data.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        subprocess.run(
            [*command, "--shell=/usr/sbin/nologin", SYSTEM_USER], check=True, capture_output=True
        )
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def _open_parents(path: Path) -> None:
    """Let others pass through (not read) every folder above; say so, for it outlasts the run."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & PASS:
            parent.chmod(stat.S_IMODE(mode) | PASS)
            sys.stderr.write(
                f"Đã cho phép đi qua thư mục {parent} để PostgreSQL chạy dưới tài khoản "
                f"{SYSTEM_USER}.\n(Opened {parent} for passing through, for PostgreSQL's account "
                f"{SYSTEM_USER}.)\n"
            )


def _open_tree(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(stat.S_IMODE(mode) | READ | (PASS if mode & stat.S_IXUSR else 0))
