import csv
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives.models import Clause, ClauseTranslation, Document
from directives.services import document_withdraw
from directives.translations import (
    TranslationFields,
    translation_check,
    translation_remove,
    translation_save,
)
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.letters import DASH, lead, numbered, officer, published, taken_in
from tests.directives.test_clause_pages import clause_url, old_url
from tests.directives.test_differences import corrected

TOLD = TranslationFields(text="Communes spread the word by radio.", made_by="Trung tâm dịch thuật")


def clause_of(document: Document, eid: str = "muc-2") -> Clause:
    return Clause.objects.filter(edition__document=document, eid=eid).order_by("-pk").first()


def entered(cast: Cast, document: Document, eid: str = "muc-2", **more: str) -> ClauseTranslation:
    return translation_save(
        actor=officer(cast),
        clause_id=clause_of(document, eid).pk,
        **{"language": "en", "fields": TOLD} | more,
    )


def confirmed(cast: Cast, document: Document, eid: str = "muc-2") -> ClauseTranslation:
    translation = entered(cast, document, eid)
    return translation_check(
        actor=lead(cast), translation_id=translation.pk, seen=translation.digest
    )


def page_of(document: Document, language: str = "en") -> str:
    return reverse("directives:translation", args=[document.slug, language])


# --- two persons ---------------------------------------------------------------------------------


def test_readers_see_it_only_after_a_second_person_compared_it(cast: Cast, client: Client):
    document = published(cast)
    translation = entered(cast, document)
    assert TOLD.text not in client.get(clause_url(document)).content.decode()
    assert client.get(page_of(document)).status_code == 404
    with pytest.raises(Refused, match="một người khác"):
        translation_check(
            actor=officer(cast), translation_id=translation.pk, seen=translation.digest
        )
    translation_check(actor=lead(cast), translation_id=translation.pk, seen=translation.digest)
    html = client.get(clause_url(document)).content.decode()
    assert f'<div lang="en"><p>{TOLD.text}</p></div>' in html
    assert "Bản dịch không chính thức" in html
    assert "Dịch từ bản 1. Người dịch: Trung tâm dịch thuật." in html
    assert page_of(document) in client.get(document.get_absolute_url()).content.decode()


def test_a_change_makes_it_wait_again(cast: Cast, client: Client):
    document = published(cast)
    held = confirmed(cast, document)
    other = TranslationFields(text="Other words.", made_by=TOLD.made_by)
    changed = entered(cast, document, fields=other, seen=held.digest)
    assert (changed.pk, changed.checked_by, changed.checked_at) == (held.pk, None, None)
    assert "Other words." not in client.get(clause_url(document)).content.decode()


def test_nobody_confirms_words_the_page_did_not_show(cast: Cast):
    document = published(cast)
    shown = entered(cast, document)
    digest = shown.digest
    entered(cast, document, fields=TranslationFields("Later words.", "A"), seen=digest)
    with pytest.raises(Refused, match="sau khi bạn mở trang"):
        translation_check(actor=lead(cast), translation_id=shown.pk, seen=digest)


def test_of_two_who_save_at_once_the_second_is_told(cast: Cast):
    document = published(cast)
    entered(cast, document)
    with pytest.raises(Refused, match="Lê Thu Hà đã sửa"):
        entered(cast, document, fields=TranslationFields("Mine.", "B"))
    assert ClauseTranslation.objects.get().text == TOLD.text


def test_acts_said_twice_do_nothing_more(cast: Cast):
    document = published(cast)
    translation = confirmed(cast, document)
    count = AuditEvent.objects.count()
    entered(cast, document)
    translation_check(actor=lead(cast), translation_id=translation.pk, seen=translation.digest)
    assert AuditEvent.objects.count() == count
    translation.refresh_from_db()
    assert translation.checked_by == cast.office_lead


def test_one_that_readers_see_goes_only_with_a_reason(cast: Cast):
    document = published(cast)
    translation = confirmed(cast, document)
    with pytest.raises(Refused, match="lý do gỡ"):
        translation_remove(actor=lead(cast), translation_id=translation.pk)
    translation_remove(actor=lead(cast), translation_id=translation.pk, reason="Dịch sai")
    assert AuditEvent.objects.get(act="translation_remove").data["reason"] == "Dịch sai"
    with pytest.raises(Refused, match="không còn"):
        translation_remove(actor=lead(cast), translation_id=translation.pk, reason="Dịch sai")
    waiting = entered(cast, document)
    translation_remove(actor=officer(cast), translation_id=waiting.pk)
    assert not ClauseTranslation.objects.exists()


@pytest.mark.parametrize("fields", [TranslationFields(" ", "A"), TranslationFields("A", " ")])
def test_words_and_who_made_them_belong_together(cast: Cast, fields: TranslationFields):
    with pytest.raises(Refused, match="cả lời dịch"):
        entered(cast, published(cast), fields=fields)


def test_only_what_is_published_is_translated(cast: Cast):
    draft = taken_in(cast)
    with pytest.raises(Refused, match="đang công bố"):
        entered(cast, draft)
    document = published(cast, numbered(13))
    old = clause_of(document)
    corrected(cast, document, {"muc-2": "UBND các xã nói trên đài."})
    with pytest.raises(Refused, match="đang công bố"):
        translation_save(actor=officer(cast), clause_id=old.pk, language="en", fields=TOLD)


def test_the_record_tells_the_clause_and_the_language(cast: Cast):
    entered(cast, published(cast))
    event = AuditEvent.objects.get(act="translation_save")
    assert (event.data["clause"], event.data["language"], event.data["edition"]) == (
        *("muc-2", "en"),
        1,
    )


# --- what the database refuses -------------------------------------------------------------------


def bad_rows(translation: ClauseTranslation, cast: Cast) -> list[dict]:
    now = timezone.now()
    return [
        {"checked_at": now},
        {"checked_by": cast.office_lead},
        {"checked_by": translation.entered_by, "checked_at": now},
        {"text": ""},
        {"made_by": ""},
    ]


@pytest.mark.parametrize("which", range(5))
def test_the_database_keeps_the_two_persons_apart(cast: Cast, which: int):
    translation = entered(cast, published(cast))
    rows = ClauseTranslation.objects.filter(pk=translation.pk)
    with pytest.raises(IntegrityError, match="translation_"), transaction.atomic():
        rows.update(**bad_rows(translation, cast)[which])


def test_a_clause_has_one_translation_a_language(cast: Cast):
    translation = entered(cast, published(cast))
    translation.pk = None
    translation._state.adding = True
    with pytest.raises(IntegrityError, match="once_a_language"), transaction.atomic():
        translation.save()


# --- later texts ---------------------------------------------------------------------------------


def test_a_later_text_that_changed_the_clause_says_the_translation_is_older(
    cast: Cast, client: Client
):
    document = published(cast)
    confirmed(cast, document)
    confirmed(cast, document, DASH)
    corrected(cast, document, {"muc-2": "UBND các xã nói trên đài."})
    for url in (clause_url(document), page_of(document)):
        html = client.get(url).content.decode()
        assert "của lời văn trước đó" in html, url
        assert "Dịch từ bản 1" in html
    assert "của lời văn trước đó" not in client.get(clause_url(document, DASH)).content.decode()
    assert "của lời văn trước đó" not in client.get(old_url(document)).content.decode()


def test_the_newest_translation_counts(cast: Cast, client: Client):
    document = published(cast)
    confirmed(cast, document)
    corrected(cast, document, {"muc-2": "UBND các xã nói trên đài."})
    fields = TranslationFields("Communes speak on the radio.", "B")
    later = entered(cast, document, fields=fields)
    translation_check(actor=lead(cast), translation_id=later.pk, seen=later.digest)
    html = client.get(clause_url(document)).content.decode()
    assert "Communes speak on the radio." in html
    assert TOLD.text not in html
    assert TOLD.text in client.get(old_url(document)).content.decode()


def test_the_page_of_a_language_sets_clause_beside_clause(
    cast: Cast, client: Client, django_assert_max_num_queries
):
    document = published(cast)
    confirmed(cast, document)
    with django_assert_max_num_queries(6):
        html = client.get(page_of(document)).content.decode()
    assert 'id="muc-2"' in html
    assert "Chưa có bản dịch của điều khoản này." in html
    assert client.get(page_of(document, "km")).status_code == 404
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    assert client.get(page_of(document)).url == document.get_absolute_url()


# --- the office's pages --------------------------------------------------------------------------


def edit_url(document: Document, language: str = "en", eid: str = "muc-2") -> str:
    return reverse("directives:translation_edit", args=[document.pk, language, eid])


def test_an_officer_enters_and_the_lead_confirms_by_hand(cast: Cast, client: Client):
    document = published(cast)
    browser = signed_in(cast.office_officer)
    page = browser.get(edit_url(document))
    assert "UBND các xã, thị trấn tuyên truyền" in page.content.decode()
    values = {"text": TOLD.text, "made_by": TOLD.made_by, "seen": ""}
    response = browser.post(edit_url(document), values)
    rows = reverse("directives:document_translations", args=[document.pk])
    assert response.url == f"{rows}?ngon-ngu=en"
    held = ClauseTranslation.objects.get()
    confirm = reverse("directives:translation_confirm", args=[document.pk, held.pk])
    assert "Đã đối chiếu, xác nhận</button>" not in browser.get(confirm).content.decode()
    other = signed_in(cast.office_lead)
    assert held.digest in other.get(confirm).content.decode()
    stale = other.post(confirm, {"seen": "x"})
    assert "sau khi bạn mở trang" in stale.content.decode()
    assert other.post(confirm, {"seen": held.digest}).url == f"{rows}?ngon-ngu=en"
    assert TOLD.text in client.get(clause_url(document)).content.decode()
    listed = other.get(response.url).content.decode()
    assert "Đã xác nhận" in listed
    assert "Trần Quốc Việt xác nhận ngày" in listed


def test_saving_may_lead_on_to_the_next_clause_without_a_translation(cast: Cast):
    document = published(cast)
    entered(cast, document, DASH)
    office = signed_in(cast.office_officer)

    def form(eid: str) -> str:
        return reverse("directives:translation_edit", args=[document.pk, "en", eid])

    said = {"text": "Departments:", "made_by": "Trung tâm dịch thuật", "next": "1"}
    after = office.post(form("muc-1"), said).url
    assert after == form("muc-1__gach-2")
    # Whoever translated the one before stands there already.
    assert 'value="Trung tâm dịch thuật"' in office.get(after).content.decode()
    last = document.editions.get().clauses.body().exclude(text="").order_by("order").last()
    assert office.post(form(last.eid), said).url.endswith("/ban-dich/?ngon-ngu=en")


def test_what_was_typed_stays_when_something_is_missing(cast: Cast):
    document = published(cast)
    response = signed_in(cast.office_officer).post(
        edit_url(document), {"text": "Half done", "made_by": "", "seen": ""}
    )
    html = response.content.decode()
    assert "Half done" in html
    assert 'role="alert"' in html
    assert not ClauseTranslation.objects.exists()


def test_the_list_shows_each_state_and_can_be_taken_along(cast: Cast):
    document = published(cast)
    confirmed(cast, document)
    entered(cast, document, DASH)
    corrected(cast, document, {"muc-2": "UBND các xã nói trên đài."})
    browser = signed_in(cast.office_lead)
    url = reverse("directives:translations")
    counts = {
        state: browser.get(url, {"trang-thai": state}).content.decode().count("<tr>") - 1
        for state in ("cho", "da-xac-nhan", "loi-van-cu", "tat-ca")
    }
    assert counts == {"cho": 1, "da-xac-nhan": 1, "loi-van-cu": 1, "tat-ca": 2}
    data = browser.get(url, {"trang-thai": "tat-ca", "tep": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert {row["Điều khoản"] for row in rows} == {"muc-2", DASH}


def test_the_queries_of_the_lists_do_not_grow(cast: Cast, django_assert_num_queries):
    document = published(cast)
    entered(cast, document)
    browser = signed_in(cast.office_lead)
    urls = ("/quan-ly/van-ban/ban-dich/", f"/quan-ly/van-ban/{document.pk}/ban-dich/")
    counts = [_queries(browser, url) for url in urls]
    for eid in ("muc-1", DASH, "doan-1"):
        entered(cast, document, eid)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_num_queries(count):
            browser.get(url)
    assert max(counts) <= 16


def _queries(browser: Client, url: str) -> int:
    """Of a second visit: the first one also learns what the process then remembers."""
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_the_list_is_paged(cast: Cast):
    document = published(cast)
    clauses = Clause.objects.body().filter(edition__document=document)
    ClauseTranslation.objects.bulk_create(
        ClauseTranslation(
            clause=clause, language=language, text="x", made_by="y", entered_by=cast.office_officer
        )
        for clause in clauses
        for language in ClauseTranslation.Language.values
    )
    html = signed_in(cast.office_lead).get("/quan-ly/van-ban/ban-dich/").content.decode()
    assert "Trang 1 trên 2" in html


@pytest.mark.parametrize("who", ["chairman", "clerk", "auditor", "administrator"])
def test_others_do_not_translate(cast: Cast, who: str):
    document = published(cast)
    held = entered(cast, document)
    browser = signed_in(getattr(cast, who))
    confirm = reverse("directives:translation_confirm", args=[document.pk, held.pk])
    remove = reverse("directives:translation_delete", args=[document.pk, held.pk])
    for url in (edit_url(document), confirm, remove):
        assert browser.post(url, {"seen": held.digest}).status_code == 403
    held.refresh_from_db()
    assert held.checked_by is None


def test_the_auditor_reads_the_list(cast: Cast):
    document = published(cast)
    entered(cast, document)
    browser = signed_in(cast.auditor)
    html = browser.get(reverse("directives:document_translations", args=[document.pk])).content
    assert edit_url(document) not in html.decode()
    assert browser.get("/quan-ly/van-ban/ban-dich/").status_code == 200


def test_rows_that_are_not_there_are_not_found(cast: Cast):
    document = published(cast)
    browser = signed_in(cast.office_officer)
    for url in (
        edit_url(document, "xx"),
        edit_url(document, "en", "muc-99"),
        reverse("directives:translation_confirm", args=[document.pk, 999]),
        reverse("directives:document_translations", args=[document.pk]) + "?ngon-ngu=xx",
        reverse("directives:document_translations", args=[taken_in(cast, numbered(13)).pk]),
    ):
        assert browser.get(url).status_code == 404, url


def test_taking_away_twice_says_all_there_is_to_say(cast: Cast):
    document = published(cast)
    held = entered(cast, document)
    browser = signed_in(cast.office_officer)
    url = reverse("directives:translation_delete", args=[document.pk, held.pk])
    assert browser.post(url, {"reason": ""}).status_code == 302
    assert browser.post(url, {"reason": ""}).status_code == 302
    assert not ClauseTranslation.objects.exists()
