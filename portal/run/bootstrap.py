"""`make run`, `make test` and the rest. Needs nothing but Python's standard library."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from portal.run import checks, machine, packages
from portal.run.command import call
from portal.run.libraries import RUN, Libraries
from portal.run.trouble import Trouble, give_up

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
MADE_BY_US = [".venv", ".venv.previous", ".ruff_cache", ".pytest_cache", ".hypothesis"]
MADE_IN_VAR = ["test", "static", "static.collected", "install.log"]
BENCH_LOCK = ["--output-file", "tests/bench/requirements.txt"]
LOCK_OPTIONS = [
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-emit-index-url", "--no-annotate", "--quiet"),
]


def install(*, tests: bool) -> Libraries:
    """The machine is looked at first and changed after."""
    libraries = Libraries(ROOT)
    machine.check_disk(machine.free_bytes(ROOT), installed=libraries.has(RUN))
    machine.make_folder(VAR)
    packages.ensure(tests=tests)
    libraries.ensure(tests=tests)
    return libraries


def run() -> int:
    port = machine.read_port(os.environ.get("PORT", ""))
    machine.check_database_url(os.environ.get("DATABASE_URL", "").strip())
    machine.make_folder(VAR)
    address = f"http://127.0.0.1:{port}"
    claim = machine.claim_run(VAR / "run.lock", address)
    machine.check_port_is_free(port)
    python = str(install(tests=False).python)
    compile_words()
    env = {"SITE_URL": address, "PORTAL_LOCAL": "1", **os.environ, "PORT": str(port)}
    if code := call([python, "-m", "portal.run.prepare", "site"], env):
        return code
    # The supervisor takes this process over, and with it the claim.
    os.set_inheritable(claim, True)
    os.execve(python, [python, "-m", "portal.run.supervisor"], env)  # noqa: S606 - our own words


def test() -> int:
    machine.check_database_url(os.environ.get("DATABASE_URL", "").strip())
    python = install(tests=True).python
    compile_words()
    return checks.run(str(python), ROOT, everything=True)


def check() -> int:
    python = install(tests=True).python
    return checks.run(str(python), ROOT, everything=False)


def bench() -> int:
    machine.check_database_url(os.environ.get("DATABASE_URL", "").strip())
    libraries = install(tests=True)
    python = libraries.python
    try:
        libraries.ensure(tests=True, bench=True)
    except Trouble as trouble:
        # What is not there to be compared with is named as missing in the table.
        give_up(trouble)
    compile_words()
    env = {"PORTAL_LOCAL": "1", **os.environ}
    only = os.environ.get("ONLY", "").split()
    return call([str(python), "-m", "tests.bench", *only], env)


def lock() -> int:
    """Keep every version that still fits pyproject.toml; delete a lock file to take newer ones."""
    own = ROOT / ".venv" / "bin" / "uv"
    uv = str(own) if own.exists() else shutil.which("uv")
    if uv is None:
        raise Trouble(
            "Cần chương trình uv để ghi bản khóa: hãy cài nó, ví dụ pipx install uv.",
            "The program uv is needed to write the lock: install it, for example pipx install uv.",
        )
    compiling = [uv, "pip", "compile", *LOCK_OPTIONS]
    tools = ["--group", "test", "--constraint", "requirements.txt"]
    rivals = ["--group", "bench", "--constraint", "requirements.txt"]
    for arguments in (
        ["pyproject.toml", "--output-file", "requirements.txt"],
        [*tools, "--output-file", "tests/requirements.txt"],
        [*rivals, "--constraint", "tests/requirements.txt", *BENCH_LOCK],
    ):
        if code := call([*compiling, *arguments]):
            return code
    return 0


def clean() -> int:
    """Everything that can be made again. The database, the files and the secret in var/ stay."""
    machine.make_folder(VAR)
    os.close(machine.claim_run(VAR / "run.lock", ""))
    for path in [ROOT / name for name in MADE_BY_US] + [VAR / name for name in MADE_IN_VAR]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return 0


def compile_words() -> None:
    """Translations as gettext reads them, made again only when their source is newer."""
    for source in sorted((ROOT / "portal" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".unfinished")
        command = ["msgfmt", "--check-format", f"--output-file={unfinished}", str(source)]
        if call(command):
            raise Trouble(
                f"Bản dịch {source.relative_to(ROOT)} có lỗi ghi ở trên: hãy sửa rồi chạy lại.",
                f"The translation {source.relative_to(ROOT)} has the error above.",
            )
        unfinished.replace(target)


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "lock": lock,
    "clean": clean,
}


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    # A plain kill must clean up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        machine.check_python(sys.version_info[:2])
        return COMMANDS[arguments[0]]()
    except Trouble as trouble:
        return give_up(trouble)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
