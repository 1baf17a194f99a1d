import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directives.models import Citation, Clause, Document, Duty, Edition, Relation
from directives.services import (
    document_discard,
    document_edit,
    document_publish,
    document_send_back,
    document_submit,
    document_withdraw,
    relation_delete,
    relation_save,
)
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast
from tests.directives.letters import (
    LETTER,
    lead,
    numbered,
    officer,
    published,
    submitted,
    taken_in,
)

State = Document.State


def acts(document: Document) -> list[str]:
    events = AuditEvent.objects.filter(
        subject_type="directives.document", subject_id=str(document.pk)
    )
    return [event.act for event in events.order_by("pk")]


# --- editing -------------------------------------------------------------------------------------


def test_a_draft_is_edited_and_found_under_every_spelling(cast: Cast):
    document = document_edit(
        actor=officer(cast),
        document_id=taken_in(cast).pk,
        fields={
            "identifier": "13/UBND-VHTT",
            "issued_day": None,
            "issued_month": None,
            "other_identifiers": ["13 /UBND-VHTT", "13/UBND-VHTT&TT"],
        },
    )
    assert (document.number, document.symbol) == ("13", "UBND-VHTT")
    assert document.printed_date == "ngày … tháng … năm 2024"
    assert document.slug == "cong-van-13-ubnd-vhtt-2024"
    assert {i.key for i in document.identifiers.all()} == {"13-ubnd-vhtt", "13-ubnd-vhtttt"}
    assert acts(document) == ["document_intake", "document_edit"]


def test_other_spellings_stay_when_the_edit_does_not_speak_of_them(cast: Cast):
    document = taken_in(cast)
    for fields in ({"other_identifiers": ["12/UBND"]}, {"subject": "Việc khác"}):
        document = document_edit(actor=officer(cast), document_id=document.pk, fields=fields)
    assert {i.text for i in document.identifiers.all()} >= {"12/UBND-VHTT"}


@pytest.mark.parametrize(
    "fields",
    [
        {"issued_month": None, "issued_day": 5},
        {"issued_month": 13},
        {"issued_day": 32},
        {"subject": ""},
    ],
)
def test_an_impossible_edit_changes_nothing(cast: Cast, fields: dict):
    document = taken_in(cast)
    with pytest.raises(ValidationError), transaction.atomic():
        document_edit(actor=officer(cast), document_id=document.pk, fields=fields)
    document.refresh_from_db()
    assert document.issued_month == 2
    assert document.subject


def test_only_the_facts_of_a_document_can_be_edited(cast: Cast):
    with pytest.raises(TypeError):
        document_edit(
            actor=officer(cast), document_id=taken_in(cast).pk, fields={"state": "published"}
        )


@pytest.mark.parametrize("bring", [submitted, published])
def test_only_a_draft_is_edited(cast: Cast, bring):
    with pytest.raises(Refused, match="bản nháp"):
        document_edit(
            actor=officer(cast), document_id=bring(cast).pk, fields={"subject": "Việc khác"}
        )


# --- from draft to published ---------------------------------------------------------------------


def test_the_whole_way_is_recorded(cast: Cast):
    document = published(cast)
    assert document.state == State.PUBLISHED
    assert document.published_by == cast.office_lead
    assert document.editions.get().published_at == document.published_at
    assert acts(document) == ["document_intake", "document_submit", "document_publish"]


def test_who_entered_it_does_not_publish_it(cast: Cast):
    document = submitted(cast)
    with pytest.raises(Refused, match="một người khác"):
        document_publish(actor=officer(cast), document_id=document.pk)
    document.refresh_from_db()
    assert document.state == State.IN_REVIEW


def test_the_database_itself_refuses_publication_by_who_entered_it(cast: Cast):
    document = submitted(cast)
    with (
        pytest.raises(IntegrityError, match="document_published_by_a_second_person"),
        transaction.atomic(),
    ):
        Document.objects.filter(pk=document.pk).update(
            state="published", published_by=document.entered_by, published_at=document.submitted_at
        )


def test_a_draft_is_not_published_without_being_submitted(cast: Cast):
    with pytest.raises(Refused, match="chờ duyệt"):
        document_publish(actor=lead(cast), document_id=taken_in(cast).pk)


@pytest.mark.parametrize(
    ("bring", "act"), [(submitted, document_submit), (published, document_publish)]
)
def test_the_same_act_twice_changes_nothing(cast: Cast, bring, act):
    document = bring(cast)
    before = acts(document)
    act(actor=officer(cast), document_id=document.pk)
    assert acts(document) == before


def test_a_document_without_subject_or_text_is_not_submitted(cast: Cast):
    document = taken_in(cast)
    Document.objects.filter(pk=document.pk).update(subject=" ")
    with pytest.raises(Refused, match="trích yếu"):
        document_submit(actor=officer(cast), document_id=document.pk)
    Document.objects.filter(pk=document.pk).update(subject="Có trích yếu")
    Citation.objects.all().delete()
    Clause.objects.body().delete()
    with pytest.raises(Refused, match="nội dung"):
        document_submit(actor=officer(cast), document_id=document.pk)


def test_sent_back_with_a_reason_it_is_a_draft_again(cast: Cast):
    document = document_send_back(
        actor=lead(cast), document_id=submitted(cast).pk, reason=" Thiếu nơi nhận "
    )
    assert document.state == State.DRAFT
    assert document.submitted_at is None
    assert AuditEvent.objects.first().data == {"reason": "Thiếu nơi nhận"}
    document_submit(actor=officer(cast), document_id=document.pk)


@pytest.mark.parametrize(
    ("bring", "act"), [(submitted, document_send_back), (published, document_withdraw)]
)
def test_reasons_are_asked_for(cast: Cast, bring, act):
    document = bring(cast)
    with pytest.raises(Refused, match="lý do"):
        act(actor=lead(cast), document_id=document.pk, reason="  ")


@pytest.mark.parametrize(
    ("bring", "act"),
    [
        (taken_in, document_send_back),
        (published, document_send_back),
        (taken_in, document_withdraw),
        (submitted, document_withdraw),
    ],
)
def test_acts_out_of_their_turn_are_refused(cast: Cast, bring, act):
    with pytest.raises(Refused, match="Chỉ"):
        act(actor=lead(cast), document_id=bring(cast).pk, reason="Lý do")


def test_withdrawn_for_good_with_its_reason(cast: Cast):
    document = document_withdraw(actor=lead(cast), document_id=published(cast).pk, reason="Nhầm")
    assert (document.state, document.withdrawn_reason) == (State.WITHDRAWN, "Nhầm")
    for act in (document_submit, document_publish):
        with pytest.raises(Refused):
            act(actor=lead(cast), document_id=document.pk)


def test_a_draft_entered_by_mistake_is_discarded_and_its_file_can_come_again(cast: Cast):
    document = taken_in(cast)
    document_discard(actor=officer(cast), document_id=document.pk)
    document_discard(actor=officer(cast), document_id=document.pk)
    assert not Document.objects.exists()
    assert AuditEvent.objects.filter(act="document_discard").count() == 1
    taken_in(cast)


@pytest.mark.parametrize("bring", [submitted, published])
def test_only_a_draft_is_discarded(cast: Cast, bring):
    with pytest.raises(Refused):
        document_discard(actor=officer(cast), document_id=bring(cast).pk)


# --- what the database refuses -------------------------------------------------------------------


def test_a_published_edition_never_changes(cast: Cast):
    edition = published(cast).editions.get()
    clause = edition.clauses.get(eid="muc-2")
    for change in (
        lambda: Clause.objects.filter(pk=clause.pk).update(text="Chữ khác"),
        lambda: Clause.objects.filter(pk=clause.pk).delete(),
        lambda: Edition.objects.filter(pk=edition.pk).update(text_hash="0"),
        lambda: Edition.objects.filter(pk=edition.pk).update(published_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "in_review"}, "document_state_has_its_date"),
        ({"state": "published"}, "document_state_has_its_date"),
        ({"state": "withdrawn"}, "document_"),
        ({"issued_month": None}, "document_date_is_missing_from_the_end"),
        ({"issued_year": None}, "document_date_is_missing_from_the_end"),
        ({"issued_month": 13}, "document_date_is_a_date"),
        ({"issued_day": 0}, "document_date_is_a_date"),
    ],
)
def test_bad_documents_are_refused(cast: Cast, values: dict, constraint: str):
    document = taken_in(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**values)


def test_bad_parts_are_refused(cast: Cast):
    document = taken_in(cast)
    edition = document.editions.get()
    clause = edition.clauses.first()
    identifier = document.identifiers.get()
    bad = {
        "edition_number_once": lambda: Edition.objects.create(document=document, text_hash=""),
        "clause_eid_once": lambda: Clause.objects.create(
            edition=edition, order=999, eid=clause.eid
        ),
        "clause_order_once": lambda: Clause.objects.create(
            edition=edition, order=clause.order, eid="khac"
        ),
        "citation_is_a_span": lambda: Citation.objects.create(
            clause=clause, text="x", key="x", start=3, end=3
        ),
        "identifier_once_a_document": lambda: document.identifiers.create(
            text="x", key=identifier.key
        ),
        "relation_is_not_to_itself": lambda: Relation.objects.create(
            source=document, target=document, kind="cites", target_text="x"
        ),
        "duty_tracking_known": lambda: Duty.objects.create(
            clause=clause, code="1", quote="x", action="x", tracked="maybe"
        ),
    }
    for constraint, make in bad.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make()


# --- relations -----------------------------------------------------------------------------------


def replaces(cast: Cast, source: Document, text: str, **more: object) -> Relation:
    return relation_save(
        actor=officer(cast), source_id=source.pk, kind="replaces", target_text=text, **more
    )


def test_a_relation_waits_for_a_document_that_comes_later(cast: Cast):
    source = taken_in(cast, numbered(20))
    relation = replaces(cast, source, "Công văn số 12/UBND-VHTT ngày 05/02/2024")
    assert (relation.target, relation.target_key) == (None, "12-ubnd-vhtt")
    target = published(cast)
    relation.refresh_from_db()
    assert relation.target == target


def test_a_number_of_another_date_is_another_letter(cast: Cast):
    source = taken_in(cast, numbered(20))
    relation = replaces(cast, source, "Công văn số 12/UBND-VHTT ngày 01/03/2023")
    published(cast)
    relation.refresh_from_db()
    assert relation.target is None


def test_a_number_that_two_letters_carry_leads_to_neither(cast: Cast):
    published(cast)
    published(cast, LETTER.encode() + b"\n")
    relation = replaces(cast, taken_in(cast, numbered(20)), "Công văn 12/UBND-VHTT")
    assert relation.target is None


def test_a_body_by_name_stays_text(cast: Cast):
    assert replaces(cast, taken_in(cast), "Quy chế của huyện").target_key == ""


def test_the_same_relation_again_only_changes_its_note(cast: Cast):
    source = taken_in(cast)
    replaces(cast, source, "Công văn số 7/UBND-VP")
    replaces(cast, source, "Công văn số 7/UBND-VP", note="Toàn bộ")
    assert Relation.objects.get().note == "Toàn bộ"


def test_relations_of_a_document_with_itself_or_with_nothing_are_refused(cast: Cast):
    source = taken_in(cast)
    for text in ("Công văn 12/UBND-VHTT", "  "):
        with pytest.raises(Refused):
            replaces(cast, source, text)


def test_relations_belong_to_the_draft(cast: Cast):
    source = taken_in(cast)
    relation = replaces(cast, source, "Công văn số 7/UBND-VP")
    relation_delete(actor=officer(cast), relation_id=relation.pk)
    relation_delete(actor=officer(cast), relation_id=relation.pk)
    relation = replaces(cast, source, "Công văn số 7/UBND-VP")
    document_submit(actor=officer(cast), document_id=source.pk)
    with pytest.raises(Refused, match="bản nháp"):
        replaces(cast, source, "Công văn số 8/UBND-VP")
    with pytest.raises(Refused, match="bản nháp"):
        relation_delete(actor=officer(cast), relation_id=relation.pk)
