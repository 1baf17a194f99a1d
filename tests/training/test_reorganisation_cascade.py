"""What was handed on, tags, saved groups, frozen lists and proposals when units are reorganised."""

from datetime import date, timedelta

import pytest
from django.urls import reverse as reverse_url
from django.utils import timezone

from portal.access import Role
from portal.refusals import Refused
from portal.units.models import Unit, UnitEvent, UnitPeriod, UnitTag, UnitTagging
from portal.units.reorganisation import preview_of
from portal.units.tags import Tags
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_member, make_unit
from tests.training.acts import acting, bring_to, confirm
from tests.training.test_reorganisation import DAY, of_heir, rows
from tests.units.acts import apply, choosing, merging, plan_of, reverse
from training.cascade import Choice, hand_on
from training.frozen import frozen_units
from training.groups import group_create, group_exception_set
from training.models import Assignment, IssuedTargets, Notice, Task
from training.newcomers import units_of_period
from training.numbers_below import below_of
from training.progress import totals_of
from training.proposals import Decision, ProposalList, proposals_decide
from training.review import review_accept
from training.targets import target_units

TODAY = timezone.localdate


@pytest.fixture
def above(assignment: Assignment, cast: Cast) -> Assignment:
    """The commune's own, handed on to its school, which the commune reviews."""
    Task.objects.filter(pk=assignment.task_id).update(handing_on="unit", required_evidence=[])
    due = TODAY() + timedelta(days=20)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    hand_on(actor=acting(cast.clerk), assignment_id=assignment.pk, choice=Choice(due_on=due))
    return Assignment.objects.get(pk=assignment.pk)


@pytest.fixture
def below(above: Assignment) -> Assignment:
    return above.handed_on.get()


def merged(cast: Cast) -> UnitEvent:
    """The chairman goes on at the new commune."""
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    go = {f"_{cast.chairman.memberships.get().pk}": "X-MOI"}
    return apply(cast.office_lead, choosing(plan, "memberships", **go))


def sentences(cast: Cast, plan: object) -> str:
    preview = preview_of(plan, acting(cast.office_lead))
    return " ".join(said for _held, effect in preview.effects for said in effect.sentences)


def test_what_was_handed_on_follows_the_task_of_the_unit_above(below: Assignment, cast: Cast):
    before = rows()
    event = merged(cast)
    below.refresh_from_db()
    assert (below.handed_on_from, below.state) == (of_heir(), "assigned")
    assert below_of(of_heir()).units == 1
    assert totals_of([below.task.rollout], TODAY())[below.task.rollout_id].expected == 1
    reverse(cast.office_lead, event)
    assert rows() == before


def test_the_successor_reviews_what_waited_for_the_old_unit(below: Assignment, cast: Cast):
    confirmation = confirm(below, cast.head_teacher)
    assert Assignment.objects.awaiting_review_above().get() == below
    merged(cast)
    told = Notice.objects.get(user=cast.chairman, kind="waits_above")
    assert (told.unit.code, told.is_read) == ("X-MOI", False)
    review_accept(actor=acting(cast.chairman), confirmation_id=confirmation.pk)
    below.refresh_from_db()
    assert below.state == "accepted"


def test_a_part_that_is_handed_over_stays_a_part(below: Assignment, cast: Cast):
    heir = make_unit("T-MOI", "Trường Mới", "thcs", parent=cast.commune)
    before = rows()
    event = apply(cast.office_lead, plan_of("merge", cast.school, heir=heir, on=DAY))
    target = Assignment.objects.get(unit=heir)
    assert target.handed_on_from == below.handed_on_from
    assert below_of(target.handed_on_from).units == 1
    assert Assignment.objects.expected().get() == target.handed_on_from
    reverse(cast.office_lead, event)
    assert rows() == before


def test_joined_to_a_part_the_offices_task_is_still_the_offices(below: Assignment, cast: Cast):
    """The commune ends, and its work goes to a unit that has a part of it."""
    UnitPeriod.objects.create(
        unit=cast.school,
        valid_from=DAY - timedelta(days=1),
        name="Trường THCS An Bình",
        kind_id="thcs",
        parent=Unit.objects.get(code="H"),
    )
    before, above = rows(), below.handed_on_from
    plan = plan_of("merge", cast.commune, heir=cast.school, on=DAY)
    event = apply(cast.office_lead, plan)
    below.refresh_from_db()
    assert below.handed_on_from is None
    assert list(Assignment.objects.expected()) == [below]
    reverse(cast.office_lead, event)
    assert rows() == before
    below.refresh_from_db()
    assert below.handed_on_from == above


def test_a_unit_above_that_merges_with_its_part_leaves_one_task(below: Assignment, cast: Cast):
    before = rows()
    event = apply(cast.office_lead, merging(cast.commune, cast.school, on=DAY))
    assert of_heir().handed_on_from is None
    assert list(Assignment.objects.still_asked()) == [of_heir()]
    reverse(cast.office_lead, event)
    assert rows() == before


def test_what_the_successor_handed_on_since_is_not_taken_back(below: Assignment, cast: Cast):
    event = merged(cast)
    heir = of_heir()
    make_unit("T-NUA", "Trường Nữa", "thcs", parent=heir.unit)
    clerk = make_member("moi@mau.test", "Cao Thị Ngà", heir.unit, Role.OFFICER, "Công chức")
    hand_on(
        actor=acting(clerk),
        assignment_id=heir.pk,
        choice=Choice(due_on=TODAY() + timedelta(days=5)),
    )
    with pytest.raises(Refused, match="Đơn vị kế thừa đã làm tiếp"):
        reverse(cast.office_lead, event)


def test_below_a_done_task_of_a_unit_that_is_no_more_the_office_reviews(
    above: Assignment, below: Assignment, cast: Cast
):
    now = timezone.now()
    times = dict.fromkeys(["first_confirmed_at", "confirmed_at", "accepted_at"], now)
    Assignment.objects.filter(pk=above.pk).update(state="accepted", **times)
    confirmation = confirm(below, cast.head_teacher)
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "1 việc đã giao xuống còn dở" in sentences(cast, plan)
    apply(cast.office_lead, plan)
    assert Assignment.objects.awaiting_review().get() == below
    assert not Assignment.objects.awaiting_review_above().exists()
    review_accept(actor=acting(cast.office_officer), confirmation_id=confirmation.pk)


def test_the_preview_tells_what_goes_along_below(below: Assignment, cast: Cast):
    said = sentences(cast, merging(cast.commune, cast.other_commune, on=DAY))
    assert "1 việc đã giao xuống đi theo việc mở" in said


def test_tags_stay_with_the_old_unit_and_are_named(cast: Cast):
    tag = UnitTag.objects.create(name="Vùng khó khăn")
    UnitTagging.objects.create(unit=cast.commune, tag=tag, valid_from=date(2026, 1, 1))
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "Nhãn “Vùng khó khăn” ở lại với đơn vị cũ" in sentences(cast, plan)
    event = apply(cast.office_lead, plan)
    assert UnitTagging.objects.get().unit == cast.commune
    assert "Vùng khó khăn" in Tags().told(event)[0]


def test_a_rule_by_tag_names_neither_the_old_unit_nor_the_new_one_untagged(
    assignment: Assignment, cast: Cast
):
    task = assignment.task
    tag = UnitTag.objects.create(name="Vùng khó khăn")
    UnitTagging.objects.create(unit=cast.commune, tag=tag, valid_from=date(2026, 1, 1))
    says(task, tags=[tag.pk])
    assert named(task, DAY - timedelta(days=1)) == ["X-AB"]
    merged(cast)
    assert named(task, DAY) == []
    heir = Unit.objects.get(code="X-MOI")
    UnitTagging.objects.create(unit=heir, tag=tag, valid_from=DAY)
    assert named(task, DAY) == ["X-MOI"]


def test_saved_groups_that_name_the_old_unit_are_told(cast: Cast):
    lead = acting(cast.office_officer)
    said = {"kinds": ["commune"], "levels": [], "branches": [], "tags": []}
    group_create(actor=lead, name="Các xã", note="", said=said)
    by_hand = group_create(actor=lead, name="Xã điểm", note="", said=said)
    group_exception_set(
        actor=lead, group_id=by_hand.pk, unit_id=cast.commune.pk, included=False, reason="Xong"
    )
    group_create(actor=lead, name="Nhánh", note="", said=said | {"branches": [cast.commune.pk]})
    told = sentences(cast, merging(cast.commune, cast.other_commune, on=DAY))
    assert "Nhóm đã lưu “Xã điểm” nêu đích danh" in told
    assert "Nhóm đã lưu “Nhánh” nêu đích danh" in told
    assert "“Các xã”" not in told
    merged(cast)
    assert named_by(by_hand.rule) == ["X-MOI"]


def test_the_frozen_list_keeps_the_names_of_its_day(assignment: Assignment, cast: Cast):
    issued = frozen(assignment.task, [cast.commune, cast.other_commune])
    merged(cast)
    issued.refresh_from_db()
    shown = (
        frozen_units(issued, included=True).order_by("unit__code").values_list("name", flat=True)
    )
    assert list(shown) == ["Ủy ban nhân dân xã An Bình", "Ủy ban nhân dân xã Hòa Lạc"]


def test_a_unit_that_began_with_the_change_is_proposed_where_all_was_done(
    assignment: Assignment, cast: Cast
):
    """A person says whether the new commune does again what the old ones have done."""
    task = assignment.task
    says(task, kinds=["commune"])
    frozen(task, [cast.commune, cast.other_commune])
    make_assignment(task, cast.other_commune, state="exempt", closed_at=timezone.now())
    bring_to("accepted", assignment, cast)
    event = merged(cast)
    [proposal] = ProposalList(task.rollout, TODAY())[0:9]
    assert proposal.period.unit.code == "X-MOI"
    assert proposal.after == (
        "Ủy ban nhân dân xã An Bình (đã chấp nhận)",
        "Ủy ban nhân dân xã Hòa Lạc (được miễn)",
    )
    page = signed_in(cast.office_lead).get(
        reverse_url("training:proposals", args=[task.rollout_id])
    )
    assert "Kế thừa:" in page.content.decode()
    reverse(cast.office_lead, event)
    assert ProposalList(task.rollout, TODAY()).count() == 0


def test_open_work_that_went_over_is_not_proposed_again(assignment: Assignment, cast: Cast):
    says(assignment.task, kinds=["commune"])
    frozen(assignment.task, [cast.commune, cast.other_commune])
    make_assignment(assignment.task, cast.other_commune)
    merged(cast)
    assert ProposalList(assignment.task.rollout, TODAY()).count() == 0


def test_a_decision_about_a_unit_that_is_no_more_stays_on_record(
    assignment: Assignment, cast: Cast
):
    task = assignment.task
    says(task, kinds=["commune"])
    frozen(task, [cast.commune])
    proposals_decide(
        actor=acting(cast.office_lead),
        rollout_id=task.rollout_id,
        pairs=[(task.pk, cast.other_commune.pk)],
        decision=Decision(accepted=False, reason="Xã tự làm"),
    )
    merged(cast)
    assert task.target_decisions.get().unit == cast.other_commune
    assert ProposalList(task.rollout, TODAY()).count() == 0


def test_a_recurring_task_goes_on_with_the_successor_unasked(assignment: Assignment, cast: Cast):
    """Also where nothing was open to be handed over."""
    task = assignment.task
    Task.objects.filter(pk=task.pk).update(
        frequency="quarterly", due_on=None, due_rule="after", due_number=5
    )
    task.refresh_from_db()
    says(task, kinds=["commune"])
    frozen(task, [cast.commune, cast.other_commune])
    bring_to("accepted", assignment, cast)
    make_unit("X-LA", "Xã Lạ", "xa")
    merged(cast)
    assert [p.period.unit.code for p in ProposalList(task.rollout, TODAY())[0:9]] == ["X-LA"]
    assert [row.unit.code for row in units_of_period(task, TODAY())] == ["X-MOI"]


def says(task: Task, **said: list) -> None:
    for name, value in said.items():
        getattr(task.target_rule, name).set(value)


def named(task: Task, on: date) -> list[str]:
    return named_by(task.target_rule, on)


def named_by(rule: object, on: date | None = None) -> list[str]:
    return sorted(target_units(rule, on or TODAY()).values_list("unit__code", flat=True))


def frozen(task: Task, units: list[Unit]) -> IssuedTargets:
    return IssuedTargets.objects.create(
        task=task,
        as_of=DAY - timedelta(days=1),
        rule={"group": "", "kinds": [], "levels": [], "branches": [], "tags": [], "by_hand": []},
        unit_ids=[unit.pk for unit in units],
        last_period=0,
        last_tagging=0,
    )
