"""Where a clause may be split: before each of its sentences, lines, and rows of a table."""

import re
from dataclasses import dataclass

from directives.models import Clause

PLACES = 100
WORDS_SHOWN = 14
SENTENCE_END = re.compile(r"[.!?;:…][”\"’)\]*_]*\s+(?=\S)|\n\s*(?=\S)")
LINE_END = re.compile(r"\n\s*(?=\S)")
# A stop after these ends no sentence: a label, a capacity of a signer, a title, a town.
NO_END = re.compile(r"(?:^|\s)(?:[0-9]{1,3}|[a-zđA-ZĐ]|TP|Tp|KT|TM|TL|TUQ|TS|ThS|PGS|GS)\.\s+$")


@dataclass(frozen=True)
class Place:
    """`at`: where in the text the second part would begin; `words`: what it begins with."""

    at: int
    words: str


def split_places(clause: Clause) -> list[Place]:
    text = clause.text
    ends = LINE_END if clause.form == Clause.Form.TABLE else SENTENCE_END
    found = [match.end() for match in ends.finditer(text) if not NO_END.search(text[: match.end()])]
    return [Place(at, _beginning(text[at:])) for at in found[:PLACES]]


def _beginning(text: str) -> str:
    words = text[:400].split()
    return " ".join(words[:WORDS_SHOWN]) + (" …" if len(words) > WORDS_SHOWN else "")
