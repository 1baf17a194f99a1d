"""Texts that changed under what units have confirmed: what is concerned, and asking them again."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from directives.models import Edition
from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_number
from training.ending import ended_tasks
from training.forms.renewals import RenewalForm, TakeBackForm
from training.matrix import unit_names
from training.models import EndedChoice, Renewal
from training.renewals_page import left_out, plans_waiting, rows_of
from training.renewing import Plan, TaskPlan, plan_of, renewal_order
from training.taking_back import (
    asked_by_task,
    renewal_take_back,
    still_asked,
    take_back_preview,
)
from training.texts import comparison

PAGE_ROWS = 50


@requires(Act.OFFICE_READ)
@require_GET
def concerned(request: HttpRequest) -> HttpResponse:
    """Later texts on which nobody was asked yet; and what was asked before, the newest first."""
    renewals = Renewal.objects.select_related("edition__document")
    context = {
        "plans": plans_waiting(),
        "ended": ended_tasks(timezone.localdate()),
        "choices": EndedChoice.objects.select_related("task__rollout", "document")[:PAGE_ROWS],
        "page": Paginator(renewals, PAGE_ROWS).get_page(request.GET.get("trang")),
        "may_decide": request.actor.may(Act.DECIDE),
    }
    return render(request, "training/office/renewals.html", context)


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly who would be asked, with what changed; sent back, what was seen is what is done."""
    published = Edition.objects.published().select_related("document", "caused_by")
    edition = get_object_or_404(published, pk=pk)
    plan = plan_of(edition)
    form = RenewalForm(request.POST or None, choices=_choices(plan), initial=_fresh(plan))
    if request.method == "POST" and form.is_valid():
        try:
            job = renewal_order(
                actor=request.actor,
                edition_id=pk,
                seen=form.seen(),
                **{name: form.cleaned_data[name] for name in ("due_on", "reason", "form_token")},
            )
        except Refused as refusal:
            return _page(request, plan, form, refusal=str(refusal))
        return redirect(job)
    return _page(request, plan, form)


def _choices(plan: Plan) -> list[tuple[str, str]]:
    return [(value_of(each), _sums(each)) for each in plan.askable]


def value_of(plan: TaskPlan) -> str:
    return f"{plan.task.pk}:{plan.seen}"


def _sums(plan: TaskPlan) -> str:
    words = {
        "title": plan.task.title,
        "asked": vn_number(plan.sums.asked),
        "units": vn_number(plan.sums.units),
        "told": vn_number(plan.sums.told),
    }
    return (
        _(
            "%(title)s: %(asked)s việc đã xác nhận của %(units)s đơn vị được đề nghị xác nhận lại; "
            "%(told)s việc chưa xác nhận làm tiếp theo nội dung mới"
        )
        % words
    )


def _fresh(plan: Plan) -> dict[str, object]:
    return {"form_token": uuid4(), "tasks": [value_of(each) for each in plan.askable]}


def _page(
    request: HttpRequest, plan: Plan, form: RenewalForm, *, refusal: str = ""
) -> HttpResponse:
    if refusal:
        # The list below is the new one: what is sent next is what is seen now.
        chosen = set(form.seen()) if form.is_valid() else set()
        form.data = form.data.copy()
        again = [value_of(each) for each in plan.askable if each.task.pk in chosen]
        form.data.setlist("tasks", again)
    page = Paginator(rows_of(plan), PAGE_ROWS).get_page(request.GET.get("trang"))
    names = unit_names({row.unit_id for row in page}, timezone.localdate())
    for row in page:
        row.unit_name = names.get(row.unit_id, "")
    first = plan.tasks[0].text.edition if plan.tasks else None
    context = {
        "plan": plan,
        "edition": plan.edition,
        "comparison": comparison(first, plan.edition) if first else "",
        "form": form,
        "refusal": refusal,
        "page": page,
        "left_out": left_out(plan),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/renewal_ask.html", context, status=status)


@requires(Act.OFFICE_READ)
@require_GET
def renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen list of one act, each with how it stands today."""
    rows = Renewal.objects.select_related("edition__document", "taken_back")
    held = get_object_or_404(rows, pk=pk)
    items = held.items.select_related(
        "assignment__task__rollout", "assignment__occurrence", "assignment__unit", "confirmation"
    ).order_by("pk")
    page = Paginator(items, PAGE_ROWS).get_page(request.GET.get("trang"))
    names = unit_names({item.assignment.unit_id for item in page}, timezone.localdate())
    for item in page:
        item.unit_name = names.get(item.assignment.unit_id, "")
    context = {
        "renewal": held,
        "page": page,
        "tasks": held.tasks.select_related("task__rollout"),
        "taken_back": getattr(held, "taken_back", None),
        "may_take_back": request.actor.may(Act.DECIDE) and still_asked(held).exists(),
    }
    return render(request, "training/office/renewal.html", context)


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole act: how many would be asked no longer, and who stays as it is."""
    held = get_object_or_404(Renewal.objects.select_related("edition__document"), pk=pk)
    preview = take_back_preview(held)
    fresh = {"seen": preview.seen, "form_token": uuid4()}
    form, refusal = TakeBackForm(request.POST or None, initial=fresh), ""
    if request.method == "POST" and form.is_valid():
        try:
            taken = renewal_take_back(actor=request.actor, renewal_id=pk, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
            # What is sent next is what is seen now.
            form.data = form.data.dict() | {"seen": preview.seen}
        else:
            words = _("Đã rút đề nghị xác nhận lại của %(count)s việc.")
            messages.success(request, words % {"count": vn_number(taken.count)})
            return redirect(held)
    context = {
        "renewal": held,
        "preview": preview,
        "count": len(preview.items),
        "tasks": asked_by_task(preview),
        "form": form,
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/renewal_take_back.html", context, status=status)
