from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.jobs.listings import listing_response
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.web.exports import JSON_TYPE, download
from reports.approval import ISSUE_JOB
from reports.context import context_of, groups_of
from reports.forms import WordsForm
from reports.listings import BEHIND, WHOLE
from reports.making_forms import MAKING, WORDS, ReplacementForm
from reports.models import Report, ReportText
from reports.rows import line_of
from reports.scope import Kind
from reports.selections import Selection
from reports.services import DRAFT_JOB, report_ask, report_write, words_in
from reports.snapshot import thaw
from training.catalogue import INDICATORS

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    rows = Report.objects.of_authority().select_related("made_by", "revocation")
    kind = request.GET.get("loai", "")
    if kind in MAKING:
        rows = rows.filter(kind=kind)
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "kinds": [(kind, Kind(kind).label) for kind in MAKING],
        "kind": kind if kind in MAKING else "",
        "can_make": request.actor.may(Act.REPORT_MAKE),
    }
    return render(request, "reports/list.html", context)


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """First which kind, then what that kind asks; from a rollout's page, its completion."""
    rollout = request.GET.get("dot")
    kind = request.GET.get("loai", Kind.COMPLETION if rollout else "")
    if kind not in MAKING:
        kinds = [(kind, Kind(kind).label, WORDS[kind]) for kind in MAKING]
        return render(request, "reports/kinds.html", {"kinds": kinds})
    form = MAKING[kind](request.POST or None, initial={"rollout": rollout, "annex_form": ""})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            annex_form = form.cleaned_data.get("annex_form", "")
            made = report_ask(actor=request.actor, scope=form.scope, annex_form=annex_form)
            return redirect(made)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "kind": Kind(kind).label}
    return render(request, "reports/make.html", context, status=422 if form.is_bound else 200)


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    replaced = get_object_or_404(Report.objects.of_authority(), pk=pk)
    form = ReplacementForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = report_ask(
                actor=request.actor,
                scope=replaced.scope.again(form.cleaned_data["as_of"]),
                annex_form=replaced.annex_form,
                replaces_id=replaced.pk,
                because=form.cleaned_data["because"],
            )
            return redirect(made)
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "replaced": replaced}
    return render(request, "reports/make.html", context, status=422 if form.is_bound else 200)


@requires(Act.OFFICE_READ)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen figures on screen, the very ones of the PDF, and what may be done now."""
    people = ("pdf", "made_by", "issued_by", "replaces", "revocation__replaced_by")
    found = get_object_or_404(Report.objects.of_authority().select_related(*people), pk=pk)
    snapshot = thaw(found.snapshot)
    if kind := request.GET.get("tep"):
        return _taken_away(request, found, kind)
    context = context_of(snapshot) | _life_of(found)
    context["groups"] = groups_of(context)
    context["rows_url"] = reverse("reports:report_rows", args=[found.pk])
    context["may_make"] = request.actor.may(Act.REPORT_MAKE)
    context["may_issue"] = request.actor.may(Act.REPORT_ISSUE)
    context["remind_url"] = _remind_url(request, found)
    response = render(request, "reports/report.html", context)
    if context["job"] and context["job"].is_open:
        response.headers["Refresh"] = "2"
    return response


@requires(Act.OFFICE_READ)
@require_GET
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows behind a number of the report, each with its way to what the unit confirmed."""
    found = get_object_or_404(Report.objects.of_authority(), pk=pk)
    snapshot = thaw(found.snapshot)
    selection = Selection.of(request.GET)
    selected = selection.rows(snapshot)
    if kind := request.GET.get("tep"):
        return listing_response(request, BEHIND, kind, report=str(found.pk))
    page = Paginator(selected, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "report": found,
        "words": selection.words(snapshot),
        "total": selection.total(selected),
        "indicator": INDICATORS.get(selection.indicator),
        "page": page,
        "query": _without_page(request),
        "lines": [line_of(row) for row in page],
        "titles": {task.number: task.title for task in selection.looked_at(snapshot).tasks},
    }
    return render(request, "reports/rows.html", context)


@requires(Act.REPORT_MAKE)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Report.objects.of_authority(), pk=pk)
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
    found = get_object_or_404(Report.objects.of_authority().select_related("pdf"), pk=pk)
    drawn = found.texts.exclude(pdf=None).select_related("pdf").first()
    file = found.pdf or (drawn and drawn.pdf)
    if file is None:
        raise Http404
    return file_response(file, inline="xem" in request.GET)


@requires(Act.OFFICE_READ)
@require_GET
def draft_pdf(request: HttpRequest, pk: int, version: int) -> FileResponse:
    texts = ReportText.objects.select_related("pdf").exclude(pdf=None)
    found = get_object_or_404(texts, report=pk, report__unit=None, version=version)
    return file_response(found.pdf, inline="xem" in request.GET)


def _taken_away(request: HttpRequest, found: Report, kind: str) -> HttpResponse:
    """JSON is the snapshot as it was frozen, so that its SHA-256 can be checked."""
    if kind == "json":
        return download(found.snapshot.encode(), JSON_TYPE, f"bao-cao-{found.code}.json")
    return listing_response(request, WHOLE, kind, report=str(found.pk))


def _remind_url(request: HttpRequest, found: Report) -> str:
    """Of a list of what is late, where a letter is written to them."""
    if found.kind != Kind.LATE or not request.actor.may(Act.REMIND):
        return ""
    if found.rollout_id is None:
        return reverse("training:list_late")
    return reverse("training:remind", args=[found.rollout_id])


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("trang", None)
    return query.urlencode()


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
        "replacement": found.replacements.exclude(state=Report.State.DISCARDED).first(),
        "job": work.order_by("-pk").first(),
    }
