"""One assignment as the office sees it, and what it decides. The desk and the queue are apart."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.refusals import Refused
from training.assignment_page import assignment_context
from training.cancelling import open_below
from training.exemptions import End, exemption_end, exemption_grant
from training.forms.desk import ReturnForm
from training.forms.office import CancelForm, ExemptionForm, ReasonForm
from training.models import Assignment, AssignmentEvent, Confirmation
from training.review import (
    asking_take_back,
    assignment_cancel,
    assignment_reopen,
    exemption_refuse,
    review_accept,
    review_return,
)
from training.review_page import after_decision, review_context
from training.transitions import RULES, Transition
from training.unit_desk import due_words


@requires(Act.OFFICE_READ)
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, *, form: ReturnForm | None = None, refusal: str = ""
) -> HttpResponse:
    rows = Assignment.objects.select_related(
        "task__rollout__document", "unit", "occurrence", "handed_on_from__unit"
    )
    assignment = get_object_or_404(rows, pk=pk)
    context = assignment_context(assignment, request.actor, timezone.localdate())
    latest = assignment.confirmations.order_by("-number").first()
    context |= review_context(request, assignment, latest)
    context |= {
        "latest": latest,
        "form": form or ReturnForm(),
        "refusal": refusal,
        "may_review": request.actor.may(Act.REVIEW)
        and not assignment.is_reviewed_above
        and assignment.state == Assignment.State.CONFIRMED
        and bool(latest)
        and latest.answerable_id != request.user.pk,
        "may_enter": request.actor.may(Act.ENTER_FOR_UNIT)
        and assignment.state in RULES[Transition.ENTER].from_states,
        "may_decide": request.actor.may(Act.DECIDE),
    }
    status = 422 if refusal or (form and form.errors) else 200
    return render(request, "training/office/assignment.html", context, status=status)


@requires(Act.REVIEW)
@require_POST
def accept(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    confirmation = get_object_or_404(Confirmation, assignment=pk, number=number)
    try:
        review_accept(actor=request.actor, confirmation_id=confirmation.pk)
    except Refused as refusal:
        return _page(request, pk, refusal=str(refusal))
    messages.success(request, _("Đã chấp nhận xác nhận của đơn vị."))
    return redirect(after_decision(request, confirmation.assignment))


@requires(Act.REVIEW)
@require_POST
def give_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    confirmation = get_object_or_404(Confirmation, assignment=pk, number=number)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form=form)
    try:
        review_return(
            actor=request.actor,
            confirmation_id=confirmation.pk,
            reason=form.whole_reason(),
        )
    except Refused as refusal:
        return _page(request, pk, form=form, refusal=str(refusal))
    messages.success(request, _("Đã trả lại; đơn vị thấy lý do trên trang của mình."))
    return redirect(after_decision(request, confirmation.assignment))


GRANT = "cho-mien"
DECISIONS: dict[str, Callable[..., Assignment]] = {
    GRANT: exemption_grant,
    "het-mien": exemption_end,
    "khong-mien": exemption_refuse,
    "huy": assignment_cancel,
    "mo-lai": assignment_reopen,
    "thoi-hoi-lai": asking_take_back,
}


# Decisions after which the unit has the task no more, whatever it had handed on.
TAKES_AWAY = (GRANT, "huy")


def _decision_form(request: HttpRequest, assignment: Assignment, decision: str) -> ReasonForm:
    if decision == "huy":
        return CancelForm(request.POST or None, below=open_below(assignment).count())
    return (ExemptionForm if decision == GRANT else ReasonForm)(request.POST or None)


def _below_kept(assignment: Assignment) -> int:
    return Assignment.objects.filter(handed_on_from=assignment).still_asked().count()


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Grant, refuse or end an exemption, cancel, reopen: each on its own page with a reason."""
    rows = Assignment.objects.select_related("task__rollout", "unit", "occurrence")
    assignment = get_object_or_404(rows, pk=pk)
    form = _decision_form(request, assignment, decision)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            DECISIONS[decision](actor=request.actor, assignment_id=pk, **_decided(form))
            messages.success(request, _("Đã ghi nhận quyết định."))
            return redirect("training:review", pk=pk)
        except Refused as error:
            refusal = str(error)
    words = {
        GRANT: _("Cho miễn"),
        "het-mien": _("Chấm dứt miễn"),
        "khong-mien": _("Không cho miễn"),
        "huy": _("Hủy việc giao"),
        "mo-lai": _("Mở lại để xác nhận lại"),
        "thoi-hoi-lai": _("Rút đề nghị xác nhận lại"),
    }
    context = {
        "assignment": assignment,
        "unit_name": assignment.unit.name_on(timezone.localdate()),
        "form": form,
        "refusal": refusal,
        "act": words[decision],
        "below": _below_kept(assignment) if decision in TAKES_AWAY else 0,
        "period": _period(assignment) if decision == GRANT else "",
        "asked": _asked(assignment),
        "due": due_words(assignment, timezone.localdate(), work_calendar()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/decide.html", context, status=status)


def _period(assignment: Assignment) -> str:
    return assignment.occurrence.words if assignment.occurrence else ""


def _asked(assignment: Assignment) -> AssignmentEvent | None:
    """The unit's request, while it waits for its answer."""
    if assignment.state != Assignment.State.EXEMPTION_ASKED:
        return None
    return assignment.events.filter(act=Transition.ASK_EXEMPTION).last()


def _decided(form: ReasonForm) -> dict[str, object]:
    typed = dict(form.cleaned_data)
    reason = typed.pop("reason")
    if isinstance(form, ExemptionForm):
        return {"reason": reason, "end": End(**typed)}
    return {"reason": reason, **typed}
