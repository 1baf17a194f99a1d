"""A recurring task: one assignment a unit and period, opened when its day has come."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from directives.models import Document
from portal.access import Actor, actor_of
from portal.audit.models import AuditEvent
from portal.calendar.models import SchoolYear
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.models import Unit
from portal.units.services import unit_end
from portal.vietnamese.periods import PeriodKind, period_at
from portal.vietnamese.working_days import WEEKDAYS_ONLY
from tests.cast import Cast
from tests.factories import make_assignment, make_duty, make_task, make_unit
from tests.training.acts import acting, prepare, sign
from training import occurrences
from training.cascade import Choice, hand_on
from training.catalogue import RECURRING
from training.drafts import DraftFields
from training.issuing import rollout_issue
from training.models import Assignment, Occurrence, Rollout, Task
from training.occurrences import occurrences_open
from training.progress import totals_of
from training.proposals import Decision, proposals_decide
from training.recurrence import Clock, due_of, first_periods
from training.rollouts import exception_set, rollout_close, rollout_create, task_save

ISSUED = moment(date(2026, 11, 25), 9)
QUARTERLY = {
    "frequency": "quarterly",
    "due_on": None,
    "due_rule": "after",
    "due_number": 5,
    "recurs_from": None,
    "recurs_until": None,
    "grace_days": 0,
}


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


@pytest.fixture
def draft(officer: Actor, document: Document) -> Rollout:
    duty = make_duty(document)
    duty.kinds.set(["commune"])
    return rollout_create(actor=officer, document_id=document.pk, duty_ids=[duty.pk])


def issue(officer: Actor, draft: Rollout, **fields: object) -> Task:
    with at(ISSUED):
        task_save(actor=officer, task_id=draft.tasks.get().pk, fields=QUARTERLY | fields)
        job_run(job_id=rollout_issue(actor=officer, rollout_id=draft.pk).pk)
    draft.refresh_from_db()
    assert draft.state == Rollout.State.ISSUED
    return draft.tasks.get()


def opened(task: Task) -> list[tuple[str, str, int]]:
    return [
        (each.label, each.due_on.isoformat(), each.assignments.count())
        for each in task.occurrences.all()
    ]


def test_issuing_opens_the_period_that_runs(officer: Actor, draft: Rollout):
    task = issue(officer, draft)
    assert opened(task) == [("Quý IV/2026", "2026-12-21", 2)]
    row = Assignment.objects.first()
    assert (row.due_on, row.original_due_on) == (date(2026, 12, 21), date(2026, 12, 21))
    assert row.occurrence.words == "Quý IV/2026, từ 15/9/2026 đến 14/12/2026"


def test_the_next_period_is_opened_on_its_day_and_once(officer: Actor, draft: Rollout):
    task = issue(officer, draft)
    assert occurrences_open(on=date(2026, 12, 14)) == 0
    assert occurrences_open(on=date(2026, 12, 15)) == 1
    for _again in range(2):
        assert occurrences_open(on=date(2026, 12, 15)) == 0
    # 15 to 19 March 2027 are working days.
    assert opened(task)[1:] == [("Quý I/2027", "2027-03-19", 2)]
    event = AuditEvent.objects.get(act="occurrence_open", data__period="quarterly-2027-1")
    assert event.data["units"] == 2


def test_what_was_missed_is_caught_up_and_nobody_is_late_at_once(officer: Actor, draft: Rollout):
    task = issue(officer, draft, frequency="monthly")
    back = date(2027, 4, 28)
    assert occurrences_open(on=back) == 5
    assert [label for label, _due, _units in opened(task)] == [
        *("Tháng 12/2026", "Tháng 1/2027", "Tháng 2/2027", "Tháng 3/2027"),
        *("Tháng 4/2027", "Tháng 5/2027"),
    ]
    missed = task.occurrences.filter(number__in=[2, 3, 4, 5])
    # 30 April, 1 May and 3 May instead are holidays: five working days from 28 April.
    assert {each.due_on for each in missed} == {date(2027, 5, 7)}
    assert Assignment.objects.filter(occurrence__in=missed).overdue(back).count() == 0


def test_units_are_those_of_the_list_that_exist_then(cast: Cast, officer: Actor, draft: Rollout):
    exception_set(
        actor=officer,
        task_id=draft.tasks.get().pk,
        unit_id=cast.other_commune.pk,
        included=False,
        reason="Đã làm",
    )
    task = issue(officer, draft)
    make_unit("X-MOI", "Xã Mới", "xa", since=date(2026, 12, 1))
    make_unit("X-NUA", "Xã Nữa", "xa", since=date(2026, 12, 1))
    moi = Unit.objects.get(code="X-MOI")
    with at(moment(date(2026, 12, 2), 9)):
        proposals_decide(
            actor=actor_of(cast.office_lead),
            rollout_id=draft.pk,
            pairs=[(task.pk, moi.pk)],
            decision=Decision(accepted=True, due_on=date(2026, 12, 28)),
        )
    unit_end(actor=None, unit=cast.commune, ended_on=date(2026, 12, 10), note="NQ 1")
    occurrences_open(on=date(2026, 12, 15))
    by_number = {
        each.number: set(each.assignments.values_list("unit__code", flat=True))
        for each in task.occurrences.all()
    }
    assert by_number == {1: {"X-AB", "X-MOI"}, 2: {"X-MOI"}}
    own = Assignment.objects.get(unit=moi, occurrence__number=1)
    assert (own.due_on, own.original_due_on) == (date(2026, 12, 28), date(2026, 12, 28))


def test_a_unit_that_was_refused_gets_no_later_period(cast: Cast, officer: Actor, draft: Rollout):
    task = issue(officer, draft)
    nua = make_unit("X-NUA", "Xã Nữa", "xa", since=date(2026, 12, 1))
    with at(moment(date(2026, 12, 2), 9)):
        proposals_decide(
            actor=actor_of(cast.office_lead),
            rollout_id=draft.pk,
            pairs=[(task.pk, nua.pk)],
            decision=Decision(accepted=False, reason="Làm cùng xã bạn"),
        )
    occurrences_open(on=date(2026, 12, 15))
    assert not nua.assignments.exists()


def test_a_unit_accepted_while_a_period_runs_needs_a_date_of_its_own(
    cast: Cast, officer: Actor, draft: Rollout
):
    task = issue(officer, draft)
    moi = make_unit("X-MOI", "Xã Mới", "xa", since=date(2026, 12, 1))
    with at(moment(date(2026, 12, 2), 9)), pytest.raises(Refused, match="hạn riêng"):
        proposals_decide(
            actor=actor_of(cast.office_lead),
            rollout_id=draft.pk,
            pairs=[(task.pk, moi.pk)],
            decision=Decision(accepted=True),
        )


def test_a_unit_accepted_before_the_first_period_gets_it_when_it_opens(
    cast: Cast, officer: Actor, draft: Rollout
):
    task = issue(officer, draft, recurs_from=date(2027, 4, 20))
    moi = make_unit("X-MOI", "Xã Mới", "xa", since=date(2026, 12, 1))
    with at(moment(date(2026, 12, 2), 9)):
        proposals_decide(
            actor=actor_of(cast.office_lead),
            rollout_id=draft.pk,
            pairs=[(task.pk, moi.pk)],
            decision=Decision(accepted=True),
        )
    assert not moi.assignments.exists()
    assert occurrences_open(on=date(2027, 3, 15)) == 1
    assert moi.assignments.get().due_on == task.occurrences.get().due_on


def test_what_is_handed_on_is_of_the_period_of_the_unit_above(
    cast: Cast, officer: Actor, draft: Rollout
):
    issue(officer, draft)
    occurrences_open(on=date(2026, 12, 15))
    first, second = cast.commune.assignments.order_by("occurrence__number")
    with at(moment(date(2026, 12, 16), 9)):
        for row in (first, second):
            choice = Choice(due_on=row.due_on)
            hand_on(actor=actor_of(cast.clerk), assignment_id=row.pk, choice=choice)
    got = cast.school.assignments.order_by("occurrence__number")
    assert [(row.occurrence_id, row.handed_on_from) for row in got] == [
        (first.occurrence_id, first),
        (second.occurrence_id, second),
    ]


def test_nothing_is_opened_after_the_rollout_is_closed(officer: Actor, draft: Rollout):
    issue(officer, draft)
    rollout_close(actor=officer, rollout_id=draft.pk)
    assert occurrences_open(on=date(2027, 12, 31)) == 0


def test_nothing_is_opened_after_the_tasks_last_day(officer: Actor, draft: Rollout):
    task = issue(officer, draft, recurs_until=date(2027, 4, 1))
    occurrences_open(on=date(2028, 12, 31))
    assert [label for label, _due, _units in opened(task)] == [
        *("Quý IV/2026", "Quý I/2027", "Quý II/2027"),
    ]


def test_the_first_period_may_lie_ahead(officer: Actor, draft: Rollout):
    task = issue(officer, draft, recurs_from=date(2027, 4, 20))
    assert opened(task) == []
    assert occurrences_open(on=date(2027, 3, 14)) == 0
    assert occurrences_open(on=date(2027, 3, 15)) == 1
    assert [label for label, _due, _units in opened(task)] == ["Quý II/2027"]


def test_school_years_follow_the_plan(officer: Actor, draft: Rollout):
    SchoolYear.objects.create(
        year=2027, starts_on=date(2027, 9, 6), ends_on=date(2028, 5, 26), basis="QĐ khung"
    )
    task = issue(officer, draft, frequency="school-year")
    assert occurrences_open(on=date(2027, 9, 5)) == 0
    assert occurrences_open(on=date(2027, 9, 6)) == 1
    assert [each.words for each in task.occurrences.all()] == [
        "Năm học 2026–2027, từ 01/9/2026 đến 31/5/2027",
        "Năm học 2027–2028, từ 06/9/2027 đến 26/5/2028",
    ]


def test_a_day_of_the_month_is_the_first_after_closing():
    task = Task(due_rule="day", due_number=20)
    quarter = period_at(PeriodKind.QUARTERLY, date(2027, 1, 1))
    assert due_of(task, quarter, date(2026, 12, 15), WEEKDAYS_ONLY) == date(2027, 3, 20)
    task.due_number = 5
    assert due_of(task, quarter, date(2026, 12, 15), WEEKDAYS_ONLY) == date(2027, 4, 5)
    task.due_number = 31
    year = period_at(PeriodKind.YEARLY, date(2027, 1, 1))
    assert due_of(task, year, date(2026, 12, 15), WEEKDAYS_ONLY) == date(2027, 12, 31)


@given(
    kind=st.sampled_from(list(PeriodKind)),
    day=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    rule=st.sampled_from(["after", "day"]),
    number=st.integers(1, 31),
    late=st.integers(0, 400),
)
def test_a_period_is_due_after_it_closed_and_never_before_it_was_opened(
    kind: PeriodKind, day: date, rule: str, number: int, late: int
):
    task = Task(due_rule=rule, due_number=number)
    period = period_at(kind, day)
    opened_on = period.starts_on + timedelta(days=late)
    due = due_of(task, period, opened_on, WEEKDAYS_ONLY)
    assert due > period.ends_on
    assert due >= opened_on
    if rule == "after":
        assert due.weekday() < 5


def test_a_worker_killed_between_period_and_units_leaves_neither(
    officer: Actor, draft: Rollout, monkeypatch: pytest.MonkeyPatch
):
    task = issue(officer, draft)

    def die(**_given: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(occurrences, "assignments_insert", die)
        with pytest.raises(KeyboardInterrupt):
            occurrences_open(on=date(2026, 12, 15))
    assert task.occurrences.count() == 1
    assert occurrences_open(on=date(2026, 12, 15)) == 1


def test_many_units_take_as_many_statements(
    officer: Actor, draft: Rollout, django_assert_max_num_queries
):
    for number in range(40):
        make_unit(f"X-{number}", f"Xã {number}", "xa")
    issue(officer, draft)
    with django_assert_max_num_queries(26):
        occurrences_open(on=date(2026, 12, 15))
    assert Assignment.objects.filter(occurrence__number=2).count() == 42


def test_every_period_counts_as_an_assignment(cast: Cast, officer: Actor, draft: Rollout):
    issue(officer, draft)
    occurrences_open(on=date(2026, 12, 15))
    total = totals_of([draft], date(2026, 12, 25))[draft.pk]
    assert (total.expected, total.overdue) == (4, 2)


def test_what_was_done_before_the_period_is_another_periods(
    cast: Cast, officer: Actor, draft: Rollout
):
    issue(officer, draft)
    with at(moment(date(2026, 12, 16), 9)):
        occurrences_open(on=date(2026, 12, 16))
        row = Assignment.objects.get(unit=cast.commune, occurrence__number=2)
        row.task.indicators = []
        fields = DraftFields(held_on=date(2026, 12, 14), channels=["meeting"])
        prepare(row, cast.chairman, fields)
        with pytest.raises(Refused, match="thuộc kỳ trước"):
            sign(row, cast.chairman)
        prepare(row, cast.chairman, DraftFields(held_on=date(2026, 12, 15), channels=["meeting"]))
        sign(row, cast.chairman)
    assert acting(cast.chairman)


def test_a_unit_has_a_period_once_and_a_task_done_once_once(
    cast: Cast, officer: Actor, draft: Rollout
):
    task = issue(officer, draft)
    occurrence = task.occurrences.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_assignment(task, cast.commune, occurrence=occurrence)


def test_an_assignments_period_is_one_of_its_own_task(
    cast: Cast, officer: Actor, draft: Rollout, rollout: Rollout
):
    task = issue(officer, draft)
    other = make_task(rollout, task.task_duties.get().duty)
    row = make_assignment(other, cast.school)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(occurrence=task.occurrences.get())


def test_a_period_never_changes(officer: Actor, draft: Rollout):
    occurrence = issue(officer, draft).occurrences.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Occurrence.objects.update(due_on=date(2027, 1, 1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Occurrence.objects.filter(pk=occurrence.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "bad",
    [
        {"number": 1},
        {"year": 2026, "part": 4},
        {"kind": "once"},
        {"ends_on": date(2026, 12, 14)},
        {"due_on": date(2027, 3, 14)},
    ],
)
def test_the_database_refuses_a_bad_period(bad: dict, officer: Actor, draft: Rollout):
    task = issue(officer, draft)
    row = {
        "number": 2,
        "kind": "quarterly",
        "year": 2027,
        "part": 1,
        "starts_on": date(2026, 12, 15),
        "ends_on": date(2027, 3, 14),
        "due_on": date(2027, 3, 19),
        "opened_at": ISSUED,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.create(task=task, **row | bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"due_on": date(2027, 1, 1)},
        {"due_rule": ""},
        {"due_number": None},
        {"due_number": 0},
        {"due_number": 32},
        {"frequency": "once"},
        {"recurs_from": date(2027, 2, 1), "recurs_until": date(2027, 1, 1)},
    ],
)
def test_the_database_refuses_a_recurring_task_without_its_rule(
    bad: dict, officer: Actor, draft: Rollout
):
    task = task_save(actor=officer, task_id=draft.tasks.get().pk, fields=QUARTERLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**bad)


@pytest.mark.parametrize("frequency", RECURRING)
def test_a_duty_that_comes_back_gives_a_task_with_a_rule(
    frequency: str, officer: Actor, draft: Rollout
):
    task = task_save(
        actor=officer, task_id=draft.tasks.get().pk, fields=QUARTERLY | {"frequency": frequency}
    )
    assert task.recurs
    clock = Clock(WEEKDAYS_ONLY, {})
    assert len(first_periods(task, date(2026, 11, 25), clock, 3)) == 3


def test_a_task_that_would_end_before_its_first_period_is_not_issued(
    officer: Actor, draft: Rollout
):
    with at(ISSUED):
        fields = QUARTERLY | {"recurs_until": date(2026, 9, 14)}
        task_save(actor=officer, task_id=draft.tasks.get().pk, fields=fields)
        with pytest.raises(Refused, match="trước khi có kỳ nào"):
            rollout_issue(actor=officer, rollout_id=draft.pk)
    draft.refresh_from_db()
    assert draft.state == Rollout.State.DRAFT
