"""The run of a working day: reminders, their end, and lateness that goes a level up."""

from datetime import date, timedelta

import pytest

from directives.models import Document
from portal.access import Role
from portal.accounts.models import Membership, User
from tests.cast import Cast
from tests.factories import make_assignment, make_duty, make_member, make_rollout, make_task
from tests.training.acts import bring_to, confirm
from tests.training.notices.days import DUE_ON, OFF
from training.models import Assignment, Notice, ReminderDay, Rollout, Task
from training.notices.daily import reminders_make

Kind = Notice.Kind


@pytest.fixture
def task(cast: Cast, document: Document) -> Task:
    rollout = make_rollout(document, by=cast.office_officer)
    return make_task(rollout, make_duty(document), due_on=DUE_ON)


@pytest.fixture
def given(task: Task, cast: Cast) -> Assignment:
    """To the commune of the cast, due on Wednesday the 15th."""
    return make_assignment(task, cast.commune)


def run(until: date, since: date = date(2026, 4, 1)) -> None:
    """Every day, days off included, as the queue's clock does."""
    day = since
    while day <= until:
        reminders_make(today=day, off=OFF)
        day += timedelta(days=1)


def of(user: User, *kinds: str) -> list[tuple[date, str]]:
    rows = Notice.objects.filter(user=user).order_by("day", "kind")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return list(rows.values_list("day", "kind"))


def test_the_unit_is_reminded_before_and_after_and_never_on_a_day_off(given, cast: Cast):
    run(date(2026, 5, 8))
    reminders = (Kind.DUE, Kind.DUE_NEXT, Kind.OVERDUE)
    assert of(cast.clerk, *reminders) == [
        (date(2026, 4, 8), Kind.DUE),
        (date(2026, 4, 14), Kind.DUE_NEXT),
        (date(2026, 4, 16), Kind.OVERDUE),
        (date(2026, 4, 20), Kind.OVERDUE),
        (date(2026, 4, 24), Kind.OVERDUE),
        (date(2026, 5, 8), Kind.OVERDUE),
    ]
    assert of(cast.chairman, *reminders) == of(cast.clerk, *reminders)
    assert of(cast.other_chairman) == []


def test_a_second_run_of_a_day_writes_nothing(given, cast: Cast):
    run(date(2026, 4, 8))
    before = Notice.objects.count()
    assert reminders_make(today=date(2026, 4, 8), off=OFF) == 0
    assert reminders_make(today=date(2026, 4, 7), off=OFF) == 0
    assert Notice.objects.count() == before == 3


def test_cut_off_half_way_the_day_is_done_anew(given, cast: Cast, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_given: object) -> int:
        raise Killed

    run(date(2026, 4, 7))
    with monkeypatch.context() as patched:
        patched.setattr("training.notices.daily._to_review", die)
        with pytest.raises(Killed):
            reminders_make(today=date(2026, 4, 8), off=OFF)
    assert Notice.objects.count() == 0
    assert not ReminderDay.objects.filter(day=date(2026, 4, 8)).exists()
    run(date(2026, 4, 8), since=date(2026, 4, 8))
    assert of(cast.clerk) == [(date(2026, 4, 8), Kind.DUE)]


def test_after_standing_still_one_reminder_tells_it_all(given, task: Task, cast: Cast):
    run(date(2026, 4, 3))
    reminders_make(today=date(2026, 4, 20), off=OFF)
    assert of(cast.clerk) == [(date(2026, 4, 20), Kind.OVERDUE)]
    reminders_make(today=date(2026, 4, 21), off=OFF)
    assert len(of(cast.clerk)) == 1


def test_the_first_run_ever_does_not_tell_of_all_that_is_long_past(given, cast: Cast):
    reminders_make(today=date(2026, 6, 10), off=OFF)
    assert of(cast.clerk) == []


@pytest.mark.parametrize(
    "state", ["confirmed", "accepted", "exemption_asked", "exempt", "cancelled"]
)
def test_nobody_is_reminded_of_what_is_not_theirs_to_do(state: str, given, cast: Cast):
    bring_to(state, given, cast)
    Notice.objects.all().delete()
    run(date(2026, 5, 8))
    assert of(cast.clerk) == []


def test_nobody_is_reminded_of_a_closed_rollout(given, task: Task, cast: Cast):
    Rollout.objects.filter(pk=task.rollout_id).update(
        state="closed", closed_by=cast.office_lead, closed_at=task.rollout.issued_at
    )
    run(date(2026, 5, 8))
    assert Notice.objects.count() == 0


def test_several_tasks_are_one_notice_and_an_extension_counts(given, task: Task, cast: Cast):
    rollout = task.rollout
    other = make_task(rollout, task.task_duties.get().duty, due_on=DUE_ON, title="Việc khác")
    make_assignment(other, cast.commune)
    later = make_task(rollout, task.task_duties.get().duty, due_on=DUE_ON, title="Được gia hạn")
    make_assignment(later, cast.commune, due_on=date(2026, 6, 1))
    run(date(2026, 4, 8))
    [notice] = Notice.objects.filter(user=cast.clerk)
    assert (notice.number, notice.dues) == (2, [DUE_ON])


def test_the_newer_reminder_takes_the_place_of_the_older(given, cast: Cast):
    run(date(2026, 4, 24))
    overdue = Notice.objects.filter(user=cast.clerk, kind=Kind.OVERDUE)
    assert [n.day.day for n in overdue.unread()] == [24]


def test_who_left_the_unit_is_not_reminded(given, cast: Cast):
    Membership.objects.filter(user=cast.clerk).update(valid_until=date(2026, 4, 8))
    run(date(2026, 4, 14))
    assert of(cast.clerk) == []
    assert len(of(cast.chairman)) == 2


def test_grace_is_waited_for(cast: Cast, document: Document):
    rollout = make_rollout(document, by=cast.office_officer)
    graced = make_task(rollout, make_duty(document), due_on=DUE_ON, grace_days=5)
    make_assignment(graced, cast.commune)
    run(date(2026, 4, 21))
    assert of(cast.clerk, Kind.OVERDUE) == [(date(2026, 4, 21), Kind.OVERDUE)]


# --- a level up ----------------------------------------------------------------------------------


@pytest.fixture
def school_late(task: Task, cast: Cast) -> Assignment:
    """A school's, under the commune of the cast."""
    return make_assignment(task, cast.school)


def test_lateness_goes_up_level_by_level(school_late, cast: Cast, settings):
    settings.ESCALATION_WORKING_DAYS = (2, 4, 6)
    make_member("vanthu@mau.test", "Văn thư", cast.school, Role.OFFICER, "Văn thư")
    run(date(2026, 4, 24))
    late = (Kind.LATE_UNIT, Kind.LATE_BELOW, Kind.LATE_OFFICE)
    assert of(cast.head_teacher, *late) == [(date(2026, 4, 17), Kind.LATE_UNIT)]
    assert of(User.objects.get(email="vanthu@mau.test"), *late) == [
        (date(2026, 4, 17), Kind.LATE_UNIT)
    ]
    assert of(cast.chairman, *late) == [(date(2026, 4, 21), Kind.LATE_BELOW)]
    assert of(cast.office_lead, *late) == [(date(2026, 4, 23), Kind.LATE_OFFICE)]
    assert of(cast.clerk) == of(cast.office_officer) == []


def test_without_a_head_above_the_office_hears_a_level_earlier(given, cast: Cast, settings):
    """The district itself, to which communes belong, has nobody here."""
    settings.ESCALATION_WORKING_DAYS = (2, 4, 6)
    run(date(2026, 4, 24))
    assert of(cast.office_lead) == [
        (date(2026, 4, 21), Kind.LATE_OFFICE),
        (date(2026, 4, 23), Kind.LATE_OFFICE),
    ]


def test_what_is_done_in_time_goes_no_level_up(school_late, cast: Cast, settings):
    settings.ESCALATION_WORKING_DAYS = (2, 4, 6)
    run(date(2026, 4, 17))
    confirm(school_late, cast.head_teacher)
    run(date(2026, 5, 8), since=date(2026, 4, 18))
    assert of(cast.chairman) == []
    assert of(cast.office_lead, Kind.LATE_OFFICE) == []


def test_the_office_hears_daily_how_many_confirmations_wait(given, cast: Cast):
    confirm(given, cast.chairman)
    run(date(2026, 4, 7))
    mine = Notice.objects.filter(user=cast.office_officer, kind=Kind.TO_REVIEW)
    assert [(n.day.day, n.number) for n in mine] == [(7, 1)]
    run(date(2026, 4, 8), since=date(2026, 4, 8))
    assert [n.day.day for n in mine.all()] == [8]


def test_the_number_of_statements_does_not_grow_with_the_units(
    given, task: Task, cast: Cast, django_assert_max_num_queries
):
    for unit in (cast.other_commune, cast.school, cast.office):
        make_assignment(task, unit)
    run(date(2026, 4, 15))
    with django_assert_max_num_queries(12):
        reminders_make(today=date(2026, 4, 16), off=OFF)
