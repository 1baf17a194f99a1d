import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives.checking.services import tree_change
from directives.differences import MOST_WORDS, word_runs
from directives.editions import EditionFields, edition_begin, edition_publish, edition_submit
from directives.models import Clause, Document, Edition, EditionChange
from directives.services import document_withdraw
from tests.cast import Cast
from tests.directives.letters import DASH, as_printed, lead, numbered, officer, published
from tests.directives.test_editions import from_file, summary_published

WORDS = st.text(alphabet="ab  .,\nđ", max_size=40)


def corrected(cast: Cast, document: Document, changes: dict[str, str], **told: object) -> Edition:
    """A later published text with other words in some clauses."""
    fields = EditionFields(
        **{"kind": Edition.Kind.CORRECTED, "note": "Sửa chữ in sai.", "weight": "minor"} | told
    )
    edition = edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)
    for eid, text in changes.items():
        edition.refresh_from_db()
        clause = edition.clauses.get(eid=eid)
        tree_change(
            actor=officer(cast),
            edition_id=edition.pk,
            revision=edition.revision,
            operation="edit",
            clause_id=clause.pk,
            label=clause.label,
            text=text,
        )
    return made_public(cast, edition)


def made_public(cast: Cast, edition: Edition) -> Edition:
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    return edition_publish(actor=lead(cast), edition_id=edition.pk)


def without(cast: Cast, document: Document, *eids: str) -> Edition:
    fields = EditionFields(kind=Edition.Kind.AMENDED, note="Bỏ một mục.", weight="major")
    edition = edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)
    edition.clauses.filter(eid__in=eids).delete()
    return made_public(cast, edition)


def difference_url(document: Document, number: int = 2) -> str:
    return reverse("directives:difference", args=[document.slug, number])


# --- words ---------------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_the_runs_give_back_both_wordings(before: str, after: str):
    runs = word_runs(before, after)
    assert "".join(run.words for run in runs if not run.added) == before
    assert "".join(run.words for run in runs if not run.removed) == after


def test_a_changed_phrase_is_told_once_and_not_word_by_word():
    runs = word_runs("xử lý người vi phạm ngay", "nhắc nhở đơn vị ngay")
    assert [(run.words, run.sign) for run in runs] == [
        ("xử lý người vi phạm", "-"),
        ("nhắc nhở đơn vị", "+"),
        (" ngay", ""),
    ]


def test_very_long_wordings_are_shown_whole():
    before, after = "a " * MOST_WORDS, "b " * MOST_WORDS
    assert [(run.words, run.sign) for run in word_runs(before, after)] == [
        (before, "-"),
        (after, "+"),
    ]


# --- what is kept --------------------------------------------------------------------------------


def test_publication_keeps_what_changed_and_nothing_else(cast: Cast):
    document = published(cast)
    edition = corrected(cast, document, {"muc-2": "UBND các xã tuyên truyền trên đài."})
    change = edition.differences.get()
    assert (change.eid, change.fate, change.place) == ("muc-2", "changed", "Mục 2")
    assert [sign for _words, sign in change.runs].count("-") >= 1
    assert "".join(words for words, sign in change.runs if sign != "-") == (
        "2. UBND các xã tuyên truyền trên đài."
    )


def test_what_is_gone_and_what_is_new_is_kept_too(cast: Cast):
    document = published(cast)
    gone = without(cast, document, DASH)
    assert list(gone.differences.values_list("eid", "fate")) == [(DASH, "removed")]


def test_a_full_text_in_a_summary_s_place_changed_nothing(cast: Cast, client: Client):
    document = summary_published(cast)
    edition = made_public(cast, from_file(cast, document))
    assert not edition.differences.exists()
    html = client.get(difference_url(document)).content.decode()
    assert "không so từng chữ" in html


def test_a_summary_s_clauses_keep_their_ids_when_one_is_mended(cast: Cast):
    document = summary_published(cast)
    edition = corrected(cast, document, {"dieu-2__khoan-1": "Đọc kỹ mọi điều khoản."})
    assert [change.eid for change in edition.differences.all()] == ["dieu-2__khoan-1"]
    assert set(edition.clauses.values_list("eid", flat=True)) == {
        *("dieu-2", "dieu-2__khoan-1", "dieu-9")
    }


def test_editions_published_before_get_their_differences_by_the_migration(cast: Cast):
    document = published(cast)
    edition = corrected(cast, document, {"muc-2": "Chữ khác."})
    kept = list(edition.differences.values_list("order", "eid", "label", "fate", "runs"))
    edition.differences.all().delete()
    keep = import_module("directives.migrations.0018_keep_differences").keep
    keep(apps, None)
    keep(apps, None)
    assert list(edition.differences.values_list("order", "eid", "label", "fate", "runs")) == kept


def test_a_place_in_the_list_is_taken_once(cast: Cast):
    edition = corrected(cast, published(cast), {"muc-2": "Chữ khác."})
    change = edition.differences.get()
    with pytest.raises(IntegrityError, match="order_once"), transaction.atomic():
        EditionChange.objects.create(edition=edition, order=change.order, eid="x", fate="added")


# --- the page ------------------------------------------------------------------------------------


def test_words_added_and_removed_are_marked_and_said(cast: Cast, client: Client):
    document = published(cast)
    corrected(cast, document, {"muc-2": "UBND các xã, thị trấn tuyên truyền <b>hằng tháng."})
    html = client.get(difference_url(document)).content.decode()
    aloud = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "[bỏ] trên đài truyền thanh [hết bỏ]" in aloud
    assert "[thêm] &lt;b&gt;hằng tháng [hết thêm]" in aloud
    shown = as_printed(html)
    assert re.search(r"<ins><span[^>]*said[^>]*>[^<]*</span>", html)
    assert "Mục 2" in shown
    assert "Sửa chữ in sai." in shown


def test_the_page_asks_nothing_of_the_clauses(
    cast: Cast, client: Client, django_assert_max_num_queries
):
    document = published(cast)
    corrected(cast, document, {"muc-2": "Chữ khác."})
    with django_assert_max_num_queries(5) as captured:
        client.get(difference_url(document))
    assert not any('FROM "directives_clause"' in q["sql"] for q in captured.captured_queries)


def test_many_changes_are_paged(cast: Cast, client: Client):
    document = published(cast, numbered(7))
    edition = corrected(cast, document, {"muc-2": "Chữ khác."})
    EditionChange.objects.bulk_create(
        EditionChange(edition=edition, order=order, eid=f"muc-{order}", fate="added", runs=[])
        for order in range(100, 160)
    )
    html = client.get(difference_url(document)).content.decode()
    assert "Trang 1 trên 3" in html
    assert client.get(difference_url(document) + "?trang=99").status_code == 200


def test_there_is_no_difference_without_an_earlier_text(cast: Cast, client: Client):
    document = published(cast)
    assert client.get(difference_url(document, 1)).status_code == 404
    assert client.get(difference_url(document, 2)).status_code == 404
    fields = EditionFields(kind=Edition.Kind.CORRECTED, note="Bản nháp", weight="minor")
    edition_begin(actor=officer(cast), document_id=document.pk, fields=fields)
    assert client.get(difference_url(document, 2)).status_code == 404


def test_words_nobody_may_read_are_not_in_the_differences_either(cast: Cast, client: Client):
    document = published(cast)
    corrected(cast, document, {"muc-2": "Số căn cước của một người."})
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    response = client.get(difference_url(document))
    assert response.status_code == 302
    assert response.url == document.get_absolute_url()


def test_unchanged_clauses_are_not_copied_into_the_list(cast: Cast):
    document = published(cast)
    edition = corrected(cast, document, {})
    assert not edition.differences.exists()
    assert Clause.objects.filter(edition=edition).count() > 0
