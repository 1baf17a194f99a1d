"""Who is late, and the formal letter to them: list, preview, make, download."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.files.responses import file_response
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.units.models import Authority
from training.forms.letters import LateForm, LetterForm
from training.lateness import late_rollouts, late_rows, named_late
from training.letters.content import content_of
from training.letters.render import context_of
from training.letters.services import JOB_KIND, letter_make
from training.models import ReminderLetter, Rollout

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Every open rollout: who is late by so many working days, the longest first."""
    asked = LateForm.days_of(request.GET) if "tu" in request.GET else _first_level()
    off = work_calendar()
    rows = late_rows(asked, timezone.localdate(), off)
    page = Paginator(rows.select_related("task__rollout", "occurrence"), PAGE_ROWS).get_page(
        request.GET.get("trang")
    )
    context = {
        "days": asked,
        "page": page,
        "rows": named_late(page, off),
        "rollouts": late_rollouts(rows),
        "may_remind": request.actor.may(Act.REMIND),
    }
    return render(request, "training/letters/late.html", context)


def _first_level() -> int:
    return settings.ESCALATION_WORKING_DAYS[0]


@requires(Act.REMIND)
@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the letter would name; then it is made of those who are late at that moment."""
    rollout = get_object_or_404(Rollout.objects.select_related("document"), pk=pk)
    days = LateForm.days_of(request.GET)
    form = LetterForm(request.POST or None, initial={"days": days}, names=_issuers())
    refusal = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(
                    letter_make(
                        actor=request.actor,
                        rollout_id=rollout.pk,
                        off=work_calendar(),
                        **form.cleaned_data,
                    )
                )
            except Refused as error:
                refusal = str(error)
        days = LateForm.days_of({"tu": request.POST.get("days", "")})
    off = work_calendar()
    rows = late_rows(days, timezone.localdate(), off).filter(task__rollout=rollout)
    page = Paginator(rows.select_related("task", "occurrence"), PAGE_ROWS).get_page(
        request.GET.get("trang")
    )
    context = {
        "rollout": rollout,
        "days": days,
        "form": form,
        "refusal": refusal,
        "page": page,
        "rows": named_late(page, off),
        "units": rows.order_by().values("unit").distinct().count(),
        "letters": rollout.reminder_letters.all(),
        "next": rollout.reminder_letters.count() + 1,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/letters/remind.html", context, status=status)


def _issuers() -> dict[str, str]:
    authority = Authority.objects.select_related("office").first()
    if authority is None or authority.office is None:
        return {}
    return {
        ReminderLetter.Issuer.OFFICE: authority.office.name_on(timezone.localdate()),
        ReminderLetter.Issuer.AUTHORITY: authority.full_name,
    }


@requires(Act.OFFICE_READ)
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen list on screen, the very one of the PDF."""
    rows = ReminderLetter.objects.select_related("rollout", "pdf", "made_by")
    found = get_object_or_404(rows, pk=pk)
    content = content_of(found)
    work = Job.objects.filter(kind=JOB_KIND, args={"letter": found.pk}).order_by("-pk").first()
    page = Paginator(
        [line for _first, lines in context_of(content)["groups"] for line in lines], PAGE_ROWS
    ).get_page(request.GET.get("trang"))
    context = {"letter": found, "content": content, "job": work, "page": page}
    response = render(request, "training/letters/letter.html", context)
    if found.pdf is None and work and work.is_open:
        response.headers["Refresh"] = "2"
    return response


@requires(Act.OFFICE_READ)
@require_GET
def pdf(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(ReminderLetter.objects.select_related("pdf"), pk=pk)
    if found.pdf is None:
        raise Http404
    return file_response(found.pdf, inline="xem" in request.GET)
