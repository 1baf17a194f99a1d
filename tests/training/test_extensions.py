"""A later due date: asked and answered, or given; both dates kept, lateness by the later one."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.jobs.services import job_run
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import SOME_TIME, make_assignment, make_duty, make_task, make_unit
from tests.training.acts import acting, bring_to, confirm
from training.extensions import (
    extension_ask,
    extension_give,
    extension_grant,
    extension_refuse,
)
from training.mass_extension import mass_extension_order, mass_extension_run
from training.models import Assignment, Extension, MassExtension, Rollout
from training.rollouts import rollout_close

TOKEN = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def ask(cast: Cast, assignment: Assignment, due_on: date | None = None) -> Extension:
    return extension_ask(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        due_on=due_on or in_days(20),
        reason="Đang bầu cử.",
    )


def order(cast: Cast, rollout: Rollout, **fields: object) -> MassExtension:
    given = {
        "chosen": "",
        "columns": [str(task.pk) for task in rollout.tasks.all()],
        "due_on": in_days(30),
        "reason": "Mưa lũ.",
        "form_token": uuid4(),
    } | fields
    job = mass_extension_order(actor=acting(cast.office_lead), rollout_id=rollout.pk, **given)
    job_run(job_id=job.pk)
    return MassExtension.objects.get(pk=job.args["order"])


def test_granted_to_another_day_both_dates_are_kept(cast: Cast, assignment: Assignment):
    before = assignment.due_on
    assert assignment.is_overdue(timezone.localdate())
    ask(cast, assignment)
    extension_grant(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, due_on=in_days(10), reason="Ừ."
    )
    assignment.refresh_from_db()
    assert (assignment.original_due_on, assignment.due_on) == (before, in_days(10))
    assert not assignment.is_overdue(timezone.localdate())
    row = Extension.objects.get()
    assert (row.due_before, row.asked_due_on, row.due_on) == (before, in_days(20), in_days(10))
    assert [event.act for event in assignment.events.all()] == ["ask_extension", "grant_extension"]
    recorded = AuditEvent.objects.first()
    assert recorded.act == "assignment_grant_extension"
    assert recorded.data["due_on"] == in_days(10).isoformat()


def test_timeliness_follows_the_later_date(cast: Cast, assignment: Assignment):
    extension_give(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, due_on=in_days(1), reason="Lũ."
    )
    confirm(assignment, cast.chairman)
    assert Assignment.objects.on_time().count() == 1
    assert Assignment.objects.late().count() == 0


def test_refused_the_date_stays_and_the_head_may_ask_again(cast: Cast, assignment: Assignment):
    ask(cast, assignment)
    extension_refuse(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Không đủ lý do."
    )
    assignment.refresh_from_db()
    assert assignment.due_on == assignment.original_due_on
    ask(cast, assignment, in_days(5))
    assert [row.state for row in Extension.objects.all()] == ["refused", "asked"]


@pytest.mark.parametrize("days", [-1, -400, 365 * 30])
def test_a_day_that_cannot_be_is_refused_in_words(days: int, cast: Cast, assignment: Assignment):
    with pytest.raises(Refused, match="Hạn mới"):
        ask(cast, assignment, in_days(days))
    assert not Extension.objects.exists()
    assert not assignment.events.exists()


def test_what_has_no_date_needs_no_later_one(cast: Cast, rollout: Rollout, document: object):
    task = make_task(rollout, make_duty(document), due_on=None)
    with pytest.raises(Refused, match="không có hạn"):
        ask(cast, make_assignment(task, cast.commune))


def test_a_second_request_waits_for_the_answer_to_the_first(cast: Cast, assignment: Assignment):
    ask(cast, assignment)
    with pytest.raises(Refused, match="đang chờ trả lời"):
        ask(cast, assignment, in_days(40))
    with pytest.raises(Refused, match="hãy trả lời đề nghị đó"):
        extension_give(
            actor=acting(cast.office_lead),
            assignment_id=assignment.pk,
            due_on=in_days(9),
            reason="Lũ.",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            assignment=assignment,
            state="asked",
            due_before=assignment.due_on,
            asked_due_on=in_days(3),
            asked_reason="x",
            asked_at=SOME_TIME,
        )


def test_a_request_is_of_no_use_once_confirmed(cast: Cast, assignment: Assignment):
    ask(cast, assignment)
    assert Extension.objects.waiting().count() == 1
    confirm(assignment, cast.chairman)
    assert Extension.objects.waiting().count() == 0


def test_an_officer_of_the_unit_or_the_office_may_not(cast: Cast, assignment: Assignment):
    with pytest.raises(PermissionDenied):
        extension_ask(
            actor=acting(cast.clerk), assignment_id=assignment.pk, due_on=in_days(9), reason="x"
        )
    with pytest.raises(PermissionDenied):
        extension_give(
            actor=acting(cast.office_officer),
            assignment_id=assignment.pk,
            due_on=in_days(9),
            reason="x",
        )


def test_after_closing_no_date_changes(cast: Cast, rollout: Rollout, assignment: Assignment):
    ask(cast, assignment)
    rollout_close(actor=acting(cast.office_officer), rollout_id=rollout.pk)
    with pytest.raises(Refused, match="đã kết thúc"):
        extension_grant(
            actor=acting(cast.office_lead),
            assignment_id=assignment.pk,
            due_on=in_days(9),
            reason="x",
        )
    assert Extension.objects.waiting().count() == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "granted"},
        {"state": "refused", "decided_at": SOME_TIME},
        {"state": "granted", "decided_at": SOME_TIME, "due_on": date(2026, 4, 20)},
        {"due_on": date(2026, 4, 20)},
        {"asked_due_on": date(2026, 3, 31)},
        {"asked_due_on": None},
        {"asked_at": None, "asked_due_on": None},
        {"asked_reason": ""},
        {
            "state": "granted",
            "decided_at": SOME_TIME,
            "due_on": date(2026, 3, 30),
            "answer": "Ừ",
        },
    ],
)
def test_the_database_refuses_a_bad_extension(bad: dict, assignment: Assignment):
    row = {
        "state": "asked",
        "due_before": date(2026, 3, 31),
        "asked_due_on": date(2026, 4, 20),
        "asked_reason": "Bầu cử",
        "asked_at": SOME_TIME,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(assignment=assignment, **row | bad)
    Extension.objects.create(assignment=assignment, **row)


def test_an_answer_never_changes(cast: Cast, assignment: Assignment):
    ask(cast, assignment)
    extension_refuse(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Thôi.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Extension.objects.update(answer="Khác")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Extension.objects.all()._raw_delete("default")


def test_many_are_extended_at_once_each_with_row_and_event(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    done = make_assignment(assignment.task, cast.other_commune)
    Assignment.objects.filter(pk=done.pk).update(
        state="confirmed", first_confirmed_at=SOME_TIME, confirmed_at=SOME_TIME
    )
    far = make_assignment(assignment.task, cast.school, due_on=in_days(60))
    made = order(cast, rollout)
    assert made.extended == 1
    for row in (assignment, done, far):
        row.refresh_from_db()
    assert assignment.due_on == in_days(30)
    assert done.due_on == done.original_due_on
    assert far.due_on == in_days(60)
    extension = Extension.objects.get()
    assert (extension.state, extension.due_before) == ("granted", assignment.original_due_on)
    event = assignment.events.get()
    assert (event.act, event.from_state, event.to_state) == ("extend", "assigned", "assigned")
    assert (event.by, event.by_position, event.reason) == (
        cast.office_lead,
        "Trưởng phòng",
        "Mưa lũ.",
    )
    assert AuditEvent.objects.get(act="extension_many").data["extended"] == 1


def test_a_request_for_that_day_or_an_earlier_one_is_granted_with_the_rest(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    ask(cast, assignment, in_days(20))
    order(cast, rollout)
    row = Extension.objects.get()
    assert (row.state, row.asked_due_on, row.due_on) == ("granted", in_days(20), in_days(30))


def test_a_request_for_a_later_day_goes_on_waiting(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    ask(cast, assignment, in_days(50))
    order(cast, rollout)
    assert [row.state for row in Extension.objects.all()] == ["asked", "granted"]
    extension_grant(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, due_on=in_days(50), reason="Ừ."
    )
    assert Extension.objects.first().due_before == in_days(30)


def test_the_filter_and_the_columns_say_whom(
    cast: Cast, rollout: Rollout, document: object, assignment: Assignment
):
    other_task = make_task(rollout, make_duty(document, code="2"), kinds=("commune",))
    make_assignment(other_task, cast.commune)
    school = make_assignment(assignment.task, cast.school)
    order(cast, rollout, chosen="loai=school&", columns=[str(assignment.task_id)])
    assert set(Extension.objects.values_list("assignment", flat=True)) == {school.pk}


def test_the_same_form_twice_is_one_order_and_a_job_run_again_does_nothing(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    first = order(cast, rollout, form_token=TOKEN)
    assert order(cast, rollout, form_token=TOKEN) == first
    assert mass_extension_run(order_id=first.pk) == 1
    assert assignment.events.count() == 1


def test_an_order_that_would_reach_nothing_is_refused(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    bring_to("cancelled", assignment, cast)
    with pytest.raises(Refused, match="Không có việc nào"):
        order(cast, rollout)
    assert not MassExtension.objects.exists()


def test_what_was_confirmed_before_the_job_ran_stays(
    cast: Cast, rollout: Rollout, assignment: Assignment
):
    make_assignment(assignment.task, cast.other_commune)
    job = mass_extension_order(
        actor=acting(cast.office_lead),
        rollout_id=rollout.pk,
        chosen="",
        columns=[str(assignment.task_id)],
        due_on=in_days(30),
        reason="Lũ.",
        form_token=TOKEN,
    )
    confirm(assignment, cast.chairman)
    job_run(job_id=job.pk)
    assert MassExtension.objects.get().extended == 1
    assert not Extension.objects.filter(assignment=assignment).exists()


def test_many_units_take_as_many_statements(
    cast: Cast, rollout: Rollout, assignment: Assignment, django_assert_max_num_queries
):
    for number in range(60):
        make_assignment(assignment.task, make_unit(f"X-{number}", f"Xã {number}", "xa"))
    job = mass_extension_order(
        actor=acting(cast.office_lead),
        rollout_id=rollout.pk,
        chosen="",
        columns=[str(assignment.task_id)],
        due_on=in_days(30),
        reason="Lũ.",
        form_token=TOKEN,
    )
    with django_assert_max_num_queries(17):
        assert mass_extension_run(order_id=job.args["order"]) == 61
    assert Extension.objects.count() == 61


@pytest.mark.parametrize("bad", [{"reason": ""}, {"done_at": SOME_TIME}, {"extended": 3}])
def test_the_database_refuses_a_bad_order(bad: dict, cast: Cast, rollout: Rollout):
    row = {
        "rollout": rollout,
        "due_on": date(2026, 5, 1),
        "reason": "Lũ.",
        "by": cast.office_lead,
        "asked_at": SOME_TIME,
        "form_token": TOKEN,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        MassExtension.objects.create(**row | bad)
