"""Which periodic reports make themselves: the office reads it, its lead sets it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.calendar.days import school_years, work_calendar
from portal.refusals import Refused
from portal.vietnamese.periods import PeriodKind
from reports.forms import ScheduleForm
from reports.models import Report, ReportSchedule
from reports.schedules import failures, next_due, schedule_set, schedule_take
from training.catalogue import Frequency


@requires(Act.OFFICE_READ)
@require_GET
def schedule_list(request: HttpRequest) -> HttpResponse:
    today, off, plans = timezone.localdate(), work_calendar(), school_years()
    kept = {each.kind: each for each in ReportSchedule.objects.select_related("set_by")}
    made = Report.objects.exclude(schedule=None).order_by("schedule_id", "-ends_on", "-pk")
    last = {report.schedule_id: report for report in made.distinct("schedule_id")}
    with_nobody = set(ReportSchedule.objects.with_nobody(today).values_list("pk", flat=True))
    lines = []
    for kind in PeriodKind:
        schedule = kept.get(kind.value)
        on = bool(schedule and schedule.is_on)
        lines.append(
            {
                "kind": kind.value,
                "label": Frequency(kind.value).label,
                "schedule": schedule,
                "needs_somebody": bool(schedule and schedule.pk in with_nobody),
                "next": next_due(schedule, today, off, plans) if on else None,
                "last": last.get(schedule.pk) if schedule else None,
            }
        )
    context = {"lines": lines, "failures": failures(today)}
    context["may_set"] = request.actor.may(Act.REPORT_ISSUE)
    context["may_take"] = request.actor.may(Act.REPORT_MAKE)
    return render(request, "reports/schedules.html", context)


@requires(Act.REPORT_ISSUE)
@require_http_methods(["GET", "POST"])
def schedule_edit(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in list(PeriodKind):
        raise Http404
    schedule = ReportSchedule.objects.filter(kind=kind).first()
    initial = {
        "is_on": "1" if schedule and schedule.is_on else "0",
        "annex_form": schedule.annex_form if schedule else "",
    }
    form = ScheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        schedule_set(actor=request.actor, kind=kind, **form.asked)
        messages.success(request, _("Đã lưu lịch lập báo cáo."))
        return redirect("reports:schedule_list")
    context = {"form": form, "label": Frequency(kind).label}
    return render(request, "reports/schedule.html", context, status=422 if form.is_bound else 200)


@requires(Act.REPORT_MAKE)
@require_POST
def schedule_take_over(request: HttpRequest, kind: str) -> HttpResponse:
    schedule = get_object_or_404(ReportSchedule, kind=kind)
    try:
        schedule_take(actor=request.actor, schedule_id=schedule.pk)
        messages.success(request, _("Ông/Bà phụ trách lịch này từ nay."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:schedule_list")
