"""What the clauses of a document order, and what the document does to others."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directives.forms import DutyForm, RelationForm
from directives.models import Clause, Document, Duty, Relation
from directives.seen import ChangedSince
from directives.services import (
    duty_delete,
    duty_save,
    relation_delete,
    relation_save,
)
from directives.views.office import edition_or_404
from portal.access import Act, requires
from portal.refusals import Refused


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, pk: int, eid: str, duty_pk: int | None = None) -> HttpResponse:
    """Add a duty to a clause of the last edition, or change one, wherever its words stand now."""
    held = _duty_of(pk, duty_pk) if duty_pk else None
    clause = held.clause if held else _clause_or_404(pk, eid)
    if duty_pk and not held:
        return _without_duty(request, clause)
    form = DutyForm(request.POST or None, instance=held or Duty(clause=clause, quote=clause.text))
    context = _duty_page(form, clause, duty_pk)
    if request.method == "POST" and form.is_valid():
        try:
            duty_save(
                actor=request.actor,
                clause_id=clause.pk,
                duty_id=duty_pk,
                fields=form.duty_fields(),
                seen=form.cleaned_data["seen"],
            )
        except ChangedSince as changed:
            context["refusal"] = str(changed)
            form.show_stored(DutyForm(instance=_duty_of(pk, duty_pk)))
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã ghi yêu cầu."))
            return _back(pk, clause.eid)
    return render(request, "directives/office/duty.html", context)


def _without_duty(request: HttpRequest, clause: Clause) -> HttpResponse:
    """Somebody deleted it, or began a new edition, while it was being changed: what was typed is
    kept, to be saved as a duty of its own."""
    if request.method != "POST":
        raise Http404
    form = DutyForm(request.POST, instance=Duty(clause=clause))
    form.is_valid()
    context = _duty_page(form, clause, None)
    context["refusal"] = _(
        "Yêu cầu này không còn trong bản đang làm: người khác vừa xóa hoặc vừa lập bản mới. "
        "Chữ bạn gõ còn nguyên; nếu vẫn cần, lưu để ghi thành một yêu cầu mới."
    )
    document = clause.edition.document
    context["action"] = reverse("directives:duty_new", args=[document.pk, clause.eid])
    return render(request, "directives/office/duty.html", context)


def _duty_page(form: DutyForm, clause: Clause, duty_pk: int | None) -> dict:
    return {
        "form": form,
        "refusal": "",
        "clause": clause,
        "duty_pk": duty_pk,
        "document": clause.edition.document,
        "action": "",
    }


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def duty_remove(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    document = get_object_or_404(Document, pk=pk)
    held = Duty.objects.filter(pk=duty_pk, clause__edition__document=document)
    if request.method == "POST" and not held.exists():
        return _back(pk)
    found = get_object_or_404(held.select_related("clause"))
    context = {"document": document, "refusal": "", "heading": _("Xóa yêu cầu")}
    context["words"] = found.action
    if request.method == "POST":
        try:
            duty_delete(actor=request.actor, duty_id=duty_pk)
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã xóa yêu cầu."))
            return _back(pk, found.clause.eid)
    return render(request, "directives/office/remove.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def relation(request: HttpRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document, pk=pk)
    form = RelationForm(request.POST or None)
    context = {"form": form, "refusal": "", "document_pk": pk, "trail_title": document.title}
    context["heading"] = _("Quan hệ với văn bản khác")
    if request.method == "POST" and form.is_valid():
        try:
            relation_save(actor=request.actor, source_id=pk, **form.cleaned_data)
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã ghi quan hệ."))
            return _back(pk)
    return render(request, "directives/office/form.html", context)


@requires(Act.DOCUMENT_EDIT)
@require_http_methods(["GET", "POST"])
def relation_remove(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    document = get_object_or_404(Document, pk=pk)
    held = Relation.objects.filter(pk=relation_pk, source=document)
    if request.method == "POST" and not held.exists():
        return _back(pk)
    found = get_object_or_404(held)
    context = {"document": document, "refusal": "", "heading": _("Xóa quan hệ")}
    context["words"] = f"{found.get_kind_display()}: {found.target_text}"
    if request.method == "POST":
        try:
            relation_delete(actor=request.actor, relation_id=relation_pk)
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            messages.success(request, _("Đã xóa quan hệ."))
            return _back(pk)
    return render(request, "directives/office/remove.html", context)


def _duty_of(pk: int, duty_pk: int) -> Duty | None:
    """Of the last edition; None where it is no longer there, 404 where it is another document's."""
    edition = edition_or_404(pk)
    held = Duty.objects.select_related("clause__edition__document").filter(pk=duty_pk).first()
    if held and held.clause.edition.document_id != edition.document_id:
        raise Http404
    return held if held and held.clause.edition_id == edition.pk else None


def _clause_or_404(pk: int, eid: str) -> Clause:
    clauses = edition_or_404(pk).clauses.select_related("edition__document")
    return get_object_or_404(clauses, eid=eid)


def _back(pk: int, eid: str = "") -> HttpResponse:
    response = redirect("directives:office_document", pk)
    if eid:
        response["Location"] += f"?{urlencode({'muc': eid})}#{eid}"
    return response
