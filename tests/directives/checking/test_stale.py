"""Two people, or one with two pages: nothing typed is lost and nobody's step is undone unseen."""

import re
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from directives.checking.services import Conflict, tree_change, tree_undo
from directives.duties import DutyFields, duty_save
from directives.models import Edition, TreeChange
from directives.services import document_submit
from portal.access import Actor
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, clause, draft, is_sound, tree
from tests.directives.letters import LETTER, lead, numbered, officer

TYPED = "Chữ tôi đã gõ rất lâu."


def step(actor: Actor, edition: Edition, eid: str, operation: str, **more: object) -> TreeChange:
    sent = {"revision": 0, "clause_id": clause(edition, eid).pk, **more}
    return tree_change(actor=actor, edition_id=edition.pk, operation=operation, **sent)


def post(user: User, edition: Edition, key: int, **sent: object) -> HttpResponse:
    address = reverse("directives:tree_change", args=[edition.document_id])
    sent = {"clause": key, "revision": 0, "operation": "edit", "label": "2.", **sent}
    return signed_in(user).post(address, sent)


def page_of(edition: Edition, **query: object) -> str:
    return reverse("directives:checking", args=[edition.document_id])


# --- a stale save --------------------------------------------------------------------------------


def test_a_step_taken_back_since_is_a_conflict_too(cast: Cast):
    edition = change(cast, draft(cast), "edit", "muc-2", label="2.", text="Đã sửa.")
    tree_undo(actor=lead(cast), edition_id=edition.pk)
    with pytest.raises(Conflict) as conflict:
        step(officer(cast), edition, "muc-2", "edit", revision=1, label="2.", text="Đã sửa nữa.")
    assert conflict.value.by == cast.office_lead
    assert conflict.value.clause.text.startswith("UBND các xã")


def test_a_step_made_and_taken_back_since_is_none(cast: Cast):
    edition = change(cast, draft(cast), "edit", "muc-2", label="2.", text="Đã sửa.")
    tree_undo(actor=lead(cast), edition_id=edition.pk)
    step(officer(cast), edition, "muc-2", "edit", label="2.", text=TYPED)
    assert clause(edition, "muc-2").text == TYPED


def test_other_words_from_the_same_page_are_not_taken_for_the_first(cast: Cast):
    edition = draft(cast)
    step(officer(cast), edition, "muc-2", "edit", label="2.", text="Lần một.")
    with pytest.raises(Conflict) as conflict:
        step(officer(cast), edition, "muc-2", "edit", label="2.", text="Lần hai.")
    assert conflict.value.by == cast.office_officer
    step(officer(cast), edition, "muc-2", "edit", label="2.", text="Lần một.")
    assert edition.changes.count() == 1


def test_a_split_elsewhere_from_the_same_page_is_another_step(cast: Cast):
    edition = draft(cast)
    for _again in range(2):
        step(officer(cast), edition, "muc-2", "split", place=21)
    assert edition.changes.count() == 1
    with pytest.raises(Conflict):
        step(officer(cast), edition, "muc-2", "split", place=8)


def test_one_s_own_other_page_is_named_as_such(cast: Cast):
    edition = draft(cast)
    key = clause(edition, "muc-2").pk
    post(cast.office_officer, edition, key, text="Lần một.")
    html = post(cast.office_officer, edition, key, text="Lần hai.").content.decode()
    assert "Bạn đã sửa điều khoản này ở một trang khác" in html
    assert "Lần hai." in html


# --- nothing typed is lost -----------------------------------------------------------------------


def kept(answer: HttpResponse, status: int, sentence: str) -> str:
    html = answer.content.decode()
    assert answer.status_code == status
    assert sentence in html
    assert TYPED in html
    return html


def test_words_for_a_clause_that_was_merged_away_are_kept(cast: Cast):
    edition = draft(cast)
    key = clause(edition, "muc-2").pk
    step(lead(cast), edition, "muc-2", "merge")
    answer = post(cast.office_officer, edition, key, text=TYPED)
    html = kept(answer, 422, "Trần Quốc Việt đã gộp nó")
    assert "Chép lại chữ này" in html
    assert "Lưu chữ đã sửa" not in html


def test_words_for_a_clause_whose_making_was_taken_back_are_kept(cast: Cast):
    edition = draft(cast)
    made = step(officer(cast), edition, "muc-2", "split", place=21)
    [key] = {row["id"] for row in made.after} - {row["id"] for row in made.before}
    tree_undo(actor=lead(cast), edition_id=edition.pk)
    kept(post(cast.office_officer, edition, key, text=TYPED), 422, "đã hoàn tác bước tạo ra nó")


def test_words_refused_for_a_duty_are_kept_and_may_be_mended(cast: Cast):
    edition = draft(cast)
    target = clause(edition, "muc-2")
    fields = DutyFields(quote="tuyên truyền", action="Tuyên truyền", tracked="yes")
    duty_save(actor=officer(cast), clause_id=target.pk, fields=fields)
    answer = post(cast.office_officer, edition, target.pk, text=TYPED)
    html = kept(answer, 422, "dựa vào câu chữ ở đây")
    assert "Lưu chữ đã sửa" in html
    assert f"<ins>{TYPED.split()[0]}" in html


def test_words_for_a_draft_that_was_submitted_meanwhile_are_kept(cast: Cast):
    edition = draft(cast)
    document_submit(actor=lead(cast), document_id=edition.document_id)
    answer = post(cast.office_officer, edition, clause(edition, "muc-2").pk, text=TYPED)
    html = kept(answer, 422, "đã trình hoặc đã công bố")
    assert "Lưu chữ đã sửa" not in html


def test_the_words_to_split_at_are_kept(cast: Cast):
    edition = draft(cast)
    key = clause(edition, "muc-2").pk
    answer = post(cast.office_officer, edition, key, operation="split", words=TYPED)
    html = kept(answer, 422, "trong lời văn. Hãy chép đúng")
    assert f'name="words" value="{TYPED}"' in html
    html = kept(
        post(cast.office_officer, edition, key, operation="split", words=TYPED),
        422,
        "Hãy chép đúng",
    )
    sent = re.findall(r'name="(clause|revision|operation)" value="([^"]*)"', html)
    done = post(cast.office_officer, edition, key, **dict(sent), words="tuyên truyền")
    assert done.status_code == 302
    assert clause(edition, "muc-2").text == "UBND các xã, thị trấn"


def test_a_button_on_a_clause_that_is_gone_goes_back_with_a_word(cast: Cast):
    edition = draft(cast)
    key = clause(edition, "muc-2").pk
    step(lead(cast), edition, "muc-2", "merge")
    answer = post(cast.office_officer, edition, key, operation="promote")
    assert answer.url == page_of(edition)
    html = signed_in(cast.office_officer).get(page_of(edition)).content.decode()
    assert "Kiểm tra bản nháp" in html


def test_a_clause_of_another_draft_is_404(cast: Cast):
    edition, other = draft(cast), draft(cast, numbered(77).decode())
    key = clause(other, "muc-2").pk
    assert post(cast.office_officer, edition, key, text=TYPED).status_code == 404
    assert post(cast.office_officer, edition, 10**9, text=TYPED).status_code == 404


# --- undoing -------------------------------------------------------------------------------------


def test_the_button_names_the_step_and_whose_it_was(cast: Cast):
    edition = change(cast, draft(cast), "demote", "muc-2")
    html = signed_in(cast.office_lead).get(page_of(edition)).content.decode()
    assert "Hoàn tác: đưa vào một cấp" in html
    assert "bước của Lê Thu Hà" in html
    assert 'name="buoc" value="1"' in html


def test_a_step_somebody_made_after_is_not_taken_back_in_its_place(cast: Cast):
    edition = draft(cast)
    step(officer(cast), edition, "muc-2", "demote")
    step(lead(cast), edition, "doan-2", "edit", revision=1, label="", text="Khác.")
    before = tree(edition)
    with pytest.raises(Refused, match="Trần Quốc Việt vừa sửa thêm"):
        tree_undo(actor=officer(cast), edition_id=edition.pk, step=1)
    assert tree(edition) == before


def test_undone_twice_by_a_hasty_hand_it_is_undone_once(cast: Cast):
    edition = change(cast, draft(cast), "demote", "muc-2")
    edition = change(cast, edition, "edit", "doan-2", label="", text="Khác.")
    address = reverse("directives:tree_undo", args=[edition.document_id])
    desk = signed_in(cast.office_officer)
    for _again in range(2):
        desk.post(address, {"buoc": 2})
    assert edition.changes.standing().get().revision == 1
    assert AuditEvent.objects.filter(act="tree_undo").count() == 1


def test_who_took_a_step_back_is_known(cast: Cast):
    edition = change(cast, draft(cast), "demote", "muc-2")
    undone = tree_undo(actor=lead(cast), edition_id=edition.pk)
    edition.refresh_from_db()
    assert (undone.undone_by, undone.undone_revision) == (cast.office_lead, edition.revision)
    TreeChange.objects.filter(pk=undone.pk).update(undone_revision=None)
    with pytest.raises(IntegrityError, match="undone_when"), transaction.atomic():
        TreeChange.objects.filter(pk=undone.pk).update(undone_at=None)


@pytest.mark.django_db(transaction=True)
def test_two_who_undo_the_same_step_at_once_undo_one_step(cast: Cast):
    edition = change(cast, draft(cast), "demote", "muc-2")
    edition = change(cast, edition, "edit", "doan-2", label="", text="Khác.")
    gate = threading.Barrier(2)

    def go(actor: Callable[[Cast], Actor]) -> None:
        with closing(connection):
            gate.wait()
            tree_undo(actor=actor(cast), edition_id=edition.pk, step=2)

    threads = [threading.Thread(target=go, args=(who,)) for who in (officer, lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    edition.refresh_from_db()
    assert edition.changes.standing().get().revision == 1
    assert is_sound(edition)


# --- finding the way -----------------------------------------------------------------------------


def next_of(cast: Cast, edition: Edition, eid: str) -> str:
    html = signed_in(cast.office_officer).get(page_of(edition), {"muc": eid}).content.decode()
    found = re.search(r'data-key="h" href="\?muc=([^#"]+)#muc"', html)
    return found[1] if found else ""


def test_the_next_hint_is_a_step_away_and_after_the_last_comes_the_first(cast: Cast):
    edition = draft(cast)
    hints = edition.suggestions.exclude(clause=None).filter(clause__part="body")
    waiting = list(hints.order_by("clause__order").values_list("clause__eid", flat=True))
    waiting = list(dict.fromkeys(waiting))
    assert len(waiting) > 2
    assert [next_of(cast, edition, eid) for eid in waiting] == [*waiting[1:], waiting[0]]
    edition.suggestions.update(state="refused", decided_at="2026-01-01T00:00:00Z")
    assert next_of(cast, edition, waiting[0]) == ""


def test_a_paragraph_of_several_lines_may_become_a_table_again(cast: Cast):
    edition = draft(cast)
    address = page_of(edition)
    desk = signed_in(cast.office_officer)
    assert 'value="as_table"' not in desk.get(address, {"muc": "muc-2"}).content.decode()
    change(cast, edition, "edit", "muc-2", label="2.", text="Đơn vị\tHạn\nXã A\t30/6")
    assert 'value="as_table"' in desk.get(address, {"muc": "muc-2"}).content.decode()


def test_a_label_that_is_none_says_where_to_set_it(cast: Cast):
    edition = draft(cast, LETTER.replace("Yêu cầu các đơn vị", "Mục một: yêu cầu các đơn vị"))
    with pytest.raises(Refused, match="Sửa chữ đọc sai"):
        change(cast, edition, "label", "doan-2")
