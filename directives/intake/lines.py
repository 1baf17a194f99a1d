"""Text to lines. Blank lines are not kept, but each line knows whether one stood before it."""

import re
from dataclasses import dataclass

MARKS = re.compile(r"^[*\s]+|[*\s]+$")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Line:
    text: str
    after_blank: bool

    @property
    def bare(self) -> str:
        """Without the asterisks that mark bold type and handwriting at either end."""
        return MARKS.sub("", self.text)

    @property
    def is_capitals(self) -> bool:
        return bool(LETTER.search(self.text)) and self.text == self.text.upper()


def lines_of(text: str) -> list[Line]:
    lines, blank = [], True
    for raw in text.split("\n"):
        if stripped := raw.strip():
            lines.append(Line(stripped, blank))
            blank = False
        else:
            blank = True
    return lines
