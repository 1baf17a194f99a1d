import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.access import Act, requires
from portal.files.responses import file_response
from portal.jobs.listings import OFFERS, listing_start
from portal.jobs.models import Job
from portal.jobs.services import job_start

PAGE_ROWS = 50
REFRESH_SECONDS = 2


@requires(Act.ENTER)
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.visible_to(request.user)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    return render(request, "jobs/list.html", {"page": page})


@requires(Act.ENTER)
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks again by itself while the work goes on; leaving and coming back loses nothing."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    response = render(request, "jobs/job.html", {"job": found})
    if found.is_open:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@requires(Act.ENTER)
@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    """What a job made, for the person who asked for it."""
    jobs = Job.objects.visible_to(request.user).select_related("made__file")
    return file_response(get_object_or_404(jobs, pk=pk, made__isnull=False).made.file)


@requires(Act.ENTER)
@require_POST
def listing(request: HttpRequest) -> HttpResponse:
    """Have a large list made as a workbook; whether this person may is asked by the list."""
    try:
        query = {str(n): str(v) for n, v in json.loads(request.POST.get("query", "")).items()}
        key = OFFERS[request.POST["key"]] and request.POST["key"]
    except (ValueError, AttributeError, KeyError):
        raise Http404 from None
    if not request.actor.may(OFFERS[key].act):
        raise PermissionDenied
    return redirect(listing_start(actor=request.actor, key=key, query=query))


@requires(Act.ENTER)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    failed = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if failed.state != Job.State.FAILED:
        return redirect(failed)
    again = job_start(
        kind=failed.kind,
        title=failed.title,
        args=failed.args,
        asked_by=request.user,
        key=failed.key,
    )
    messages.success(request, _("Đã xếp hàng làm lại."))
    return redirect(again)
