import random
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse

from directives.checking.hints import suggestion_accept, suggestion_refuse
from directives.checking.operations import OPERATIONS
from directives.checking.services import Conflict, others_at_work, tree_change, tree_undo
from directives.duties import DutyFields, duty_save
from directives.models import Citation, Clause, Correction, Document, Duty, Edition, Suggestion
from directives.services import document_submit
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.directives.checking.drafts import change, clause, draft, is_sound, long_draft, tree
from tests.directives.letters import DASH, LETTER, lead, officer, published, taken_in

NOISY = LETTER.replace("Rà soát quy chế nội bộ.", "Ngăn chặn nội dung đòi truy.")


ANNEXED = (
    LETTER
    + """
PHỤ LỤC I
DANH MỤC

1. Việc thứ nhất.

2. Việc thứ hai.
"""
)
STEPS = [
    ("promote", DASH, {}),
    ("demote", "muc-2", {}),
    ("merge", "muc-1__gach-2", {}),
    ("merge", "muc-2", {}),
    ("split", "muc-2", {"place": 20}),
    ("unlabel", "muc-1", {}),
    ("edit", "muc-2", {"label": "2.", "text": "Chữ đã sửa theo Quyết định số 5/QĐ-UBND."}),
]


@pytest.mark.parametrize(("operation", "eid", "arguments"), STEPS)
def test_each_step_keeps_the_tree_sound_and_is_undone_exactly(
    cast: Cast, operation: str, eid: str, arguments: dict
):
    edition = draft(cast)
    before, digest = tree(edition), edition.text_hash
    edition = change(cast, edition, operation, eid, **arguments)
    assert tree(edition) != before
    assert is_sound(edition)
    tree_undo(actor=officer(cast), edition_id=edition.pk)
    edition.refresh_from_db()
    assert tree(edition) == before
    assert edition.text_hash == digest
    assert is_sound(edition)


def test_several_steps_are_undone_one_by_one(cast: Cast):
    edition = draft(cast)
    states = [tree(edition)]
    for operation, eid, arguments in [STEPS[2], STEPS[1], STEPS[0]]:
        edition = change(cast, edition, operation, eid, **arguments)
        states.append(tree(edition))
    for state in reversed(states[:-1]):
        tree_undo(actor=officer(cast), edition_id=edition.pk)
        assert tree(edition) == state
    with pytest.raises(Refused, match="Không còn bước"):
        tree_undo(actor=officer(cast), edition_id=edition.pk)


@pytest.mark.parametrize(
    ("operation", "eid", "arguments"),
    [
        ("merge", "doan-2", {}),
        ("split", "doan-2", {"place": 8}),
        ("split", "phu-luc-1__muc-2", {"place": 5}),
        ("merge", "phu-luc-1__muc-2", {}),
    ],
)
def test_what_ends_the_letter_keeps_its_place_before_the_annexes(
    cast: Cast, operation: str, eid: str, arguments: dict
):
    edition = draft(cast, ANNEXED)
    before = tree(edition)
    edition = change(cast, edition, operation, eid, **arguments)
    parts = "".join(row[-1][0] for row in tree(edition))
    assert "bcc" in parts
    assert "ccb" in parts
    assert is_sound(edition)
    tree_undo(actor=officer(cast), edition_id=edition.pk)
    edition.refresh_from_db()
    assert tree(edition) == before
    assert is_sound(edition)


def test_an_annex_is_not_merged_over_the_signature(cast: Cast):
    edition = draft(cast, ANNEXED)
    with pytest.raises(Refused, match="phần ký"):
        change(cast, edition, "merge", "phu-luc-1")


def test_undoing_a_merge_that_renamed_a_later_clause_keeps_the_order(cast: Cast):
    paragraphs = "1. Các phòng, ban:\n\nĐoạn một.\n\nĐoạn hai.\n\n- Gạch.\n\nĐoạn ba."
    edition = draft(cast, LETTER.replace("1. Các phòng, ban:", paragraphs))
    before = tree(edition)
    [eid] = [row[0] for row in before if row[2] == "Đoạn hai."]
    edition = change(cast, edition, "merge", eid)
    tree_undo(actor=officer(cast), edition_id=edition.pk)
    assert tree(edition) == before


def pointing(edition: Edition) -> list[tuple]:
    """What points into the words, and where."""
    cited = Citation.objects.filter(clause__edition=edition)
    hints = edition.suggestions.exclude(clause=None)
    return sorted(cited.values_list("clause__eid", "start", "end", "key", "place")) + sorted(
        hints.values_list("clause__eid", "rule", "quote")
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_walk_of_steps_keeps_the_tree_sound_and_is_undone_step_by_step(cast: Cast, seed: int):
    edition, chance = draft(cast, ANNEXED), random.Random(seed)  # noqa: S311
    states, pointers = [tree(edition)], pointing(edition)
    while len(states) < 10:
        target = chance.choice(list(edition.clauses.body()))
        operation = chance.choice(sorted(set(OPERATIONS) - {"edit"}))
        place = chance.randint(1, len(target.text) + 1)
        arguments = {"place": place} if operation == "split" else {}
        try:
            edition = change(cast, edition, operation, target.eid, **arguments)
        except Refused:
            continue
        assert is_sound(edition)
        states.append(tree(edition))
    for state in reversed(states[:-1]):
        tree_undo(actor=officer(cast), edition_id=edition.pk)
        edition.refresh_from_db()
        assert tree(edition) == state
        assert is_sound(edition)
    assert pointing(edition) == pointers


def test_corrections_of_the_same_words_stay_apart_through_steps_and_undoing(cast: Cast):
    twice = NOISY.replace("nội dung đòi truy.", "nội dung đòi truy. Chặn đòi truy.")
    edition = draft(cast, twice)
    for found in edition.suggestions.filter(rule="doi-truy"):
        suggestion_accept(actor=officer(cast), suggestion_id=found.pk)
    states = [places_of_corrections(edition)]
    assert len(states[0]) == 2
    for operation, arguments in (("unlabel", {}), ("merge", {}), ("split", {"place": 120})):
        [eid] = edition.clauses.filter(text__contains="đòi truy").values_list("eid", flat=True)
        edition = change(cast, edition, operation, eid, **arguments)
        states.append(places_of_corrections(edition))
    for state in reversed(states[:-1]):
        tree_undo(actor=officer(cast), edition_id=edition.pk)
        assert places_of_corrections(edition) == state


def places_of_corrections(edition: Edition) -> list[tuple]:
    """Each stands at its words."""
    held = Correction.objects.filter(clause__edition=edition).select_related("clause")
    for correction in held:
        assert correction.clause.text.startswith(correction.printed, correction.start)
    return sorted((c.pk, c.clause.eid, c.start) for c in held)


def test_a_step_that_changes_nothing_is_not_kept(cast: Cast):
    edition = draft(cast)
    same = clause(edition, "muc-2")
    with pytest.raises(Refused, match="vẫn như cũ"):
        change(cast, edition, "edit", "muc-2", label=same.label, text=same.text)
    assert edition.changes.count() == 0


def written(edition: Edition) -> dict[int, str]:
    """Where each row lies on the disk: a row written anew lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ctid::text FROM directives_clause WHERE edition_id = %s", [edition.pk]
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize(
    ("operation", "eid", "most_rows"),
    [("promote", "dieu-150__khoan-5", 5), ("demote", "dieu-200", 10), ("edit", "dieu-5", 1)],
)
def test_a_step_in_a_long_draft_writes_only_the_rows_it_changes(
    cast: Cast, django_assert_max_num_queries, operation: str, eid: str, most_rows: int
):
    edition = long_draft(cast, 300)
    arguments = {"label": "Điều 5.", "text": "Khác hẳn."} if operation == "edit" else {}
    lay, target = written(edition), clause(edition, eid)
    with django_assert_max_num_queries(24):
        done = tree_change(
            actor=officer(cast),
            edition_id=edition.pk,
            revision=0,
            operation=operation,
            clause_id=target.pk,
            **arguments,
        )
    moved = {pk for pk, place in written(edition).items() if lay[pk] != place}
    assert moved == {row["id"] for row in done.after}
    assert 1 <= len(moved) <= most_rows
    with django_assert_max_num_queries(24):
        tree_undo(actor=officer(cast), edition_id=edition.pk)
    edition.refresh_from_db()
    assert is_sound(edition)


def test_places_after_a_merge_in_a_long_draft_move_by_range(
    cast: Cast, django_assert_max_num_queries
):
    edition = long_draft(cast, 300)
    with django_assert_max_num_queries(38):
        edition = change(cast, edition, "merge", "dieu-3__khoan-4")
    assert len(edition.changes.get().before) == 2
    assert is_sound(edition)


def test_duties_go_with_their_words(cast: Cast):
    edition = draft(cast)
    fields = DutyFields(quote="Rà soát quy chế nội bộ", action="Rà soát", tracked="yes")
    duty = duty_save(
        actor=officer(cast), clause_id=clause(edition, "muc-1__gach-2").pk, fields=fields
    )
    edition = change(cast, edition, "merge", "muc-1__gach-2")
    assert Duty.objects.get(pk=duty.pk).clause.eid == DASH
    place = clause(edition, DASH).text.index("- Rà soát")
    edition = change(cast, edition, "split", DASH, place=place)
    assert Duty.objects.get(pk=duty.pk).clause.eid == "muc-1__gach-2"
    with pytest.raises(Refused, match="dựa vào câu chữ"):
        change(cast, edition, "edit", "muc-1__gach-2", label="-", text="Khác hẳn.")


def test_citations_follow_the_words(cast: Cast):
    edition = change(cast, draft(cast), "edit", "muc-2", label="2.", text="Theo 77/QĐ-UBND-X.")
    found = Citation.objects.get(clause__edition=edition, clause__eid="muc-2")
    assert found.clause.text[found.start : found.end] == found.text


def test_the_same_step_sent_twice_is_done_once(cast: Cast):
    edition = draft(cast)
    step = {"operation": "merge", "clause_id": clause(edition, "muc-1__gach-2").pk}
    for _again in range(2):
        tree_change(actor=officer(cast), edition_id=edition.pk, revision=0, **step)
    assert edition.changes.count() == 1
    assert AuditEvent.objects.filter(act="tree_change").count() == 1


def test_a_stale_save_conflicts_only_where_the_clause_itself_was_changed(cast: Cast):
    edition = draft(cast)
    mine, other = clause(edition, "muc-2"), clause(edition, "doan-1")
    edit = {"operation": "edit", "label": "2.", "text": "Của lãnh đạo."}
    tree_change(actor=lead(cast), edition_id=edition.pk, revision=0, clause_id=mine.pk, **edit)
    tree_change(
        actor=officer(cast),
        edition_id=edition.pk,
        revision=0,
        operation="edit",
        clause_id=other.pk,
        label="",
        text=other.text + " Thêm.",
    )
    with pytest.raises(Conflict) as conflict:
        tree_change(
            actor=officer(cast),
            edition_id=edition.pk,
            revision=0,
            clause_id=mine.pk,
            **edit | {"text": "Của tôi."},
        )
    assert conflict.value.by == cast.office_lead
    assert conflict.value.clause.text == "Của lãnh đạo."
    assert others_at_work(edition, cast.office_officer) == [cast.office_lead]


def test_what_is_submitted_or_published_is_not_mended(cast: Cast):
    document = taken_in(cast)
    edition = document.editions.get()
    document_submit(actor=officer(cast), document_id=document.pk)
    with pytest.raises(Refused, match="không sửa được"):
        change(cast, edition, "merge", "muc-2")
    with pytest.raises(Refused, match="không sửa được"):
        tree_undo(actor=officer(cast), edition_id=edition.pk)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_both_leave_a_sound_tree(cast: Cast):
    edition = draft(cast)
    steps = [("merge", "muc-1__gach-2"), ("edit", "muc-2")]
    done: list[str] = []

    def go(actor: Callable, operation: str, clause_id: int) -> None:
        arguments = {"label": "2.", "text": "Mới."} if operation == "edit" else {}
        with closing(connection):
            tree_change(
                actor=actor(cast),
                edition_id=edition.pk,
                revision=0,
                operation=operation,
                clause_id=clause_id,
                **arguments,
            )
        done.append(operation)

    threads = [
        threading.Thread(target=go, args=(who, operation, clause(edition, eid).pk))
        for who, (operation, eid) in zip((officer, lead), steps, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    edition.refresh_from_db()
    assert sorted(done) == ["edit", "merge"]
    assert edition.revision == 2
    assert is_sound(edition)


# --- hints ---------------------------------------------------------------------------------------


def hint(edition: Edition, **which) -> Suggestion:
    return edition.suggestions.filter(**which).first()


def test_a_correction_is_kept_beside_the_text_and_never_in_it(cast: Cast):
    edition = draft(cast, NOISY)
    found = hint(edition, rule="doi-truy")
    before = found.clause.text
    for _again in range(2):
        suggestion_accept(actor=officer(cast), suggestion_id=found.pk)
    correction = Correction.objects.get()
    assert (correction.printed, correction.suggested) == ("đòi truy", "đồi trụy")
    assert Clause.objects.get(pk=found.clause_id).text == before
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("accepted", cast.office_officer)


def test_a_duty_is_taken_with_its_words_and_its_flag(cast: Cast):
    edition = draft(cast, NOISY)
    found = hint(edition, kind="duty", proposed__tracked="never")
    suggestion_accept(actor=officer(cast), suggestion_id=found.pk)
    duty = Duty.objects.get()
    assert (duty.tracked, duty.quote) == ("never", found.quote)


def test_a_relation_is_taken_and_a_refused_hint_changes_nothing(cast: Cast):
    edition = draft(cast)
    found = hint(edition, kind="relation")
    suggestion_accept(actor=officer(cast), suggestion_id=found.pk)
    assert edition.document.relations.get().target_key == found.proposed["key"]
    other = hint(edition, kind="duty")
    suggestion_refuse(actor=officer(cast), suggestion_id=other.pk)
    assert not Duty.objects.exists()


def test_a_hint_whose_words_are_gone_says_so(cast: Cast):
    edition = draft(cast, NOISY)
    found = hint(edition, rule="doi-truy")
    change(cast, edition, "edit", found.clause.eid, label="-", text="Không còn chữ ấy.")
    with pytest.raises(Refused, match="không còn"):
        suggestion_accept(actor=officer(cast), suggestion_id=found.pk)


def test_a_cited_date_that_differs_from_the_one_held_is_pointed_out(cast: Cast):
    published(cast)
    text = LETTER.replace("Số: 12/", "Số: 77/").replace(
        "Công văn số 99/STTTT-TTBC ngày 02/01/2024", "Công văn số 12/UBND-VHTT ngày 03/02/2024"
    )
    found = hint(draft(cast, text), rule="ngay-khac")
    assert found.params["held"] == "05/02/2024"
    assert "05/02/2024" in found.reason_filled


# --- the page ------------------------------------------------------------------------------------


def page_of(document: Document) -> str:
    return reverse("directives:checking", args=[document.pk])


def test_the_page_shows_paper_tree_and_hints_in_few_statements(
    cast: Cast, django_assert_max_num_queries
):
    edition = draft(cast, NOISY)
    client = signed_in(cast.office_officer)
    client.get(page_of(edition.document))
    with django_assert_max_num_queries(27):
        html = client.get(page_of(edition.document), {"muc": "muc-1__gach-2"}).content.decode()
    assert "<mark>- Ngăn chặn nội dung đòi truy.</mark>" in html
    assert "đồi trụy" in html
    assert "Nhận gợi ý" in html


def test_an_officer_mends_undoes_and_decides_by_the_page(cast: Cast):
    edition = draft(cast, NOISY)
    client = signed_in(cast.office_officer)
    target = clause(edition, "muc-1__gach-2")
    sent = {"clause": target.pk, "revision": 0, "operation": "merge"}
    done = client.post(reverse("directives:tree_change", args=[edition.document_id]), sent)
    assert done.url.startswith(page_of(edition.document))
    html = client.get(page_of(edition.document)).content.decode()
    assert "Hoàn tác: gộp với đoạn trước" in html
    client.post(reverse("directives:tree_undo", args=[edition.document_id]))
    assert edition.clauses.filter(eid="muc-1__gach-2").exists()
    found = hint(edition, rule="doi-truy")
    client.post(
        reverse("directives:hint_decide", args=[edition.document_id, found.pk]),
        {"quyet-dinh": "nhan"},
    )
    assert Correction.objects.count() == 1


def test_a_conflict_shows_both_texts_and_loses_neither(cast: Cast):
    edition = draft(cast)
    target = clause(edition, "muc-2")
    address = reverse("directives:tree_change", args=[edition.document_id])
    sent = {"clause": target.pk, "revision": 0, "operation": "edit", "label": "2."}
    signed_in(cast.office_lead).post(address, sent | {"text": "Của lãnh đạo."})
    page = signed_in(cast.office_officer).post(address, sent | {"text": "Của tôi."})
    html = page.content.decode()
    assert page.status_code == 409
    assert "Của lãnh đạo." in html
    assert "Của tôi." in html
    revision = Edition.objects.get(pk=edition.pk).revision
    mine = sent | {"text": "Của tôi.", "revision": revision}
    assert signed_in(cast.office_officer).post(address, mine).status_code == 302
    assert Clause.objects.get(pk=target.pk).text == "Của tôi."


def test_who_may_only_read_sees_no_tools(cast: Cast):
    edition = draft(cast)
    html = signed_in(cast.auditor).get(page_of(edition.document)).content.decode()
    assert "Gộp với đoạn trước" not in html
    assert "Cây điều khoản" in html
