from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from directives.models import Clause, Document, Duty
from directives.services import DutyFields, document_withdraw, duty_delete, duty_save
from portal.refusals import Refused
from tests.cast import Cast
from tests.directives.letters import DASH, lead, officer, published, taken_in
from tests.factories import make_rollout, make_task

FIELDS = DutyFields(
    quote="Phổ biến **Bộ Quy tắc** đến cán bộ",
    action="Phổ biến Bộ Quy tắc",
    tracked="yes",
    addressees="Các phòng, ban",
    kinds=("agency",),
    frequency="once",
    indicators=(2, 21),
    evidence=("minutes",),
)
NEVER = replace(FIELDS, quote="kiểm tra, xử lý người vi phạm", action="Kiểm tra", tracked="never")


def clause_of(document: Document, eid: str = DASH) -> Clause:
    return Clause.objects.get(edition__document=document, eid=eid)


def save(cast: Cast, document: Document, fields: DutyFields = FIELDS, **more: object) -> Duty:
    return duty_save(actor=officer(cast), clause_id=clause_of(document).pk, fields=fields, **more)


def test_a_duty_is_pinned_to_its_words(cast: Cast):
    duty = save(cast, taken_in(cast))
    assert duty.code == "1"
    assert duty.indicators == [2, 21]
    assert [kind.pk for kind in duty.kinds.all()] == ["agency"]


def test_changed_it_stays_one_duty(cast: Cast):
    document = taken_in(cast)
    duty = save(cast, document)
    save(cast, document, replace(FIELDS, action="Việc khác", kinds=()), duty_id=duty.pk)
    assert Duty.objects.get().action == "Việc khác"
    assert not duty.kinds.exists()


def test_each_duty_of_a_clause_gets_its_code(cast: Cast):
    document = taken_in(cast)
    assert [save(cast, document).code, save(cast, document, NEVER).code] == ["1", "2"]
    with pytest.raises(Refused, match="mã"):
        save(cast, document, replace(FIELDS, code="1"))


@pytest.mark.parametrize("quote", ["Phổ biến Bộ luật khác", "", "   "])
def test_words_that_are_not_in_the_clause_are_refused(cast: Cast, quote: str):
    with pytest.raises(Refused):
        save(cast, taken_in(cast), replace(FIELDS, quote=quote))
    assert not Duty.objects.exists()


def test_layout_of_the_quote_does_not_matter(cast: Cast):
    assert save(cast, taken_in(cast), replace(FIELDS, quote="Phổ biến\n **Bộ  Quy tắc**")).pk


def with_task(cast: Cast) -> Duty:
    document = published(cast)
    duty = save(cast, document)
    make_task(make_rollout(document, by=cast.office_officer, issued=False), duty)
    return duty


def test_a_duty_with_a_task_is_neither_untracked_nor_deleted(cast: Cast):
    duty = with_task(cast)
    document = duty.clause.edition.document
    with pytest.raises(Refused, match="nhiệm vụ"):
        save(cast, document, replace(FIELDS, tracked="never"), duty_id=duty.pk)
    with pytest.raises(Refused, match="nhiệm vụ"):
        duty_delete(actor=officer(cast), duty_id=duty.pk)
    duty.refresh_from_db()
    assert duty.tracked == "yes"


def test_the_database_refuses_a_task_on_what_is_never_tracked(cast: Cast):
    document = published(cast)
    duty = save(cast, document, NEVER)
    rollout = make_rollout(document, by=cast.office_officer, issued=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_task(rollout, duty)


def test_what_the_public_was_told_is_untracked_stays_so(cast: Cast):
    document = published(cast)
    duty = save(cast, document, NEVER)
    with pytest.raises(Refused, match="không theo dõi"):
        save(cast, document, replace(NEVER, tracked="yes"), duty_id=duty.pk)
    with pytest.raises(Refused, match="không theo dõi"):
        duty_delete(actor=officer(cast), duty_id=duty.pk)
    save(cast, document, replace(NEVER, action="Kiểm tra, xử lý"), duty_id=duty.pk)


def test_in_a_draft_a_mistaken_flag_is_mended(cast: Cast):
    document = taken_in(cast)
    duty = save(cast, document, NEVER)
    assert save(cast, document, FIELDS, duty_id=duty.pk).tracked == "yes"
    duty_delete(actor=officer(cast), duty_id=duty.pk)
    duty_delete(actor=officer(cast), duty_id=duty.pk)
    assert not Duty.objects.exists()


def test_a_withdrawn_document_keeps_its_duties_as_they_are(cast: Cast):
    document = published(cast)
    duty = save(cast, document)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    for act in (
        lambda: save(cast, document, NEVER),
        lambda: duty_delete(actor=officer(cast), duty_id=duty.pk),
    ):
        with pytest.raises(Refused, match="gỡ"):
            act()
