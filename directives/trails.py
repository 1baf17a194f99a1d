"""Where a clause stands, told by the labels above it: "Chương II › Điều 4. › 1."."""

from collections.abc import Iterable

from django.utils.text import Truncator

from directives.models import Clause

FIRST_WORDS = 6
STEP = " › "


def trails(clauses: Iterable[Clause]) -> dict[str, str]:
    """By the ids of the clauses, which come in reading order, parents before children. One without
    a label is known by its first words."""
    above: dict[int, list[str]] = {}
    found = {}
    for clause in clauses:
        over = above.get(clause.parent_id, [])
        label = clause.label.replace("*", "").strip()
        above[clause.pk] = [*over, label] if label else over
        own = label or Truncator(clause.text.replace("*", "")).words(FIRST_WORDS, truncate=" …")
        found[clause.eid] = STEP.join([*over, own])
    return found
