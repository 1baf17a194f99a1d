"""The rows for people: with what causes them, to whom, and once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directives.models import Document
from portal.access import Role
from portal.accounts.models import Membership, User
from portal.demo.clock import at
from portal.jobs.services import job_run
from portal.web.templatetags.portal import vn_date
from tests.cast import Cast
from tests.factories import (
    SOME_TIME,
    make_assignment,
    make_duty,
    make_member,
    make_rollout,
    make_task,
    make_unit,
)
from tests.training.acts import acting, bring_to, confirm
from tests.training.notices.days import april
from training.entries import Entry, entries_record, entries_take_back
from training.extensions import extension_ask, extension_refuse
from training.issuing import issue_task, rollout_issue
from training.mass_extension import mass_extension_order, mass_extension_run
from training.models import Assignment, AssignmentEvent, Confirmation, Notice, Task
from training.notices.wording import lines_of
from training.notices.writing import notices_issued, notices_of_events
from training.occurrences import occurrences_open
from training.review import assignment_cancel, assignment_reopen, exemption_refuse, review_return
from training.services import exemption_ask

Kind = Notice.Kind


def later(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def told(user: User) -> list[str]:
    return [notice.kind for notice in Notice.objects.filter(user=user).order_by("pk")]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("returned", Kind.RETURNED),
        ("accepted", Kind.ACCEPTED),
        ("exempt", Kind.EXEMPTED),
        ("cancelled", Kind.CANCELLED),
    ],
)
def test_the_people_of_the_unit_hear_what_the_office_decided(
    state: str, kind: str, assignment: Assignment, cast: Cast
):
    bring_to(state, assignment, cast)
    for person in (cast.chairman, cast.vice_chairman, cast.clerk):
        assert told(person) == [kind]
    for stranger in (cast.other_chairman, cast.head_teacher, cast.administrator):
        assert told(stranger) == []


def test_the_lead_hears_of_a_wish_to_be_exempt_and_the_unit_of_the_answer(
    assignment: Assignment, cast: Cast
):
    bring_to("exemption_asked", assignment, cast)
    assert told(cast.office_lead) == [Kind.EXEMPTION_ASKED]
    assert told(cast.office_officer) == told(cast.chairman) == []
    exemption_refuse(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Chưa rõ.")
    assert told(cast.chairman) == [Kind.NOT_EXEMPTED]


def test_reopened_is_told_as_a_return_with_its_reason(assignment: Assignment, cast: Cast):
    bring_to("accepted", assignment, cast)
    assignment_reopen(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Số liệu nhầm."
    )
    last = Notice.objects.filter(user=cast.clerk).latest("pk")
    assert (last.kind, last.event.reason) == (Kind.RETURNED, "Số liệu nhầm.")


def test_nobody_is_told_what_they_did_themselves(assignment: Assignment, cast: Cast):
    Membership.objects.create(
        user=cast.office_lead,
        unit=cast.commune,
        role=Role.OFFICER,
        position="Kiêm nhiệm",
        valid_from="2020-01-01",
    )
    assignment_cancel(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Nhầm.")
    assert told(cast.office_lead) == []
    assert told(cast.clerk) == [Kind.CANCELLED]


def test_confirming_again_settles_the_notice_of_the_return(assignment: Assignment, cast: Cast):
    bring_to("returned", assignment, cast)
    assert Notice.objects.unread().filter(user=cast.clerk).count() == 1
    confirm(assignment, cast.chairman)
    assert Notice.objects.unread().filter(user=cast.clerk).count() == 0


def test_what_is_rolled_back_tells_nobody(assignment: Assignment, cast: Cast):
    class Stopped(Exception):  # noqa: N818
        pass

    signed = confirm(assignment, cast.chairman)

    @transaction.atomic
    def returned_and_stopped() -> None:
        review_return(actor=acting(cast.office_officer), confirmation_id=signed.pk, reason="Thiếu.")
        assert told(cast.clerk) == [Kind.RETURNED]
        raise Stopped

    with pytest.raises(Stopped):
        returned_and_stopped()
    assert told(cast.clerk) == []


def test_sent_twice_it_is_told_once(assignment: Assignment, cast: Cast):
    for _twice in range(2):
        exemption_ask(actor=acting(cast.chairman), assignment_id=assignment.pk, reason="Không có.")
    assert told(cast.office_lead) == [Kind.EXEMPTION_ASKED]


def test_the_unit_hears_what_the_office_entered_for_it_and_took_back(
    assignment: Assignment, cast: Cast
):
    entered = entries_record(
        actor=acting(cast.office_officer),
        entries=[
            Entry(
                assignment_id=assignment.pk,
                held_on=SOME_TIME.date(),
                paper_signed_on=SOME_TIME.date(),
                signer_name="Nguyễn Văn Bình",
            )
        ],
        how=Confirmation.Entry.TABLE,
    )
    assert told(cast.chairman) == [Kind.ENTERED]
    entries_take_back(
        actor=acting(cast.office_officer),
        confirmation_ids=[row.pk for row in entered],
        reason="Nhầm xã.",
    )
    assert told(cast.chairman) == [Kind.ENTERED, Kind.TAKEN_BACK]
    assert told(cast.office_officer) == []


def test_many_events_of_one_moment_are_two_statements(
    assignment: Assignment, cast: Cast, django_assert_num_queries
):
    bring_to("returned", assignment, cast)
    event = assignment.events.last()
    others = [
        make_assignment(
            make_task(assignment.task.rollout, assignment.task.task_duties.get().duty),
            cast.commune,
        )
        for _number in range(20)
    ]
    events = AssignmentEvent.objects.bulk_create(
        [
            AssignmentEvent(
                assignment=other,
                act="return",
                from_state="confirmed",
                to_state="returned",
                at=event.at,
                by=event.by,
                by_name=event.by_name,
            )
            for other in others
        ]
    )
    with django_assert_num_queries(2):
        notices_of_events(events)
    assert Notice.objects.filter(kind=Kind.RETURNED).count() == 63
    notices_of_events(events)
    assert Notice.objects.filter(kind=Kind.RETURNED).count() == 63


# --- issuing --------------------------------------------------------------------------------------


def issued(cast: Cast, document: Document, tasks: int = 3):
    rollout = make_rollout(document, by=cast.office_officer, issued=False)
    duty = make_duty(document)
    for number in range(tasks):
        make_task(rollout, duty, kinds=("commune",), title=f"Việc {number}", due_on=None)
    with at(april(1)):
        job = rollout_issue(actor=acting(cast.office_officer), rollout_id=rollout.pk)
    return rollout, job


def test_a_rollout_is_one_notice_a_person_however_many_tasks_it_has(cast: Cast, document: Document):
    _rollout, job = issued(cast, document)
    job_run(job_id=job.pk)
    assert Assignment.objects.count() == 6
    [notice] = Notice.objects.filter(user=cast.chairman)
    assert (notice.kind, notice.number, notice.unit) == (Kind.ISSUED, 3, cast.commune)
    assert Notice.objects.count() == 4
    assert told(cast.head_teacher) == []


def test_cut_off_between_tasks_nothing_is_told_and_run_again_it_is_told_once(
    cast: Cast, document: Document, monkeypatch: pytest.MonkeyPatch
):
    """The worker dies after the first task; the rescued job does the rest."""

    class Killed(BaseException):
        pass

    rollout, job = issued(cast, document)
    issue_task(task_id=rollout.tasks.first().pk, issuer=cast.office_officer)
    assert Notice.objects.count() == 0

    def die(**_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("training.issuing.notices_issued", die)
        with pytest.raises(Killed):
            job_run(job_id=job.pk)
    rollout.refresh_from_db()
    assert (rollout.state, Notice.objects.count()) == ("issuing", 0)
    type(job).objects.filter(pk=job.pk).update(state="queued")
    job_run(job_id=job.pk)
    rollout.refresh_from_db()
    assert (rollout.state, told(cast.chairman)) == ("issued", [Kind.ISSUED])


def test_issuing_to_many_units_is_one_statement(
    cast: Cast, document: Document, django_assert_num_queries
):
    rollout, job = issued(cast, document)
    job_run(job_id=job.pk)
    Notice.objects.all().delete()
    for number in range(12):
        unit = make_unit(f"X-{number}", f"Xã {number}", "xa")
        make_member(f"x{number}@mau.test", f"Người {number}", unit, Role.HEAD, "Chủ tịch")
        for task in rollout.tasks.all():
            Assignment.objects.create(task=task, unit=unit, assigned_at=april(1))
    with django_assert_num_queries(1):
        assert notices_issued(rollout_id=rollout.pk) == 16
    assert notices_issued(rollout_id=rollout.pk) == 0


def test_what_is_given_later_is_told_by_itself(cast: Cast, document: Document):
    rollout, job = issued(cast, document)
    job_run(job_id=job.pk)
    for task in list(rollout.tasks.all())[:2]:
        Assignment.objects.create(task=task, unit=cast.school, assigned_at=april(20))
    with at(april(20)):
        assert notices_issued(rollout_id=rollout.pk, since=april(20)) == 1
    [notice] = Notice.objects.filter(user=cast.head_teacher)
    assert notice.number == 2


def test_who_left_before_is_not_told_and_two_roles_are_one_person(cast: Cast, document: Document):
    Membership.objects.filter(user=cast.clerk).update(valid_until="2026-03-01")
    Membership.objects.create(
        user=cast.vice_chairman,
        unit=cast.commune,
        role=Role.OFFICER,
        position="Kiêm đầu mối",
        valid_from="2020-01-01",
    )
    _rollout, job = issued(cast, document)
    job_run(job_id=job.pk)
    assert told(cast.clerk) == []
    assert told(cast.vice_chairman) == [Kind.ISSUED]


# --- what the database refuses --------------------------------------------------------------------


def row(cast: Cast, **fields: object) -> Notice:
    return Notice.objects.create(
        **{
            "user": cast.clerk,
            "unit": cast.commune,
            "kind": Kind.OVERDUE,
            "day": april(1).date(),
            "at": april(1),
        }
        | fields
    )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "issued", "rollout": 1, "assignment": 1}, "notice_is_of_one_thing"),
        ({"assignment": 1}, "notice_is_of_one_thing"),
        ({"kind": "overdue", "rollout": 1}, "notice_is_of_one_thing"),
        ({"number": 0}, "notice_counts_something"),
    ],
)
def test_a_notice_of_two_things_or_of_nothing_is_refused(
    fields: dict, constraint: str, assignment: Assignment, cast: Cast
):
    named = {"rollout": assignment.task.rollout, "assignment": assignment}
    fields = {key: named.get(key, value) for key, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint):
        row(cast, **fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({}, "notice_daily_once_a_day"),
        ({"kind": "issued", "rollout": 1}, "notice_issued_once_a_day"),
        ({"kind": "returned", "event": 1, "assignment": 1}, "notice_once_an_event"),
    ],
)
def test_the_same_notice_twice_is_refused(
    fields: dict, constraint: str, assignment: Assignment, cast: Cast
):
    bring_to("returned", assignment, cast)
    Notice.objects.all().delete()
    named = {
        "rollout": assignment.task.rollout,
        "assignment": assignment,
        "event": assignment.events.last(),
    }
    fields = {key: named.get(key, value) for key, value in fields.items()}
    row(cast, **fields)
    with pytest.raises(IntegrityError, match=constraint):
        row(cast, **fields)


def test_a_later_date_asked_for_is_told_to_the_lead_and_its_answer_to_the_unit(
    assignment: Assignment, cast: Cast
):
    asked = {"assignment_id": assignment.pk, "due_on": later(9), "reason": "Mưa lũ."}
    extension_ask(actor=acting(cast.chairman), **asked)
    assert told(cast.office_lead) == [Kind.EXTENSION_ASKED]
    line = lines_of(list(Notice.objects.filter(user=cast.office_lead)))[0]
    assert line.url == reverse("training:extension", args=[assignment.pk])
    extension_refuse(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Chưa rõ.")
    assert told(cast.chairman) == [Kind.NOT_EXTENDED]
    assert not Notice.objects.unread().filter(user=cast.office_lead).exists()


def test_a_later_date_given_to_many_is_told_to_each_with_the_date(
    assignment: Assignment, cast: Cast
):
    job = mass_extension_order(
        actor=acting(cast.office_lead),
        rollout_id=assignment.task.rollout_id,
        chosen="",
        columns=[str(assignment.task_id)],
        due_on=later(30),
        reason="Mưa lũ.",
        form_token=uuid4(),
    )
    for _twice in range(2):
        mass_extension_run(order_id=job.args["order"])
    notices = list(Notice.objects.filter(user=cast.clerk))
    assert [notice.kind for notice in notices] == [Kind.EXTENDED]
    assert f"Hạn mới: {vn_date(later(30))}. Lý do: Mưa lũ." == lines_of(notices)[0].detail


def test_periods_that_open_in_one_night_are_told_at_once(assignment: Assignment, cast: Cast):
    rollout = assignment.task.rollout
    for code in ("2a", "2b"):
        task = make_task(rollout, make_duty(rollout.document, code=code), due_on=None)
        Task.objects.filter(pk=task.pk).update(
            frequency="quarterly", due_rule="after", due_number=5, issued_at=SOME_TIME
        )
        task.target_rule.kinds.set(["commune"])
    assert occurrences_open(on=timezone.localdate() + timedelta(days=120)) >= 2
    (notice,) = Notice.objects.filter(user=cast.clerk, kind=Kind.ISSUED)
    opened = Assignment.objects.filter(unit=cast.commune, occurrence__isnull=False)
    assert (notice.number, set(notice.dues)) == (
        opened.count(),
        set(opened.values_list("due_on", flat=True)),
    )
