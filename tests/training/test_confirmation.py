"""Signing: who, with what, once; and what is kept of it for ever."""

import hashlib
import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from directives.models import Document
from portal.jobs.models import Job
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import make_assignment, make_duty, make_task
from tests.training.acts import FIELDS, acting, confirm, pdf, prepare, sign, version
from training.clause_digest import clause_hash
from training.completeness import headcount_doubts, headcounts_of
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.models import Assignment, Confirmation, ConfirmationDraft, IndicatorValue, Rollout
from training.review import review_return
from training.services import confirmation_sign


def with_fields(assignment: Assignment, cast: Cast, **changed: object) -> None:
    """A whole draft but for what is changed in it."""
    fields = {name: getattr(FIELDS, name) for name in ("held_on", "channels", "values", "note")}
    prepare(assignment, cast.clerk, DraftFields(**fields | changed))


def test_a_signed_confirmation_holds_what_was_typed_and_who_signed(
    assignment: Assignment, cast: Cast
) -> None:
    with_fields(assignment, cast, note="Hội nghị tại nhà văn hóa xã.")
    signed = sign(assignment, cast.chairman)

    assert signed.number == 1
    assert signed.held_on == date(2026, 3, 20)
    assert signed.channels == ["meeting"]
    assert signed.note == "Hội nghị tại nhà văn hóa xã."
    assert signed.attestation == assignment.task.attestation
    assert (signed.signer_name, signed.signer_position) == ("Nguyễn Văn Bình", "Chủ tịch UBND xã")
    assert signed.signed_for_head is False
    assert signed.unit_name == "Ủy ban nhân dân xã An Bình"
    values = dict(signed.indicator_values.values_list("indicator", "value"))
    assert values == {2: 1, 21: 24}
    assert [row.kind for row in signed.evidence.all()] == ["minutes"]
    assert not ConfirmationDraft.objects.exists()
    assert not assignment.evidence.in_draft().exists()


def test_the_assignment_takes_its_times_from_the_confirmation(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"
    assert assignment.first_confirmed_at == assignment.confirmed_at == signed.signed_at


def test_a_deputy_signs_for_the_head(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.vice_chairman)
    assert signed.signed_for_head is True
    assert signed.signer_position == "Phó Chủ tịch UBND xã"


def test_an_officer_drafts_but_does_not_sign(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    with pytest.raises(PermissionDenied):
        sign(assignment, cast.clerk)


def test_the_receipt_is_queued_once(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    job = Job.objects.get(kind="receipt")
    assert job.args == {"confirmation": signed.pk}
    assert job.asked_by == cast.chairman


def test_the_clauses_are_sealed_as_they_stood(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    clause = assignment.task.task_duties.get().duty.clause
    canonical = json.dumps([[clause.eid, clause.text]], ensure_ascii=False, separators=(",", ":"))
    assert signed.clause_hash == hashlib.sha256(canonical.encode()).hexdigest()


def test_two_duties_of_one_clause_seal_it_once(
    document: Document, rollout: Rollout, cast: Cast
) -> None:
    first, second = make_duty(document), make_duty(document, code="1b")
    task = make_task(rollout, first)
    alone = clause_hash(task.pk)
    task.task_duties.create(duty=second, tracked="yes")
    assert clause_hash(task.pk) == alone


def test_numbers_count_the_confirmations_of_one_assignment(
    assignment: Assignment, cast: Cast
) -> None:
    first = confirm(assignment, cast.chairman)
    review_return(
        actor=acting(cast.office_officer), confirmation_id=first.pk, reason="Thiếu chữ ký."
    )
    second = sign(assignment, cast.chairman)
    assert (first.number, second.number) == (1, 2)
    assert second.receipt_number.endswith("-02")


# --- once ---


def test_the_same_form_sent_again_gives_the_same_confirmation(
    assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    form = {"assignment_id": assignment.pk, "draft_version": 2, "form_token": uuid4()}
    first = confirmation_sign(actor=acting(cast.chairman), **form)
    again = confirmation_sign(actor=acting(cast.chairman), **form)
    assert first == again
    assert Confirmation.objects.count() == 1
    assert assignment.events.count() == 1
    assert Job.objects.count() == 1


def test_another_form_after_the_first_is_refused_with_name_and_time(
    assignment: Assignment, cast: Cast
) -> None:
    confirm(assignment, cast.chairman)
    with pytest.raises(Refused, match="Nguyễn Văn Bình.*giờ"):
        sign(assignment, cast.vice_chairman)
    assert Confirmation.objects.count() == 1


def test_a_draft_changed_since_it_was_read_is_not_signed(
    assignment: Assignment, cast: Cast
) -> None:
    read = prepare(assignment, cast.clerk)
    evidence_add(
        actor=acting(cast.clerk), assignment_id=assignment.pk, upload=pdf("b.pdf"), kind="plan"
    )
    with pytest.raises(Refused, match="Hoàng Thị Yến đã lưu bản nháp"):
        confirmation_sign(
            actor=acting(cast.chairman),
            assignment_id=assignment.pk,
            draft_version=read.version,
            form_token=uuid4(),
        )


def test_the_database_keeps_numbers_and_tokens_single(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    copy = Confirmation.objects.values().get(pk=signed.pk) | {"id": None}
    for changed in ({"form_token": uuid4()}, {"number": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(**copy | changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue.objects.create(confirmation=signed, indicator=2, value=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue.objects.create(confirmation=signed, indicator=3, value=-1)


# --- what is missing ---


def test_nothing_typed_is_nothing_to_sign(assignment: Assignment, cast: Cast) -> None:
    with pytest.raises(Refused, match="Chưa có nội dung để xác nhận"):
        sign(assignment, cast.chairman)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"held_on": None}, "Chưa có ngày thực hiện"),
        ({"held_on": date(2019, 1, 1)}, "sớm hơn ngày ban hành văn bản .10/3/2023."),
        ({"channels": []}, "ít nhất một"),
        ({"values": {"2": 1}}, "Cán bộ, công chức.*ghi 0"),
        ({"values": {"2": -1, "21": 3}}, "Hội nghị"),
        ({"values": {"2": True, "21": 3}}, "Hội nghị"),
        ({"values": {"2": "ba", "21": 3}}, "Hội nghị"),
        ({"values": {"2": 1.5, "21": 3}}, "Hội nghị"),
    ],
)
def test_an_incomplete_draft_is_refused_in_words(
    changed: dict, sentence: str, assignment: Assignment, cast: Cast
) -> None:
    with_fields(assignment, cast, **changed)
    with pytest.raises(Refused, match=sentence):
        sign(assignment, cast.chairman)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
    assert ConfirmationDraft.objects.exists()


def test_a_day_yet_to_come_is_refused_and_today_is_not(assignment: Assignment, cast: Cast) -> None:
    today = timezone.localdate()
    with_fields(assignment, cast, held_on=today + timedelta(days=1))
    with pytest.raises(Refused, match="chưa tới"):
        sign(assignment, cast.chairman)
    with_fields(assignment, cast, held_on=today)
    assert sign(assignment, cast.chairman).held_on == today


def test_zero_is_a_number(assignment: Assignment, cast: Cast) -> None:
    with_fields(assignment, cast, values={"2": 0, "21": 0})
    signed = sign(assignment, cast.chairman)
    assert set(signed.indicator_values.values_list("value", flat=True)) == {0}


def test_every_required_kind_needs_a_file(document: Document, rollout: Rollout, cast: Cast) -> None:
    task = make_task(rollout, make_duty(document), required_evidence=["minutes", "photo"])
    assignment = make_assignment(task, cast.commune)
    prepare(assignment, cast.clerk)
    with pytest.raises(Refused, match="Ảnh hoạt động"):
        sign(assignment, cast.chairman)


def test_a_task_that_asks_for_nothing_needs_only_date_and_channel(
    document: Document, rollout: Rollout, cast: Cast
) -> None:
    task = make_task(rollout, make_duty(document), required_evidence=[], indicators=[])
    assignment = make_assignment(task, cast.commune)
    draft_save(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        version=0,
        fields=DraftFields(held_on=date(2026, 3, 20), channels=["school"]),
    )
    assert version(assignment) == 1
    assert sign(assignment, cast.chairman).number == 1


# --- numbers against headcounts ---


def test_a_number_above_the_headcount_is_said_and_not_refused(
    assignment: Assignment, cast: Cast
) -> None:
    cast.commune.headcounts.create(audience="staff", people=20, counted_on=date(2026, 1, 1))
    cast.commune.headcounts.create(audience="staff", people=500, counted_on=date(2019, 1, 1))
    prepare(assignment, cast.clerk)
    headcounts = headcounts_of(cast.commune, timezone.localdate())
    [doubt] = headcount_doubts(FIELDS.values, assignment.task, headcounts)
    assert "24" in doubt
    assert "20" in doubt
    assert sign(assignment, cast.chairman)


def test_without_a_headcount_or_within_it_nothing_is_said(
    assignment: Assignment, cast: Cast
) -> None:
    today = timezone.localdate()
    assert (
        headcount_doubts(FIELDS.values, assignment.task, headcounts_of(cast.commune, today)) == []
    )
    cast.commune.headcounts.create(audience="staff", people=24, counted_on=date(2026, 1, 1))
    assert (
        headcount_doubts(FIELDS.values, assignment.task, headcounts_of(cast.commune, today)) == []
    )
