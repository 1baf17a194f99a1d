"""The words found, in their place: pieces of text, so that the template escapes every one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from directives.models.words import Word, words_of
from directives.search.asked import Asked

# How many letters around the words are shown: some four lines of a telephone.
WINDOW = 160
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
SPACES = re.compile(r"\s+")
BETWEEN = {" ", "/", "-"}


@dataclass(frozen=True)
class Place:
    """Where a term stands in the text, end not included."""

    start: int
    end: int
    term: int
    has_accents: bool


def marked(text: str, asked: Asked, window: int = WINDOW) -> list[tuple[str, bool]]:
    """The part of the text with the most of the words, in pieces, each with whether it was asked
    for. Words that have the accents typed are marked before others of the same letters."""
    text = SPACES.sub(" ", text.replace("*", "")).strip()
    places = _side_by_side(text, _as_typed(list(_places(text, asked))))
    begin, end = _window(text, places, window)
    pieces, at = [("…", False)] if begin else [], begin
    for start, stop in _merged(text, places):
        if start < at or stop > end:
            continue
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append(("…", False))
    return [piece for piece in pieces if piece[0]]


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[Word, ...]:
    """Of one word as it is printed: the same few stand in every result."""
    return words_of(text)


def _places(text: str, asked: Asked) -> Iterator[Place]:
    # Who types marks means the words without any as well.
    with_marks = any(word.has_marks for word in asked.words)
    words = [(m.start(), m.end(), _words(m[0])) for m in WORD.finditer(text)]
    stretch = [(start, end, word) for start, end, held in words for word in held]
    for number, term in enumerate(asked.terms):
        for at in range(len(stretch) - len(term) + 1):
            held = stretch[at : at + len(term)]
            pairs = [(place[2], word) for place, word in zip(held, term, strict=True)]
            if all(word.bare == typed.bare for word, typed in pairs):
                alike = not with_marks or all(word == typed for word, typed in pairs)
                yield Place(held[0][0], held[-1][1], number, alike)


def _as_typed(places: list[Place]) -> list[Place]:
    """Of each term the places with its accents, where there are any; in reading order."""
    alike = {place.term for place in places if place.has_accents}
    kept = [place for place in places if place.has_accents or place.term not in alike]
    return sorted(kept, key=lambda place: (place.start, -place.end))


def _side_by_side(text: str, places: list[Place]) -> list[Place]:
    """Of "mạng xã hội" no single "hội" is marked where the three stand together."""
    together = set()
    for place, after in pairwise(places):
        if text[place.end : after.start] in BETWEEN:
            together |= {place, after}
    terms = {place.term for place in together}
    return [place for place in places if place in together or place.term not in terms]


def _window(text: str, places: list[Place], window: int) -> tuple[int, int]:
    """The stretch with the most different terms, the closest together, the first of equals."""
    if len(text) <= window + 40 or not places:
        return 0, len(text) if len(text) <= window + 40 else _cut_before(text, window)
    best = max(range(len(places)), key=lambda at: (*_worth(places, at, window), -at))
    inside = [p for p in places[best:] if p.end <= places[best].start + window]
    room = max(0, window - (inside[-1].end - inside[0].start)) if inside else 0
    begin = max(0, places[best].start - room // 2)
    if begin:
        begin = text.find(" ", begin, places[best].start) + 1 or places[best].start
    longest = max(places[best].end, begin + window)
    return begin, len(text) if longest + 40 >= len(text) else _cut_before(text, longest)


def _worth(places: list[Place], at: int, window: int) -> tuple[int, int]:
    seen, sides = set(), 0
    before = None
    for place in places[at:]:
        if place.end > places[at].start + window:
            break
        seen.add(place.term)
        sides += before is not None and place.start - before == 1
        before = place.end
    return len(seen), sides


def _cut_before(text: str, end: int) -> int:
    return text.rfind(" ", 0, end + 1) if " " in text[:end] else end


def _merged(text: str, places: list[Place]) -> Iterator[tuple[int, int]]:
    """Words side by side are one mark, and so are the parts of a number ("874/QĐ-BTTTT")."""
    start = end = None
    for place in places:
        if end is not None and (place.start <= end or text[end : place.start] in BETWEEN):
            end = max(end, place.end)
            continue
        if end is not None:
            yield start, end
        start, end = place.start, place.end
    if end is not None:
        yield start, end
