"""The chain of services from a published document to an accepted confirmation."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from directives.models import Document
from portal.access import actor_of
from portal.jobs.services import job_run
from tests.cast import Cast
from tests.factories import make_duty
from training.confirmation import confirmation_sign
from training.drafts import draft_for, draft_save, evidence_add
from training.issuing import rollout_issue
from training.models import Assignment, Rollout
from training.review import review_accept, review_return
from training.rollouts import rollout_create, targets_save
from training.targets import preview

PDF = b"%PDF-1.4\n%test\n"


@pytest.fixture
def issued(cast: Cast, document: Document) -> Rollout:
    duty = make_duty(document)
    duty.kinds.set(["commune"])
    duty.indicators, duty.evidence = [2], ["minutes"]
    duty.save()
    officer = actor_of(cast.office_officer)
    rollout = rollout_create(actor=officer, document_id=document.pk, duty_ids=[duty.pk])
    job_run(job_id=rollout_issue(actor=officer, rollout_id=rollout.pk).pk)
    rollout.refresh_from_db()
    return rollout


def test_from_a_duty_to_an_accepted_confirmation(cast: Cast, issued: Rollout):
    assert issued.state == Rollout.State.ISSUED
    assignment = Assignment.objects.get(unit=cast.commune)
    clerk, chairman = actor_of(cast.clerk), actor_of(cast.chairman)
    evidence_add(
        actor=clerk,
        assignment_id=assignment.pk,
        upload=SimpleUploadedFile("bien-ban.pdf", PDF),
        kind="minutes",
    )
    draft = draft_save(
        actor=clerk,
        assignment_id=assignment.pk,
        version=0,
        fields={
            "held_on": timezone.localdate(),
            "channels": ["meeting"],
            "values": {"2": 3},
            "note": "",
        },
    )
    token = uuid4()
    signed = [
        confirmation_sign(
            actor=chairman,
            assignment_id=assignment.pk,
            draft_version=draft.version,
            form_token=token,
        )
        for _twice in range(2)
    ]
    assert signed[0] == signed[1]
    review_return(
        actor=actor_of(cast.office_officer), confirmation_id=signed[0].pk, reason="Thiếu chữ ký"
    )
    again = draft_for(assignment)
    assert again.values == {"2": 3}
    second = confirmation_sign(
        actor=chairman,
        assignment_id=assignment.pk,
        draft_version=again.version,
        form_token=uuid4(),
    )
    review_accept(actor=actor_of(cast.office_officer), confirmation_id=second.pk)
    assignment.refresh_from_db()
    assert (assignment.state, second.number) == (Assignment.State.ACCEPTED, 2)
    assert assignment.first_confirmed_at == signed[0].signed_at


def test_targets_say_who_is_left_out_and_why(cast: Cast, document: Document):
    duty = make_duty(document)
    officer = actor_of(cast.office_officer)
    rollout = rollout_create(actor=officer, document_id=document.pk, duty_ids=[duty.pk])
    task = rollout.tasks.get()
    rule = targets_save(
        actor=officer, task_id=task.pk, kinds=["commune", "school"], branches=[cast.commune.pk]
    )
    seen = preview(rule, timezone.localdate())
    assert {c.code for c in seen.included} == {"X-AB", "T-AB"}
    assert [(c.code, c.why) for c in seen.left_out] == [("X-HL", "Ngoài nhánh đã chọn")]
