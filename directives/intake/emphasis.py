"""Asterisks in a text as received mark bold type, handwriting or a pen's noise.

For display only: what is stored keeps them.
"""

import re

# An asterisk after a letter or a bracket opens nothing: "2*3", the footnote "(*)".
BOLD = re.compile(r"\*\*(.+?)\*\*|(?<![\w(])\*(\S(?:.*?\S)?)\*", re.DOTALL)
# What is left had no partner: a mark opened in the label, or closed after it.
UNPAIRED = re.compile(r"(?<=\w)(\*+)(?=\w)|(\(\*+\))|(?<!\s)\*+|\*+(?!\s)")


def runs(text: str) -> list[tuple[str, bool]]:
    """Pieces of the text without their marks, each with whether it was marked."""
    pieces, at = [], 0
    for match in BOLD.finditer(text):
        pieces.append((text[at : match.start()], False))
        pieces.append((match[1] or match[2], True))
        at = match.end()
    pieces.append((text[at:], False))
    bare = [(UNPAIRED.sub(_kept, piece), marked) for piece, marked in pieces]
    return [(piece, marked) for piece, marked in bare if piece]


def _kept(match: re.Match[str]) -> str:
    return match[1] or match[2] or ""
