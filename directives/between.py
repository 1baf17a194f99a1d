"""What differs between any two texts of a document, put together from what was kept with each text
between them when it was published: nothing is compared here."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from directives.differences import clause_pairs
from directives.models import Edition, EditionChange

# Words with their sign, as `EditionChange.runs` has them.
Runs = list[tuple[str, str]]


def can_be_told(steps: Sequence[Edition]) -> bool:
    """`steps`: the texts from the one to the other, both among them. Where a full text took a
    summary's place nothing was kept."""
    return not any(one.is_summary and not other.is_summary for one, other in pairwise(steps))


def changes_between(steps: Sequence[Edition]) -> list[EditionChange]:
    """As if the last text had been published right after the first; in the last one's order."""
    kept = EditionChange.objects.filter(edition__in=steps[1:]).order_by("edition__number", "order")
    by_eid: dict[str, list[EditionChange]] = {}
    for change in kept:
        by_eid.setdefault(change.eid, []).append(change)
    told = {eid: change for eid in by_eid if (change := _as_one(by_eid[eid]))}
    first, last = (
        edition.clauses.body().only("eid", "edition") for edition in (steps[0], steps[-1])
    )
    return [told[pair.eid] for pair in clause_pairs(first, last) if pair.eid in told]


def composed(first: Iterable[Sequence[str]], second: Iterable[Sequence[str]]) -> Runs:
    """The runs from a wording to another, and from that to a third, as runs from the first wording
    to the third."""
    later = deque((words, sign) for words, sign in second)
    runs: Runs = []
    for words, sign in first:
        if sign == "-":
            runs.append((words, "-"))
        else:
            runs += _met(words, sign, later)
    runs += later
    before, after = _side(runs, "+"), _side(runs, "-")
    return list(_tidied([(before, "")] if before == after else runs))


def _side(runs: Runs, without: str) -> str:
    return "".join(words for words, sign in runs if sign != without)


def _met(words: str, sign: str, later: deque[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What became of words of the middle wording: as they were, gone, or as if never there."""
    while words:
        theirs, their_sign = later.popleft()
        if their_sign == "+":
            yield theirs, "+"
            continue
        shared, rest = words[: len(theirs)], theirs[len(words) :]
        words = words[len(shared) :]
        if rest:
            later.appendleft((rest, their_sign))
        if not (sign and their_sign):
            yield shared, sign or their_sign


def _tidied(runs: Runs) -> Iterator[tuple[str, str]]:
    """Each change as one: what went, then what came; what came back as it was is no change."""
    for is_changed, group in groupby(runs, key=lambda run: bool(run[1])):
        held = list(group)
        gone, come = _side(held, "+"), _side(held, "-")
        told = [(gone, "-"), (come, "+")] if is_changed and gone != come else [(come, "")]
        yield from ((words, sign) for words, sign in told if words)


def _as_one(changes: list[EditionChange]) -> EditionChange | None:
    """None where the clause is again what it was."""
    runs: Runs = [(words, sign) for words, sign in changes[0].runs]
    for change in changes[1:]:
        runs = composed(runs, change.runs)
    was = changes[0].fate != EditionChange.Fate.ADDED
    stays = changes[-1].fate != EditionChange.Fate.REMOVED
    is_same = was == stays and (not was or not any(sign for _words, sign in runs))
    if is_same:
        return None
    last = changes[-1]
    return EditionChange(eid=last.eid, label=last.label, fate=_fate(was, stays), runs=runs)


def _fate(was: bool, stays: bool) -> EditionChange.Fate:
    if was and stays:
        return EditionChange.Fate.CHANGED
    return EditionChange.Fate.REMOVED if was else EditionChange.Fate.ADDED
