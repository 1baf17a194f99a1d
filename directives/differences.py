"""What differs between two texts, clause by clause and word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Clause, Edition, EditionChange

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

    @property
    def sign(self) -> str:
        return "+" if self.added else "-" if self.removed else ""


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


def differences_keep(edition: Edition) -> None:
    """What this text changes, kept with it: a reader's page only shows it. Nothing is kept where a
    full text takes a summary's place: there all words differ, and none was changed."""
    earlier = edition.document.editions.published().filter(number__lt=edition.number)
    before = earlier.order_by("-number").first()
    if before is None or (before.is_summary and not edition.is_summary):
        return
    rows = change_rows(before.clauses.body(), edition.clauses.body())
    EditionChange.objects.bulk_create(EditionChange(edition=edition, **row) for row in rows)


def change_rows(before: Iterable[Clause], after: Iterable[Clause]) -> list[dict[str, Any]]:
    """The columns of `EditionChange` for every clause that differs."""
    return [
        {
            "order": order,
            "eid": pair.eid,
            "label": (pair.after or pair.before).label[:80],
            "fate": pair.fate.value,
            "runs": [[run.words, run.sign] for run in pair.runs],
        }
        for order, pair in enumerate(clause_pairs(before, after))
        if pair.fate != Fate.SAME
    ]


def word_runs(before: str, after: str) -> list[Run]:
    """Together the runs without the added ones are `before`, those without the removed `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Run(before, removed=True), Run(after, added=True)]
    runs = []
    for removed, added, is_same in _steps(old, new):
        if is_same:
            runs.append(Run(removed))
        else:
            runs += [Run(removed, removed=True), Run(added, added=True)]
    return [run for run in runs if run.words]


def _steps(old: list[str], new: list[str]) -> list[tuple[str, str, bool]]:
    """(words of the one, words of the other, whether they are the same). A blank between two
    changes belongs to them: a changed phrase is told once, not word by word."""
    steps: list[tuple[str, str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added, is_same = "".join(old[a:b]), "".join(new[c:d]), what == "equal"
        if not is_same and len(steps) > 1 and steps[-1][2] and not steps[-1][0].strip():
            blank = steps.pop()[0]
            first = steps.pop()
            removed, added = f"{first[0]}{blank}{removed}", f"{first[1]}{blank}{added}"
        steps.append((removed, added, is_same))
    return steps


def _words_of(clause: Clause | None) -> str:
    return f"{clause.label} {clause.text}".strip() if clause else ""
