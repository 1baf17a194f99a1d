"""One look for many fixed words: a pattern that forks letter by letter, so that at any place it
asks about the few words that can still stand there, not about each of them in turn."""

import re
from collections.abc import Iterable


def first_look(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the words that stand in a text, each from the beginning of a word on. None may begin or
    overlap another, as "phát hiện" does "đăng, phát": of two only one would be found."""
    return re.compile(rf"\b{_forked(sorted(set(words)))}")


def _forked(words: list[str]) -> str:
    """Every word, those with the same first letter behind one fork."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    if len(words) == 1:
        return re.escape(words[0])
    return f"(?:{'|'.join(re.escape(a) + _forked(rest) for a, rest in by_letter.items())})"
