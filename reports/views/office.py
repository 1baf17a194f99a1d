from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.web.exports import export_response
from reports.approval import ISSUE_JOB
from reports.forms import MakeForm, ReplacementForm, WordsForm
from reports.models import Report, ReportText
from reports.render import context_of
from reports.resources import annex_of
from reports.services import DRAFT_JOB, report_make, report_write, words_in
from reports.snapshot import thaw

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    rows = Report.objects.select_related("rollout", "made_by", "revocation")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {"page": page, "can_make": request.actor.may(Act.REPORT_MAKE)}
    return render(request, "reports/list.html", context)


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    form = MakeForm(request.POST or None, initial={"rollout": request.GET.get("dot")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = report_make(
                actor=request.actor, rollout_id=data["rollout"].pk, as_of=data["as_of"]
            )
            return redirect(report)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal}
    return render(request, "reports/make.html", context, status=422 if form.is_bound else 200)


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    replaced = get_object_or_404(Report, pk=pk)
    form = ReplacementForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            report = report_make(
                actor=request.actor,
                rollout_id=replaced.rollout_id,
                as_of=form.cleaned_data["as_of"],
                replaces_id=replaced.pk,
                because=form.cleaned_data["because"],
            )
            return redirect(report)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "replaced": replaced}
    return render(request, "reports/make.html", context, status=422 if form.is_bound else 200)


@requires(Act.OFFICE_READ)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen figures on screen, the very ones of the PDF, and what may be done now."""
    people = ("pdf", "made_by", "issued_by", "replaces", "signature", "revocation__replaced_by")
    found = get_object_or_404(Report.objects.select_related(*people), pk=pk)
    snapshot = thaw(found.snapshot)
    if kind := request.GET.get("tai-ve"):
        return export_response(annex_of(snapshot), None, kind, f"bao-cao-{found.code}")
    context = context_of(snapshot) | _life_of(found)
    context["may_make"] = request.actor.may(Act.REPORT_MAKE)
    context["may_issue"] = request.actor.may(Act.REPORT_ISSUE)
    response = render(request, "reports/report.html", context)
    if context["job"] and context["job"].is_open:
        response.headers["Refresh"] = "2"
    return response


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Report, pk=pk)
    last = found.texts.select_related("written_by").first()
    words = words_in(last)
    form = WordsForm(request.POST or None, initial={"version": last.version, **vars(words)})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            report_write(actor=request.actor, report_id=found.pk, version=version, words=form.words)
            messages.success(request, _("Đã lưu; tệp PDF của dự thảo được dựng lại."))
            return redirect(found)
        except Refused as error:
            refusal = str(error)
            # What was typed stays; saved again, it is the version after the one shown below.
            form.data = form.data.copy()
            form.data["version"] = last.version
    context = {"report": found, "form": form, "refusal": refusal, "last": last}
    context["is_newer"] = bool(refusal) and version != last.version
    return render(request, "reports/write.html", context, status=422 if form.is_bound else 200)


@requires(Act.OFFICE_READ)
@require_GET
def pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The issued paper; before there is one, the newest draft."""
    found = get_object_or_404(Report.objects.select_related("pdf"), pk=pk)
    drawn = found.texts.exclude(pdf=None).select_related("pdf").first()
    file = found.pdf or (drawn and drawn.pdf)
    if file is None:
        raise Http404
    return file_response(file, inline="xem" in request.GET)


@requires(Act.OFFICE_READ)
@require_GET
def draft_pdf(request: HttpRequest, pk: int, version: int) -> FileResponse:
    texts = ReportText.objects.select_related("pdf").exclude(pdf=None)
    found = get_object_or_404(texts, report=pk, version=version)
    return file_response(found.pdf, inline="xem" in request.GET)


def _life_of(found: Report) -> dict[str, Any]:
    events = found.events.select_related("by")
    history = [
        {"at": e.at, "title": e.get_act_display(), "by": e.by.name, "note": e.reason}
        for e in events
    ]
    work = Job.objects.filter(kind__in=[DRAFT_JOB, ISSUE_JOB], args__report=found.pk)
    return {
        "report": found,
        "texts": list(found.texts.select_related("written_by", "pdf")),
        "history": history,
        "revocation": getattr(found, "revocation", None),
        "signature": getattr(found, "signature", None),
        "replacement": found.replacements.exclude(state=Report.State.DISCARDED).first(),
        "job": work.order_by("-pk").first(),
    }
