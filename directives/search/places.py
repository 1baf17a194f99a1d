"""The place in a document that was asked for: "khoản 3" of "khoản 3 huyện Vĩnh Linh". A letter
prints "3." and never the word, so that words alone would not find it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from directives.models import Clause, Document, Edition
from portal.vietnamese.folding import fold

# The kinds of clauses that have a number, from the outside in.
KINDS = ("chuong", "muc", "dieu", "khoan", "diem")
CALLED_OTHERWISE = {*KINDS, "y"}
WHICH = re.compile(r"\d{1,3}[a-z]?|[a-z]")
JOINING = {"cua", "trong", "tai"}
MOST_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """`steps` as the ids of clauses write them, from the outside in; `rest`: the other words."""

    steps: tuple[str, ...]
    rest: str

    def is_exactly(self, eid: str) -> bool:
        """Steps between may be left out, the last one not."""
        steps = eid.split("__")
        return steps[-1] == self.steps[-1] and set(self.steps) <= set(steps)

    def may_be(self, eid: str) -> bool:
        """Who says "khoản 3" of a letter means what has the id "muc-3", of a summary "y-3"."""
        *above, last = eid.split("__")
        kind, _sign, which = last.rpartition("-")
        if kind not in CALLED_OTHERWISE or which != self.steps[-1].rpartition("-")[2]:
            return False
        return set(self.steps[:-1]) <= set(above)


def place_asked(words: str) -> Place | None:
    """None where no place is named, or nothing besides it."""
    typed = words.split()
    bare = [fold(word).strip(",.;:") for word in typed]
    steps, rest, at = [], [], 0
    while at < len(typed):
        if bare[at] in KINDS and at + 1 < len(typed) and WHICH.fullmatch(bare[at + 1]):
            steps.append((KINDS.index(bare[at]), f"{bare[at]}-{bare[at + 1]}"))
            at += 2
        elif steps and bare[at] in JOINING:
            at += 1
        else:
            rest.append(typed[at])
            at += 1
    if not (steps and rest):
        return None
    return Place(tuple(step for _rank, step in sorted(steps)), " ".join(rest))


def clauses_at(place: Place, documents: Iterable[Document]) -> dict[int, list[Clause]]:
    """By document the clauses of its published text that are called so, the outermost first."""
    newest = Edition.objects.newest().filter(document__in=list(documents))
    which = place.steps[-1].rpartition("-")[2]
    rows = Clause.objects.body().filter(edition__in=newest, eid__endswith=f"-{which}")
    held: dict[int, list[Clause]] = defaultdict(list)
    for clause in rows.annotate(document_id=F("edition__document_id")).order_by("order"):
        held[clause.document_id].append(clause)
    return {pk: found for pk, clauses in held.items() if (found := _called_so(place, clauses))}


def _called_so(place: Place, clauses: list[Clause]) -> list[Clause]:
    exact = [clause for clause in clauses if place.is_exactly(clause.eid)]
    found = exact or [clause for clause in clauses if place.may_be(clause.eid)]
    return sorted(found, key=lambda clause: clause.eid.count("__"))[:MOST_SHOWN]
