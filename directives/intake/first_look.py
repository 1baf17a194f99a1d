"""One look for many fixed words: a pattern that forks letter by letter, so that at any place it
asks about the few words that can still stand there, not about each of them in turn."""

import re
from collections.abc import Iterable


def first_look(words: Iterable[str]) -> re.Pattern[str]:
    """Finds which of them words of a text begin with, also where they overlap ("phân công chức").
    None of them may begin another: of two only one would be found."""
    return re.compile(rf"\b(?=({forked(words)}))")


def forked(words: Iterable[str]) -> str:
    """A form of any of the words: those with the same first letter stand behind one fork."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        by_letter.setdefault(word[:1], []).append(word[1:])
    if by_letter.keys() <= {""}:
        return ""
    if len(by_letter) == 1:
        [(letter, rest)] = by_letter.items()
        return re.escape(letter) + forked(rest)
    return f"(?:{'|'.join(re.escape(a) + forked(rest) for a, rest in by_letter.items())})"
