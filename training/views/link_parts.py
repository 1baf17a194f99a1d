"""What the page behind a one-time link sends by itself while it stays open, as an assignment's does
(draft.py): the text, file by file. The address is the key here, too: no cookie, no session."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.refusals import Refused
from training.catalogue import EvidenceKind
from training.completeness import draft_of
from training.draft_page import Step, file_added, file_removed, typed_kept
from training.link_holders import LinkHolder
from training.models import UnitLink
from training.views.draft import answer_of, refusal_of, wrong_of
from training.views.link import draft_form, through_a_link


@through_a_link
@require_POST
def keep(request: HttpRequest, token: str, link: UnitLink) -> HttpResponse:
    row = link.assignment
    form = draft_form(row, request.POST)
    form.is_valid()
    try:
        step = typed_kept(
            actor=LinkHolder(link),
            assignment_id=row.pk,
            version=form.cleaned_data.get("version", -1),
            fields=form.draft_fields(draft_of(row)),
        )
    except Refused as refused:
        return _refused(link, refused, status=409)
    return _answer(request, token, link, step, wrong=wrong_of(form))


@through_a_link
@require_POST
def add_file(request: HttpRequest, token: str, link: UnitLink) -> HttpResponse:
    upload, kind = request.FILES.get("file"), request.POST.get("kind", "")
    try:
        if kind not in EvidenceKind.values or not isinstance(upload, UploadedFile):
            raise Refused(_("Chưa nhận được tệp. Hãy chọn lại."))
        step = file_added(
            actor=LinkHolder(link), assignment_id=link.assignment_id, upload=upload, kind=kind
        )
    except Refused as refused:
        return _refused(link, refused, status=422)
    return _answer(request, token, link, step)


@through_a_link
@require_POST
def drop_file(request: HttpRequest, token: str, link: UnitLink, evidence_pk: int) -> HttpResponse:
    try:
        step = file_removed(
            actor=LinkHolder(link), assignment_id=link.assignment_id, evidence_id=evidence_pk
        )
    except Refused as refused:
        return _refused(link, refused, status=422)
    return _answer(request, token, link, step)


def _answer(
    request: HttpRequest, token: str, link: UnitLink, step: Step, *, wrong: str = ""
) -> HttpResponse:
    template = "training/link/_files.html"
    return answer_of(request, link.assignment, step, template, wrong=wrong, token=token)


def _refused(link: UnitLink, refused: Refused, *, status: int) -> HttpResponse:
    return refusal_of(link.assignment, refused, LinkHolder(link), status=status)
