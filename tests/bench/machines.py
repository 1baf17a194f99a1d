"""What a second machine is worth: one report drawn by a job worker that has one core, by two
workers with a core each, and by one worker with both. A machine is here a process with a core and a
folder for temporary files of its own, over the same queue and database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.bench.surroundings import database

if TYPE_CHECKING:
    from reports.snapshot import Snapshot

ROWS = 10_000
ROUNDS = 3
WANTED = 1.5
# How many cores the one worker has.
ALONE = {"one worker, one core": 1, "one worker, both": 2}
# Waits like a job worker: Django is there, and what a drawing is compared by is known.
HELPER = """
import sys, django
django.setup()
from portal.pdf.sharing import lend_a_hand, made_with
made_with()
print("ready", flush=True)
for line in sys.stdin:
    lend_a_hand(int(line))
"""


def run() -> dict:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return {"rows": [], "budget": _budget(), "verdict": "not measured: a single core"}
    with database():
        times = _times(*cores[:2])
    alone = times["one worker, one core"]
    gain = alone / times["two workers, a core each"]
    return {
        "budget": _budget(),
        "rows": [
            {"rows": ROWS, "way": way, "seconds": seconds, "faster": alone / seconds}
            for way, seconds in times.items()
        ],
        "verdict": "as wanted" if gain >= WANTED else "LESS THAN WANTED",
    }


def _budget() -> str:
    return f"two workers with a core each ≥ {WANTED} × as fast as one with one core"


def _times(first: int, second: int) -> dict[str, float]:
    from tests.reports.rows import row, snapshot

    whole = snapshot(tuple(row(number) for number in range(1, ROWS + 1)))
    found: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        with _cores(first), _helper(second) as help_with:
            took = found.setdefault("two workers, a core each", [])
            took.append(_seconds(whole, help_with))
        for way, cores in ALONE.items():
            with _cores(*[first, second][:cores]):
                found.setdefault(way, []).append(_seconds(whole))
    return {way: sorted(took)[ROUNDS // 2] for way, took in found.items()}


def _seconds(whole: "Snapshot", help_with: "subprocess.Popen | None" = None) -> float:
    from reports.annex_forms import AnnexForm
    from reports.render import Paper, render_pdf

    def ask(shared_id: int, _helpers: int) -> None:
        help_with.stdin.write(f"{shared_id}\n")
        help_with.stdin.flush()

    paper = Paper("ABC", "https://mau.example/x/", annex_form=AnnexForm.ROWS)
    helpers = 0 if help_with is None else 1
    begun = time.perf_counter()
    with (
        patch("portal.pdf.long.helpers_at_hand", lambda _pieces: helpers),
        patch("portal.pdf.sharing._ask_for_help", ask),
    ):
        render_pdf(whole, paper, progress=lambda _done, _total: None)
    return time.perf_counter() - begun


@contextmanager
def _cores(*cores: int) -> Iterator[None]:
    """This process and those that it starts have these alone."""
    had = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, had)


@contextmanager
def _helper(core: int) -> Iterator[subprocess.Popen]:
    from tests.killing import surroundings

    with TemporaryDirectory() as folder:
        with _cores(core):
            helper = subprocess.Popen(
                [sys.executable, "-c", HELPER],
                env=surroundings() | {"TMPDIR": folder},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        with helper:
            helper.stdout.readline()
            yield helper
