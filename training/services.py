"""assignment_acknowledge · exemption_ask · exemption_withdraw · confirmation_sign

What a unit does with its assignment. The office's side is in review.py; drafts and their files are
in drafts.py and evidence.py; how a state changes is in moving.py.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.jobs.models import Job
from portal.jobs.services import job_start
from portal.refusals import Refused
from training.capacity import Capacity, capacity_of
from training.clause_digest import clause_hash
from training.completeness import asked_indicators, draft_of, draft_problems, ensure_current
from training.link_holders import Preparer
from training.models import Assignment, Confirmation, ConfirmationDraft, IndicatorValue
from training.moving import advance, assignment_locked, ensure_allowed, simple_act
from training.numbers_below import below_of, numbers_problems, sums_keep
from training.texts import ensure_text_shown
from training.transitions import Transition


@transaction.atomic
def assignment_acknowledge(*, actor: Actor, assignment_id: int) -> Assignment:
    return simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.ACKNOWLEDGE, reason=""
    )


@transaction.atomic
def exemption_ask(*, actor: Actor, assignment_id: int, reason: str) -> Assignment:
    return simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.ASK_EXEMPTION, reason=reason
    )


@transaction.atomic
def exemption_withdraw(*, actor: Actor, assignment_id: int) -> Assignment:
    """Back to the state before asking, as if nothing had been asked."""
    return simple_act(
        actor=actor,
        assignment_id=assignment_id,
        transition=Transition.WITHDRAW_EXEMPTION,
        reason="",
    )


@transaction.atomic
def confirmation_sign(
    *,
    actor: Actor,
    assignment_id: int,
    draft_version: int,
    form_token: UUID,
    edition: int | None = None,
) -> Confirmation:
    """Sign the draft as it stood on the page; the same form sent again gives the same answer.
    `edition`: whose words the page showed."""
    assignment = assignment_locked(assignment_id)
    capacity = capacity_of(actor, Act.UNIT_SIGN, assignment.unit_id)
    if signed := assignment.confirmations.filter(form_token=form_token).first():
        return signed
    ensure_allowed(actor=actor, assignment=assignment, transition=Transition.CONFIRM)
    confirmation = confirm_draft(
        preparer=actor,
        assignment=assignment,
        draft_version=draft_version,
        form_token=form_token,
        edition=edition,
        signer=_signer(capacity),
    )
    advance(
        actor=actor,
        assignment=assignment,
        transition=Transition.CONFIRM,
        at=confirmation.signed_at,
        detail={"confirmation": confirmation.number},
    )
    return confirmation


def confirm_draft(
    *,
    preparer: Preparer,
    assignment: Assignment,
    draft_version: int,
    form_token: UUID,
    signer: dict[str, object],
    edition: int | None = None,
) -> Confirmation:
    """Turn the draft of a locked assignment into its next confirmation, its files and receipt with
    it; part of the transition that its caller makes."""
    draft = draft_of(assignment)
    ensure_text_shown(assignment, edition)
    ensure_current(draft, draft_version)
    evidence = assignment.evidence.in_draft()
    kinds = list(evidence.values_list("kind", flat=True))
    problems = draft_problems(draft, assignment, kinds, timezone.localdate())
    if problems := problems + numbers_problems(draft, below_of(assignment)):
        raise Refused(problems[0])
    confirmation = _confirmation_of(draft, form_token, signer)
    sums_keep(confirmation=confirmation)
    evidence.update(confirmation=confirmation)
    draft.delete()
    receipt_start(confirmation=confirmation, actor=preparer)
    return confirmation


def receipt_start(*, confirmation: Confirmation, actor: Preparer) -> Job:
    """Queue the PDF receipt; while one is being made, gives that job."""
    return job_start(
        kind="receipt",
        title=_("Biên nhận %(number)s") % {"number": confirmation.receipt_number},
        args={"confirmation": confirmation.pk},
        asked_by=actor.user,
        key=receipt_key(confirmation),
    )


def receipt_key(confirmation: Confirmation) -> str:
    return f"receipt-{confirmation.pk}"


def _confirmation_of(
    draft: ConfirmationDraft, form_token: UUID, signer: dict[str, object]
) -> Confirmation:
    assignment, task = draft.assignment, draft.assignment.task
    last = assignment.confirmations.last()
    confirmation = Confirmation.objects.create(
        assignment=assignment,
        number=last.number + 1 if last else 1,
        held_on=draft.held_on,
        channels=draft.channels,
        note=draft.note,
        numbers_from=draft.numbers_from,
        attestation=task.attestation,
        clause_hash=clause_hash(task.pk),
        unit_name=assignment.unit.name_on(timezone.localdate()),
        signed_at=timezone.now(),
        form_token=form_token,
        **signer,
    )
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            confirmation=confirmation,
            indicator=indicator.number,
            value=draft.values[str(indicator.number)],
        )
        for indicator in asked_indicators(task)
    )
    return confirmation


def _signer(capacity: Capacity) -> dict[str, object]:
    """The fields of a confirmation that say who signed it, and for whom."""
    person = capacity.membership.user
    return {
        "signer": person,
        "signer_name": person.name,
        "signer_position": capacity.membership.position,
        "signed_for_head": bool(capacity.prefix),
        "by_authorisation": capacity.prefix == "TUQ.",
        "signed_for_name": capacity.for_name,
        "signed_for_position": capacity.for_position,
        "delegation": capacity.delegation,
    }
