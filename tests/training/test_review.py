import pytest
from django.db import IntegrityError, transaction

from portal.access import Role
from portal.accounts.models import Membership
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import SOME_TIME
from tests.training.acts import acting, confirm, sign
from training.models import Assignment, ConfirmationDraft, Review
from training.review import assignment_reopen, review_accept, review_return

REASON = "Biên bản thiếu số người dự."


def test_accepting_keeps_who_and_when(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    review = review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.accepted_at) == ("accepted", review.reviewed_at)
    assert (review.outcome, review.reviewer_name) == ("accepted", "Lê Thu Hà")
    assert not ConfirmationDraft.objects.exists()


def test_a_returned_confirmation_comes_back_as_a_draft_with_its_files(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    review_return(actor=acting(cast.office_officer), confirmation_id=signed.pk, reason=REASON)

    draft = ConfirmationDraft.objects.get(assignment=assignment)
    assert (draft.held_on, draft.channels) == (signed.held_on, signed.channels)
    assert draft.values == {"2": 1, "21": 24}
    copy = assignment.evidence.in_draft().get()
    original = signed.evidence.get()
    assert copy != original
    assert copy.file == original.file
    assert copy.kind == original.kind


def test_what_was_mended_is_signed_anew_and_the_first_time_stays(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    review_return(actor=acting(cast.office_officer), confirmation_id=signed.pk, reason=REASON)
    second = sign(assignment, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=second.pk)
    assignment.refresh_from_db()
    assert assignment.state == "accepted"
    assert assignment.first_confirmed_at == signed.signed_at
    assert signed.evidence.count() == second.evidence.count() == 1


def test_nobody_reviews_what_they_signed(assignment: Assignment, cast: Cast) -> None:
    Membership.objects.create(
        user=cast.chairman,
        unit=cast.office,
        role=Role.OFFICE_LEAD,
        position="Kiêm nhiệm",
        valid_from=SOME_TIME.date(),
    )
    signed = confirm(assignment, cast.chairman)
    for act in (
        lambda: review_accept(actor=acting(cast.chairman), confirmation_id=signed.pk),
        lambda: review_return(
            actor=acting(cast.chairman), confirmation_id=signed.pk, reason=REASON
        ),
    ):
        with pytest.raises(Refused, match="không tự thẩm định"):
            act()
    assert not Review.objects.exists()


def test_the_second_reviewer_is_told_who_came_first(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    with pytest.raises(Refused, match="Lê Thu Hà.*giờ.*Chấp nhận"):
        review_return(
            actor=acting(cast.second_office_officer), confirmation_id=signed.pk, reason=REASON
        )
    with pytest.raises(Refused, match="Lê Thu Hà"):
        review_accept(actor=acting(cast.second_office_officer), confirmation_id=signed.pk)


def test_one_person_who_changes_their_mind_is_told_the_word_stands(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    with pytest.raises(Refused, match="không được ghi nhận"):
        review_return(actor=acting(cast.office_officer), confirmation_id=signed.pk, reason=REASON)


def test_the_same_review_sent_again_later_is_harmless(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    officer = acting(cast.office_officer)
    first = review_return(actor=officer, confirmation_id=signed.pk, reason=REASON)
    sign(assignment, cast.chairman)
    again = review_return(actor=officer, confirmation_id=signed.pk, reason=f" {REASON} ")
    assert first == again
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"


def test_reopening_keeps_the_accepted_confirmation_and_asks_for_another(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    assignment_reopen(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Văn bản đính chính."
    )
    assert signed.review.outcome == "accepted"
    assert ConfirmationDraft.objects.get(assignment=assignment).held_on == signed.held_on
    assert sign(assignment, cast.chairman).number == 2


def test_the_database_refuses_a_return_without_a_reason_and_a_second_review(
    assignment: Assignment, cast: Cast
) -> None:
    signed = confirm(assignment, cast.chairman)
    row = {
        "confirmation": signed,
        "reviewer": cast.office_officer,
        "reviewer_name": "Lê Thu Hà",
        "reviewed_at": SOME_TIME,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(outcome="returned", **row)
    Review.objects.create(outcome="accepted", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(outcome="accepted", **row)
