"""Open work goes to the successor, what was done stays; and all of it can be taken back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directives.models import Document
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.units.models import Unit
from portal.units.reorganisation import preview_of
from tests.cast import Cast
from tests.factories import (
    SOME_TIME,
    make_assignment,
    make_duty,
    make_rollout,
    make_task,
    make_unit,
)
from tests.training.acts import acting, bring_to, confirm, prepare, sign
from tests.units.acts import apply, choosing, faults, merging, new, plan_of, reverse
from training.models import (
    Assignment,
    AssignmentEvent,
    AssignmentTransfer,
    ConfirmationDraft,
    Evidence,
    Rollout,
    Task,
)
from training.progress import totals_of
from training.review import assignment_reopen, review_return
from training.services import assignment_acknowledge
from training.targets import target_units

# Past in the year of the tests' clock, whatever it is; after everything the factories make.
DAY = date(2026, 4, 1)
How = AssignmentTransfer.How


def merged(cast: Cast, **fields: object) -> object:
    return apply(cast.office_lead, merging(cast.commune, cast.other_commune, on=DAY, **fields))


@pytest.fixture
def other(assignment: Assignment, cast: Cast) -> Assignment:
    """The same task, given to the other commune."""
    return make_assignment(assignment.task, cast.other_commune)


def of_heir() -> Assignment:
    return Assignment.objects.get(unit__code="X-MOI")


def rows() -> list[object]:
    return [
        list(Assignment.objects.order_by("pk").values()),
        list(ConfirmationDraft.objects.order_by("pk").values()),
        list(Evidence.objects.order_by("pk").values()),
        list(AssignmentTransfer.objects.values()),
    ]


@pytest.mark.parametrize("state", ["assigned", "acknowledged", "exemption_asked", "returned"])
def test_open_work_goes_to_the_successor_with_its_dates(
    state: str, assignment: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=assignment.pk).update(due_on=date(2026, 5, 5))
    bring_to(state, assignment, cast)
    event = merged(cast)
    assignment.refresh_from_db()
    heir = of_heir()
    assert (assignment.state, assignment.closed_at) == ("transferred", event.applied_at)
    assert (heir.state, heir.due_on, heir.original_due_on) == (
        "assigned",
        date(2026, 5, 5),
        date(2026, 3, 31),
    )
    assert heir.assigned_at == event.applied_at
    [transfer] = AssignmentTransfer.objects.all()
    assert (transfer.source, transfer.target, transfer.how) == (assignment, heir, How.MADE)
    last = assignment.events.last()
    assert (last.act, last.from_state, last.to_state) == ("transfer", state, "transferred")
    assert "UBND xã Mới" in last.reason
    assert "12/NQ-HĐND" in last.reason


@pytest.mark.parametrize("state", ["confirmed", "accepted", "exempt", "cancelled"])
def test_what_was_done_or_closed_stays_with_the_old_unit(
    state: str, assignment: Assignment, cast: Cast
):
    bring_to(state, assignment, cast)
    before = Assignment.objects.values().get()
    merged(cast)
    assert Assignment.objects.values().get() == before
    assert not AssignmentTransfer.objects.exists()


def test_a_confirmation_keeps_the_old_name(assignment: Assignment, cast: Cast):
    signed = confirm(assignment, cast.chairman)
    merged(cast)
    signed.refresh_from_db()
    assert signed.unit_name == "Ủy ban nhân dân xã An Bình"


def test_a_closed_rollout_keeps_what_is_open_in_it(assignment: Assignment, cast: Cast):
    Rollout.objects.update(state="closed", closed_at=SOME_TIME, closed_by=cast.office_lead)
    merged(cast)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"


def test_no_change_while_a_rollout_is_being_issued(assignment: Assignment, cast: Cast):
    Rollout.objects.update(state="issuing")
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "đang được giao" in faults(plan, cast.office_lead)


def test_the_same_task_of_several_units_becomes_one(
    assignment: Assignment, other: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=other.pk).update(due_on=date(2026, 6, 1))
    merged(cast)
    heir = of_heir()
    assert heir.due_on == date(2026, 6, 1)
    assert {row.source_id for row in heir.transfers_in.all()} == {assignment.pk, other.pk}
    assert totals_of([assignment.task.rollout], DAY)[assignment.task.rollout_id].expected == 1


def test_no_date_to_keep_is_later_than_any(assignment: Assignment, other: Assignment, cast: Cast):
    Assignment.objects.filter(pk=other.pk).update(due_on=None, original_due_on=None)
    merged(cast)
    assert of_heir().due_on is None


@pytest.mark.parametrize("state", ["assigned", "acknowledged"])
def test_work_joins_what_the_successor_has(
    state: str, assignment: Assignment, other: Assignment, cast: Cast
):
    Assignment.objects.filter(pk=other.pk).update(state=state)
    apply(cast.office_lead, plan_of("merge", cast.commune, heir=cast.other_commune, on=DAY))
    [transfer] = AssignmentTransfer.objects.all()
    assert (transfer.target, transfer.how) == (other, How.JOINED)
    assert Assignment.objects.count() == 2
    other.refresh_from_db()
    assert other.state == state


def test_a_draft_goes_along_with_its_files(assignment: Assignment, cast: Cast):
    draft = prepare(assignment, cast.clerk)
    merged(cast)
    heir = of_heir()
    moved = ConfirmationDraft.objects.get()
    assert (moved.pk, moved.assignment, moved.version) == (draft.pk, heir, draft.version)
    assert [file.assignment for file in Evidence.objects.in_draft()] == [heir]


def test_of_two_drafts_the_one_saved_last_goes_along(
    assignment: Assignment, other: Assignment, cast: Cast
):
    prepare(assignment, cast.clerk)
    later = prepare(other, cast.other_chairman)
    merged(cast)
    assert ConfirmationDraft.objects.get(assignment=of_heir()).pk == later.pk
    assert ConfirmationDraft.objects.filter(assignment=assignment).exists()
    assert Evidence.objects.in_draft().filter(assignment=assignment).count() == 1


def test_what_the_successor_typed_itself_stands(
    assignment: Assignment, other: Assignment, cast: Cast
):
    prepare(assignment, cast.clerk)
    own = prepare(other, cast.other_chairman)
    apply(cast.office_lead, plan_of("merge", cast.commune, heir=cast.other_commune, on=DAY))
    assert ConfirmationDraft.objects.get(assignment=other) == own
    assert ConfirmationDraft.objects.filter(assignment=assignment).exists()


def test_of_a_split_each_open_task_goes_where_it_is_sent(
    assignment: Assignment, document: Document, cast: Cast
):
    duty = make_duty(document, "muc-2", code="2")
    second = make_assignment(make_task(assignment.task.rollout, duty), cast.commune)
    parts = (new("X-1", "Một"), new("X-2", "Hai"))
    plan = plan_of("split", cast.commune, new=parts, on=DAY)
    apply(cast.office_lead, choosing(plan, "assignments", **{f"_{second.pk}": "X-2"}))
    gone = dict(AssignmentTransfer.objects.values_list("source", "target__unit__code"))
    assert gone == {assignment.pk: "X-1", second.pk: "X-2"}


def test_a_unit_that_goes_on_keeps_what_is_not_sent_away(assignment: Assignment, cast: Cast):
    plan = plan_of("split", cast.commune, new=(new("X-1", "Một"),), keeps=True, on=DAY)
    apply(cast.office_lead, plan)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
    assert not AssignmentTransfer.objects.exists()


def test_a_unit_is_not_ended_over_open_work(assignment: Assignment, cast: Cast):
    apply(cast.office_lead, plan_of("move", cast.school, parent=cast.other_commune, on=DAY))
    plan = plan_of("end", cast.commune, on=DAY)
    assert "việc đang mở" in faults(plan, cast.office_lead)


def test_work_comes_back_to_a_unit_that_had_handed_it_over(assignment: Assignment, cast: Cast):
    bring_to("transferred", assignment, cast)
    part = Unit.objects.get(code="X-TACH")
    event = apply(cast.office_lead, plan_of("merge", part, heir=cast.commune, on=DAY))
    assignment.refresh_from_db()
    assert (assignment.state, assignment.closed_at) == ("assigned", None)
    assert AssignmentTransfer.objects.get(event=event).how == How.BACK
    reverse(cast.office_lead, event)
    assignment.refresh_from_db()
    assert assignment.state == "transferred"
    assert assignment.closed_at


@pytest.mark.parametrize("way", ["returned", "reopened"])
def test_what_is_given_back_to_a_unit_that_is_no_more_goes_on_to_its_successor(
    way: str, assignment: Assignment, cast: Cast
):
    state = {"returned": "confirmed", "reopened": "accepted"}[way]
    bring_to(state, assignment, cast)
    event = merged(cast)
    if way == "returned":
        review_return(
            actor=acting(cast.office_officer),
            confirmation_id=assignment.confirmations.get().pk,
            reason="Thiếu số người dự.",
        )
    else:
        assignment_reopen(
            actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Cần làm lại."
        )
    assignment.refresh_from_db()
    assert assignment.state == "transferred"
    assert ConfirmationDraft.objects.get().assignment == of_heir()
    assert AuditEvent.objects.filter(act="assignment_transfer").count() == 1
    with pytest.raises(Refused, match="đã chuyển cho đơn vị kế thừa"):
        reverse(cast.office_lead, event)


def test_the_heir_can_go_on_and_sign(assignment: Assignment, cast: Cast):
    prepare(assignment, cast.clerk)
    head = cast.chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))
    signed = sign(of_heir(), cast.chairman)
    assert signed.unit_name == "UBND xã Mới"


@pytest.mark.parametrize("state", ["assigned", "acknowledged", "exemption_asked", "returned"])
def test_taken_back_every_row_is_as_before(state: str, assignment: Assignment, cast: Cast):
    bring_to(state, assignment, cast)
    before = rows()
    event = merged(cast)
    assert rows() != before
    reverse(cast.office_lead, event)
    assert rows() == before
    lines = list(assignment.events.values_list("act", "from_state", "to_state"))[-2:]
    assert lines == [
        ("transfer", state, "transferred"),
        ("undo_transfer", "transferred", state),
    ]


def test_drafts_come_back_too(assignment: Assignment, other: Assignment, cast: Cast):
    prepare(assignment, cast.clerk)
    prepare(other, cast.other_chairman)
    before = rows()
    reverse(cast.office_lead, merged(cast))
    assert rows() == before


def test_done_again_after_being_taken_back(assignment: Assignment, cast: Cast):
    reverse(cast.office_lead, merged(cast))
    merged(cast)
    assert of_heir().transfers_in.get().source == assignment


def acknowledge(cast: Cast, heir: Assignment) -> None:
    assignment_acknowledge(actor=acting(cast.chairman), assignment_id=heir.pk)


def type_more(cast: Cast, heir: Assignment) -> None:
    prepare(heir, cast.chairman)


def another_task(cast: Cast, heir: Assignment) -> None:
    task = heir.task
    other = Task.objects.create(
        rollout=task.rollout, order=9, title="Khác", attestation="x", issued_at=SOME_TIME
    )
    make_assignment(other, heir.unit)


@pytest.mark.parametrize(
    ("built", "words"),
    [
        (acknowledge, "làm tiếp việc “Phổ biến"),
        (type_more, "làm tiếp việc “Phổ biến"),
        (another_task, "1 việc khác"),
    ],
)
def test_what_the_successor_has_done_since_is_not_taken_back(
    built: Callable, words: str, assignment: Assignment, cast: Cast
):
    head = cast.chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    event = apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))
    built(cast, of_heir())
    before = rows()
    with pytest.raises(Refused, match=words):
        reverse(cast.office_lead, event)
    assert rows() == before


def test_a_name_that_was_signed_with_is_not_taken_back(assignment: Assignment, cast: Cast):
    event = apply(cast.office_lead, plan_of("rename", cast.commune, name="Tên mới", on=DAY))
    confirm(assignment, cast.chairman)
    with pytest.raises(Refused, match="với tên mới"):
        reverse(cast.office_lead, event)


def test_the_number_of_statements_does_not_grow_with_the_work(
    assignment: Assignment, document: Document, cast: Cast
):
    def statements(plan: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            event = apply(cast.office_lead, plan)
            reverse(cast.office_lead, event)
        return len(seen)

    few = statements(merging(cast.commune, cast.other_commune, on=DAY))
    rollout = assignment.task.rollout
    for number in range(30):
        task = Task.objects.create(
            rollout=rollout, order=number + 5, title="T", attestation="x", issued_at=SOME_TIME
        )
        make_assignment(task, cast.commune)
    many = statements(merging(cast.commune, cast.other_commune, on=DAY))
    assert many <= few + 2


def test_the_preview_says_where_everything_goes(
    assignment: Assignment, other: Assignment, cast: Cast
):
    prepare(assignment, cast.clerk)
    preview = preview_of(
        merging(cast.commune, cast.other_commune, on=DAY), acting(cast.office_lead)
    )
    said = " ".join(s for _held, effect in preview.effects for s in effect.sentences)
    assert "2 việc đang mở chuyển sang “UBND xã Mới”" in said
    assert "1 việc cùng nhiệm vụ nhập làm một" in said
    assert "1 bản nháp đi theo" in said
    assert "quá hạn" in said


def test_the_database_keeps_transfers(assignment: Assignment, cast: Cast):
    merged(cast)
    row = AssignmentTransfer.objects.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AssignmentTransfer.objects.update(how=How.JOINED)
    good = {
        "event": row.event,
        "source": row.source,
        "target": row.target,
        "how": How.MADE,
        "from_state": "assigned",
        "at": timezone.now(),
    }
    elsewhere = make_assignment(assignment.task, make_unit("X-9", "Chín", "xa"))
    for bad in (
        {},
        {"source": elsewhere, "target": elsewhere},
        {"source": elsewhere, "how": How.BACK},
        {"source": elsewhere, "target_closed_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentTransfer.objects.create(**good | bad)


def test_events_are_never_lost(assignment: Assignment, cast: Cast):
    before = AssignmentEvent.objects.count()
    reverse(cast.office_lead, merged(cast))
    assert AssignmentEvent.objects.count() == before + 2


def test_rollouts_of_later_days_go_to_the_successor_alone(
    document: Document, cast: Cast, assignment: Assignment
):
    merged(cast)
    task = make_task(
        make_rollout(document, by=cast.office_officer),
        make_duty(document, code="9"),
        kinds=("commune",),
    )
    found = target_units(task.target_rule, DAY + timedelta(days=1))
    assert set(found.values_list("unit__code", flat=True)) == {"X-MOI"}
