"""A long text shown a window at a time, each clause still under what it stands under."""

from dataclasses import replace

from django.core.paginator import Page, Paginator

from directives.reading import ShownClause

CLAUSES_A_WINDOW = 200


def window_of(
    body: list[ShownClause], eid: str, asked: str | None
) -> tuple[Page, list[ShownClause]]:
    """The window asked for by number, or the one that holds the clause; and the tree cut down to
    it. What stands above the window's first clauses is shown again."""
    flat = [shown for top in body for shown in top.walk()]
    paginator = Paginator(flat, CLAUSES_A_WINDOW)
    at = next((n for n, shown in enumerate(flat) if shown.clause.eid == eid), 0)
    page = paginator.get_page(asked or at // CLAUSES_A_WINDOW + 1)
    return page, _cut(body, {shown.clause.pk for shown in page})


def _cut(nodes: list[ShownClause], kept: set[int]) -> list[ShownClause]:
    found = []
    for node in nodes:
        children = _cut(node.children, kept)
        if children or node.clause.pk in kept:
            found.append(replace(node, children=children))
    return found
