"""Where a legal act that a reorganisation cites can be read, if the portal holds it.

Documents belong to an app above; it offers a way to find them here when it starts.
"""

from collections.abc import Callable
from datetime import date

# number, date → title and address, or None
Finder = Callable[[str, date], tuple[str, str] | None]
FINDERS: list[Finder] = []


def offer(finder: Finder) -> None:
    if finder not in FINDERS:
        FINDERS.append(finder)


def held(number: str, on: date) -> tuple[str, str] | None:
    return next((found for finder in FINDERS if (found := finder(number, on))), None)
