"""Making a rollout: duties to tasks, targets, preview, issue; and the matrix once it is out."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directives.models import Document, Duty
from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.jobs.listings import listing_response
from portal.refusals import Refused
from portal.units.models import UnitKind
from portal.units.services import branch_of
from training import matrix
from training.branches import branch_choices
from training.columns import (
    ALL_PERIODS,
    columns_of,
    label_of,
    left_behind,
    of_period,
    period_choices,
)
from training.forms.office import (
    ExceptionForm,
    RolloutForm,
    TargetForm,
    TaskForm,
)
from training.forms.targets import GroupUseForm
from training.frozen import may_have_newcomers
from training.handed_on import handed_on_totals
from training.issuing import rollout_issue, what_keeps_from_issuing
from training.matrix_totals import matrix_context, rows_of, units_page
from training.models import (
    Assignment,
    IssuedTargets,
    Occurrence,
    Rollout,
    SavedView,
    Task,
    UnitGroup,
)
from training.progress import Totals, totals_in, totals_of
from training.proposals import ProposalList
from training.recurrence import Clock, first_periods, periods_told, told
from training.rollouts import (
    exception_remove,
    exception_set,
    rollout_close,
    rollout_create,
    rollout_delete,
    targets_save,
    task_delete,
    task_save,
)
from training.rule_page import named_units, rule_initial, said_by
from training.saved_page import saved_context
from training.targets import counts_of, units_reached

PAGE_ROWS, MATRIX_ROWS = 50, 30
SHOWN_PERIODS = 3


@requires(Act.OFFICE_READ)
@require_GET
def rollout_list(request: HttpRequest) -> HttpResponse:
    rows = Rollout.objects.select_related("document").annotate(task_count=Count("tasks"))
    rows = rows.order_by("-created_at", "-pk")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    totals = totals_of(list(page), timezone.localdate())
    for rollout in page:
        rollout.totals = totals[rollout.pk]
    context = {"page": page, "can_edit": request.actor.may(Act.ROLLOUT_EDIT)}
    return render(request, "training/office/rollouts.html", context)


@requires(Act.ROLLOUT_EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """First a document, then which of its duties become tasks."""
    chosen = request.POST.get("document") or request.GET.get("document", "")
    if not chosen.isdecimal():
        documents = Document.objects.published().filter(editions__clauses__duties__isnull=False)
        context = {"documents": documents.distinct().newest_first()}
        return render(request, "training/office/choose_document.html", context)
    document = get_object_or_404(Document.objects.published(), pk=chosen)
    duties = Duty.objects.filter(
        clause__edition=document.editions.published().order_by("-number")[:1].get()
    ).select_related("clause")
    form = RolloutForm(request.POST or None, duties=duties)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            rollout = rollout_create(
                actor=request.actor,
                document_id=document.pk,
                duty_ids=[duty.pk for duty in form.cleaned_data["duties"]],
            )
            return redirect("training:rollout_edit", pk=rollout.pk)
        except Refused as error:
            refusal = str(error)
    picked = {int(pk) for pk in request.POST.getlist("duties") if pk.isdecimal()}
    context = {
        "document": document,
        "form": form,
        "refusal": refusal,
        "duties": [
            (duty, duty.pk in picked or (not picked and duty.tracked in {"yes", "report"}))
            for duty in duties
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/create.html", context, status=status)


@requires(Act.OFFICE_READ)
@require_GET
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with its tasks; once issued the matrix takes its place."""
    rollout = get_object_or_404(Rollout.objects.select_related("document"), pk=pk)
    if rollout.state != Rollout.State.DRAFT:
        return redirect(rollout)
    today = timezone.localdate()
    tasks = list(rollout.tasks.select_related("target_rule"))
    rules = [task.target_rule.pk for task in tasks]
    counts, clock = counts_of(rules, today), Clock.of_today()
    for task in tasks:
        task.seen = counts[task.target_rule.pk]
        task.first_period = _first_periods(task, 1, clock)
    context = {
        "rollout": rollout,
        "tasks": tasks,
        "faults": what_keeps_from_issuing(rollout, today),
        "total": sum(task.seen.count for task in tasks),
        "units": units_reached(rules, today),
        "can_edit": request.actor.may(Act.ROLLOUT_EDIT),
    }
    return render(request, "training/office/edit.html", context)


def _first_periods(task: Task, count: int, clock: Clock) -> list[str]:
    """As they would be if the task were issued today; [] for one that does not recur."""
    return told(first_periods(task, timezone.localdate(), clock, count)) if task.recurs else []


def _draft_task(pk: int, task_pk: int) -> Task:
    rows = Task.objects.select_related("rollout__document", "target_rule")
    return get_object_or_404(rows, pk=task_pk, rollout=pk)


@requires(Act.ROLLOUT_EDIT)
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    found = _draft_task(pk, task_pk)
    periods = _first_periods(found, SHOWN_PERIODS, Clock.of_today())
    form = TaskForm(request.POST or None, instance=found)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            task_save(actor=request.actor, task_id=found.pk, fields=form.cleaned_data)
            messages.success(request, _("Đã lưu nhiệm vụ."))
            return redirect("training:rollout_edit", pk=pk)
        except Refused as error:
            refusal = str(error)
    context = {
        "rollout": found.rollout,
        "task": found,
        "form": form,
        "refusal": refusal,
        "periods": periods,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/task.html", context, status=status)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def remove_task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    rollout = get_object_or_404(Rollout, pk=pk)
    try:
        if rollout.tasks.filter(pk=task_pk).exists():
            task_delete(actor=request.actor, task_id=task_pk)
        messages.success(request, _("Đã bỏ nhiệm vụ."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:rollout_edit", pk=pk)


@requires(Act.ROLLOUT_EDIT)
@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Who the task goes to: kinds and branches, and the preview of what they give."""
    found = _draft_task(pk, task_pk)
    today = timezone.localdate()
    initial = rule_initial(found.target_rule)
    form = TargetForm(request.POST or None, initial=initial, branches=branch_choices(today))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            targets_save(actor=request.actor, task_id=found.pk, **said_by(form.cleaned_data))
            messages.success(request, _("Đã chọn lại đơn vị nhận."))
            return redirect("training:targets", pk=pk, task_pk=task_pk)
        except Refused as error:
            refusal = str(error)
    context = _target_context(request, found, form, ExceptionForm()) | {"refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/targets.html", context, status=status)


def _target_context(
    request: HttpRequest, found: Task, form: TargetForm, exception_form: ExceptionForm
) -> dict[str, object]:
    today = timezone.localdate()
    return named_units(found.target_rule, request.GET, today) | {
        "rollout": found.rollout,
        "task": found,
        "rule": found.target_rule,
        "form": form,
        "exception_form": exception_form,
        "group_form": GroupUseForm() if UnitGroup.objects.exists() else None,
    }


@requires(Act.ROLLOUT_EDIT)
@require_POST
def except_unit(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Put a unit in or leave it out by hand, with the reason."""
    found = _draft_task(pk, task_pk)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            exception_set(
                actor=request.actor,
                task_id=found.pk,
                unit_id=data["unit_code"].pk,
                included=data["included"],
                reason=data["reason"],
            )
            return redirect("training:targets", pk=pk, task_pk=task_pk)
        except Refused as error:
            form.add_error(None, str(error))
    target_form = TargetForm(
        initial=rule_initial(found.target_rule),
        branches=branch_choices(timezone.localdate()),
    )
    context = _target_context(request, found, target_form, form)
    return render(request, "training/office/targets.html", context, status=422)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def unexcept_unit(request: HttpRequest, pk: int, task_pk: int, unit_pk: int) -> HttpResponse:
    found = _draft_task(pk, task_pk)
    try:
        exception_remove(actor=request.actor, task_id=found.pk, unit_id=unit_pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:targets", pk=pk, task_pk=task_pk)


@requires(Act.ROLLOUT_ISSUE)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    rollout = get_object_or_404(Rollout, pk=pk)
    try:
        return redirect(rollout_issue(actor=request.actor, rollout_id=rollout.pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:rollout_edit", pk=pk)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    rollout = Rollout.objects.filter(pk=pk).first()
    try:
        if rollout:
            rollout_delete(actor=request.actor, rollout_id=pk)
        messages.success(request, _("Đã xóa đợt đang soạn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:rollout_list")


@requires(Act.ROLLOUT_ISSUE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    rollout = get_object_or_404(Rollout, pk=pk)
    try:
        rollout_close(actor=request.actor, rollout_id=rollout.pk)
        messages.success(request, _("Đã kết thúc đợt triển khai."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(rollout)


@requires(Act.OFFICE_READ)
@require_GET
def rollout(request: HttpRequest, pk: int) -> HttpResponse:
    """Tasks × units, filtered by the address; the same rows as a file on request."""
    found = get_object_or_404(Rollout.objects.select_related("document"), pk=pk)
    if found.state == Rollout.State.DRAFT:
        return redirect("training:rollout_edit", pk=pk)
    for asked, key in (("tep", "matrix"), ("tung-viec", "assignments")):
        if kind := request.GET.get(asked):
            return listing_response(request, key, kind, dot=str(found.pk))
    today, filters = timezone.localdate(), matrix.Filters.of(request.GET)
    on = filters.on
    occurrences = list(Occurrence.objects.filter(task__rollout=found).opened_by(filters.moment))
    if not occurrences:
        filters = replace(filters, period="")
    branch_ids = branch_of(roots=[int(filters.branch)], on=on) if filters.branch else []
    rows = matrix.assignments_of(found, filters, on, branch_ids)
    tasks = list(found.tasks.all())
    columns = columns_of(tasks, occurrences, filters.period)
    page, units = units_page(rows, filters, request.GET.get("trang"), MATRIX_ROWS)
    grid = matrix.matrix_of(columns, units, on, work_calendar(), then=bool(filters.day))
    branches = branch_choices(on)
    frozen = set(IssuedTargets.objects.filter(task__rollout=found).values_list("task", flat=True))
    proposed = ProposalList(found, today).count() if may_have_newcomers(found, today) else 0
    context = {
        "rollout": found,
        "columns": columns,
        "page": page,
        "rows": rows_of(grid, filters),
        **matrix_context(found, filters, rows, columns),
        **saved_context(request, SavedView.Page.MATRIX, filters.encoded.rstrip("&"), found),
        "on": on,
        "totals": _totals(found, filters.period, today),
        "handed_on": handed_on_totals(found, today),
        "proposed": proposed,
        "frozen": [task for task in tasks if task.pk in frozen],
        "filters": filters,
        "chips": filters.chips(dict(branches).get(int(filters.branch or 0), "")),
        "kinds": UnitKind.objects.filter(parent=None),
        "branches": branches,
        "states": Assignment.State.choices,
        "may_issue": request.actor.may(Act.ROLLOUT_ISSUE),
        "may_decide": request.actor.may(Act.DECIDE),
        "may_report": request.actor.may(Act.REPORT_MAKE),
        "may_remind": request.actor.may(Act.REMIND) and found.state == Rollout.State.ISSUED,
        "letters": found.reminder_letters.select_related("rollout"),
    }
    context |= _periods_context(found, tasks, occurrences, filters.period, today)
    return render(request, "training/office/rollout.html", context)


def _periods_context(
    rollout: Rollout, tasks: list[Task], occurrences: list[Occurrence], period: str, on: date
) -> dict[str, object]:
    return {
        "period": label_of(period) if period != ALL_PERIODS else "",
        "periods": period_choices(occurrences),
        "recurring": periods_told(rollout, tasks, occurrences),
        "left_behind": left_behind(rollout).overdue(on).count() if occurrences else 0,
    }


def _totals(rollout: Rollout, period: str, on: date) -> Totals:
    """Of the period asked for; of all of them where none is."""
    if period in {"", ALL_PERIODS}:
        return totals_of([rollout], on)[rollout.pk]
    rows = Assignment.objects.filter(of_period(period, rollout), task__rollout=rollout)
    return totals_in(rows, on)
