"""The PDF a unit keeps: collect → render_html → render_pdf, made once by a job."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import Delegation
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.registry import Work, job
from portal.units.models import Authority
from training.clause_words import cited
from training.models import Confirmation, Receipt
from training.statement import statement_of_confirmation
from training.texts import clauses_confirmed

DIGEST_SHOWN = 16


@dataclass(frozen=True)
class ReceiptFile:
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ReceiptContent:
    """Everything the receipt prints, as it stood when the confirmation was signed."""

    number: str
    authority_name: str
    is_sample: bool
    unit_name: str
    task: str
    # In words, of a recurring task; else "".
    period: str
    document_subject: str
    clauses: tuple[str, ...]
    held_on: date
    channels: tuple[str, ...]
    # (name, value, what it counts)
    values: tuple[tuple[str, int | None, str], ...]
    note: str
    files: tuple[ReceiptFile, ...]
    attestation: str
    signer_name: str
    signer_position: str
    signed_for: str
    # The delegation under which it was signed: from, until, the paper it rests on.
    delegation: tuple[date, date, str] | None
    signed_at: datetime
    how: str
    entered_by: str
    paper_signed_on: date | None
    paper_scan: ReceiptFile | None
    given_to: str
    clause_hash: str


def collect(confirmation_id: int) -> ReceiptContent:
    rows = Confirmation.objects.select_related(
        "assignment__task__rollout__document",
        "assignment__occurrence",
        "entered_by",
        "delegation",
        "link",
        "paper_scan",
    )
    confirmation = rows.get(pk=confirmation_id)
    task, occurrence = confirmation.assignment.task, confirmation.assignment.occurrence
    document, clauses = clauses_confirmed(confirmation)
    authority = Authority.objects.get()
    statement = statement_of_confirmation(confirmation, task)
    return ReceiptContent(
        number=confirmation.receipt_number,
        authority_name=authority.full_name,
        is_sample=authority.is_sample,
        unit_name=confirmation.unit_name,
        task=task.title,
        period=occurrence.words if occurrence else "",
        document_subject=document.subject,
        clauses=tuple(cited(clause, document) for clause in clauses),
        held_on=confirmation.held_on,
        channels=statement.channels,
        values=tuple(
            (str(row.indicator.name), row.value, str(row.indicator.unit))
            for row in statement.values
        ),
        note=confirmation.note,
        files=tuple(
            ReceiptFile(
                row.file.name,
                str(row.get_kind_display()),
                row.file.size,
                row.file.sha256[:DIGEST_SHOWN],
            )
            for row in statement.evidence
        ),
        attestation=confirmation.attestation,
        signer_name=confirmation.signer_name,
        signer_position=confirmation.signer_position,
        signed_for=confirmation.signed_for,
        delegation=_dates_of(confirmation.delegation),
        signed_at=confirmation.signed_at,
        how=str(confirmation.get_entry_display()),
        entered_by=confirmation.entered_by.name if confirmation.entered_by else "",
        paper_signed_on=confirmation.paper_signed_on,
        paper_scan=_scan_of(confirmation),
        given_to=confirmation.link.given_to if confirmation.link else "",
        clause_hash=confirmation.clause_hash,
    )


def _scan_of(confirmation: Confirmation) -> ReceiptFile | None:
    scan = confirmation.paper_scan
    if scan is None:
        return None
    kind = _("Bản quét bản giấy có chữ ký")
    return ReceiptFile(scan.name, kind, scan.size, scan.sha256[:DIGEST_SHOWN])


def _dates_of(given: Delegation | None) -> tuple[date, date, str] | None:
    return (given.first_day, given.last_day, given.basis) if given else None


def render_html(content: ReceiptContent) -> str:
    return render_to_string("training/receipt.html", {"receipt": content})


@job("receipt")
def receipt_make(work: Work) -> str:
    """Run again it finds the receipt there and makes nothing."""
    receipt = receipt_ensure(work.args["confirmation"])
    return reverse("training:receipt_file", args=[receipt.confirmation_id])


def receipt_ensure(confirmation_id: int) -> Receipt:
    """The receipt, made now where there is none yet."""
    # Web processes know this worker too and never load the PDF engine.
    from portal.pdf.engine import render_pdf

    made = Receipt.objects.select_related("file", "confirmation")
    if receipt := made.filter(confirmation=confirmation_id).first():
        return receipt
    with translation.override("vi"):
        content = collect(confirmation_id)
        data = render_pdf(render_html(content))
    _keep(confirmation_id, f"{content.number}.pdf", data)
    return made.get(confirmation=confirmation_id)


@transaction.atomic
def _keep(confirmation_id: int, name: str, data: bytes) -> None:
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation_id)
    if Receipt.objects.filter(confirmation=confirmation).exists():
        return
    file = file_keep(data=data, name=name, kind=FileKind.PDF, stored_by=None)
    Receipt.objects.create(confirmation=confirmation, file=file)
