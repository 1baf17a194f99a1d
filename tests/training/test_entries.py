"""What the office enters for units: marked so, nobody's signature, reviewed by another person."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.refusals import Refused
from reports.collecting import collect
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.factories import SOME_TIME, make_assignment
from tests.training.acts import acting, bring_to, enter, on_paper
from training.entries import entries_record, entries_take_back
from training.models import Assignment, Confirmation
from training.receipts import collect as receipt_content
from training.receipts import render_html
from training.review import review_accept, review_return

TABLE = Confirmation.Entry.TABLE


def taken_back(confirmation: Confirmation, cast: Cast) -> None:
    entries_take_back(
        actor=acting(cast.office_officer), confirmation_ids=[confirmation.pk], reason="Nhầm đơn vị."
    )


def test_an_entry_waits_for_review_and_the_day_on_the_paper_counts(
    assignment: Assignment, cast: Cast
):
    entered = enter(assignment, cast.office_officer)
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"
    assert timezone.localdate(assignment.first_confirmed_at) == date(2026, 3, 25)
    assert Assignment.objects.on_time().exists()
    assert (entered.signer, entered.entered_by, entered.attestation) == (
        None,
        cast.office_officer,
        "",
    )
    assert [(v.indicator, v.value) for v in entered.indicator_values.all()] == [(2, 1)]


def test_who_entered_it_does_not_review_it(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast.office_officer)
    with pytest.raises(Refused, match="không tự thẩm định"):
        review_accept(actor=acting(cast.office_officer), confirmation_id=entered.pk)
    review_accept(actor=acting(cast.second_office_officer), confirmation_id=entered.pk)


def test_nowhere_does_it_look_signed(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast.office_officer, signer_position="Chủ tịch")
    office = signed_in(cast.office_lead).get(f"/quan-ly/viec/{assignment.pk}/").content.decode()
    unit = signed_in(cast.clerk).get(assignment.get_absolute_url()).content.decode()
    receipt = render_html(receipt_content(entered.pk))
    for page in (office, unit, receipt):
        assert "Bản giấy do" in page
        assert "25/3/2026" in page
        assert "Người đứng đầu chưa ký trên" in page
        assert "Tôi xác nhận đơn vị" not in page
    assert "không ghi" in receipt


def test_returned_it_becomes_the_unit_s_draft(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast.office_officer)
    review_return(
        actor=acting(cast.office_lead), confirmation_id=entered.pk, reason="Thiếu biên bản."
    )
    assert assignment.draft.values == {"2": 1}


def test_taken_back_it_stays_on_record_and_counts_no_more(assignment: Assignment, cast: Cast):
    entered = enter(assignment, cast.office_officer)
    taken_back(entered, cast)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
    assert (assignment.confirmed_at, assignment.first_confirmed_at) == (None, None)
    assert entered.review.outcome == "revoked"
    assert not Confirmation.objects.standing().exists()
    (row,) = collect(of_rollout(assignment.task.rollout_id, timezone.now())).rows
    assert (row.first_confirmed_on, row.confirmation_number) == ("", 0)
    assert enter(assignment, cast.office_officer).number == 2


def test_what_was_confirmed_before_the_entry_counts_again(assignment: Assignment, cast: Cast):
    bring_to("returned", assignment, cast)
    first, confirmed = assignment.first_confirmed_at, assignment.confirmed_at
    taken_back(enter(assignment, cast.office_officer), cast)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.first_confirmed_at, assignment.confirmed_at) == (
        "returned",
        first,
        confirmed,
    )


def test_a_head_s_own_statement_is_not_taken_back(assignment: Assignment, cast: Cast):
    bring_to("confirmed", assignment, cast)
    with pytest.raises(Refused, match="người đứng đầu ký"):
        taken_back(assignment.confirmations.get(), cast)


def test_one_that_cannot_be_entered_keeps_all_out(assignment: Assignment, cast: Cast):
    other = make_assignment(assignment.task, cast.school)
    bring_to("confirmed", assignment, cast)
    with pytest.raises(Refused, match="Không đổi gì"):
        entries_record(
            actor=acting(cast.office_officer),
            entries=[on_paper(other), on_paper(assignment)],
            how=TABLE,
        )
    other.refresh_from_db()
    assert other.state == "assigned"


@pytest.mark.parametrize(
    ("constraint", "bad"),
    [
        ("confirmation_says_how_it_came", {"entry": "signed"}),
        ("confirmation_says_how_it_came", {"paper_signed_on": None}),
        ("confirmation_says_how_it_came", {"signer_name": ""}),
        ("confirmation_says_how_it_came", {"entered_by": None}),
        ("confirmation_from_a_table_attests_nothing", {"attestation": "Tôi xác nhận."}),
        ("confirmation_from_a_table_attests_nothing", {"signed_for_head": True}),
    ],
)
def test_the_database_refuses_an_entry_that_pretends(
    constraint: str, bad: dict, assignment: Assignment, cast: Cast
):
    good = {
        "assignment": assignment,
        "number": 1,
        "held_on": date(2026, 3, 20),
        "channels": [],
        "entry": TABLE,
        "entered_by": cast.office_officer,
        "paper_signed_on": date(2026, 3, 25),
        "signer_name": "Nguyễn Văn Bình",
        "signed_at": SOME_TIME,
        "form_token": uuid4(),
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Confirmation.objects.create(**good | bad)
    Confirmation.objects.create(**good)
