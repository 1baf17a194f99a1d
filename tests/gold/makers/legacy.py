"""TCVN3 (ABC) and VNI: the inverse of the tables the reader converts by.

TCVN3 has no capitals with tones. In plain text a word of capitals keeps small letters for them, as
the keyboards of the time typed it; in Word a line of capitals is small letters in a font that
shows them large.
"""

from directives.intake.readers.legacy import TCVN3_CODES, TCVN3_LETTERS, VNI_TABLE
from tests.gold.makers.hand import Hand
from tests.gold.makers.word import docx
from tests.gold.spec import Gold

TO_TCVN3 = dict(zip(TCVN3_LETTERS, TCVN3_CODES, strict=True))
TO_VNI = {letter: code for code, letter in reversed(VNI_TABLE.items())}
# Signs an old font lacks were typed with plain ones.
PLAIN_SIGNS = str.maketrans({"“": '"', "”": '"', "–": "-", "…": "..."})


def tcvn3(text: str) -> bytes:
    return tcvn3_letters(text).encode("latin-1")


def vni(text: str) -> bytes:
    return vni_letters(text).encode("latin-1")


def tcvn3_letters(text: str) -> str:
    plain = text.translate(PLAIN_SIGNS)
    return "".join(TO_TCVN3.get(c) or TO_TCVN3.get(c.lower(), c) for c in plain)


def vni_letters(text: str) -> str:
    return "".join(TO_VNI.get(c, c) for c in text.translate(PLAIN_SIGNS))


def tcvn3_docx(gold: Gold) -> bytes:
    def write(text: str) -> tuple[str, str]:
        if text == text.upper():
            return tcvn3_letters(text.lower()), ".VnTimeH"
        return tcvn3_letters(text), ".VnTime"

    return docx(gold, Hand(write))


def vni_docx(gold: Gold) -> bytes:
    return docx(gold, Hand(lambda text: (vni_letters(text), "VNI-Times")))
