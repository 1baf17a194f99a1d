"""confirmation_sign — a head's statement, made once from the draft and never changed."""

import hashlib
import json
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor, Role
from portal.jobs.services import job_start
from portal.refusals import Refused
from training.catalogue import INDICATORS, EvidenceKind
from training.drafts import draft_for
from training.models import Assignment, Confirmation, ConfirmationDraft, IndicatorValue, Task
from training.services import advance, locked
from training.transitions import Transition

OLDEST_YEARS = 2


@transaction.atomic
def confirmation_sign(
    *, actor: Actor, assignment_id: int, draft_version: int, form_token: UUID
) -> Confirmation:
    """Sign what the draft of that version says. The same token gives the same confirmation, at the
    same moment or later; another one finds the assignment confirmed and is refused in words."""
    assignment = locked(assignment_id)
    earlier = assignment.confirmations.filter(form_token=form_token).first()
    if earlier and actor.may_in(Act.UNIT_SIGN, assignment.unit_id):
        return earlier
    draft = draft_for(assignment)
    if draft.version != draft_version:
        raise Refused(
            _("Bản nháp đã được sửa sau khi bạn mở trang này. Hãy kiểm tra lại rồi xác nhận.")
        )
    if missing := what_is_missing(assignment, draft, timezone.localdate()):
        raise Refused(" ".join(missing))
    advance(
        actor=actor,
        assignment=assignment,
        transition=Transition.CONFIRM,
        data={"clauses": clause_hash(assignment.task)},
    )
    confirmation = _write(actor, assignment, draft, form_token)
    job_start(
        kind="receipt",
        title=_("Biên nhận %(number)s") % {"number": confirmation.receipt_number},
        args={"confirmation": confirmation.pk},
        asked_by=actor.user,
        key=f"receipt:{confirmation.pk}",
    )
    return confirmation


def what_is_missing(assignment: Assignment, draft: ConfirmationDraft, on: date) -> list[str]:
    """Sentences for all that keeps the draft from being signed; empty when it may be."""
    task = assignment.task
    found = []
    if draft.held_on is None:
        found.append(_("Chưa ghi ngày thực hiện."))
    elif draft.held_on > on:
        found.append(_("Ngày thực hiện không thể sau hôm nay."))
    elif draft.held_on < on.replace(year=on.year - OLDEST_YEARS, day=min(on.day, 28)):
        found.append(_("Ngày thực hiện cách đây quá hai năm; hãy kiểm tra lại năm."))
    if not draft.channels:
        found.append(_("Chưa chọn hình thức phổ biến."))
    found += [
        _("Chưa ghi số liệu “%(name)s”.") % {"name": INDICATORS[number].name}
        for number in task.indicators
        if str(number) not in draft.values
    ]
    kinds = set(assignment.evidence.in_draft().values_list("kind", flat=True))
    found += [
        _("Chưa có minh chứng: %(kind)s.") % {"kind": EvidenceKind(kind).label.lower()}
        for kind in task.required_evidence
        if kind not in kinds
    ]
    return found


def clause_hash(task: Task) -> str:
    """SHA-256 over eid, label and text of the clauses that order the task, as they stand."""
    clauses = (
        task.task_duties.order_by("duty__clause__order")
        .values_list("duty__clause__eid", "duty__clause__label", "duty__clause__text")
        .distinct()
    )
    canonical = json.dumps([list(row) for row in clauses], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _write(
    actor: Actor, assignment: Assignment, draft: ConfirmationDraft, form_token: UUID
) -> Confirmation:
    membership = actor.membership_for(Act.UNIT_SIGN, assignment.unit_id)
    confirmation = Confirmation.objects.create(
        assignment=assignment,
        number=assignment.confirmations.count() + 1,
        held_on=draft.held_on,
        channels=draft.channels,
        note=draft.note,
        attestation=assignment.task.attestation,
        clause_hash=clause_hash(assignment.task),
        signer=actor.user,
        signer_name=actor.user.name,
        signer_position=membership.position,
        signed_for_head=membership.role == Role.DEPUTY,
        unit_name=assignment.unit.name_on(timezone.localdate()),
        signed_at=assignment.confirmed_at,
        form_token=form_token,
    )
    IndicatorValue.objects.bulk_create(
        IndicatorValue(confirmation=confirmation, indicator=number, value=draft.values[str(number)])
        for number in assignment.task.indicators
    )
    assignment.evidence.in_draft().update(confirmation=confirmation)
    draft.delete()
    return confirmation
