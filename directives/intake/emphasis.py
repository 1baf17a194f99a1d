"""Asterisks in a text as received mark bold type, handwriting or a pen's noise.

For display only: what is stored keeps them.
"""

import re

BOLD = re.compile(r"\*\*(.+?)\*\*|\*(\S(?:.*?\S)?)\*", re.DOTALL)


def runs(text: str) -> list[tuple[str, bool]]:
    """Pieces of the text without their asterisks, each with whether it was marked."""
    pieces, at = [], 0
    for match in BOLD.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], False))
        pieces.append((match[1] or match[2], True))
        at = match.end()
    pieces.append((text[at:], False))
    # What is left had no partner: a mark opened in the label, or closed after it.
    return [(plain, marked) for piece, marked in pieces if (plain := piece.replace("*", ""))]
