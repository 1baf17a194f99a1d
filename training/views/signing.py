"""Checking and signing a confirmation, its receipt, and the files that belong to it."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.units.models import Authority
from training.assignment_page import assignment_context
from training.capacity import capacity_of
from training.forms.signing import SignForm
from training.inherited import readable
from training.models import Assignment, Evidence, Receipt
from training.services import confirmation_sign, receipt_key, receipt_start
from training.statement import statement_of_confirmation, statement_of_draft
from training.texts import mark_earlier
from training.views.unit import own_assignment


@requires(Act.UNIT_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    if not request.actor.may_in(Act.UNIT_SIGN, row.unit_id):
        raise PermissionDenied
    form, refusal = SignForm(request.POST or None), ""
    if form.is_valid():
        try:
            confirmation_sign(actor=request.actor, assignment_id=row.pk, **form.cleaned_data)
        except Refused as refused:
            refusal = refused
        else:
            return redirect("training:assignment_receipt", row.pk)
    return _check(request, row, refusal=refusal, token=_token(form))


def _token(form: SignForm) -> UUID:
    """The form shown again after a refusal is still the same form."""
    sent = form.cleaned_data.get("form_token") if form.is_bound else None
    return sent or uuid4()


def _check(request: HttpRequest, row: Assignment, *, refusal: object, token: UUID) -> HttpResponse:
    row.refresh_from_db(fields=["state"])
    context = assignment_context(row, request.actor, timezone.localdate())
    draft, capacity = context["draft"], capacity_of(request.actor, Act.UNIT_SIGN, row.unit_id)
    if not refusal and draft is None:
        # Signed already, or nothing typed yet: the assignment's own page says which.
        return redirect(row)
    context |= {
        "statement": statement_of_draft(draft, row.task) if draft else None,
        "token": token,
        "refusal": refusal,
        "position": capacity.membership.position,
        "acting_for": capacity.words,
        "delegation": capacity.delegation,
    }
    return render(request, "training/unit/check.html", context)


@requires(Act.UNIT_READ)
@require_safe
def assignment_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The page after signing; later on, the newest confirmation's receipt."""
    row = own_assignment(request, pk)
    confirmation = row.confirmations.last()
    if confirmation is None:
        return redirect(row)
    mark_earlier([confirmation])
    authority = Authority.objects.select_related("office").first()
    office = authority.office.name_on(timezone.localdate()) if authority.office else ""
    context = {
        "assignment": row,
        "confirmation": confirmation,
        "statement": statement_of_confirmation(confirmation, row.task),
        "receipt": Receipt.objects.filter(confirmation=confirmation).select_related("file").first(),
        "job": Job.objects.filter(key=receipt_key(confirmation)).first(),
        "office_name": office,
    }
    return render(request, "training/unit/receipt.html", context)


@requires(Act.UNIT_READ)
@require_POST
def receipt_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the PDF again where its job failed; harmless where it is there or under way."""
    row = own_assignment(request, pk)
    confirmation = row.confirmations.last()
    if confirmation and not Receipt.objects.filter(confirmation=confirmation).exists():
        receipt_start(confirmation=confirmation, actor=request.actor)
    return redirect("training:assignment_receipt", row.pk)


@requires(Act.ENTER)
@require_safe
def receipt_file(request: HttpRequest, pk: int) -> FileResponse:
    """For the unit, its successors, and for whoever may see its assignment."""
    confirmation = get_object_or_404(readable(request.actor), pk=pk)
    receipt = get_object_or_404(Receipt.objects.select_related("file"), confirmation=confirmation)
    return file_response(receipt.file)


@requires(Act.ENTER)
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    seen = Evidence.objects.visible_to(request.actor).select_related("file")
    return file_response(get_object_or_404(seen, pk=pk).file)
