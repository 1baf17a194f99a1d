"""What went wrong on the machine, told in one sentence in each language."""

from __future__ import annotations

import sys


class Trouble(Exception):
    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(english)
        self.vietnamese = vietnamese
        self.english = english

    def __str__(self) -> str:
        return f"{self.vietnamese}\n({self.english})"


def no_embedded_server(error: Exception) -> Trouble:
    return Trouble(
        f"PostgreSQL kèm theo không chạy được: {error}", "The embedded PostgreSQL does not run."
    )


def tell(vietnamese: str, english: str) -> None:
    """One line of progress."""
    print(f"{vietnamese} ({english})", flush=True)


def give_up(trouble: Trouble) -> int:
    """Print the trouble; the exit code to leave with."""
    print(f"\n{trouble}", file=sys.stderr, flush=True)
    return 1
