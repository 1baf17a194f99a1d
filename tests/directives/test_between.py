"""Any two texts of a document side by side, from what each was published with."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives.between import changes_between, composed
from directives.differences import word_runs
from directives.editions import EditionFields, edition_begin
from directives.models import Document, Edition
from directives.services import document_withdraw
from tests.cast import Cast
from tests.directives.letters import DASH, LETTER, lead, numbered, officer, published
from tests.directives.test_differences import corrected, made_public, without
from tests.directives.test_editions import from_file, summary_published
from tests.directives.test_public_pages import words_of

WORDS = st.text(alphabet="ab  .,\nđ", max_size=40)
SECOND = "UBND các xã, thị trấn tuyên truyền hằng tháng."
THIRD = "UBND các xã, phường tuyên truyền hằng tháng."


def between_url(document: Document, before: int, number: int) -> str:
    return reverse("directives:difference_between", args=[document.slug, before, number])


def texts(document: Document) -> list[Edition]:
    return list(document.editions.published().order_by("number"))


def kept_runs(before: str, after: str) -> list[list[str]]:
    return [[run.words, run.sign] for run in word_runs(before, after)]


@pytest.fixture
def thrice(cast: Cast) -> Document:
    """A letter whose clause 2 was changed twice, and a line of clause 1 once and back again."""
    document = published(cast)
    line = document.editions.get().clauses.get(eid=DASH).text
    corrected(cast, document, {"muc-2": SECOND, DASH: "Chữ khác."})
    corrected(cast, document, {"muc-2": THIRD, DASH: line})
    return document


# --- words ---------------------------------------------------------------------------------------


@given(WORDS, WORDS, WORDS)
def test_two_changes_become_one_that_gives_back_both_ends(first: str, second: str, third: str):
    runs = composed(kept_runs(first, second), kept_runs(second, third))
    assert "".join(words for words, sign in runs if sign != "+") == first
    assert "".join(words for words, sign in runs if sign != "-") == third


@given(WORDS, WORDS)
def test_what_came_back_as_it_was_is_no_change(first: str, second: str):
    runs = composed(kept_runs(first, second), kept_runs(second, first))
    assert [sign for _words, sign in runs if sign] == []


@given(WORDS, WORDS)
def test_what_stayed_changes_nothing_of_what_is_told(first: str, second: str):
    told = [(words, sign) for words, sign in kept_runs(first, second)]
    assert composed(told, kept_runs(second, second)) == told
    assert composed(kept_runs(first, first), told) == told


def test_words_that_came_and_went_are_not_told():
    runs = composed(kept_runs("a c", "a b c"), kept_runs("a b c", "a d c"))
    assert runs == [("a ", ""), ("d ", "+"), ("c", "")]


# --- clauses -------------------------------------------------------------------------------------


def test_a_clause_changed_twice_is_told_once_and_one_changed_back_is_not(thrice: Document):
    first, second, third = texts(thrice)
    [change] = changes_between([first, second, third])
    assert (change.eid, change.fate) == ("muc-2", "changed")
    by_eid = {edition.number: edition.clauses.get(eid="muc-2") for edition in (first, third)}
    for number, sign in ((1, "+"), (3, "-")):
        clause = by_eid[number]
        words = "".join(words for words, theirs in change.runs if theirs != sign)
        assert words == f"{clause.label} {clause.text}"


def test_a_clause_only_some_texts_had_is_new_or_gone_or_never_told(cast: Cast):
    document = published(cast)
    without(cast, document, DASH)
    fields = EditionFields(kind=Edition.Kind.AMENDED, note="Thêm lại một mục.", weight="major")
    edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)
    made_public(cast, from_file(cast, document, LETTER))
    first, second, third = texts(document)
    assert [c.fate for c in changes_between([first, second])] == ["removed"]
    assert [(c.eid, c.fate) for c in changes_between([second, third])] == [(DASH, "added")]
    assert changes_between([first, second, third]) == []
    without(cast, document, DASH)
    assert [(c.eid, c.fate) for c in changes_between(texts(document))] == [(DASH, "removed")]


def test_changes_stand_in_the_order_of_the_text(cast: Cast):
    document = published(cast)
    corrected(cast, document, {"muc-2": SECOND})
    corrected(cast, document, {DASH: "Chữ khác."})
    assert [change.eid for change in changes_between(texts(document))] == [DASH, "muc-2"]


# --- the page ------------------------------------------------------------------------------------


def test_any_two_texts_can_be_compared(thrice: Document, client: Client):
    answer = client.get(between_url(thrice, 1, 3))
    words = words_of(answer.content.decode())
    assert "Bản 3 so với bản 1" in words
    assert "1 điều khoản có thay đổi" in words
    assert "[bỏ]" in answer.content.decode()
    assert 'content="noindex"' in answer.content.decode()
    assert "public" in answer.headers["Cache-Control"]
    for number in (2, 3):
        url = reverse("directives:difference", args=[thrice.slug, number])
        assert f'href="{url}"' in answer.content.decode()


def test_what_the_last_text_changed_leads_to_all_comparisons(thrice: Document, client: Client):
    html = client.get(reverse("directives:difference", args=[thrice.slug, 3])).content.decode()
    assert f'href="{between_url(thrice, 1, 3)}"' in html
    assert f'href="{between_url(thrice, 2, 3)}"' not in html


def test_neighbours_and_a_turned_order_have_one_address(thrice: Document, client: Client):
    direct = reverse("directives:difference", args=[thrice.slug, 3])
    assert client.get(between_url(thrice, 2, 3)).url == direct
    assert client.get(between_url(thrice, 3, 1)).url == between_url(thrice, 1, 3)


def test_only_published_texts_are_compared(thrice: Document, cast: Cast, client: Client):
    fields = EditionFields(kind=Edition.Kind.CORRECTED, note="Bản nháp", weight="minor")
    edition_begin(actor=officer(cast), document_id=thrice.pk, fields=fields)
    for before, number in ((1, 1), (1, 4), (0, 3), (1, 99)):
        assert client.get(between_url(thrice, before, number)).status_code == 404
    other = published(cast, numbered(13))
    assert client.get(between_url(other, 1, 3)).status_code == 404


def test_words_nobody_may_read_are_not_compared(thrice: Document, cast: Cast, client: Client):
    document_withdraw(
        actor=lead(cast), document_id=thrice.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    assert client.get(between_url(thrice, 1, 3)).url == thrice.get_absolute_url()


def test_a_summary_s_words_are_not_compared_with_the_full_text(cast: Cast, client: Client):
    document = summary_published(cast)
    made_public(cast, from_file(cast, document))
    corrected(cast, document, {"dieu-1": "Chữ khác."})
    words = words_of(client.get(between_url(document, 1, 3)).content.decode())
    assert "thay bản tóm lược bằng nguyên văn, nên không so từng chữ" in words


def test_queries_do_not_grow_with_the_texts_between(
    thrice: Document, cast: Cast, client: Client, django_assert_max_num_queries
):
    for words in ("Một.", "Hai.", "Ba."):
        corrected(cast, thrice, {"muc-2": words})
    with django_assert_max_num_queries(8):
        client.get(between_url(thrice, 1, 6))
