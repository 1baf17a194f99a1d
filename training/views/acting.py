"""The office for a unit without accounts: entry from paper, the empty form, one-time links."""

from base64 import b64encode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.refusals import Refused
from portal.web.qr import qr_svg
from training import links
from training.completeness import headcounts_of, required_kinds
from training.forms.acting import CodeForm, LinkForm, PaperForm
from training.handed_over import handed_over
from training.inherited import readable
from training.models import Assignment, UnitLink
from training.paper import paper_record
from training.paper_form import assignment_of, code_of, paper_form_start
from training.transitions import RULES, Transition

PAGE_ROWS = 20


def _assignment(pk: int) -> Assignment:
    rows = Assignment.objects.select_related("task__rollout__document", "unit", "occurrence")
    return get_object_or_404(rows, pk=pk)


@requires(Act.ENTER_FOR_UNIT)
@require_safe
def paper_find(request: HttpRequest) -> HttpResponse:
    """From the code on a paper that came in to the assignment it belongs to."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        number = assignment_of(form.cleaned_data["ma"])
        if number and Assignment.objects.filter(pk=number).exists():
            return redirect("training:paper_entry", number)
        form.add_error("ma", _("Không có việc nào mang mã này. Hãy so lại từng chữ số."))
    return render(request, "training/office/paper_find.html", {"form": form})


@requires(Act.ENTER_FOR_UNIT)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_entry(request: HttpRequest, pk: int) -> HttpResponse:
    row, today = _assignment(pk), timezone.localdate()
    form = PaperForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        assignment=row,
        headcounts=headcounts_of(row.unit, today),
        today=today,
        initial={"form_token": uuid4()},
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            paper_record(
                actor=request.actor,
                entry=form.entry(row),
                scan=form.cleaned_data["scan"],
                files=form.files_with_kinds(),
            )
            messages.success(request, _("Đã nhập. Một người khác của cơ quan thẩm định."))
            return redirect("training:review", row.pk)
        except Refused as error:
            refusal = str(error)
    context = {
        "assignment": row,
        "unit_name": row.unit.name_on(today),
        "code": code_of(row.pk),
        "form": form,
        "refusal": refusal,
        "possible": row.state in RULES[Transition.ENTER].from_states,
        "handed": handed_over(row, request.actor),
        "required": [
            (item, form.required_files()[item.kind]) for item in required_kinds(row.task, [])
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/paper_entry.html", context, status=status)


@requires(Act.ENTER_FOR_UNIT)
@require_POST
def paper_form(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(paper_form_start(actor=request.actor, assignment=_assignment(pk)))


@requires(Act.ENTER)
@require_safe
def paper_scan(request: HttpRequest, pk: int) -> FileResponse:
    """For whoever may see the confirmation, and for successors of its unit."""
    seen = readable(request.actor).filter(paper_scan__isnull=False)
    return file_response(get_object_or_404(seen.select_related("paper_scan"), pk=pk).paper_scan)


@requires(Act.ENTER_FOR_UNIT)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Those made so far, and a new one: its address is in the answer to the press of the button
    and nowhere after that."""
    row = _assignment(pk)
    form, refusal, made = LinkForm(request.POST or None), "", {}
    if request.method == "POST" and form.is_valid():
        try:
            link, token = links.link_make(
                actor=request.actor, assignment_id=row.pk, **form.cleaned_data
            )
            address = settings.SITE_URL + reverse("training:link_draft", args=[token])
            qr = b64encode(qr_svg(address)).decode()
            made = {"link": link, "address": address, "qr": qr}
        except Refused as error:
            refusal = str(error)
    rows = row.links.select_related("made_by", "revoked_by", "confirmation")
    context = {
        "assignment": row,
        "unit_name": row.unit.name_on(timezone.localdate()),
        "form": form,
        "refusal": refusal,
        "made": made,
        "days": links.LINK_DAYS,
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "possible": row.state in RULES[Transition.ENTER].from_states,
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "training/office/links.html", context, status=status)


@requires(Act.ENTER_FOR_UNIT)
@require_POST
def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(UnitLink, pk=pk)
    try:
        links.link_revoke(actor=request.actor, link_id=link.pk)
        messages.success(request, _("Đã thu hồi; đường dẫn không mở được nữa."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:assignment_links", link.assignment_id)
