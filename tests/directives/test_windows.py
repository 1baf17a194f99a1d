"""A text of hundreds of pages on the office's page of its document."""

import pytest
from django.urls import reverse

from directives.models import Clause
from directives.reading import ShownClause
from directives.windows import CLAUSES_A_WINDOW, window_of
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import long_draft


def node(key: int, *children: ShownClause) -> ShownClause:
    return ShownClause(Clause(pk=key, eid=f"x-{key}"), [], [], [], [], [], list(children))


def keys(nodes: list[ShownClause]) -> list[int]:
    return [shown.clause.pk for top in nodes for shown in top.walk()]


def chapters() -> list[ShownClause]:
    """Three of a hundred articles each."""
    return [node(c * 1000, *(node(c * 1000 + a) for a in range(1, 101))) for c in (1, 2, 3)]


def test_the_windows_together_are_the_text_each_under_its_heading():
    body = chapters()
    first, cut = window_of(body, "", "1")
    assert keys(cut) == keys(body)[:CLAUSES_A_WINDOW]
    second, rest = window_of(body, "", "2")
    assert keys(rest)[0] == 2000
    assert keys(rest)[1:] == keys(body)[CLAUSES_A_WINDOW:]
    assert (first.number, second.number, second.has_next()) == (1, 2, False)
    assert keys(body) == keys(chapters())


@pytest.mark.parametrize(("eid", "window"), [("x-1001", 1), ("x-3050", 2), ("x-0", 1), ("", 1)])
def test_the_window_is_the_clause_s(eid: str, window: int):
    page, _cut = window_of(chapters(), eid, None)
    assert page.number == window


def test_a_short_text_is_one_window_and_none_is_none():
    body = [node(1, node(2))]
    page, cut = window_of(body, "", "7")
    assert (page.paginator.num_pages, keys(cut)) == (1, [1, 2])
    assert window_of([], "", None)[1] == []


def test_a_long_draft_weighs_as_much_as_a_window(cast: Cast):
    edition = long_draft(cast, 200)
    desk = signed_in(cast.office_officer)
    page = reverse("directives:office_document", args=[edition.document_id])
    html = desk.get(page, {"muc": "dieu-150__khoan-5"}).content.decode()
    assert 'id="dieu-150__khoan-5"' in html
    assert 'id="dieu-2"' not in html
    assert len(html) < 400_000
    assert 'id="dieu-2"' in desk.get(page).content.decode()
