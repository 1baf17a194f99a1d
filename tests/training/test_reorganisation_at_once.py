"""A reorganisation beside people at work, each with a connection of their own."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from directives.models import Document
from portal.refusals import Refused
from portal.units.models import UnitEvent
from portal.units.plans import Plan
from portal.units.reorganisation import draft_begin, event_apply, event_reverse, preview_of
from tests.cast import Cast, assemble
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import acting, confirm, prepare
from tests.training.test_concurrency import at_once
from tests.units.acts import merging
from training.issuing import issue_task
from training.models import Assignment, AssignmentTransfer, Rollout, Task
from training.occurrences import occurrences_open
from training.review import review_return
from training.services import confirmation_sign

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 4, 1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def document(cast: Cast) -> Document:
    return make_document(entered_by=cast.office_officer, published_by=cast.office_lead)


@pytest.fixture
def task(cast: Cast, document: Document) -> Task:
    rollout = make_rollout(document, by=cast.office_officer)
    return make_task(rollout, make_duty(document), kinds=("commune",))


def applying(cast: Cast, on: date = DAY) -> object:
    lead = acting(cast.office_lead)
    plan = merging(cast.commune, cast.other_commune, on=on)
    draft = draft_begin(actor=lead, plan=plan)
    digest = preview_of(Plan.of(draft), lead).digest
    return lambda: event_apply(actor=lead, draft_id=draft.pk, digest=digest)


def test_applied_twice_at_once_it_is_one_event(task: Task, cast: Cast):
    make_assignment(task, cast.commune)
    answers = at_once(*[applying(cast)] * 3)
    assert answers == [UnitEvent.objects.get()] * 3
    assert AssignmentTransfer.objects.count() == 1


def test_signed_while_being_merged_away_it_is_in_or_refused(task: Task, cast: Cast):
    """Signed first, it stays with the old unit; merged first, the signer is told."""
    row = make_assignment(task, cast.commune)
    draft = prepare(row, cast.clerk)
    chairman = acting(cast.chairman)
    signed, merged = at_once(
        lambda: confirmation_sign(
            actor=chairman,
            assignment_id=row.pk,
            draft_version=draft.version,
            form_token=uuid4(),
        ),
        applying(cast),
    )
    row.refresh_from_db()
    assert row.state in {"confirmed", "transferred"}
    assert isinstance(signed, Refused) == (row.state == "transferred")
    assert isinstance(merged, UnitEvent) or "Từ lúc xem trước" in str(merged)
    open_rows = Assignment.objects.filter(unit__ended_on__isnull=False, state__in=["assigned"])
    assert not open_rows.exists()


def test_no_task_is_issued_to_a_unit_being_merged_away(document: Document, cast: Cast):
    """Whoever comes second sees what the first did."""
    rollout = make_rollout(document, by=cast.office_officer)
    Rollout.objects.filter(pk=rollout.pk).update(issued_at=timezone.now())
    task = make_task(rollout, make_duty(document), kinds=("commune",), issued_at=None)
    issued, merged = at_once(
        lambda: issue_task(task_id=task.pk, issuer=cast.office_officer), applying(cast)
    )
    assert not isinstance(issued, Exception), issued
    held = Assignment.objects.filter(state="assigned").values_list("unit__code", flat=True)
    if isinstance(merged, UnitEvent):
        assert list(held) == ["X-MOI"]
    else:
        assert "Từ lúc xem trước" in str(merged)


def test_no_period_is_opened_for_a_unit_being_merged_away(task: Task, cast: Cast):
    Task.objects.filter(pk=task.pk).update(
        frequency="quarterly", due_on=None, due_rule="after", due_number=5
    )
    today = timezone.localdate()
    opened, merged = at_once(lambda: occurrences_open(on=today), applying(cast))
    assert not isinstance(opened, Exception), opened
    assert opened
    held = Assignment.objects.filter(state="assigned").values_list("unit__code", flat=True)
    if isinstance(merged, UnitEvent):
        assert set(held) == {"X-MOI"}
    else:
        assert "Từ lúc xem trước" in str(merged)
        assert "X-MOI" not in held


def test_given_back_while_being_merged_away_it_reaches_the_successor(task: Task, cast: Cast):
    row = make_assignment(task, cast.commune)
    confirmation = confirm(row, cast.chairman)
    officer = acting(cast.office_officer)
    returned, merged = at_once(
        lambda: review_return(actor=officer, confirmation_id=confirmation.pk, reason="Thiếu số."),
        applying(cast),
    )
    assert not isinstance(returned, Exception), returned
    row.refresh_from_db()
    if isinstance(merged, UnitEvent):
        assert row.state == "transferred"
        assert Assignment.objects.get(unit__code="X-MOI").state == "assigned"
    else:
        assert "Từ lúc xem trước" in str(merged)
        assert row.state == "returned"


def test_taken_back_twice_at_once_it_is_taken_back_once(task: Task, cast: Cast):
    row = make_assignment(task, cast.commune)
    event, lead = applying(cast)(), acting(cast.office_lead)
    answers = at_once(*[lambda: event_reverse(actor=lead, event_id=event.pk, reason="Nhầm.")] * 3)
    assert len({answer.pk for answer in answers}) == 1
    row.refresh_from_db()
    assert row.state == "assigned"
