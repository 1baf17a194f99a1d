"""Every check of the project, in the order in which a mistake is cheapest to find."""

from __future__ import annotations

import os
from pathlib import Path

from portal.run.command import call

# Each of them would make the outcome depend on who runs the checks.
NOT_INHERITED = {
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "DEBUG", "DJANGO_SETTINGS_MODULE", "EMPTY", "LOG_LEVEL"),
    *("PORT", "PORTAL_LOCAL", "PORTAL_VAR", "PYTEST_ADDOPTS", "PYTHONWARNINGS", "SECRET_KEY"),
    *("SITE_URL", "PDF_VARIANT"),
    *("SIGNING_PKCS12", "SIGNING_PASSPHRASE", "SIGNING_HOOK", "SIGNING_ROOTS"),
}
PRODUCTION = {
    "ALLOWED_HOSTS": "example.gov.vn",
    "BEHIND_PROXY": "1",
    "SECRET_KEY": "only-for-looking-at-the-settings-0123456789-abcdefghij",
    "SITE_URL": "https://example.gov.vn",
}


def environment(var: Path) -> dict[str, str]:
    """A place apart under var/: the checks never touch the data of a running portal."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "PORTAL_VAR": str(var), "PORTAL_THROWAWAY": "1"}


def quick(python: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """Heading, command, and what the command's environment has besides."""
    run = [python, "-m"]
    manage = [python, "manage.py"]
    local = {"PORTAL_LOCAL": "1"}
    return [
        ("ruff check", [*run, "ruff", "check"], {}),
        ("ruff format", [*run, "ruff", "format", "--check"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], local),
        (
            "settings of production",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]


def slow(python: str) -> list[tuple[str, list[str], dict[str, str]]]:
    local = {"PORTAL_LOCAL": "1"}
    return [
        ("static files", [python, "-m", "portal.run.prepare", "static"], local),
        ("tests", [python, "-m", "pytest", "-n", "2"], local),
    ]


def run(python: str, root: Path, *, everything: bool) -> int:
    """Stop at the first check that fails, with its exit code."""
    var = root / "var" / "test"
    var.mkdir(parents=True, exist_ok=True)
    base = environment(var)
    try:
        for heading, command, besides in quick(python) + (slow(python) if everything else []):
            print(f"\n== {heading}", flush=True)
            if code := call(command, {**base, **besides}):
                print(f"\n== {heading}: không đạt (failed)", flush=True)
                return code
    finally:
        call([python, "-m", "portal.postgres", str(var / "postgres")])
    print("\n== Đạt tất cả (everything passed)", flush=True)
    return 0
