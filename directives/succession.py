"""Which clause of a later text stands where one of the text before stood.

Mostly the one of the same id. But a summary names the articles of a code without saying that a
decision of three articles encloses it: in the whole text they stand in what is enclosed
("dieu-8" → "phu-luc-1__dieu-8"), and the decision has articles 1 to 3 of its own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from directives.models import Clause, Edition, Relation

ENCLOSED = re.compile(r"^(phu-luc-[0-9]+__)(?=.)")


def successors(before: Iterable[Clause], after: Iterable[Clause]) -> dict[str, Clause]:
    """By the ids of the earlier text; those without a place in the later one are left out."""
    later = {clause.eid: clause for clause in after}
    eids = [clause.eid for clause in before]
    home = _home(eids, later)
    places = {eid: eid if ENCLOSED.match(eid) else f"{home}{eid}" for eid in eids}
    return {eid: later[place] for eid, place in places.items() if place in later}


def placed_alike(before: list[Clause], after: Iterable[Clause]) -> list[Clause]:
    """The earlier clauses under the ids of those that stand in their place, to be compared."""
    heirs = successors(before, after)
    for clause in before:
        if heir := heirs.get(clause.eid):
            clause.eid = heir.eid
    return before


def relations_follow(edition: Edition) -> int:
    """What other documents do to a clause of a summary they do to its place in the whole text. How
    many led elsewhere."""
    earlier = edition.document.editions.published().filter(number__lt=edition.number)
    before = earlier.order_by("-number").first()
    if before is None or not before.is_summary:
        return 0
    heirs = successors(before.clauses.all(), edition.clauses.all())
    followed = 0
    for relation in Relation.objects.filter(target=edition.document, clause_eid__in=heirs):
        place = heirs[relation.clause_eid].eid
        if place != relation.clause_eid:
            followed += Relation.objects.filter(pk=relation.pk).update(clause_eid=place)
    return followed


def eids_above(eid: str) -> Iterator[str]:
    """ "dieu-8__khoan-1__diem-a": "dieu-8__khoan-1", then "dieu-8"."""
    while above := eid.rpartition("__")[0]:
        yield above
        eid = above


def _home(eids: list[str], later: Iterable[str]) -> str:
    """Where most of them stand: outside of every annex ("") or in one of them."""
    wanted = set(eids)
    found = Counter({"": 0})
    for eid in later:
        match = ENCLOSED.match(eid)
        if eid in wanted:
            found[""] += 1
        elif match and eid.removeprefix(match[1]) in wanted:
            found[match[1]] += 1
    return max(found, key=found.__getitem__)
