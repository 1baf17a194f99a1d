"""Units that come to fit a task after it was issued are proposed, and a person decides."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from directives.models import Document
from portal.access import Actor, actor_of
from portal.audit.models import AuditEvent
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.models import Unit, UnitTag, UnitTagging
from portal.units.services import unit_end
from tests.cast import Cast
from tests.factories import make_duty, make_unit
from training.frozen import may_have_newcomers
from training.issuing import rollout_issue
from training.models import Assignment, Rollout, TargetDecision, Task
from training.proposals import Decision, ProposalList, proposals_decide
from training.rollouts import rollout_close, rollout_create, targets_save

TODAY = timezone.localdate
LATER = timedelta(days=40)


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


@pytest.fixture
def rollout(officer: Actor, document: Document) -> Rollout:
    """Issued to the communes there are; one task, due in twenty days."""
    draft = rollout_create(
        actor=officer, document_id=document.pk, duty_ids=[make_duty(document).pk]
    )
    task = draft.tasks.get()
    Task.objects.filter(pk=task.pk).update(due_on=TODAY() + timedelta(days=20))
    targets_save(actor=officer, task_id=task.pk, kinds=["commune"], branches=[])
    job_run(job_id=rollout_issue(actor=officer, rollout_id=draft.pk).pk)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def newcomer(rollout: Rollout) -> Unit:
    return make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")


def proposed(rollout: Rollout, words: str = "") -> list[str]:
    return [p.period.unit.code for p in ProposalList(rollout, TODAY(), words)[0:50]]


def decide(officer: Actor, rollout: Rollout, unit: Unit, **said: object) -> int:
    return proposals_decide(
        actor=officer,
        rollout_id=rollout.pk,
        pairs=[(rollout.tasks.get().pk, unit.pk)],
        decision=Decision(**{"accepted": True, "due_on": TODAY() + LATER} | said),
    )


def test_the_page_asks_only_where_something_changed(cast: Cast, rollout: Rollout):
    assert not may_have_newcomers(rollout, TODAY())
    tag = UnitTag.objects.create(name="Mới")
    UnitTagging.objects.create(unit=cast.school, tag=tag, valid_from=TODAY() - LATER)
    assert may_have_newcomers(rollout, TODAY())


def test_a_unit_entered_late_is_seen_too(rollout: Rollout, newcomer: Unit):
    assert may_have_newcomers(rollout, TODAY())


def test_nobody_is_proposed_where_nothing_changed(rollout: Rollout):
    assert proposed(rollout) == []
    assert ProposalList(rollout, TODAY()).count() == 0


def test_a_new_unit_is_proposed_and_not_given_anything(rollout: Rollout, newcomer: Unit):
    make_unit("T-MOI", "Trường THCS Mới", "thcs")
    assert proposed(rollout) == ["X-MOI"]
    assert ProposalList(rollout, TODAY()).count() == 1
    assert not Assignment.objects.filter(unit=newcomer).exists()


def test_a_unit_tagged_later_is_proposed(cast: Cast, officer: Actor, document: Document):
    tag = UnitTag.objects.create(name="Điểm")
    UnitTagging.objects.create(unit=cast.commune, tag=tag, valid_from=TODAY())
    draft = rollout_create(
        actor=officer, document_id=document.pk, duty_ids=[make_duty(document).pk]
    )
    targets_save(actor=officer, task_id=draft.tasks.get().pk, kinds=[], branches=[], tags=[tag.pk])
    job_run(job_id=rollout_issue(actor=officer, rollout_id=draft.pk).pk)
    draft.refresh_from_db()
    UnitTagging.objects.create(unit=cast.school, tag=tag, valid_from=TODAY())
    assert proposed(draft) == ["T-AB"]


def test_accepting_gives_the_task_with_its_own_due_date(
    officer: Actor, rollout: Rollout, newcomer: Unit
):
    assert decide(officer, rollout, newcomer) == 1
    given = Assignment.objects.get(unit=newcomer)
    assert (given.state, given.due_on, given.original_due_on) == (
        "assigned",
        TODAY() + LATER,
        TODAY() + LATER,
    )
    assert proposed(rollout) == []
    recorded = AuditEvent.objects.first()
    assert (recorded.act, recorded.data["units"]) == ("proposals_accept", [newcomer.pk])


def test_refusing_needs_a_reason_and_is_kept(officer: Actor, rollout: Rollout, newcomer: Unit):
    with pytest.raises(Refused, match="lý do"):
        decide(officer, rollout, newcomer, accepted=False, due_on=None, reason=" ")
    decide(officer, rollout, newcomer, accepted=False, due_on=None, reason="Mới lập, giao đợt sau")
    assert proposed(rollout) == []
    assert not Assignment.objects.filter(unit=newcomer).exists()
    kept = TargetDecision.objects.get()
    assert (kept.accepted, kept.reason, kept.by_name) == (
        False,
        "Mới lập, giao đợt sau",
        "Lê Thu Hà",
    )


def test_deciding_twice_the_same_is_once_and_otherwise_refused(
    cast: Cast, officer: Actor, rollout: Rollout, newcomer: Unit
):
    assert decide(officer, rollout, newcomer) == 1
    assert decide(officer, rollout, newcomer) == 0
    other = actor_of(cast.second_office_officer)
    with pytest.raises(Refused, match="Lê Thu Hà đã quyết định"):
        decide(other, rollout, newcomer, accepted=False, due_on=None, reason="Không")
    assert TargetDecision.objects.count() == 1


def test_what_fits_no_more_is_refused_and_nothing_is_written(
    officer: Actor, rollout: Rollout, newcomer: Unit, cast: Cast
):
    unit_end(actor=None, unit=newcomer, ended_on=TODAY(), note="NQ 2")
    with pytest.raises(Refused, match="không còn phù hợp"):
        decide(officer, rollout, newcomer)
    with pytest.raises(Refused, match="không còn phù hợp"):
        decide(officer, rollout, cast.commune)
    assert not TargetDecision.objects.exists()


@pytest.mark.parametrize(("due", "says"), [(None, "hạn riêng"), (-timedelta(days=1), "Hạn đã qua")])
def test_a_due_date_is_asked_for_that_can_be_kept(
    due: timedelta | None, says: str, officer: Actor, rollout: Rollout, newcomer: Unit
):
    with pytest.raises(Refused, match=says):
        decide(officer, rollout, newcomer, due_on=due and TODAY() + due)
    assert not Assignment.objects.filter(unit=newcomer).exists()


def test_a_closed_rollout_proposes_nobody(officer: Actor, rollout: Rollout, newcomer: Unit):
    rollout_close(actor=officer, rollout_id=rollout.pk)
    rollout.refresh_from_db()
    assert proposed(rollout) == []
    with pytest.raises(Refused, match="không còn nhận"):
        decide(officer, rollout, newcomer)


def test_proposals_are_found_by_name(rollout: Rollout, newcomer: Unit):
    make_unit("X-KHAC", "Ủy ban nhân dân xã Khác", "xa")
    assert proposed(rollout, "xa moi") == ["X-MOI"]
    assert ProposalList(rollout, TODAY(), "xã khác").count() == 1


def test_proposals_ask_as_much_for_many(rollout: Rollout, django_assert_max_num_queries: object):
    for number in range(30):
        make_unit(f"X-{number:02}", f"Xã {number}", "xa")
    with django_assert_max_num_queries(7):
        assert len(ProposalList(rollout, TODAY())[0:50]) == 30
        assert ProposalList(rollout, TODAY()).count() == 30


@pytest.mark.parametrize(
    "bad",
    [
        {"accepted": False, "reason": ""},
        {"accepted": False, "reason": "Có", "due_on": TODAY()},
    ],
    ids=["no reason", "refused with a date"],
)
def test_the_database_refuses_a_decision_that_says_too_little(
    bad: dict, cast: Cast, rollout: Rollout
):
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetDecision.objects.create(
            task=rollout.tasks.get(),
            unit=cast.school,
            by=cast.office_officer,
            by_name="x",
            at=timezone.now(),
            **bad,
        )


def test_a_decision_is_beyond_change_and_given_once(
    officer: Actor, rollout: Rollout, newcomer: Unit
):
    decide(officer, rollout, newcomer)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TargetDecision.objects.update(reason="khác")
    row = TargetDecision.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
