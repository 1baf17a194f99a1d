"""Is there a font of Times' measure that has every Vietnamese letter?

Debian's old fonts-liberation (1.07) bears the same family name as fonts-liberation2 and lacks 93
letters; WeasyPrint would then take single letters from another font without a word. So the file
that the system really gives for the family is opened and looked into.
"""

import shutil
import subprocess
import unicodedata
from functools import cache
from typing import Any

from django.core.checks import CheckMessage, Warning
from fontTools.ttLib import TTFont

FAMILIES = ["Times New Roman", "Liberation Serif", "Tinos"]
# As CSS wants it: the first that is there.
FONT_STACK = ", ".join(f'"{family}"' for family in reversed(FAMILIES)) + ", serif"
TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWELS = "aăâeêioôơuưy"


@cache
def vietnamese_letters() -> frozenset[str]:
    """The 134 letters with marks, đ and Đ, and the plain alphabet."""
    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    small = toned | set("ăâđêôơư") | set("abcdefghijklmnopqrstuvwxyz")
    return frozenset(small | {letter.upper() for letter in small} | set("0123456789₫–“”…"))


def font_file(family: str) -> str:
    """The file the system uses for a family; "" where it would take another family."""
    if shutil.which("fc-match") is None:
        return ""
    asked = ["fc-match", "--format=%{family}\n%{file}", family]
    given = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split("\n")
    return given[1] if len(given) > 1 and family in given[0] else ""


def missing_letters(path: str) -> set[str]:
    with TTFont(path, lazy=True) as font:
        return {letter for letter in vietnamese_letters() if ord(letter) not in font.getBestCmap()}


@cache
def complete_family() -> str:
    """The first family that is there and whole, "" for none."""
    for family in ["Liberation Serif", "Tinos", "Times New Roman"]:
        path = font_file(family)
        if path and not missing_letters(path):
            return family
    return ""


def check_fonts(**_options: Any) -> list[CheckMessage]:
    if shutil.which("fc-match") is None or complete_family():
        return []
    return [
        Warning(
            "No font of Times' measure has every Vietnamese letter; PDFs would mix fonts.",
            hint="apt-get install fonts-liberation2",
            id="pdf.W001",
        )
    ]
