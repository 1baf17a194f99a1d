"""The office's desk, its review queue, and one assignment as the office sees it."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.jobs.listings import listing_response
from portal.refusals import Refused
from portal.units.models import Headcount, UnitPeriod
from training.assignment_page import assignment_context
from training.cancelling import open_below
from training.catalogue import INDICATORS
from training.forms.office import CANNED_REASONS, CancelForm, ReasonForm
from training.lateness import late_rollouts, late_rows, named_late
from training.models import Assignment, Confirmation, Extension, Rollout
from training.progress import totals_of
from training.queue_page import queue_of
from training.review import (
    assignment_cancel,
    assignment_reopen,
    exemption_grant,
    exemption_refuse,
    review_accept,
    review_return,
)
from training.views.extensions import named

PAGE_ROWS = 25
NEXT_ROWS = 8


@requires(Act.OFFICE_READ)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What needs somebody today, oldest first."""
    today = timezone.localdate()
    rollouts = list(
        Rollout.objects.filter(state__in=["issuing", "issued"]).select_related("document")
    )
    totals = totals_of(rollouts, today)
    open_rows = Assignment.objects.filter(task__rollout__in=rollouts)
    later = Extension.objects.waiting().select_related(
        "assignment__task__rollout", "assignment__occurrence"
    )
    context = {
        "waiting": _named(
            open_rows.awaiting_review()
            .select_related("task__rollout", "occurrence")
            .order_by("confirmed_at")[:NEXT_ROWS]
        ),
        "waiting_count": open_rows.awaiting_review().count(),
        "overdue_count": open_rows.issued_by_office().overdue(today).count(),
        **_late(today),
        "asked": _named(
            open_rows.filter(state=Assignment.State.EXEMPTION_ASKED).select_related(
                "task__rollout", "occurrence"
            )[:NEXT_ROWS]
        ),
        "asked_later": named(list(later.order_by("asked_at", "pk")[:NEXT_ROWS])),
        "asked_later_count": later.count(),
        "drafts": Rollout.objects.filter(state="draft")
        .annotate(n=Count("tasks"))
        .order_by("-created_at")[:NEXT_ROWS],
        "rollouts": [(rollout, totals[rollout.pk]) for rollout in rollouts],
        "may_edit": request.actor.may(Act.ROLLOUT_EDIT),
        "may_decide": request.actor.may(Act.DECIDE),
        "may_remind": request.actor.may(Act.REMIND),
    }
    return render(request, "training/office/desk.html", context)


def _late(today: date) -> dict[str, object]:
    """Who is late for so long that the reminders of the portal have not helped."""
    days = settings.ESCALATION_WORKING_DAYS[0]
    off = work_calendar()
    rows = late_rows(days, today, off)
    return {
        "late_days": days,
        "late": named_late(rows.select_related("task", "occurrence")[:NEXT_ROWS], off),
        "late_rollouts": late_rollouts(rows),
    }


def _named(rows: object) -> list[Assignment]:
    """Each with `.unit_name` as of today, or the last it had, in one more query."""
    found = list(rows)
    periods = UnitPeriod.objects.known(timezone.localdate())
    names = dict(
        periods.filter(unit__in=[row.unit_id for row in found]).values_list("unit", "name")
    )
    for row in found:
        row.unit_name = names.get(row.unit_id, "")
    return found


@requires(Act.OFFICE_READ)
@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "queue", kind)
    page = Paginator(queue_of(request.GET), PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": page,
        "rollout": request.GET.get("dot", ""),
        "rollouts": Rollout.objects.filter(tasks__assignments__state="confirmed").distinct(),
    }
    return render(request, "training/office/queue.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, *, form: ReasonForm | None = None, refusal: str = ""
) -> HttpResponse:
    rows = Assignment.objects.select_related(
        "task__rollout__document", "unit", "occurrence", "handed_on_from__unit"
    )
    assignment = get_object_or_404(rows, pk=pk)
    context = assignment_context(assignment, request.actor, timezone.localdate())
    latest = assignment.confirmations.order_by("-number").first()
    context |= {
        "latest": latest,
        "form": form or ReasonForm(),
        "refusal": refusal,
        "canned": CANNED_REASONS,
        "above_headcount": _above_headcount(assignment, latest)
        if latest and not latest.numbers_from
        else [],
        "may_review": request.actor.may(Act.REVIEW)
        and not assignment.is_reviewed_above
        and assignment.state == Assignment.State.CONFIRMED
        and bool(latest)
        and latest.answerable_id != request.user.pk,
        "may_decide": request.actor.may(Act.DECIDE),
    }
    status = 422 if refusal or (form and form.errors) else 200
    return render(request, "training/office/assignment.html", context, status=status)


def _above_headcount(assignment: Assignment, confirmation: Confirmation) -> list[dict[str, object]]:
    """Numbers larger than the people there are: shown, never clipped."""
    counted = Headcount.objects.filter(unit=assignment.unit_id).order_by("counted_on")
    people = dict(counted.values_list("audience", "people"))
    found = []
    for value in confirmation.indicator_values.all():
        indicator = INDICATORS.get(value.indicator)
        heads = people.get(indicator.audience) if indicator else None
        if heads and value.value > heads:
            found.append({"name": indicator.name, "value": value.value, "people": heads})
    return found


def _next_or_queue(request: HttpRequest) -> HttpResponse:
    """On to the next that waits, so that a queue is worked off without going back."""
    waiting = Assignment.objects.awaiting_review().order_by("confirmed_at", "pk").first()
    if waiting and "next" in request.POST:
        return redirect("training:review", pk=waiting.pk)
    return redirect("training:review_queue")


@requires(Act.REVIEW)
@require_POST
def accept(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    confirmation = get_object_or_404(Confirmation, assignment=pk, number=number)
    try:
        review_accept(actor=request.actor, confirmation_id=confirmation.pk)
    except Refused as refusal:
        return _page(request, pk, refusal=str(refusal))
    messages.success(request, _("Đã chấp nhận xác nhận của đơn vị."))
    return _next_or_queue(request)


@requires(Act.REVIEW)
@require_POST
def give_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    confirmation = get_object_or_404(Confirmation, assignment=pk, number=number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form=form)
    try:
        review_return(
            actor=request.actor,
            confirmation_id=confirmation.pk,
            reason=form.cleaned_data["reason"],
        )
    except Refused as refusal:
        return _page(request, pk, form=form, refusal=str(refusal))
    messages.success(request, _("Đã trả lại; đơn vị thấy lý do trên trang của mình."))
    return _next_or_queue(request)


DECISIONS: dict[str, Callable[..., Assignment]] = {
    "cho-mien": exemption_grant,
    "khong-mien": exemption_refuse,
    "huy": assignment_cancel,
    "mo-lai": assignment_reopen,
}


# Decisions after which the unit has the task no more, whatever it had handed on.
TAKES_AWAY = ("cho-mien", "huy")


def _decision_form(request: HttpRequest, assignment: Assignment, decision: str) -> ReasonForm:
    if decision != "huy":
        return ReasonForm(request.POST or None)
    return CancelForm(request.POST or None, below=open_below(assignment).count())


def _below_kept(assignment: Assignment) -> int:
    return Assignment.objects.filter(handed_on_from=assignment).still_asked().count()


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Grant or refuse an exemption, cancel, reopen: each on its own page with a reason."""
    rows = Assignment.objects.select_related("task__rollout", "unit")
    assignment = get_object_or_404(rows, pk=pk)
    form = _decision_form(request, assignment, decision)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            DECISIONS[decision](actor=request.actor, assignment_id=pk, **form.cleaned_data)
            messages.success(request, _("Đã ghi nhận quyết định."))
            return redirect("training:review", pk=pk)
        except Refused as error:
            refusal = str(error)
    words = {
        "cho-mien": _("Cho miễn"),
        "khong-mien": _("Không cho miễn"),
        "huy": _("Hủy việc giao"),
        "mo-lai": _("Mở lại để xác nhận lại"),
    }
    context = {
        "assignment": assignment,
        "unit_name": assignment.unit.name_on(timezone.localdate()),
        "form": form,
        "refusal": refusal,
        "act": words[decision],
        "below": _below_kept(assignment) if decision in TAKES_AWAY else 0,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/decide.html", context, status=status)
