"""Ids of clauses after mending, by the same rules as reading gives them."""

from collections import Counter
from dataclasses import replace

from directives.checking.operations import Row, Rows
from directives.intake.labels import ARTICLE, label_of
from directives.intake.words import LEGAL_BASIS

ANNEX = "phu-luc"


def named(rows: Rows) -> Rows:
    """Every row with its id; a fresh reading gives the very same."""
    articles = any(_is_article(row) for row in rows)
    naming = _Naming(articles)
    return [naming.named(row) for row in rows]


def _is_article(row: Row) -> bool:
    found = label_of(row.words, articles=True) if row.label else None
    return found is not None and found.rank == ARTICLE


class _Naming:
    def __init__(self, articles: bool) -> None:
        self.articles = articles
        # The open rows from the top: (id, counts of words under it).
        self.open: list[tuple[str, Counter[str]]] = []
        self.top: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.within = ""

    def named(self, row: Row) -> Row:
        self.open = self.open[: row.depth]
        if row.depth == 0:
            self.within = row.eid if row.eid.startswith(ANNEX) else ""
        above, counts = self.open[-1] if self.open else ("", self.top)
        if row.depth == 0 and self.within:
            eid = row.eid
            self.taken[eid] += 1
        else:
            eid = self._free(self._eid(row, above, counts))
        self.open.append((eid, Counter()))
        return replace(row, eid=eid)

    def _eid(self, row: Row, above: str, counts: Counter[str]) -> str:
        found = None if row.form == "table" else label_of(row.words, articles=self.articles)
        if row.form == "table":
            return self._below(above, _next(counts, "bang"))
        if found is None or not row.label and found.printed:
            return self._below(above, self._paragraph(row, above, counts))
        name = found.name or _next(counts, found.counted_as)
        return self._below(self.within if found.rank == ARTICLE else above, name)

    def _paragraph(self, row: Row, above: str, counts: Counter[str]) -> str:
        if not above and LEGAL_BASIS.match(row.text):
            return _next(counts, "can-cu")
        if above and above != self.within:
            # An item's own text is its first paragraph.
            counts["doan"] = max(counts["doan"], 1)
        return _next(counts, "doan")

    @staticmethod
    def _below(above: str, name: str) -> str:
        return f"{above}__{name}" if above else name

    def _free(self, eid: str) -> str:
        self.taken[eid] += 1
        if self.taken[eid] == 1:
            return eid
        again = f"{eid}-lan-{self.taken[eid]}"
        self.taken[again] += 1
        return again


def _next(counts: Counter[str], word: str) -> str:
    counts[word] += 1
    return f"{word}-{counts[word]}"
