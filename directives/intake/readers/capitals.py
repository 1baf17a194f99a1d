"""Capitals that TCVN3 has no code for: typed small among capitals ("CéNG HOµ"), or small letters
that a font (.VnTimeH) shows as capitals."""

import re
from dataclasses import replace

from directives.intake.source import Source

# The reader of the file puts these around letters in such a font; no text has them.
BEGIN, END = "\ue0f1", "\ue0f2"
MARKS = re.compile(f"[{BEGIN}{END}]")
MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")
WORDS = re.compile(r"[^\W\d_]+")
CELLS = re.compile(r"(\t+| {3,})")
NUMBERED = re.compile(r"[0-9/]")
FEWEST_CAPITALS = 3
# At least two plain capitals and no plain small letter.
AMONG_CAPITALS = re.compile(
    r"(?<![^\W\d_])(?=[^\W\d_]*[A-ZĐĂÂÊÔƠƯ][^\W\d_]*[A-ZĐĂÂÊÔƠƯ])(?![^\W\d_]*[a-z])[^\W\d_]+"
)


def with_capitals(text: str) -> str:
    """Letters already in Unicode, as the paper showed them."""
    text = MARKED.sub(lambda found: found[1].upper(), text)
    return "".join(_told(cell) for cell in CELLS.split(text))


def without_marks(source: Source) -> Source:
    if not any(BEGIN in line.text for line in source.lines):
        return source
    lines = (replace(line, text=MARKS.sub("", line.text)) for line in source.lines)
    return replace(source, lines=tuple(lines))


def _told(cell: str) -> str:
    """Among capitals a marked letter is one; a word of one capital ("Uỷ") is as those beside it,
    but not beside the short forms of a number's cell ("Số: 5/CV-UB")."""
    words = WORDS.findall(cell)
    capitals = [word for word in words if AMONG_CAPITALS.fullmatch(word)]
    small = any(c.isascii() and c.islower() for word in words for c in word)
    told = any(not word.isupper() for word in capitals) or len(capitals) >= FEWEST_CAPITALS
    if told and not small and not NUMBERED.search(cell):
        return cell.upper()
    return AMONG_CAPITALS.sub(_upper, cell)


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()
