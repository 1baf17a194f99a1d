"""Numbers of documents and periods kept on one line of a paper: "314/UBND-VHTT", "quý II/2026".

A line may break after a hyphen or a slash, and there those have theirs. The letters stay as they
are, so that what is copied or searched is the number; only the style says not to break.
"""

import html
import re
from collections.abc import Iterator

from portal.vietnamese.numbers import find_numbers

# A longer one would stick out of a column.
MOST_LETTERS = 24
PERIOD = re.compile(r"(?<!\w)(?:[Qq]uý )?[IVX]{1,4}/[0-9]{4}(?!\w)")
# What is no running text, whole, or a tag.
MARKUP = re.compile(r"(<(?P<name>style|title|svg)\b.*?</(?P=name)>|<[^>]*>)", re.DOTALL)
OPENED, CLOSED = '<span class="unbroken">', "</span>"


def unbroken(page: str) -> str:
    """The same HTML, its numbers wrapped; style sheet `pdf/administrative.css`."""
    parts = []
    at = 0
    for markup in MARKUP.finditer(page):
        parts += [_wrapped(page[at : markup.start()]), markup[0]]
        at = markup.end()
    return "".join([*parts, _wrapped(page[at:])])


def _wrapped(text: str) -> str:
    if "/" not in text:
        return text
    words = html.unescape(text)
    parts, at = [], 0
    for start, end in _spans(words):
        parts += [html.escape(words[at:start]), OPENED, html.escape(words[start:end]), CLOSED]
        at = end
    return "".join([*parts, html.escape(words[at:])]) if parts else text


def _spans(words: str) -> Iterator[tuple[int, int]]:
    numbers = [(start, end) for start, end, _number in find_numbers(words)]
    periods = [match.span() for match in PERIOD.finditer(words)]
    last = 0
    for start, end in sorted(numbers + periods):
        if start >= last and end - start <= MOST_LETTERS:
            yield start, end
            last = end
