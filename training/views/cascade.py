"""A unit hands its task on to the units below it, sees how far they are, and reviews theirs."""

from urllib.parse import urlencode

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.exports import export_response
from portal.web.templatetags.portal import vn_number
from training.assignment_page import assignment_context
from training.cascade import (
    Choice,
    hand_on,
    left_out_before,
    units_passed_over,
    units_to_get,
    what_keeps_from_handing_on,
    why_passed_over,
)
from training.forms.cascade import HandOnForm
from training.forms.desk import ReturnForm
from training.handed_on import Part, headers, listing, named, rows_below, totals_below
from training.models import Assignment, Confirmation
from training.moving import side_of
from training.numbers_below import below_of
from training.review import review_accept, review_return
from training.rule_page import LEFT_OUT, side_chips
from training.targets import listed
from training.transitions import Transition
from training.views.unit import own_assignment

PAGE_ROWS = 50


@requires(Act.UNIT_HAND_ON)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get it, then handing on exactly that choice."""
    row, today = own_assignment(request, pk), timezone.localdate()
    left_out, reason = left_out_before(row, today)
    first = {
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "left_out": "\n".join(left_out),
        "reason": reason,
    }
    sent = request.POST if request.method == "POST" else request.GET
    form = HandOnForm(sent if "due_on" in sent else first, assignment=row, on=today)
    refusal = what_keeps_from_handing_on(row)
    if request.method == "POST" and form.is_valid() and not refusal:
        try:
            done = hand_on(actor=request.actor, assignment_id=row.pk, choice=form.choice())
        except Refused as refused:
            refusal = str(refused)
        else:
            words = ngettext(
                "Đã giao xuống %(n)s đơn vị.", "Đã giao xuống %(n)s đơn vị.", done.units
            )
            messages.success(request, words % {"n": vn_number(done.units)})
            return redirect("training:units_below", row.pk)
    choice = form.choice() if form.is_valid() else Choice()
    context = _preview(request, row, choice) | {"form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/unit/hand_on.html", context, status=status)


def _preview(request: HttpRequest, row: Assignment, choice: Choice) -> dict[str, object]:
    today, goes = timezone.localdate(), request.GET.get("xem") != LEFT_OUT
    going = units_to_get(row, choice, today)
    passed = units_passed_over(row, choice, today)
    page = Paginator(listed(going if goes else passed), PAGE_ROWS).get_page(
        request.GET.get("trang")
    )
    kept = request.GET.copy()
    for name in ("xem", "trang"):
        kept.pop(name, None)
    going_count, passed_count = going.count(), passed.count()
    return {
        "assignment": row,
        "task": row.task,
        "unit_name": row.unit.name_on(today),
        "going": going_count,
        "passed_side": not goes,
        "page": page,
        "lines": [(p, "" if goes else why_passed_over(p, choice)) for p in page],
        "sides": side_chips(
            going_count,
            passed_count,
            goes=goes,
            more=f"{kept.urlencode()}&" if kept else "",
        ),
    }


@requires(Act.UNIT_READ)
@require_safe
def units_below_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far those are to whom this task was handed on, and nobody else."""
    row, today = own_assignment(request, pk), timezone.localdate()
    part, words = request.GET.get("tinh-trang", ""), request.GET.get("q", "")[:100]
    rows = rows_below(row, part, words, today)
    if kind := request.GET.get("tai-ve"):
        data = tablib.Dataset(*listing(rows, today), headers=headers())
        return export_response(data, None, kind, f"don-vi-truc-thuoc-{row.pk}")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    below = below_of(row)
    context = {
        "assignment": row,
        "task": row.task,
        "unit_name": row.unit.name_on(today),
        "page": page,
        "lines": [(each, each.is_overdue(today)) for each in named(list(page), today)],
        "totals": totals_below(Assignment.objects.filter(handed_on_from=row), today),
        "below": below,
        "handings": row.handings_on.all(),
        "parts": _part_chips(part),
        "part": part,
        "words": words,
        "kept": urlencode({"tinh-trang": part, "q": words}) + "&",
        "may_hand_on": not what_keeps_from_handing_on(row)
        and request.actor.may_in(Act.UNIT_HAND_ON, row.unit_id),
    }
    return render(request, "training/unit/below.html", context)


def _part_chips(chosen: str) -> list[dict[str, object]]:
    every = [{"url": "?", "label": _("Tất cả"), "current": chosen not in Part.values}]
    return every + [
        {"url": f"?tinh-trang={part.value}", "label": part.label, "current": part == chosen}
        for part in Part
    ]


@requires(Act.UNIT_READ)
@require_safe
def below_assignment(request: HttpRequest, pk: int, below_pk: int) -> HttpResponse:
    return _below_page(request, _below(request, pk, below_pk))


def _below(request: HttpRequest, pk: int, below_pk: int) -> Assignment:
    """A row that this very task of one's own unit was handed on to; else 404."""
    above = own_assignment(request, pk)
    rows = Assignment.objects.filter(handed_on_from=above)
    return get_object_or_404(
        rows.select_related(
            "task__rollout__document", "unit", "occurrence", "handed_on_from__unit"
        ),
        pk=below_pk,
    )


def _below_page(
    request: HttpRequest, row: Assignment, form: ReturnForm | None = None, *, refusal: str = ""
) -> HttpResponse:
    context = assignment_context(row, request.actor, timezone.localdate())
    latest = row.confirmations.order_by("-number").first()
    context |= {
        "above": row.handed_on_from,
        "latest": latest,
        "form": form or ReturnForm(),
        "refusal": refusal,
        "may_review": row.is_reviewed_above
        and row.state == Assignment.State.CONFIRMED
        and latest is not None
        and latest.signer_id != request.user.pk
        and request.actor.may_in(*side_of(row, Transition.ACCEPT)),
    }
    status = 422 if refusal or (form and form.errors) else 200
    return render(request, "training/unit/below_assignment.html", context, status=status)


@requires(Act.UNIT_REVIEW)
@require_POST
def below_accept(request: HttpRequest, pk: int, below_pk: int, number: int) -> HttpResponse:
    row = _below(request, pk, below_pk)
    found = get_object_or_404(Confirmation, assignment=row, number=number)
    if not row.is_reviewed_above:
        raise PermissionDenied
    try:
        review_accept(actor=request.actor, confirmation_id=found.pk)
    except Refused as refusal:
        return _below_page(request, row, refusal=str(refusal))
    messages.success(request, _("Đã chấp nhận xác nhận của đơn vị trực thuộc."))
    return redirect("training:units_below", pk)


@requires(Act.UNIT_REVIEW)
@require_POST
def below_give_back(request: HttpRequest, pk: int, below_pk: int, number: int) -> HttpResponse:
    row = _below(request, pk, below_pk)
    found = get_object_or_404(Confirmation, assignment=row, number=number)
    if not row.is_reviewed_above:
        raise PermissionDenied
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _below_page(request, row, form)
    try:
        reason = form.whole_reason()
        review_return(actor=request.actor, confirmation_id=found.pk, reason=reason)
    except Refused as refusal:
        return _below_page(request, row, form, refusal=str(refusal))
    messages.success(request, _("Đã trả lại; đơn vị thấy lý do trên trang của mình."))
    return redirect("training:units_below", pk)
