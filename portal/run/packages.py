"""Debian packages: which are missing, and installing them with what rights there are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

from portal.run.trouble import Trouble, tell

# Each line: packages of which one is enough, the first that can be had is installed.
# Liberation 2 has every Vietnamese letter; fonts-liberation is version 2 since Debian 13 only.
FONTS = ("fonts-liberation2", "fonts-liberation")
FOR_RUN = [
    ("libpango-1.0-0",),
    ("libpangoft2-1.0-0",),
    ("libharfbuzz-subset0",),
    ("gettext",),
    FONTS,
]
FOR_TESTS = [
    ("chromium",),
    # For the validator of HTML.
    ("default-jre-headless", "openjdk-17-jre-headless", "openjdk-21-jre-headless"),
    ("libreoffice-writer-nogui",),
    ("nginx",),
    ("tesseract-ocr",),
    ("tesseract-ocr-vie",),
]
NO_NETWORK = re.compile(r"Temporary failure|Could not (resolve|connect)|Failed to fetch|Unable to")


def wanted(*, tests: bool) -> list[tuple[str, ...]]:
    """What this machine needs; an interpreter outside apt brings its own venv."""
    groups = [*FOR_RUN, *(FOR_TESTS if tests else [])]
    if find_spec("ensurepip") is None:
        groups.append((f"python3.{sys.version_info[1]}-venv",))
    return groups


def is_good(package: str, version: str) -> bool:
    """Whether this version of a package gives what it is wanted for."""
    if not version:
        return False
    upstream = version.split(":")[-1]
    return package not in FONTS or int(re.match(r"\d*", upstream).group() or 0) >= 2


def missing(groups: list[tuple[str, ...]], installed: dict[str, str]) -> list[tuple[str, ...]]:
    """The groups of which no package is installed in a good version."""
    return [
        group
        for group in groups
        if not any(is_good(package, installed.get(package, "")) for package in group)
    ]


def choose(group: tuple[str, ...], candidates: dict[str, str]) -> str:
    """The first package of a group that apt can give in a good version."""
    for package in group:
        if is_good(package, candidates.get(package, "")):
            return package
    return group[0]


def installed_versions(packages: list[str]) -> dict[str, str]:
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package} ${Version}\n"]
    lines = subprocess.run(
        [*command, *packages], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    rows = [line.split() for line in lines]
    return {row[1]: row[2] for row in rows if row[0] == "installed" and len(row) == 3}


def candidate_versions(packages: list[str]) -> dict[str, str]:
    text = subprocess.run(
        ["apt-cache", "policy", *packages],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout
    found = re.findall(r"^(\S+):\n.*\n\s+Candidate: (\S+)", text, re.MULTILINE)
    return {name: version for name, version in found if version != "(none)"}


def rights(*, uid: int, sudo: bool, sudo_is_open: bool, terminal: bool) -> list[str] | None:
    """What to put before apt-get; None when this account may not install."""
    if uid == 0:
        return []
    if sudo and sudo_is_open:
        return ["sudo", "-n"]
    if sudo and terminal:
        return ["sudo"]
    return None


def own_rights() -> list[str] | None:
    sudo = shutil.which("sudo") is not None
    return rights(
        uid=os.geteuid(),
        sudo=sudo,
        sudo_is_open=sudo
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
        == 0,
        terminal=sys.stdin.isatty(),
    )


def refusal(packages: list[str]) -> Trouble:
    names = " ".join(packages)
    return Trouble(
        f"Máy thiếu các gói {names} mà tài khoản này không có quyền cài: hãy nhờ người quản trị "
        f"máy chạy: apt-get install {names}",
        f"The packages {names} are missing and this account may not install them: ask the "
        f"machine's administrator to run: apt-get install {names}",
    )


def ensure(*, tests: bool) -> None:
    """Install what is missing. A machine without dpkg is taken at its owner's word."""
    if not shutil.which("dpkg-query"):
        return
    groups = wanted(tests=tests)
    lacking = missing(groups, installed_versions([name for group in groups for name in group]))
    if not lacking:
        return
    prefix = own_rights()
    if prefix is None:
        raise refusal([group[0] for group in lacking])
    tell("Cài gói hệ thống", "installing system packages: " + ", ".join(g[0] for g in lacking))
    said = _apt(prefix, ["update", "-q"])
    candidates = candidate_versions([name for group in lacking for name in group])
    names = [choose(group, candidates) for group in lacking]
    done = _apt(prefix, ["install", "-q", "-y", "--no-install-recommends", *names])
    if done.returncode == 0:
        return
    output = said.stderr + done.stderr
    print(output, file=sys.stderr)
    if NO_NETWORK.search(output):
        raise Trouble(
            f"Không tải được các gói {' '.join(names)}: hãy kiểm tra mạng và nguồn gói của apt "
            "rồi chạy lại.",
            f"The packages {' '.join(names)} could not be fetched: check the network and apt's "
            "sources, then run again.",
        )
    raise Trouble(
        f"apt-get không cài được {' '.join(names)}: hãy xử lý lỗi ghi ở trên rồi chạy lại.",
        f"apt-get could not install {' '.join(names)}: settle the error above, then run again.",
    )


def _apt(prefix: list[str], arguments: list[str]) -> subprocess.CompletedProcess:
    """Quiet unless it fails; waits two minutes for another apt on the machine to finish.

    Nothing that is installed shall serve the network by itself: in run level 1 Debian's packages
    leave their services alone.
    """
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "RUNLEVEL=1", "apt-get"]
    options = ["-o", "DPkg::Lock::Timeout=120"]
    return subprocess.run(
        [*prefix, *command, *options, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
