"""paper_record — what a head signed on paper, entered by the office with the paper's scan."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.files.services import file_store
from portal.files.sniff import IMAGES, FileKind
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.entries import Entry, entries_record
from training.evidence import KINDS, MAX_FILES
from training.models import Confirmation, Evidence, NumbersFrom
from training.moving import assignment_locked, ensure_allowed
from training.numbers_below import below_of, sums_keep
from training.services import receipt_start
from training.transitions import Transition

SCAN_KINDS = IMAGES | {FileKind.PDF}


@transaction.atomic
def paper_record(
    *,
    actor: Actor,
    entry: Entry,
    scan: UploadedFile,
    files: Sequence[tuple[str, UploadedFile]] = (),
) -> Confirmation:
    """`files` are (kind, file) that came with the paper. The same form sent twice enters once."""
    permitted(actor, Act.ENTER_FOR_UNIT, 0)
    assignment = assignment_locked(entry.assignment_id)
    if entered := assignment.confirmations.filter(form_token=entry.form_token).first():
        return entered
    ensure_allowed(actor=actor, assignment=assignment, transition=Transition.ENTER)
    _refuse_impossible(entry, files)
    kept = file_store(upload=scan, kinds=SCAN_KINDS, stored_by=actor.user)
    own = NumbersFrom.OWN if below_of(assignment) else ""
    whole = replace(
        entry, paper_scan=kept, attestation=attestation_of(actor, entry), numbers_from=own
    )
    (confirmation,) = entries_record(actor=actor, entries=[whole], how=Confirmation.Entry.PAPER)
    sums_keep(confirmation=confirmation)
    for kind, upload in files:
        Evidence.objects.create(
            assignment=assignment,
            confirmation=confirmation,
            kind=kind,
            file=file_store(upload=upload, kinds=KINDS, stored_by=actor.user),
            added_by=actor.user,
        )
    receipt_start(confirmation=confirmation, actor=actor)
    return confirmation


def attestation_of(actor: Actor, entry: Entry) -> str:
    """The office attests what it did; the head's own words are on the paper."""
    with translation.override("vi"):
        return _(
            "Cơ quan theo dõi nhập từ bản giấy do %(signer)s, %(position)s ký ngày %(day)s; bản "
            "quét bản giấy kèm theo. Người nhập: %(who)s."
        ) % {
            "signer": entry.signer_name,
            "position": entry.signer_position,
            "day": vn_date(entry.paper_signed_on),
            "who": actor.user.name,
        }


def _refuse_impossible(entry: Entry, files: Sequence[tuple[str, UploadedFile]]) -> None:
    if entry.paper_signed_on > timezone.localdate():
        raise Refused(_("Ngày ký trên bản giấy chưa tới."))
    if entry.paper_signed_on < entry.held_on:
        raise Refused(_("Ngày ký trên bản giấy không được trước ngày thực hiện."))
    if len(files) > MAX_FILES:
        raise Refused(_("Mỗi xác nhận có nhiều nhất 10 tệp."))
