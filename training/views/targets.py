"""Saved groups of units, the frozen rule of what went out, and units that came later."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_number
from training.branches import branch_choices
from training.forms.office import ExceptionForm
from training.forms.targets import GroupForm, GroupUseForm, ProposalForm
from training.frozen import frozen_lines, frozen_units, rule_in_words, sentence_of
from training.groups import (
    group_create,
    group_delete,
    group_exception_remove,
    group_exception_set,
    group_save,
    group_use,
)
from training.models import IssuedTargets, Rollout, TargetDecision, UnitGroup
from training.proposals import Decision, ProposalList, proposals_decide
from training.rule_page import LEFT_OUT, named_units, rule_initial, said_by, side_chips
from training.targets import counts_of, listed

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = UnitGroup.objects.select_related("rule", "updated_by")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    counts = counts_of([group.rule_id for group in page], today)
    context = {
        "page": page,
        "lines": [
            (group, sentence_of(rule_in_words(group.rule, today)), counts[group.rule_id].count)
            for group in page
        ],
        "may_edit": request.actor.may(Act.ROLLOUT_EDIT),
    }
    return render(request, "training/office/groups.html", context)


@requires(Act.ROLLOUT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, branches=branch_choices(timezone.localdate()))
    refusal = ""
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = group_create(
                actor=request.actor, name=data["name"], note=data["note"], said=said_by(data)
            )
            messages.success(request, _("Đã lập nhóm. Xem ai thuộc nhóm ở dưới."))
            return redirect(made)
        except Refused as refused:
            refusal = str(refused)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "training/office/group.html", context, status=status)


@requires(Act.ROLLOUT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitGroup.objects.select_related("rule", "updated_by"), pk=pk)
    initial = rule_initial(found.rule) | {"name": found.name, "note": found.note}
    branches = branch_choices(timezone.localdate())
    form = GroupForm(request.POST or None, initial=initial, branches=branches)
    refusal = ""
    if form.is_valid():
        data = form.cleaned_data
        try:
            group_save(
                actor=request.actor,
                group_id=found.pk,
                name=data["name"],
                note=data["note"],
                said=said_by(data),
            )
            messages.success(
                request, _("Đã lưu nhóm. Nhiệm vụ đã dùng nhóm này giữ nguyên bản đã chép.")
            )
            return redirect(found)
        except Refused as refused:
            refusal = str(refused)
    return _group_page(request, found, form, ExceptionForm(), refusal=refusal)


def _group_page(
    request: HttpRequest,
    found: UnitGroup,
    form: GroupForm,
    exception_form: ExceptionForm,
    *,
    refusal: str = "",
) -> HttpResponse:
    context = named_units(found.rule, request.GET, timezone.localdate()) | {
        "group": found,
        "form": form,
        "exception_form": exception_form,
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/group.html", context, status=status)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def group_except(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitGroup.objects.select_related("rule", "updated_by"), pk=pk)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            group_exception_set(
                actor=request.actor,
                group_id=found.pk,
                unit_id=data["unit_code"].pk,
                included=data["included"],
                reason=data["reason"],
            )
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
    initial = rule_initial(found.rule) | {"name": found.name, "note": found.note}
    group_form = GroupForm(initial=initial, branches=branch_choices(timezone.localdate()))
    return _group_page(request, found, group_form, form)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def group_unexcept(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    found = get_object_or_404(UnitGroup, pk=pk)
    group_exception_remove(actor=request.actor, group_id=found.pk, unit_id=unit_pk)
    return redirect(found)


@requires(Act.ROLLOUT_EDIT)
@require_POST
def group_remove(request: HttpRequest, pk: int) -> HttpResponse:
    group_delete(actor=request.actor, group_id=pk)
    messages.success(request, _("Đã xóa nhóm. Nhiệm vụ đã dùng nhóm giữ nguyên bản đã chép."))
    return redirect("training:unit_groups")


@requires(Act.ROLLOUT_EDIT)
@require_POST
def use_group(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Copy a group into the task in place of what was chosen."""
    task = get_object_or_404(Rollout, pk=pk).tasks.filter(pk=task_pk)
    found = get_object_or_404(task)
    form = GroupUseForm(request.POST)
    try:
        if form.is_valid():
            group_use(actor=request.actor, task_id=found.pk, group_id=form.cleaned_data["group"].pk)
            messages.success(request, _("Đã chép nhóm vào nhiệm vụ này."))
        else:
            messages.error(request, form.errors["group"][0])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:targets", pk=pk, task_pk=task_pk)


@requires(Act.OFFICE_READ)
@require_GET
def issued_targets(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """The rule and the list as they stood when the task went out."""
    rows = IssuedTargets.objects.select_related("task__rollout__issued_by")
    issued = get_object_or_404(rows, task=task_pk, task__rollout=pk)
    goes, words = request.GET.get("xem") != LEFT_OUT, request.GET.get("q", "")[:100]
    units = listed(frozen_units(issued, included=goes).matching(words))
    page = Paginator(units, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "issued": issued,
        "task": issued.task,
        "rollout": issued.task.rollout,
        "sentence": sentence_of(issued.rule),
        "page": page,
        "lines": frozen_lines(issued, list(page), included=goes),
        "words": words,
        "side": "" if goes else LEFT_OUT,
        "sides": side_chips(len(issued.unit_ids), len(issued.left_out), goes=goes),
    }
    return render(request, "training/office/issued_targets.html", context)


@requires(Act.OFFICE_READ)
@require_GET
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    rollout = get_object_or_404(Rollout, pk=pk)
    return _proposals_page(request, rollout)


@requires(Act.ROLLOUT_ISSUE)
@require_POST
def decide_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the task to the units chosen on the page, or note why not."""
    rollout = get_object_or_404(Rollout, pk=pk)
    accepted, refusal = "accept" in request.POST, ""
    form = ProposalForm(request.POST, keys=request.POST.getlist("chosen"))
    if form.is_valid() and _all_numbers(request.POST.getlist("chosen")):
        data = form.cleaned_data
        due_on = data["due_on"] if accepted else None
        try:
            count = proposals_decide(
                actor=request.actor,
                rollout_id=rollout.pk,
                pairs=form.pairs(),
                decision=Decision(accepted=accepted, due_on=due_on, reason=data["reason"]),
            )
            messages.success(request, _done(count, accepted=accepted))
            return redirect("training:proposals", pk=pk)
        except Refused as refused:
            refusal = str(refused)
    elif not form.errors:
        refusal = _("Có đơn vị không còn phù hợp với quy tắc; hãy tải lại trang.")
    return _proposals_page(request, rollout, form, refusal=refusal)


def _all_numbers(keys: list[str]) -> bool:
    halves = [key.split("-") for key in keys]
    return all(len(half) == 2 and all(each.isdecimal() for each in half) for half in halves)


def _done(count: int, *, accepted: bool) -> str:
    if accepted:
        words = ngettext("Đã giao %(n)s việc.", "Đã giao %(n)s việc.", count)
    else:
        words = ngettext(
            "Đã ghi nhận không giao %(n)s việc.",
            "Đã ghi nhận không giao %(n)s việc.",
            count,
        )
    return words % {"n": vn_number(count)}


def _proposals_page(
    request: HttpRequest, rollout: Rollout, form: ProposalForm | None = None, *, refusal: str = ""
) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    found = ProposalList(rollout, timezone.localdate(), words)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("trang"))
    decided = TargetDecision.objects.filter(task__rollout=rollout).select_related("task", "unit")
    context = {
        "rollout": rollout,
        "page": page,
        "rows": list(page),
        "words": words,
        "form": form or ProposalForm(keys=[]),
        "picked": set(form.data.getlist("chosen")) if form else set(),
        "refusal": refusal,
        "decided": decided[:PAGE_ROWS],
        "may_issue": request.actor.may(Act.ROLLOUT_ISSUE),
    }
    status = 422 if form else 200
    return render(request, "training/office/proposals.html", context, status=status)
