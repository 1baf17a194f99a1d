"""What the page of an assignment sends by itself while it stays open: the text, file by file.

Without its script none of this is asked; the page's own form does the same at once (unit.py).
"""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.access import Act, requires
from portal.refusals import Refused
from portal.web import held
from training.catalogue import EvidenceKind
from training.completeness import draft_of, required_kinds
from training.draft_page import Step, file_added, file_removed, typed_kept
from training.drafts import is_by
from training.forms.unit import DraftForm
from training.link_holders import Preparer
from training.models import Assignment
from training.views.unit import draft_form, own_assignment


@requires(Act.UNIT_DRAFT)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed as far as it is right; what is not is said, and stays on the page."""
    row = own_assignment(request, pk)
    form = draft_form(row, request.POST)
    form.is_valid()
    draft = draft_of(row)
    try:
        step = typed_kept(
            actor=request.actor,
            assignment_id=row.pk,
            version=form.cleaned_data.get("version", -1),
            fields=form.draft_fields(draft),
        )
    except Refused as refused:
        return _refused(request, row, refused, status=409)
    held.forget(request, row.get_absolute_url())
    return _answer(request, row, step, wrong=wrong_of(form))


def wrong_of(form: DraftForm) -> str:
    return " ".join(
        f"{form[name].label}: {error}" for name, errors in form.errors.items() for error in errors
    )


@requires(Act.UNIT_DRAFT)
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    row, upload = own_assignment(request, pk), request.FILES.get("file")
    kind = request.POST.get("kind", "")
    try:
        if kind not in EvidenceKind.values or not isinstance(upload, UploadedFile):
            raise Refused(_("Chưa nhận được tệp. Hãy chọn lại."))
        step = file_added(actor=request.actor, assignment_id=row.pk, upload=upload, kind=kind)
    except Refused as refused:
        return _refused(request, row, refused, status=422)
    return _answer(request, row, step)


@requires(Act.UNIT_DRAFT)
@require_POST
def remove_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    try:
        step = file_removed(actor=request.actor, assignment_id=row.pk, evidence_id=evidence_pk)
    except Refused as refused:
        return _refused(request, row, refused, status=422)
    return _answer(request, row, step)


@requires(Act.UNIT_READ)
@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where the sign-in in a second window ends; the first one still holds what was typed."""
    return render(request, "training/unit/signed_in_again.html")


def _answer(request: HttpRequest, row: Assignment, step: Step, *, wrong: str = "") -> HttpResponse:
    return answer_of(request, row, step, "training/unit/_files.html", wrong=wrong)


def answer_of(
    request: HttpRequest,
    row: Assignment,
    step: Step,
    template: str,
    *,
    wrong: str = "",
    **more: object,
) -> HttpResponse:
    """What the page goes on from; `template` shows the files, with what is in `more`."""
    files = list(row.evidence.in_draft().select_related("file"))
    required = required_kinds(row.task, [each.kind for each in files])
    context = {"assignment": row, "files": files} | more
    return JsonResponse(
        {
            "before": step.before,
            "version": step.after,
            "mine": step.mine,
            "at": timezone.localtime().strftime("%H:%M"),
            "files": render_to_string(template, context, request),
            "required": {
                item.kind: render_to_string("training/unit/_required.html", {"item": item})
                for item in required
            },
            "wrong": wrong,
        }
    )


def _refused(
    request: HttpRequest, row: Assignment, refused: Refused, *, status: int
) -> HttpResponse:
    return refusal_of(row, refused, request.actor, status=status)


def refusal_of(
    row: Assignment, refused: Refused, preparer: Preparer, *, status: int
) -> HttpResponse:
    draft = draft_of(row)
    return JsonResponse(
        {
            "error": str(refused),
            "before": draft.version if draft else 0,
            "mine": draft is not None and is_by(draft, preparer),
        },
        status=status,
    )
