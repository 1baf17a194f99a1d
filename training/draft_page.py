"""file_added · file_removed · typed_kept — a draft's page that stays open and sends by parts.

Each answers with what the page needs to go on: the version before and after, seen under the lock,
and whether the one before was this person's own. A page whose last answer was lost with the line
knows by it that nobody but itself has changed the draft since.
"""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from training.completeness import draft_of
from training.drafts import DraftFields, draft_save, is_by
from training.evidence import evidence_add, evidence_remove
from training.link_holders import Preparer
from training.models import ConfirmationDraft
from training.moving import assignment_locked


@dataclass(frozen=True)
class Step:
    """Versions of the draft; 0 stands for none."""

    before: int
    after: int
    # The version before was saved by the person (or through the link) that asks now.
    mine: bool


@transaction.atomic
def file_added(*, actor: Preparer, assignment_id: int, upload: UploadedFile, kind: str) -> Step:
    assignment = assignment_locked(assignment_id)
    before = draft_of(assignment)
    evidence_add(actor=actor, assignment_id=assignment_id, upload=upload, kind=kind)
    return _step(actor, before, draft_of(assignment))


@transaction.atomic
def file_removed(*, actor: Preparer, assignment_id: int, evidence_id: int) -> Step:
    assignment = assignment_locked(assignment_id)
    before = draft_of(assignment)
    evidence_remove(actor=actor, assignment_id=assignment_id, evidence_id=evidence_id)
    return _step(actor, before, draft_of(assignment))


@transaction.atomic
def typed_kept(*, actor: Preparer, assignment_id: int, version: int, fields: DraftFields) -> Step:
    before = draft_of(assignment_locked(assignment_id))
    draft = draft_save(
        actor=actor, assignment_id=assignment_id, version=version, fields=fields, automatic=True
    )
    return _step(actor, before, draft)


def _step(
    actor: Preparer, before: ConfirmationDraft | None, after: ConfirmationDraft | None
) -> Step:
    return Step(
        before=before.version if before else 0,
        after=after.version if after else 0,
        mine=before is not None and is_by(before, actor),
    )
