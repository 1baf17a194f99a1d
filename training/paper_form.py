"""The empty form on paper of one assignment: collect → render_html → render_pdf, made by a job.

Its code leads the office to the assignment when the paper comes back.
"""

import base64
import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from portal.access import Act, Actor
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.models import Job, JobFile
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.units.models import Authority
from portal.web.qr import qr_svg
from training.capacity import permitted
from training.catalogue import Channel, EvidenceKind
from training.clause_words import cited
from training.completeness import asked_indicators
from training.models import Assignment

JOB_KIND = "paper_form"
CODE = re.compile(r"PV-?0*(\d{1,18})-?(\d{2})")


def code_of(assignment_id: int) -> str:
    """The number with two check digits (ISO 7064, mod 97-10), so that a slip is noticed."""
    return f"PV-{assignment_id:06d}-{98 - assignment_id * 100 % 97:02d}"


def assignment_of(code: str) -> int | None:
    """The number in a code as people type it; None where its digits do not fit."""
    found = CODE.fullmatch(re.sub(r"[\s.]", "", code).upper())
    if not found:
        return None
    number = int(found[1])
    return number if code_of(number).endswith(found[2]) else None


@dataclass(frozen=True)
class PaperContent:
    code: str
    address: str
    qr: str
    authority_name: str
    office_name: str
    is_sample: bool
    unit_name: str
    task: str
    instruction: str
    document_subject: str
    clauses: tuple[str, ...]
    due_on: date | None
    channels: tuple[str, ...]
    # (name, what it counts)
    indicators: tuple[tuple[str, str], ...]
    required: tuple[str, ...]
    attestation: str


def collect(assignment_id: int) -> PaperContent:
    rows = Assignment.objects.select_related("task__rollout__document", "unit", "occurrence")
    assignment = rows.get(pk=assignment_id)
    task, today = assignment.task, timezone.localdate()
    duties = task.task_duties.select_related("duty__clause").order_by("duty__clause__order")
    clauses = {row.duty.clause_id: row.duty.clause for row in duties}
    authority = Authority.objects.select_related("office").get()
    address = settings.SITE_URL + reverse("training:paper_entry", args=[assignment.pk])
    return PaperContent(
        code=code_of(assignment.pk),
        address=address,
        qr=base64.b64encode(qr_svg(address)).decode(),
        authority_name=authority.full_name,
        office_name=authority.office.name_on(today) if authority.office else "",
        is_sample=authority.is_sample,
        unit_name=assignment.unit.name_on(today),
        task=assignment.title,
        instruction=task.instruction,
        document_subject=task.rollout.document.subject,
        clauses=tuple(cited(clause, task.rollout.document) for clause in clauses.values()),
        due_on=assignment.due_on,
        channels=tuple(str(channel.label) for channel in Channel),
        indicators=tuple((str(i.name), str(i.unit)) for i in asked_indicators(task)),
        required=tuple(str(EvidenceKind(kind).label) for kind in task.required_evidence),
        attestation=task.attestation,
    )


def render_html(content: PaperContent) -> str:
    return render_to_string("training/paper_form.html", {"paper": content})


@transaction.atomic
def paper_form_start(*, actor: Actor, assignment: Assignment) -> Job:
    """Asked twice while it is being made, the job that already runs."""
    permitted(actor, Act.ENTER_FOR_UNIT, 0)
    return job_start(
        kind=JOB_KIND,
        title=f"{assignment.unit.name_on(timezone.localdate())}: {code_of(assignment.pk)}",
        args={"assignment": assignment.pk},
        asked_by=actor.user,
        key=f"{JOB_KIND}-{assignment.pk}-{actor.user.pk}",
    )


@job(JOB_KIND)
def paper_form_make(work: Work) -> str:
    # Web processes know this worker too and never load the PDF engine.
    from portal.pdf.engine import render_pdf

    with translation.override("vi"):
        content = collect(work.args["assignment"])
        data = render_pdf(render_html(content))
    with transaction.atomic():
        file = file_keep(data=data, name=f"{content.code}.pdf", kind=FileKind.PDF, stored_by=None)
        JobFile.objects.update_or_create(job_id=work.job_id, defaults={"file": file})
    return reverse("jobs:file", args=[work.job_id])
