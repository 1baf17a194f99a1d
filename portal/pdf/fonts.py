"""Is there a font of Times' measure that has every Vietnamese letter?

Debian's old fonts-liberation (1.07) bears the same family name as fonts-liberation2 and lacks 93
letters; WeasyPrint would then take single letters from another font without a word. So the file
that the system really gives for the family is opened and looked into.
"""

import shutil
import subprocess
from functools import cache
from typing import Any

from django.core.checks import CheckMessage, Warning
from fontTools.ttLib import TTFont

from portal.pdf.letters import FAMILIES, vietnamese_letters

FACES = ["", ":bold", ":italic", ":bold:italic"]
# As CSS wants it: the first that is there.
FONT_STACK = ", ".join(f'"{family}"' for family in reversed(FAMILIES)) + ", serif"


def font_file(family: str, face: str = "") -> str:
    """The file the system uses for a family; "" where it would take another family."""
    if shutil.which("fc-match") is None:
        return ""
    asked = ["fc-match", "--format=%{family}\n%{file}", f"{family}{face}"]
    given = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split("\n")
    return given[1] if len(given) > 1 and family in given[0] else ""


def missing_letters(path: str) -> set[str]:
    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap()
        return {letter for letter in vietnamese_letters() if ord(letter) not in known}


@cache
def complete_family() -> str:
    """The first family that is there and whole in every face, "" for none."""
    for family in ["Liberation Serif", "Tinos", "Times New Roman"]:
        files = [font_file(family, face) for face in FACES]
        if all(path and not missing_letters(path) for path in files):
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
