"""The letters of Vietnamese, and which of them a drawing took from elsewhere or did not find.

Knows nothing of Django: drawing processes come here.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import Document

# Of Times' measure.
FAMILIES = ["Times New Roman", "Liberation Serif", "Tinos"]
# What documents ask for besides: sheets for the wall, codes to be typed.
OTHER_FAMILIES = ["Arial", "Liberation Sans", "Arimo", "Courier New", "Liberation Mono", "Cousine"]
TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWELS = "aăâeêioôơuưy"


class LettersLost(Exception):
    """Carries the letters that would not have been drawn in a font of the document."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


@cache
def vietnamese_letters() -> frozenset[str]:
    """The 134 letters with marks, đ and Đ, and the plain alphabet."""
    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    small = toned | set("ăâđêôơư") | set("abcdefghijklmnopqrstuvwxyz")
    return frozenset(small | {letter.upper() for letter in small} | set("0123456789₫–“”…"))


def refuse_lost_letters(document: "Document") -> None:
    """After drawing. Where a font lacks letters, others take their place one by one, and nothing
    says so. Signs of other scripts may come from anywhere. Raises LettersLost."""
    known = vietnamese_letters()
    lost: set[str] = set()
    for font in document.fonts.values():
        lost |= {chr(code) for code in font.missing} & known
        if font.family not in FAMILIES + OTHER_FAMILIES:
            shown = unicodedata.normalize("NFC", "".join(font.to_unicode.values()))
            lost |= {letter for letter in shown if not letter.isascii()} & known
    if lost:
        raise LettersLost("".join(sorted(lost)))
