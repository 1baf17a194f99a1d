"""evidence_add · evidence_remove — the files of a draft; with signing they are beyond change."""

import hashlib

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import file_store
from portal.files.sniff import FileKind
from portal.refusals import Refused
from training.drafts import draft_touch, draftable
from training.link_holders import Preparer, link_of, told_of
from training.models import Evidence

MAX_FILES = 10
KINDS = frozenset(
    {
        FileKind.JPEG,
        FileKind.PNG,
        FileKind.HEIC,
        FileKind.PDF,
        FileKind.DOCX,
        FileKind.XLSX,
    }
)


@transaction.atomic
def evidence_add(
    *, actor: Preparer, assignment_id: int, upload: UploadedFile, kind: str
) -> Evidence:
    """Put one file with the draft; the same file of the same kind twice is there once."""
    assignment = draftable(actor=actor, assignment_id=assignment_id)
    present = assignment.evidence.in_draft().select_related("file")
    received = _digest(upload)
    for evidence in present:
        if (evidence.kind, evidence.file.received_sha256) == (kind, received):
            return evidence
    if len(present) >= MAX_FILES:
        raise Refused(
            _(
                "Không nhận thêm tệp “%(name)s”: mỗi xác nhận có nhiều nhất %(count)s tệp. "
                "Hãy bỏ bớt tệp không cần thiết."
            )
            % {"name": upload.name, "count": MAX_FILES}
        )
    file = file_store(upload=upload, kinds=KINDS, stored_by=actor.user)
    evidence = Evidence.objects.create(
        assignment=assignment,
        kind=kind,
        file=file,
        added_by=actor.user,
        link=link_of(actor),
    )
    draft_touch(actor=actor, assignment=assignment)
    record(
        actor=actor.user,
        act="evidence_add",
        subject=assignment,
        unit=assignment.unit,
        data={"kind": kind, "sha256": file.sha256} | told_of(actor),
    )
    return evidence


@transaction.atomic
def evidence_remove(*, actor: Preparer, assignment_id: int, evidence_id: int) -> None:
    """Take a file out of the draft; nothing happens when it is out already."""
    assignment = draftable(actor=actor, assignment_id=assignment_id)
    evidence = assignment.evidence.filter(pk=evidence_id).select_related("file").first()
    if evidence is None:
        return
    if evidence.confirmation_id:
        raise Refused(_("Tệp này thuộc một xác nhận đã ký nên được giữ nguyên."))
    file = evidence.file
    evidence.delete()
    _discard(file)
    draft_touch(actor=actor, assignment=assignment)
    record(
        actor=actor.user,
        act="evidence_remove",
        subject=assignment,
        unit=assignment.unit,
        data={"sha256": file.sha256} | told_of(actor),
    )


def _discard(file: StoredFile) -> None:
    """What nobody signed is not kept; a file of an earlier confirmation stays for that one."""
    if not Evidence.objects.filter(file=file).exists():
        file.delete()
        transaction.on_commit(lambda: default_storage.delete(file.key))


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
