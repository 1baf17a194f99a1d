"""Periods, later dates and notices go along when a unit's open work goes to its successor."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse as reverse_url
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.calendar.days import work_calendar
from portal.demo.clock import at
from portal.refusals import Refused
from portal.units.models import UnitEvent
from portal.units.reorganisation import preview_of
from reports.collecting import collect
from reports.indicators import figures
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.factories import SOME_TIME, make_assignment, make_member, make_unit
from tests.training.acts import acting, bring_to, confirm, enter
from tests.training.test_reorganisation import DAY, of_heir, rows
from tests.units.acts import apply, choosing, merging, plan_of, reverse
from training.columns import of_period
from training.confirmations_page import ConfirmationFilters, confirmations_of
from training.entries import entries_take_back
from training.extensions import extension_ask, extension_give, extension_grant
from training.lateness import named_late
from training.models import (
    Assignment,
    AssignmentTransfer,
    Extension,
    Notice,
    Occurrence,
    Rollout,
    Task,
)
from training.notices.wording import lines_of
from training.notices.writing import notices_of_transfers
from training.review import review_return
from training.then import as_on, dues_at, given_by, overdue_then

Kind = Notice.Kind


@pytest.fixture
def other(assignment: Assignment, cast: Cast) -> Assignment:
    return make_assignment(assignment.task, cast.other_commune)


def merged(cast: Cast) -> UnitEvent:
    """The chairman goes on at the new unit."""
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    go = {f"_{cast.chairman.memberships.get().pk}": "X-MOI"}
    return apply(cast.office_lead, choosing(plan, "memberships", **go))


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def ask(by: User, assignment: Assignment, days: int = 20) -> Extension:
    return extension_ask(
        actor=acting(by), assignment_id=assignment.pk, due_on=in_days(days), reason="Bầu cử."
    )


def extend(cast: Cast, assignment: Assignment, due_on: date) -> Extension:
    return extension_give(
        actor=acting(cast.office_lead),
        assignment_id=assignment.pk,
        due_on=due_on,
        reason="Mưa lũ.",
    )


@pytest.fixture
def recurring(assignment: Assignment) -> Task:
    """The task of the rollout, given anew each quarter; nothing of it is given yet."""
    task = assignment.task
    assignment.delete()
    Task.objects.filter(pk=task.pk).update(
        frequency="quarterly", due_on=None, due_rule="after", due_number=5
    )
    task.refresh_from_db()
    return task


def period(task: Task, number: int) -> Occurrence:
    return Occurrence.objects.create(
        task=task,
        number=number,
        kind="quarterly",
        year=2026,
        part=number,
        starts_on=date(2026, 3 * number - 2, 1),
        ends_on=date(2026, 3 * number, 28),
        due_on=date(2026, 3 * number, 31 if number == 1 else 30),
        opened_at=SOME_TIME + timedelta(days=number),
    )


def given(occurrence: Occurrence, unit: object) -> Assignment:
    due = occurrence.due_on
    return make_assignment(
        occurrence.task, unit, occurrence=occurrence, original_due_on=due, due_on=due
    )


def test_each_period_goes_over_by_itself(recurring: Task, cast: Cast):
    first, second = period(recurring, 1), period(recurring, 2)
    for unit in (cast.commune, cast.other_commune):
        given(first, unit)
        given(second, unit)
    before = rows()
    event = merged(cast)
    heirs = Assignment.objects.filter(unit__code="X-MOI").order_by("due_on")
    assert [(row.occurrence, row.due_on) for row in heirs] == [
        (first, first.due_on),
        (second, second.due_on),
    ]
    assert [row.transfers_in.count() for row in heirs] == [2, 2]
    reverse(cast.office_lead, event)
    assert rows() == before


def test_a_period_joins_the_same_period_alone(recurring: Task, cast: Cast):
    first, second = period(recurring, 1), period(recurring, 2)
    mine = [given(first, cast.commune), given(second, cast.commune)]
    theirs = given(second, cast.other_commune)
    plan = plan_of("merge", cast.commune, heir=cast.other_commune, on=DAY)
    sentences = " ".join(
        sentence
        for _held, effect in preview_of(plan, acting(cast.office_lead)).effects
        for sentence in effect.sentences
    )
    assert "1 việc nhập vào việc" in sentences
    apply(cast.office_lead, plan)
    how = dict(AssignmentTransfer.objects.values_list("source", "how"))
    assert how == {mine[0].pk: "made", mine[1].pk: "joined"}
    assert AssignmentTransfer.objects.get(source=mine[1]).target == theirs
    made = AssignmentTransfer.objects.get(source=mine[0]).target
    assert (made.unit, made.occurrence) == (cast.other_commune, first)


def test_the_preview_names_tasks_that_come_back_to_a_unit_by_name(recurring: Task, cast: Cast):
    plan = merging(cast.commune, cast.other_commune, on=DAY)

    def told() -> str:
        effects = preview_of(plan, acting(cast.office_lead)).effects
        return " ".join(sentence for _held, effect in effects for sentence in effect.sentences)

    assert "không tự giao cho đơn vị kế thừa" not in told()
    recurring.target_rule.branches.add(cast.commune)
    assert "không tự giao cho đơn vị kế thừa" in told()


def test_the_period_of_a_day_is_the_one_opened_by_then(recurring: Task, cast: Cast):
    first, second = period(recurring, 1), period(recurring, 2)
    rollout = Rollout.objects.get(pk=recurring.rollout_id)
    mine = {each: given(each, cast.commune) for each in (first, second)}

    def found(moment: object = None) -> list[Assignment]:
        return list(Assignment.objects.filter(of_period("", rollout, moment)))

    assert found() == [mine[second]]
    assert found(second.opened_at) == [mine[first]]


def test_a_later_date_goes_along_and_is_known_of_every_day(assignment: Assignment, cast: Cast):
    soon, later = in_days(30), in_days(40)
    extend(cast, assignment, soon)
    now = timezone.now()
    with at(now + timedelta(minutes=1)):
        merged(cast)
    heir, original = of_heir(), assignment.original_due_on
    assert (heir.original_due_on, heir.due_on) == (original, soon)
    rollout = assignment.task.rollout_id
    with at(now + timedelta(days=2)):
        extend(cast, heir, later)
    for minutes, due in ((2, soon), (3 * 24 * 60, later)):
        seen = collect(of_rollout(rollout, now + timedelta(minutes=minutes))).rows
        [row] = [row for row in seen if row.state == "assigned"]
        assert (row.due_on, row.original_due_on) == (str(due), str(original))
        assert figures(seen).counts["extended"] == 1


def test_the_dates_of_a_day_are_those_of_the_day(assignment: Assignment, cast: Cast):
    original, today, later = assignment.due_on, timezone.localdate(), in_days(30)
    with at(timezone.now() + timedelta(days=1)):
        extend(cast, assignment, later)
    on = given_by(Assignment.objects.all(), today)
    assert [row.due_on for row in as_on(on, today)] == [original]
    assert overdue_then(on, today).exists()
    assert [row.due_on for row in as_on(on, in_days(1))] == [later]
    assert not overdue_then(on, in_days(1)).exists()
    assert dues_at(Extension.objects.all(), SOME_TIME) == {assignment.pk: original}


def test_work_that_comes_back_keeps_the_later_date(assignment: Assignment, cast: Cast):
    bring_to("transferred", assignment, cast)
    [transfer] = AssignmentTransfer.objects.all()
    extend(cast, transfer.target, in_days(30))
    plan = plan_of("merge", transfer.target.unit, heir=cast.commune, on=DAY)
    event = apply(cast.office_lead, plan)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.due_on) == ("assigned", in_days(30))
    kept = Extension.objects.get(assignment=assignment)
    assert (kept.state, kept.due_on) == ("granted", in_days(30))
    assert "12/NQ-HĐND" in kept.answer
    reverse(cast.office_lead, event)
    assignment.refresh_from_db()
    assert assignment.state == "transferred"


def test_a_request_for_a_later_date_goes_along_and_is_answered(assignment: Assignment, cast: Cast):
    asked = ask(cast.chairman, assignment)
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    told = str(
        [effect.sentences for _h, effect in preview_of(plan, acting(cast.office_lead)).effects]
    )
    assert "1 đề nghị gia hạn chưa trả lời" in told
    merged(cast)
    asked.refresh_from_db()
    assert asked.assignment == of_heir()
    assert list(Extension.objects.waiting()) == [asked]
    notice = Notice.objects.get(kind=Kind.EXTENSION_ASKED)
    assert (notice.assignment, notice.is_read) == (of_heir(), False)
    extension_grant(
        actor=acting(cast.office_lead),
        assignment_id=of_heir().pk,
        due_on=in_days(20),
        reason="Đồng ý.",
    )
    assert of_heir().due_on == in_days(20)
    assert Notice.objects.filter(user=cast.chairman, kind=Kind.EXTENDED).exists()


def test_a_request_comes_back_too(assignment: Assignment, cast: Cast):
    asked = ask(cast.chairman, assignment)
    before = rows()
    reverse(cast.office_lead, merged(cast))
    asked.refresh_from_db()
    assert (asked.assignment, asked.state) == (assignment, "asked")
    assert Notice.objects.get(kind=Kind.EXTENSION_ASKED).assignment == assignment
    assert rows() == before


def shown(client: object, assignment: Assignment) -> str:
    page = client.get(reverse_url("training:review", args=[assignment.pk]))
    return page.content.decode()


def test_what_was_answered_since_is_not_taken_back(assignment: Assignment, cast: Cast):
    ask(cast.chairman, assignment)
    event = merged(cast)
    extension_grant(
        actor=acting(cast.office_lead),
        assignment_id=of_heir().pk,
        due_on=in_days(20),
        reason="Đồng ý.",
    )
    with pytest.raises(Refused, match="làm tiếp"):
        reverse(cast.office_lead, event)


def test_of_two_requests_the_one_for_the_later_day_goes_along(
    assignment: Assignment, other: Assignment, cast: Cast
):
    sooner, later = ask(cast.chairman, assignment, 10), ask(cast.other_chairman, other, 20)
    merged(cast)
    assert list(Extension.objects.waiting()) == [later]
    later.refresh_from_db()
    sooner.refresh_from_db()
    assert (later.assignment, sooner.assignment) == (of_heir(), assignment)
    told = Notice.objects.filter(kind=Kind.EXTENSION_ASKED, is_read=False)
    assert [notice.assignment for notice in told] == [of_heir()]
    client, words = signed_in(cast.office_lead), "nay hết hiệu lực"
    assert words in shown(client, assignment)
    assert words not in shown(client, of_heir())
    assert "Bầu cử." in shown(client, of_heir())


def test_a_request_that_the_new_date_meets_counts_no_more(
    assignment: Assignment, other: Assignment, cast: Cast
):
    ask(cast.chairman, assignment, 10)
    extend(cast, other, in_days(15))
    merged(cast)
    assert of_heir().due_on == in_days(15)
    assert not Extension.objects.waiting().exists()
    assert not Notice.objects.filter(kind=Kind.EXTENSION_ASKED, is_read=False).exists()


def test_the_successors_people_hear_of_the_work_they_now_have(
    assignment: Assignment, other: Assignment, cast: Cast
):
    merged(cast)
    told = Notice.objects.filter(kind=Kind.TRANSFERRED)
    people = Membership.objects.filter(unit=of_heir().unit).values_list("user", flat=True)
    assert cast.chairman.pk in people
    assert sorted((n.user_id, n.unit_id, n.number) for n in told) == sorted(
        (pk, of_heir().unit_id, 1) for pk in people
    )
    [line] = lines_of(told.filter(user=cast.chairman))
    assert line.title == f"1 việc nhận từ đơn vị cũ: {assignment.task.rollout.title}"
    assert line.unit_name == "UBND xã Mới"
    page = signed_in(cast.chairman).get(reverse_url("training:notices"))
    assert line.title in page.content.decode()
    assert signed_in(cast.chairman).get(line.url).status_code == 200


def test_what_joins_the_successors_own_work_is_nothing_new_to_it(
    assignment: Assignment, other: Assignment, cast: Cast
):
    apply(cast.office_lead, plan_of("merge", cast.commune, heir=cast.other_commune, on=DAY))
    assert not Notice.objects.filter(kind=Kind.TRANSFERRED).exists()


def test_what_is_given_back_later_is_added_to_the_notice_of_the_day(
    assignment: Assignment, document: object, cast: Cast
):
    second = make_assignment(
        Task.objects.create(
            rollout=assignment.task.rollout,
            order=7,
            title="Việc khác",
            attestation="x",
            issued_at=SOME_TIME,
            due_on=date(2026, 6, 1),
        ),
        cast.commune,
    )
    confirm(assignment, cast.chairman)
    merged(cast)
    told = Notice.objects.filter(kind=Kind.TRANSFERRED, user=cast.chairman)
    assert [(n.number, n.dues) for n in told] == [(1, [second.due_on])]
    told.update(is_read=True)
    review_return(
        actor=acting(cast.office_officer),
        confirmation_id=assignment.confirmations.get().pk,
        reason="Thiếu.",
    )
    [notice] = told
    assert (notice.number, notice.is_read) == (2, False)
    assert notice.dues == sorted([assignment.due_on, second.due_on])


def test_an_entry_taken_back_at_a_unit_that_is_no_more_goes_on_to_its_successor(
    assignment: Assignment, cast: Cast
):
    entered = enter(assignment, cast.office_officer)
    merged(cast)
    entries_take_back(
        actor=acting(cast.office_officer), confirmation_ids=[entered.pk], reason="Nhầm đơn vị."
    )
    assignment.refresh_from_db()
    assert (assignment.state, of_heir().state) == ("transferred", "assigned")
    assert Notice.objects.filter(kind=Kind.TRANSFERRED, user=cast.chairman).exists()
    recorded = AuditEvent.objects.get(act="assignment_transfer")
    assert recorded.data["target"] == of_heir().pk


def test_taken_back_the_notice_is_settled(assignment: Assignment, cast: Cast):
    event = merged(cast)
    assert Notice.objects.filter(kind=Kind.TRANSFERRED, is_read=False).exists()
    reverse(cast.office_lead, event)
    assert not Notice.objects.filter(kind=Kind.TRANSFERRED, is_read=False).exists()


def test_the_notice_is_of_a_rollout_once_a_day(assignment: Assignment, cast: Cast):
    merged(cast)
    notice = Notice.objects.filter(kind=Kind.TRANSFERRED).first()
    fields = {
        name: getattr(notice, name) for name in ("user", "unit", "kind", "day", "at", "rollout")
    }
    with pytest.raises(IntegrityError, match="transferred_once_a_day"), transaction.atomic():
        Notice.objects.create(**fields)
    with pytest.raises(IntegrityError, match="of_one_thing"), transaction.atomic():
        Notice.objects.create(**fields | {"rollout": None, "assignment": assignment})


def test_the_successors_notices_take_one_statement_however_many_there_are(
    assignment: Assignment, cast: Cast, django_assert_num_queries
):
    pks = []
    for number in range(30):
        unit = make_unit(f"X-N{number}", f"Xã {number}", "xa")
        make_member(f"n{number}@x.vn", f"Người {number}", unit, Role.HEAD, "Chủ tịch")
        pks.append(make_assignment(assignment.task, unit).pk)
    with django_assert_num_queries(1):
        assert notices_of_transfers(assignments=pks, at=timezone.now()) == 30


def test_lists_name_units_that_have_ended(assignment: Assignment, cast: Cast):
    confirm(assignment, cast.chairman)
    late = make_assignment(
        Task.objects.create(
            rollout=assignment.task.rollout,
            order=8,
            title="Trễ",
            attestation="x",
            issued_at=SOME_TIME,
            due_on=date(2026, 1, 5),
        ),
        cast.other_commune,
    )
    merged(cast)
    [(name, row, _days)] = named_late(
        Assignment.objects.filter(pk=late.pk).select_related("task", "occurrence"),
        work_calendar(),
    )
    assert (name, row) == ("Ủy ban nhân dân xã Hòa Lạc", late)
    found = confirmations_of(ConfirmationFilters.of({"q": "An Bình"}), timezone.localdate())
    assert [each.assignment for each in found] == [assignment]
