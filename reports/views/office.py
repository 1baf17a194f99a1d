from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.web.exports import export_response
from reports.forms import MakeForm
from reports.models import Report
from reports.render import context_of
from reports.resources import annex_of
from reports.services import JOB_KIND, report_issue, report_make, verify_url
from reports.snapshot import thaw

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    rows = Report.objects.select_related("rollout", "made_by")
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
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "reports/make.html", context, status=status)


@requires(Act.OFFICE_READ)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen figures on screen, the very ones of the PDF."""
    found = get_object_or_404(Report.objects.select_related("pdf", "made_by", "issued_by"), pk=pk)
    snapshot = thaw(found.snapshot)
    if kind := request.GET.get("tai-ve"):
        return export_response(annex_of(snapshot), None, kind, f"bao-cao-{found.code}")
    work = Job.objects.filter(kind=JOB_KIND, args={"report": found.pk}).order_by("-pk").first()
    context = context_of(snapshot, code=found.code, verify_url=verify_url(found.code)) | {
        "report": found,
        "job": work,
        "can_issue": request.actor.may(Act.REPORT_ISSUE),
    }
    response = render(request, "reports/report.html", context)
    if found.state == Report.State.RENDERING and work and work.is_open:
        response.headers["Refresh"] = "2"
    return response


@requires(Act.REPORT_ISSUE)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Report, pk=pk)
    try:
        report_issue(actor=request.actor, report_id=found.pk)
        messages.success(request, _("Đã phát hành; ai có tệp đều đối chiếu được."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@requires(Act.OFFICE_READ)
@require_GET
def pdf(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(Report.objects.select_related("pdf"), pk=pk)
    if found.pdf is None:
        raise Http404
    return file_response(found.pdf, inline="xem" in request.GET)
