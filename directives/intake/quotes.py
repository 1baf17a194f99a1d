"""Words of another text inside quotation marks: “Điều 5. …” in a decision that amends a rule.

Their labels are not the labels of this text, so they stay paragraphs of the clause that quotes.
"""

import re
from collections.abc import Sequence

OPENING, CLOSING = "“", "”"
# A quotation that reaches over paragraphs begins its paragraph, or what stands behind a colon.
BEGINS = re.compile(r"(?:^|[:.)]\s*)[*_]*[“\"](?=\S)")
ENDS = re.compile(r"[”\"][*_]*\s*[.;,]?[*_]*$")
# A mark without its partner must not swallow the rest of a document.
MOST_PARAGRAPHS = 400


def quoted(texts: Sequence[str]) -> set[int]:
    """The places of the paragraphs inside a quotation that an earlier paragraph begins."""
    found: set[int] = set()
    at = 0
    while at < len(texts):
        end = _end(texts, at) if _open(texts[at]) > 0 and BEGINS.search(texts[at]) else at
        found.update(range(at + 1, end + 1))
        at = end + 1
    return found


def _end(texts: Sequence[str], start: int) -> int:
    """The last paragraph of the quotation that begins at `start`; `start` where none closes it."""
    depth = _open(texts[start])
    straight = '"' in texts[start] and OPENING not in texts[start]
    for at in range(start + 1, min(len(texts), start + MOST_PARAGRAPHS)):
        depth += -1 if straight and '"' in texts[at] else _open(texts[at])
        if depth <= 0:
            return at if ENDS.search(texts[at].rstrip()) else start
    return start


def _open(text: str) -> int:
    """How many quotations the text leaves open; below zero, closes."""
    if OPENING in text or CLOSING in text:
        return text.count(OPENING) - text.count(CLOSING)
    return text.count('"') % 2
