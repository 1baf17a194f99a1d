"""Each clause to the lines it was read from: both texts are the same letters in the same order, so
counting letters is enough. Where they are not the same, what follows is left without a place."""

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate

from directives.intake.lines import Line
from directives.intake.tree import DraftClause, DraftDocument


def located(document: DraftDocument, lines: list[Line]) -> DraftDocument:
    """With its lines, and every clause with its first and last among them, counted from 0."""
    letters = [_letters(line.text) for line in lines]
    finder = Finder("".join(letters), [0, *accumulate(map(len, letters))])
    clauses = tuple(finder.placed(clause) for clause in document.clauses)
    return replace(document, clauses=clauses, lines=tuple(lines))


class Finder:
    """Walks the source once, clause by clause in reading order."""

    def __init__(self, source: str, starts: list[int]) -> None:
        self.source, self.starts, self.at = source, starts, 0
        self.is_lost = False

    def placed(self, clause: DraftClause) -> DraftClause:
        span = self._span(_letters(clause.label) + _letters(clause.text))
        children = tuple([self.placed(child) for child in clause.children])
        # Field by field: `replace` asks every time what the fields are.
        return DraftClause(
            clause.eid, clause.label, clause.text, clause.part, children, clause.form, span
        )

    def _span(self, letters: str) -> tuple[int, int] | None:
        self.is_lost = self.is_lost or not self.source.startswith(letters, self.at)
        if self.is_lost or not letters:
            return None
        first, last = self._line(self.at), self._line(self.at + len(letters) - 1)
        self.at += len(letters)
        return first, last

    def _line(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1


def _letters(text: str) -> str:
    """Without white space, which is mostly plain blanks: to take them out is far quicker than to
    take every word apart."""
    rest = text.replace(" ", "").split(None, 1)
    return rest[0] if len(rest) == 1 else "".join("".join(rest).split())
