"""A unit hands its task on to the units below it, and its numbers come from one place."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.units.models import Unit
from tests.cast import Cast
from tests.factories import DRAFT_VALUES, make_assignment, make_member, make_unit
from tests.training.acts import acting, bring_to, confirm, prepare, sign, version
from training.cascade import Choice, hand_on, units_passed_over, units_to_get, why_passed_over
from training.drafts import DraftFields, draft_save
from training.exemptions import exemption_grant
from training.models import (
    Assignment,
    Confirmation,
    HandingOn,
    Notice,
    Rollout,
    SumBelow,
    Task,
)
from training.numbers_below import below_of, mismatches_of, numbers_problems
from training.progress import totals_of
from training.review import assignment_cancel, assignment_reopen, review_accept, review_return
from training.services import exemption_ask

TODAY = timezone.localdate
SOON = timedelta(days=10)


@pytest.fixture
def mine(assignment: Assignment) -> Assignment:
    """The commune's own, due in twenty days; its school is below it."""
    due = TODAY() + timedelta(days=20)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    Task.objects.filter(pk=assignment.task_id).update(handing_on="unit", required_evidence=[])
    return Assignment.objects.select_related("task__rollout").get(pk=assignment.pk)


@pytest.fixture
def second_school(cast: Cast) -> Unit:
    return make_unit("T-TH", "Trường Tiểu học An Bình", "tieu-hoc", parent=cast.commune)


def handed(mine: Assignment, by: User, **said: object) -> HandingOn:
    choice = Choice(**{"due_on": TODAY() + SOON} | said)
    return hand_on(actor=acting(by), assignment_id=mine.pk, choice=choice)


def save(row: Assignment, by: User, numbers_from: str, values: dict[str, int] | None = None):
    typed = DRAFT_VALUES | {"numbers_from": numbers_from}
    if values is not None:
        typed |= {"values": values}
    return draft_save(
        actor=acting(by),
        assignment_id=row.pk,
        version=version(row),
        fields=DraftFields(**typed),
    )


def test_every_unit_below_gets_the_task_with_its_own_date(
    cast: Cast, mine: Assignment, second_school: Unit
):
    handing = handed(mine, cast.clerk)
    below = mine.handed_on.order_by("unit__code")
    assert [(row.unit.code, row.due_on, row.state) for row in below] == [
        ("T-AB", TODAY() + SOON, "assigned"),
        ("T-TH", TODAY() + SOON, "assigned"),
    ]
    assert (handing.units, handing.by_name, handing.by_position) == (
        2,
        "Hoàng Thị Yến",
        "Công chức Văn hóa - Xã hội",
    )
    told = Notice.objects.filter(kind="issued").values_list("user", flat=True)
    assert list(told) == [cast.head_teacher.pk]
    recorded = AuditEvent.objects.first()
    assert (recorded.act, recorded.unit, recorded.data["units"]) == (
        "assignment_hand_on",
        cast.commune,
        2,
    )


def test_the_preview_tells_who_does_not_get_it_and_why(
    cast: Cast, mine: Assignment, second_school: Unit
):
    make_assignment(mine.task, cast.school)
    third = make_unit("T-MN", "Trường Mầm non An Bình", "mam-non", parent=cast.commune)
    choice = Choice(kinds=["tieu-hoc", "thcs"], left_out=[second_school.pk], reason="Đã làm")
    assert not units_to_get(mine, choice, TODAY()).exists()
    passed = units_passed_over(mine, choice, TODAY())
    assert {p.unit.code: why_passed_over(p, choice) for p in passed} == {
        "T-AB": "Đã có việc này",
        "T-TH": "Bớt bằng tay: Đã làm",
        third.code: "Không thuộc loại đã chọn",
    }


def test_units_of_other_branches_never_get_it(cast: Cast, mine: Assignment):
    make_unit("T-HL", "Trường THCS Hòa Lạc", "thcs", parent=cast.other_commune)
    handed(mine, cast.chairman)
    assert [row.unit.code for row in mine.handed_on.all()] == ["T-AB"]


def test_handing_on_twice_is_once_and_reaches_those_who_came_later(cast: Cast, mine: Assignment):
    first = handed(mine, cast.chairman)
    assert handed(mine, cast.chairman) == first
    with pytest.raises(Refused, match="Nguyễn Văn Bình đã giao xuống"):
        handed(mine, cast.clerk)
    make_unit("T-TH", "Trường Tiểu học An Bình", "tieu-hoc", parent=cast.commune)
    assert handed(mine, cast.clerk).units == 1
    assert mine.handed_on.count() == 2


def test_leaving_out_needs_a_reason(cast: Cast, mine: Assignment, second_school: Unit):
    with pytest.raises(Refused, match="lý do"):
        handed(mine, cast.chairman, left_out=[second_school.pk])
    assert not mine.handed_on.exists()
    handing = handed(mine, cast.chairman, left_out=[second_school.pk], reason="Đã làm")
    assert (handing.left_out, handing.reason) == (["T-TH"], "Đã làm")


@pytest.mark.parametrize(
    ("due", "says"),
    [(None, "ghi hạn"), (timedelta(days=-1), "đã qua"), (timedelta(days=21), "không được sau")],
)
def test_the_due_date_is_not_after_the_units_own(
    due: timedelta | None, says: str, cast: Cast, mine: Assignment
):
    with pytest.raises(Refused, match=says):
        handed(mine, cast.chairman, due_on=due and TODAY() + due)
    assert not mine.handed_on.exists()


@pytest.mark.parametrize(
    "state", ["confirmed", "accepted", "exemption_asked", "exempt", "cancelled"]
)
def test_what_is_with_the_office_or_closed_is_not_handed_on(
    state: str, cast: Cast, mine: Assignment
):
    bring_to(state, mine, cast)
    with pytest.raises(Refused, match="không giao xuống được"):
        handed(mine, cast.chairman)
    assert not mine.handed_on.exists()


def test_nothing_is_handed_on_in_a_closed_rollout(cast: Cast, mine: Assignment):
    Rollout.objects.update(state="closed", closed_at=timezone.now(), closed_by=cast.office_lead)
    with pytest.raises(Refused, match="đã kết thúc"):
        handed(mine, cast.chairman)


def test_nothing_is_handed_on_where_the_task_says_so(cast: Cast, mine: Assignment):
    Task.objects.update(handing_on="not")
    with pytest.raises(Refused, match="không cho giao xuống"):
        handed(mine, cast.chairman)


@pytest.mark.parametrize("who", ["other_chairman", "head_teacher", "office_officer", "auditor"])
def test_only_people_of_the_unit_hand_on(who: str, cast: Cast, mine: Assignment):
    with pytest.raises(PermissionDenied):
        handed(mine, getattr(cast, who))


def test_a_unit_without_units_below_has_nobody_to_hand_on_to(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    below = mine.handed_on.get()
    with pytest.raises(Refused, match="Không có đơn vị trực thuộc"):
        handed(below, cast.head_teacher)


def test_the_unit_above_accepts_or_returns_and_the_office_does_not(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    below = mine.handed_on.get()
    signed = confirm(below, cast.head_teacher)
    for who in (cast.office_officer, cast.other_chairman, cast.head_teacher):
        with pytest.raises(PermissionDenied):
            review_accept(actor=acting(who), confirmation_id=signed.pk)
    assert not Assignment.objects.awaiting_review().exists()
    review_return(actor=acting(cast.clerk), confirmation_id=signed.pk, reason="Thiếu số người dự.")
    again = sign(below, cast.head_teacher)
    review_accept(actor=acting(cast.chairman), confirmation_id=again.pk)
    below.refresh_from_db()
    assert below.state == "accepted"
    event = below.events.last()
    assert (event.by_name, event.by_position) == ("Nguyễn Văn Bình", "Chủ tịch UBND xã")


def test_the_office_reviews_where_the_task_says_so(cast: Cast, mine: Assignment):
    Task.objects.update(handing_on="office")
    handed(mine, cast.chairman)
    below = mine.handed_on.get()
    signed = confirm(below, cast.head_teacher)
    with pytest.raises(PermissionDenied):
        review_accept(actor=acting(cast.chairman), confirmation_id=signed.pk)
    assert list(Assignment.objects.awaiting_review()) == [below]
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)


def test_nobody_reviews_what_they_signed_for_the_unit_below(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    below = mine.handed_on.get()
    Membership.objects.create(
        user=cast.head_teacher,
        unit=cast.commune,
        role=Role.OFFICER,
        position="Kiêm nhiệm",
        valid_from=date(2020, 1, 1),
    )
    signed = confirm(below, cast.head_teacher)
    with pytest.raises(Refused, match="không tự thẩm định"):
        review_accept(actor=acting(cast.head_teacher), confirmation_id=signed.pk)


def test_the_office_still_decides_on_exemptions_and_reopens(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    below = mine.handed_on.get()
    signed = confirm(below, cast.head_teacher)
    review_accept(actor=acting(cast.chairman), confirmation_id=signed.pk)
    assignment_reopen(actor=acting(cast.office_lead), assignment_id=below.pk, reason="Xem lại.")
    exemption_ask(actor=acting(cast.head_teacher), assignment_id=below.pk, reason="Trường đóng.")
    exemption_grant(actor=acting(cast.office_lead), assignment_id=below.pk, reason="Đúng.")
    assert below_of(mine) is None


def test_rates_count_what_the_office_issued_only(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    confirm(mine.handed_on.get(), cast.head_teacher)
    totals = totals_of([mine.task.rollout], TODAY())[mine.task.rollout_id]
    assert (totals.expected, totals.waiting) == (1, 0)


def test_sums_are_of_the_last_confirmations_that_stand(
    cast: Cast, mine: Assignment, second_school: Unit
):
    handed(mine, cast.chairman)
    teacher = make_member("th@mau.test", "Lý Văn Tám", second_school, Role.HEAD, "Hiệu trưởng")
    first = mine.handed_on.get(unit=cast.school)
    signed = confirm(first, cast.head_teacher)
    confirm(mine.handed_on.get(unit=second_school), teacher)
    below = below_of(mine)
    assert (below.units, below.done, below.accepted) == (2, 2, 0)
    assert below.as_values() == {"2": 2, "21": 48}
    review_return(actor=acting(cast.chairman), confirmation_id=signed.pk, reason="Sửa số.")
    assert below_of(mine).as_values() == {"2": 1, "21": 24}
    save(first, cast.head_teacher, "", {"2": 5, "21": 30})
    sign(first, cast.head_teacher)
    assert below_of(mine).as_values() == {"2": 6, "21": 54}


def test_the_choice_of_numbers_is_asked_for(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    prepare(mine, cast.chairman)
    with pytest.raises(Refused, match="Chưa chọn số liệu lấy từ đâu"):
        sign(mine, cast.chairman)
    assert not Confirmation.objects.exists()


def test_the_sum_is_taken_whole_and_nothing_typed_is_mixed_in(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    confirm(mine.handed_on.get(), cast.head_teacher)
    draft = save(mine, cast.chairman, "below", {"2": 99, "21": 99})
    assert draft.values == {"2": 1, "21": 24}
    signed = sign(mine, cast.chairman)
    assert signed.numbers_from == "below"
    assert dict(signed.indicator_values.values_list("indicator", "value")) == {2: 1, 21: 24}
    kept = SumBelow.objects.get(confirmation=signed, indicator=21)
    assert (kept.value, kept.units_done, kept.units) == (24, 1, 1)
    assert mismatches_of(signed) == []


def test_a_sum_that_moved_on_is_not_signed_unseen(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    save(mine, cast.chairman, "below")
    confirm(mine.handed_on.get(), cast.head_teacher)
    with pytest.raises(Refused, match="đã thay đổi"):
        sign(mine, cast.chairman)
    draft = save(mine, cast.chairman, "below")
    assert numbers_problems(draft, below_of(mine)) == []
    sign(mine, cast.chairman)


def test_own_numbers_that_differ_are_said_and_kept(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    confirm(mine.handed_on.get(), cast.head_teacher)
    save(mine, cast.chairman, "own", {"2": 1, "21": 40})
    signed = sign(mine, cast.chairman)
    assert signed.numbers_from == "own"
    [said] = mismatches_of(signed)
    assert "40" in said
    assert "1/1" in said
    assert "24" in said


def test_a_unit_that_handed_nothing_on_is_asked_nothing_more(cast: Cast, mine: Assignment):
    draft = save(mine, cast.chairman, "below")
    assert (draft.numbers_from, draft.values) == ("", {"2": 1, "21": 24})
    assert sign(mine, cast.chairman).numbers_from == ""
    assert not SumBelow.objects.exists()


def test_a_returned_confirmation_keeps_the_choice(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    save(mine, cast.chairman, "below")
    signed = sign(mine, cast.chairman)
    review_return(actor=acting(cast.office_officer), confirmation_id=signed.pk, reason="Xem lại.")
    assert mine.draft.numbers_from == "below"


def test_what_is_below_costs_as_much_for_many(
    cast: Cast, mine: Assignment, django_assert_num_queries: object
):
    for number in range(30):
        make_unit(f"T-{number}", f"Trường {number}", "tieu-hoc", parent=cast.commune)
    handed(mine, cast.chairman)
    with django_assert_num_queries(2):
        assert below_of(mine).units == 31


def test_the_database_refuses_a_part_of_itself(mine: Assignment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=mine.pk).update(handed_on_from=mine)


@pytest.mark.parametrize(
    "bad", [{"units": 0}, {"left_out": ["T-AB"], "reason": ""}], ids=["nobody", "no reason"]
)
def test_the_database_refuses_a_handing_on_that_says_too_little(
    bad: dict, cast: Cast, mine: Assignment
):
    good = {"units": 1, "by": cast.clerk, "by_name": "x", "at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        HandingOn.objects.create(assignment=mine, **good | bad)


def test_the_database_refuses_a_sum_of_more_units_than_there_are(cast: Cast, mine: Assignment):
    signed = confirm(mine, cast.chairman)
    with pytest.raises(IntegrityError), transaction.atomic():
        SumBelow.objects.create(confirmation=signed, indicator=2, value=1, units_done=2, units=1)


def test_what_was_handed_on_and_summed_is_beyond_change(cast: Cast, mine: Assignment):
    handed(mine, cast.chairman)
    save(mine, cast.chairman, "below")
    sign(mine, cast.chairman)
    for model in (HandingOn, SumBelow):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(units=5)


def waits(user: User) -> list[tuple[int, bool]]:
    rows = Notice.objects.filter(user=user, kind="waits_above").order_by("pk")
    return list(rows.values_list("assignment", "is_read"))


def test_the_unit_above_hears_of_what_waits_for_its_look_and_it_is_settled(
    cast: Cast, mine: Assignment
):
    handed(mine, cast.clerk)
    below = mine.handed_on.get()
    confirmation = confirm(below, cast.head_teacher)
    assert waits(cast.chairman) == waits(cast.clerk) == [(below.pk, False)]
    for stranger in (cast.head_teacher, cast.office_officer, cast.other_chairman):
        assert waits(stranger) == []
    review_accept(actor=acting(cast.clerk), confirmation_id=confirmation.pk)
    assert waits(cast.chairman) == [(below.pk, True)]


def test_given_back_and_confirmed_again_the_unit_above_hears_anew(cast: Cast, mine: Assignment):
    handed(mine, cast.clerk)
    below = mine.handed_on.get()
    first = confirm(below, cast.head_teacher)
    review_return(actor=acting(cast.clerk), confirmation_id=first.pk, reason="Thiếu biên bản.")
    sign(below, cast.head_teacher)
    assert waits(cast.chairman) == [(below.pk, True), (below.pk, False)]


def test_where_the_office_reviews_the_unit_above_is_told_nothing(cast: Cast, mine: Assignment):
    Task.objects.filter(pk=mine.task_id).update(handing_on="office")
    handed(mine, cast.clerk)
    confirm(mine.handed_on.get(), cast.head_teacher)
    assert waits(cast.chairman) == []


@pytest.mark.parametrize("end", ["cancelled", "exempt"])
def test_below_a_task_taken_away_the_units_keep_theirs_and_the_office_reviews(
    end: str, cast: Cast, mine: Assignment
):
    handed(mine, cast.clerk)
    below = mine.handed_on.get()
    confirmation = confirm(below, cast.head_teacher)
    bring_to(end, mine, cast)
    below.refresh_from_db()
    assert below.state == "confirmed"
    assert waits(cast.chairman) == [(below.pk, True)]
    assert Assignment.objects.awaiting_review().get() == below
    assert not Assignment.objects.awaiting_review_above().exists()
    assert totals_of([mine.task.rollout], TODAY())[mine.task.rollout_id].expected == 0
    with pytest.raises(PermissionDenied):
        review_accept(actor=acting(cast.clerk), confirmation_id=confirmation.pk)
    review_accept(actor=acting(cast.office_officer), confirmation_id=confirmation.pk)
    below.refresh_from_db()
    assert below.state == "accepted"


def test_by_choice_what_is_not_confirmed_below_is_cancelled_together(
    cast: Cast, mine: Assignment, second_school: Unit
):
    handed(mine, cast.clerk)
    done, still = mine.handed_on.order_by("unit__code")
    confirm(done, cast.head_teacher)
    for _twice in range(2):
        assignment_cancel(
            actor=acting(cast.office_lead),
            assignment_id=mine.pk,
            reason="Giao nhầm.",
            with_below=True,
        )
    states = dict(Assignment.objects.values_list("unit__code", "state"))
    assert states == {"X-AB": "cancelled", "T-AB": "confirmed", "T-TH": "cancelled"}
    event = still.events.get()
    assert (event.act, event.from_state, event.reason) == ("cancel", "assigned", "Giao nhầm.")
    assert AuditEvent.objects.filter(act="assignment_cancel").count() == 2


def test_cancelling_many_below_takes_as_many_statements(
    cast: Cast, mine: Assignment, django_assert_max_num_queries: object
):
    for number in range(30):
        make_unit(f"T-{number}", f"Trường {number}", "thcs", parent=cast.commune)
    handed(mine, cast.clerk)
    with django_assert_max_num_queries(45):
        assignment_cancel(
            actor=acting(cast.office_lead), assignment_id=mine.pk, reason="x", with_below=True
        )
    assert Assignment.objects.filter(state="cancelled").count() == 32
