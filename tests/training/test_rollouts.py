from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directives.models import Document, Duty
from portal.access import Actor, actor_of
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.refusals import Refused
from portal.units.services import unit_end
from tests.cast import Cast
from tests.factories import SOME_TIME, make_document, make_duty, make_unit
from training import issuing
from training.forms.office import ExceptionForm
from training.issuing import rollout_issue
from training.models import Assignment, Rollout, TargetException, Task
from training.rollouts import (
    exception_remove,
    exception_set,
    rollout_close,
    rollout_create,
    rollout_delete,
    targets_save,
    task_add,
    task_delete,
    task_save,
)
from training.services import assignment_acknowledge
from training.targets import preview


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.office_officer)


@pytest.fixture
def duty(document: Document) -> Duty:
    duty = make_duty(document)
    duty.kinds.set(["commune"])
    Duty.objects.filter(pk=duty.pk).update(
        action="Phổ biến Bộ Quy tắc", indicators=[2, 999], evidence=["minutes", "bogus"]
    )
    duty.refresh_from_db()
    return duty


@pytest.fixture
def draft(officer: Actor, document: Document, duty: Duty) -> Rollout:
    return rollout_create(actor=officer, document_id=document.pk, duty_ids=[duty.pk])


def issue(officer: Actor, rollout: Rollout) -> Rollout:
    job_run(job_id=rollout_issue(actor=officer, rollout_id=rollout.pk).pk)
    rollout.refresh_from_db()
    return rollout


def test_a_task_is_filled_from_its_duty_with_what_the_catalogue_knows(draft: Rollout):
    task = draft.tasks.get()
    assert (task.title, task.indicators, task.required_evidence) == (
        "Phổ biến Bộ Quy tắc",
        [2],
        ["minutes"],
    )
    assert [kind.pk for kind in task.target_rule.kinds.all()] == ["commune"]


def test_only_a_published_document_is_rolled_out(cast: Cast, officer: Actor):
    unpublished = make_document(entered_by=cast.office_officer, published_by=None, slug="nhap")
    with pytest.raises(Refused, match="đã công bố"):
        rollout_create(actor=officer, document_id=unpublished.pk, duty_ids=[1])


def test_a_duty_that_is_never_tracked_is_refused_in_words(officer: Actor, document: Document):
    never = make_duty(document, "muc-2", tracked="never")
    with pytest.raises(Refused, match="không theo dõi trên hệ thống"):
        rollout_create(actor=officer, document_id=document.pk, duty_ids=[never.pk])
    assert not Rollout.objects.exists()


def test_adding_the_same_duty_twice_gives_one_task(officer: Actor, draft: Rollout, duty: Duty):
    task_add(actor=officer, rollout_id=draft.pk, duty_id=duty.pk)
    assert draft.tasks.count() == 1


def test_the_preview_says_who_and_who_not_and_why(cast: Cast, officer: Actor, draft: Rollout):
    task = draft.tasks.get()
    targets_save(
        actor=officer, task_id=task.pk, kinds=["commune", "school"], branches=[cast.commune.pk]
    )
    exception_set(
        actor=officer, task_id=task.pk, unit_id=cast.office.pk, included=True, reason="Chủ trì"
    )
    rule = exception_set(
        actor=officer, task_id=task.pk, unit_id=cast.school.pk, included=False, reason="Đã làm"
    ).rule
    seen = preview(rule, timezone.localdate())
    assert {(c.code, c.why) for c in seen.included} == {
        ("X-AB", "Theo loại đơn vị"),
        ("H-VHTT", "Thêm bằng tay: Chủ trì"),
    }
    assert {(c.code, c.why) for c in seen.left_out} == {
        ("T-AB", "Bớt bằng tay: Đã làm"),
        ("X-HL", "Ngoài nhánh đã chọn"),
    }
    exception_remove(actor=officer, task_id=task.pk, unit_id=cast.school.pk)
    assert "T-AB" in {c.code for c in preview(rule, timezone.localdate()).included}


def test_the_preview_asks_as_much_for_many_units(draft: Rollout, django_assert_max_num_queries):
    for number in range(30):
        make_unit(f"X-{number}", f"Xã {number}", "xa")
    rule = draft.tasks.get().target_rule
    with django_assert_max_num_queries(10):
        assert preview(rule, timezone.localdate()).count == 32


def test_a_unit_that_ended_gets_nothing(cast: Cast, officer: Actor, draft: Rollout):
    unit_end(actor=None, unit=cast.other_commune, ended_on=date(2025, 7, 1), note="Sáp nhập")
    issue(officer, draft)
    assert not Assignment.objects.filter(unit=cast.other_commune).exists()


@pytest.mark.parametrize(
    "typed", ["Ủy ban nhân dân xã An Bình", "UBND xã An Bình", "ubnd  xa an binh", "{code}"]
)
def test_a_unit_is_named_by_its_code_or_its_name(cast: Cast, typed: str):
    form = ExceptionForm(
        {"unit_code": typed.format(code=cast.commune.code), "included": "1", "reason": "Vì"}
    )
    assert form.is_valid()
    assert form.cleaned_data["unit_code"] == cast.commune


def test_a_name_that_two_units_bear_asks_for_the_code(cast: Cast):
    make_unit("X-AN-BINH-2", "Ủy ban nhân dân xã An Bình", "commune")
    form = ExceptionForm({"unit_code": "UBND xã An Bình", "included": "1", "reason": "Vì"})
    assert "hãy ghi mã" in str(form.errors)
    unknown = ExceptionForm({"unit_code": "UBND xã Nào", "included": "1", "reason": "Vì"})
    assert "Không có đơn vị mang mã hay tên này." in str(unknown.errors)


def test_an_exception_needs_its_reason(cast: Cast, officer: Actor, draft: Rollout):
    task = draft.tasks.get()
    with pytest.raises(Refused, match="lý do"):
        exception_set(
            actor=officer, task_id=task.pk, unit_id=cast.office.pk, included=True, reason=" "
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetException.objects.create(
            rule=task.target_rule, unit=cast.office, included=True, reason=""
        )


def test_issuing_gives_each_unit_its_task_once(cast: Cast, officer: Actor, draft: Rollout):
    first = rollout_issue(actor=officer, rollout_id=draft.pk)
    assert rollout_issue(actor=officer, rollout_id=draft.pk) == first
    for _again in range(2):
        Job.objects.filter(pk=first.pk).update(state="queued", finished_at=None)
        job_run(job_id=first.pk)
    draft.refresh_from_db()
    assert draft.state == Rollout.State.ISSUED
    assert set(Assignment.objects.values_list("unit__code", flat=True)) == {"X-AB", "X-HL"}


def test_cut_off_in_the_middle_it_is_finished_by_the_next_run(
    officer: Actor, document: Document, draft: Rollout, monkeypatch: pytest.MonkeyPatch
):
    other = make_duty(document, "muc-2", code="2a")
    other.kinds.set(["school"])
    task_add(actor=officer, rollout_id=draft.pk, duty_id=other.pk)
    job = rollout_issue(actor=officer, rollout_id=draft.pk)
    whole = issuing.issue_task

    def dies_at_the_second(*, task_id: int, issuer: object) -> int:
        if Assignment.objects.exists():
            raise KeyboardInterrupt
        return whole(task_id=task_id, issuer=issuer)

    monkeypatch.setattr(issuing, "issue_task", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        job_run(job_id=job.pk)
    assert Assignment.objects.count() == 2
    monkeypatch.setattr(issuing, "issue_task", whole)
    Job.objects.filter(pk=job.pk).update(state="queued")
    job_run(job_id=job.pk)
    draft.refresh_from_db()
    assert (Assignment.objects.count(), draft.state) == (3, Rollout.State.ISSUED)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda task: task.delete(), "chưa có nhiệm vụ"),
        (lambda task: task.target_rule.kinds.clear(), "chưa có đơn vị nào nhận"),
        (
            lambda task: Task.objects.filter(pk=task.pk).update(
                due_on=timezone.localdate() - timedelta(days=1)
            ),
            "hạn đã qua",
        ),
    ],
)
def test_what_cannot_go_out_is_named(spoil, words: str, officer: Actor, draft: Rollout):
    spoil(draft.tasks.get())
    with pytest.raises(Refused, match=words):
        rollout_issue(actor=officer, rollout_id=draft.pk)
    draft.refresh_from_db()
    assert draft.state == Rollout.State.DRAFT


def test_a_unit_that_appears_later_is_not_silently_added(officer: Actor, draft: Rollout):
    issue(officer, draft)
    make_unit("X-MOI", "Xã mới", "xa")
    job_run(job_id=Job.objects.get(kind="rollout_issue").pk)
    assert Assignment.objects.count() == 2


def test_an_issued_rollout_is_no_longer_edited(officer: Actor, draft: Rollout):
    issue(officer, draft)
    task = draft.tasks.get()
    for change in (
        lambda: task_save(actor=officer, task_id=task.pk, fields={"title": "x"}),
        lambda: task_delete(actor=officer, task_id=task.pk),
        lambda: targets_save(actor=officer, task_id=task.pk, kinds=[], branches=[]),
        lambda: rollout_delete(actor=officer, rollout_id=draft.pk),
    ):
        with pytest.raises(Refused, match="đã giao"):
            change()


def test_closing_ends_a_rollout_once(officer: Actor, draft: Rollout):
    with pytest.raises(Refused, match="đã giao xong"):
        rollout_close(actor=officer, rollout_id=draft.pk)
    issue(officer, draft)
    closed = rollout_close(actor=officer, rollout_id=draft.pk)
    assert rollout_close(actor=officer, rollout_id=draft.pk).closed_at == closed.closed_at


def test_a_closed_rollout_takes_nothing_more_from_the_units(
    cast: Cast, officer: Actor, draft: Rollout
):
    issue(officer, draft)
    rollout_close(actor=officer, rollout_id=draft.pk)
    row = Assignment.objects.get(unit=cast.commune)
    with pytest.raises(Refused, match="đã kết thúc"):
        assignment_acknowledge(actor=actor_of(cast.chairman), assignment_id=row.pk)


@pytest.mark.parametrize(
    "bad",
    [{"state": "issued"}, {"state": "closed"}, {"issued_at": SOME_TIME}],
    ids=["issued", "closed", "issued at"],
)
def test_the_database_refuses_a_state_without_its_date(bad: dict, draft: Rollout):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rollout.objects.filter(pk=draft.pk).update(**bad)


def test_the_database_refuses_grace_without_a_due_date(draft: Rollout):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.tasks.update(grace_days=2, due_on=None)
