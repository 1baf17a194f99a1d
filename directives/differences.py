"""What differs between two texts, clause by clause and word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Clause

WORDS = re.compile(r"\s+|[^\s\w]|\w+")
# Beyond so many words two wordings are shown whole, side by side: comparing takes too long.
MOST_WORDS = 3000


class Fate(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> Promise:
        return LABELS[self]

    @property
    def tone(self) -> str:
        return TONES[self]


LABELS: dict[Fate, Promise] = {
    Fate.SAME: _("Không đổi"),
    Fate.CHANGED: _("Có thay đổi"),
    Fate.ADDED: _("Thêm mới"),
    Fate.REMOVED: _("Không còn"),
}
TONES = {Fate.SAME: "idle", Fate.CHANGED: "wait", Fate.ADDED: "ok", Fate.REMOVED: "warn"}


@dataclass(frozen=True)
class Run:
    """Words that stand in both texts, only in the later one or only in the earlier one."""

    words: str
    added: bool = False
    removed: bool = False


@dataclass(frozen=True)
class ClausePair:
    """A clause in both texts; one side is None where the other text does not have it."""

    eid: str
    before: Clause | None
    after: Clause | None

    @property
    def fate(self) -> Fate:
        if self.before is None:
            return Fate.ADDED
        if self.after is None:
            return Fate.REMOVED
        same = _words_of(self.before) == _words_of(self.after)
        return Fate.SAME if same else Fate.CHANGED

    @property
    def runs(self) -> list[Run]:
        return word_runs(_words_of(self.before), _words_of(self.after))


def clause_pairs(before: Iterable[Clause], after: Iterable[Clause]) -> list[ClausePair]:
    """In the later text's order; what it no longer has stands after its former neighbour."""
    earlier = {clause.eid: clause for clause in before}
    pairs = [ClausePair(clause.eid, earlier.get(clause.eid), clause) for clause in after]
    at = {pair.eid: n for n, pair in enumerate(pairs)}
    left: dict[int, list[ClausePair]] = {}
    place = -1
    for eid, clause in earlier.items():
        if eid in at:
            place = at[eid]
        else:
            left.setdefault(place, []).append(ClausePair(eid, clause, None))
    placed = list(left.get(-1, []))
    for n, pair in enumerate(pairs):
        placed += [pair, *left.get(n, [])]
    return placed


def word_runs(before: str, after: str) -> list[Run]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Run(before, removed=True), Run(after, added=True)]
    runs = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            runs.append(Run("".join(old[a:b])))
            continue
        runs.append(Run("".join(old[a:b]), removed=True))
        runs.append(Run("".join(new[c:d]), added=True))
    return [run for run in runs if run.words]


def _words_of(clause: Clause | None) -> str:
    return f"{clause.label} {clause.text}".strip() if clause else ""
