"""Forms of duties and of edition notes opened before somebody else's change: nothing is overwritten
unseen, nothing typed is lost."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directives.checking.services import tree_change
from directives.duties import duty_delete, duty_save, duty_seal
from directives.editions import edition_discard, edition_seal
from directives.models import Duty, Edition
from directives.seen import ChangedSince
from tests.cast import Cast, signed_in
from tests.directives.letters import DASH, lead, numbered, officer, published, taken_in
from tests.directives.test_duties import FIELDS, clause_of
from tests.directives.test_editions import begun
from tests.directives.test_office_pages import posted

MINE, THEIRS = "Việc tôi đã gõ rất lâu", "Việc lãnh đạo vừa ghi"


def shown(client: Client, page: str) -> dict:
    """What the form at this address would send unchanged."""
    return sent_by(client.get(page))


def sent_by(page: HttpResponse) -> dict:
    data = {bound.html_name: bound.value() for bound in page.context["form"]}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    for name in ("kinds", "units"):
        if name in data:
            data[name] = [getattr(one, "pk", one) for one in data[name]]
    return data


def duty_page(duty: Duty) -> str:
    document = duty.clause.edition.document_id
    return reverse("directives:duty", args=[document, duty.clause.eid, duty.pk])


@pytest.fixture
def duty(cast: Cast) -> Duty:
    clause = clause_of(taken_in(cast))
    return duty_save(actor=officer(cast), clause_id=clause.pk, fields=FIELDS)


@pytest.fixture
def note(cast: Cast) -> Edition:
    return begun(cast, published(cast))


def note_page(edition: Edition) -> str:
    return reverse("directives:edition_describe", args=[edition.document_id, edition.number])


# --- duties --------------------------------------------------------------------------------------


def test_a_duty_somebody_changed_is_shown_beside_what_was_typed(cast: Cast, duty: Duty):
    desk, page = signed_in(cast.office_officer), duty_page(duty)
    mine = shown(desk, page) | {"action": MINE}
    theirs = replace(FIELDS, action=THEIRS, kinds=("agency", "xa"), indicators=(2,))
    duty_save(actor=lead(cast), clause_id=duty.clause_id, fields=theirs, duty_id=duty.pk)
    answer = desk.post(page, mine)
    html = answer.content.decode()
    assert "Người khác vừa sửa thông tin này" in html
    assert f"Đang lưu: {THEIRS}" in html
    assert MINE in html
    errors = answer.context["form"].errors
    assert set(errors) == {"action", "kinds", "indicators"}
    assert ";" in errors["kinds"][0]
    assert Duty.objects.get().action == THEIRS
    assert desk.post(page, sent_by(answer)).status_code == 302
    duty.refresh_from_db()
    assert (duty.action, duty.indicators) == (MINE, [2, 21])
    assert [kind.pk for kind in duty.kinds.all()] == ["agency"]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Phổ biến **Bộ Quy tắc**"},
        {"action": "Khác"},
        {"tracked": "optional"},
        {"addressees": "Khác"},
        {"frequency": "yearly"},
        {"due_on": date(2024, 3, 1)},
        {"kinds": ("xa",)},
        {"kinds": ()},
        {"indicators": (2,)},
        {"evidence": ()},
    ],
)
def test_each_part_of_a_duty_counts_as_a_change(cast: Cast, duty: Duty, change: dict):
    save = {"actor": officer(cast), "clause_id": duty.clause_id, "duty_id": duty.pk}
    seen = duty_seal(duty)
    duty_save(**save, fields=replace(FIELDS, **change))
    with pytest.raises(ChangedSince):
        duty_save(**save, fields=FIELDS, seen=seen)


def test_units_named_in_a_duty_count_as_a_change(cast: Cast, duty: Duty):
    save = {"actor": officer(cast), "clause_id": duty.clause_id, "duty_id": duty.pk}
    seen = duty_seal(duty)
    duty_save(**save, fields=replace(FIELDS, units=(cast.office.pk,)))
    with pytest.raises(ChangedSince):
        duty_save(**save, fields=FIELDS, seen=seen)


def test_a_duty_that_reads_as_the_form_showed_is_saved(cast: Cast, duty: Duty):
    desk, page = signed_in(cast.office_officer), duty_page(duty)
    mine = shown(desk, page) | {"action": MINE}
    save = {"actor": lead(cast), "clause_id": duty.clause_id, "duty_id": duty.pk}
    duty_save(**save, fields=replace(FIELDS, action=THEIRS))
    duty_save(**save, fields=FIELDS)
    assert desk.post(page, mine).status_code == 302
    assert Duty.objects.get().action == MINE


def test_a_duty_whose_clause_was_merged_away_is_saved_where_it_went(cast: Cast, duty: Duty):
    desk, page = signed_in(cast.office_officer), duty_page(duty)
    mine = shown(desk, page) | {"action": MINE}
    edition = duty.clause.edition
    sent = {"revision": 0, "operation": "merge", "clause_id": duty.clause_id}
    tree_change(actor=lead(cast), edition_id=edition.pk, **sent)
    assert desk.post(page, mine).status_code == 302
    duty = Duty.objects.get()
    assert (duty.action, duty.clause.eid) == (MINE, "muc-1")


def test_words_for_a_duty_deleted_meanwhile_are_kept_and_become_a_new_one(cast: Cast, duty: Duty):
    desk, page = signed_in(cast.office_officer), duty_page(duty)
    mine = shown(desk, page) | {"action": MINE}
    duty_delete(actor=lead(cast), duty_id=duty.pk)
    answer = desk.post(page, mine)
    html = answer.content.decode()
    assert "Yêu cầu này không còn trong bản đang làm" in html
    assert MINE in html
    assert desk.get(page).status_code == 404
    new = reverse("directives:duty_new", args=[duty.clause.edition.document_id, DASH])
    assert f'action="{new}"' in html
    assert desk.post(new, sent_by(answer)).status_code == 302
    assert Duty.objects.get().action == MINE


def test_a_duty_of_another_document_is_404_whatever_is_sent(cast: Cast, duty: Duty):
    other = published(cast, numbered(13))
    page = reverse("directives:duty", args=[other.pk, DASH, duty.pk])
    sent = {"quote": FIELDS.quote, "action": MINE, "tracked": "yes"}
    assert signed_in(cast.office_officer).post(page, sent).status_code == 404
    assert Duty.objects.get().action == FIELDS.action


# --- notes of editions ---------------------------------------------------------------------------


def test_a_note_somebody_changed_is_shown_beside_what_was_typed(cast: Cast, note: Edition):
    desk, page = signed_in(cast.office_officer), note_page(note)
    mine = shown(desk, page) | {"note": MINE}
    theirs = posted(signed_in(cast.office_lead), page, note=THEIRS, effective_on="2024-03-01")
    assert theirs.status_code == 302
    answer = desk.post(page, mine)
    html = answer.content.decode()
    assert "Người khác vừa sửa thông tin này" in html
    assert f"Đang lưu: {THEIRS}" in html
    assert MINE in html
    assert set(answer.context["form"].errors) == {"note", "effective_on"}
    note.refresh_from_db()
    assert note.note == THEIRS
    assert desk.post(page, sent_by(answer)).status_code == 302
    note.refresh_from_db()
    assert (note.note, note.effective_on) == (MINE, None)


def test_the_document_a_note_names_counts_as_a_change(cast: Cast, note: Edition):
    seen = edition_seal(note)
    note.caused_by = taken_in(cast, "Khác".encode())
    assert edition_seal(note) != seen


def test_a_note_for_a_draft_discarded_meanwhile_is_kept(cast: Cast, note: Edition):
    desk, page = signed_in(cast.office_officer), note_page(note)
    mine = shown(desk, page) | {"note": MINE}
    edition_discard(actor=lead(cast), edition_id=note.pk)
    answer = desk.post(page, mine)
    html = answer.content.decode()
    assert "Người khác vừa bỏ bản nháp này" in html
    assert MINE in html
    new = reverse("directives:edition_new", args=[note.document_id])
    assert f'action="{new}"' in html
    assert desk.post(new, sent_by(answer)).status_code == 302
    assert Edition.objects.get(number=2).note == MINE


def test_a_page_of_an_edition_that_never_was_is_404(cast: Cast, note: Edition):
    page = reverse("directives:edition_describe", args=[note.document_id, 9])
    assert signed_in(cast.office_officer).get(page).status_code == 404
    lost = reverse("directives:edition_describe", args=[10**9, 2])
    assert signed_in(cast.office_officer).post(lost, {"note": MINE}).status_code == 404
