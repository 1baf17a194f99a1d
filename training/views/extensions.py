"""Later dates: a unit's head asks, the office's lead answers, or gives them to one or to many."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.calendar.days import work_calendar
from portal.refusals import Refused
from portal.web import held
from portal.web.templatetags.portal import vn_date
from training import extensions, matrix
from training.columns import Column, columns_of
from training.forms.office import ReasonForm
from training.forms.time import ExtensionForm, MassExtensionForm
from training.mass_extension import chosen_rows, mass_extension_order
from training.models import Assignment, Extension, Occurrence, Rollout
from training.unit_desk import due_words
from training.views.unit import own_assignment

PAGE_ROWS = 50
# Two forms stand on one page.
REFUSE_ID = "id_refuse_%s"


@requires(Act.UNIT_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    if not request.actor.may_in(Act.UNIT_SIGN, row.unit_id):
        raise PermissionDenied
    typed = held.typed_again(request)
    form, refusal = ExtensionForm(request.POST or None, assignment=row, initial=typed), ""
    if form.is_valid():
        held.forget(request, request.path)
        try:
            extensions.extension_ask(actor=request.actor, assignment_id=row.pk, **form.cleaned_data)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, _("Đã gửi đề nghị gia hạn. Lãnh đạo cơ quan theo dõi sẽ trả lời.")
            )
            return redirect(row)
    context = {"assignment": row, "task": row.task, "form": form, "refusal": refusal}
    context["due"] = due_words(row, timezone.localdate(), work_calendar())
    status = 422 if request.method == "POST" else 200
    return render(request, "training/unit/extension.html", context, status=status)


@requires(Act.UNIT_SIGN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    try:
        extensions.extension_withdraw(actor=request.actor, assignment_id=row.pk)
    except Refused as refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("Đã rút đề nghị gia hạn; hạn vẫn như cũ."))
    return redirect(row)


@requires(Act.OFFICE_READ)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Requests without an answer, the oldest first."""
    rows = Extension.objects.waiting().select_related(
        "assignment__task__rollout", "assignment__occurrence"
    )
    page = Paginator(rows.order_by("asked_at", "pk"), PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {"page": page, "may_decide": request.actor.may(Act.DECIDE)}
    named(list(page))
    return render(request, "training/office/extensions.html", context)


def named(rows: list[Extension]) -> list[Extension]:
    """Each with `.unit_name` as of today, in one more query."""
    names = matrix.unit_names({row.assignment.unit_id for row in rows}, timezone.localdate())
    for row in rows:
        row.unit_name = names.get(row.assignment.unit_id, "")
    return rows


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant what was asked, or another day; without a request, extend. The second form refuses."""
    row = _assignment(pk)
    asked = row.extensions.filter(state=Extension.State.ASKED).first()
    form = ExtensionForm(request.POST or None, assignment=row, initial=_as_asked(asked))
    # The page showed a request; that it was taken back meanwhile is said, not passed over.
    answers = "asked" in request.POST
    act = extensions.extension_grant if answers else extensions.extension_give
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.actor, assignment_id=pk, **form.cleaned_data)
        except Refused as refusal:
            return _answer_page(request, row, asked, form, refusal=str(refusal))
        messages.success(request, _("Đã gia hạn; đơn vị thấy hạn mới và lý do."))
        return redirect("training:review", pk=pk)
    return _answer_page(request, row, asked, form)


def _as_asked(asked: Extension | None) -> dict[str, str]:
    if asked is None:
        return {}
    reason = _("Đồng ý theo đề nghị của đơn vị.")
    return {"due_on": vn_date(asked.asked_due_on), "reason": reason}


@requires(Act.DECIDE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = _assignment(pk)
    asked = row.extensions.filter(state=Extension.State.ASKED).first()
    form, refusal = ReasonForm(request.POST, auto_id=REFUSE_ID), ""
    if form.is_valid():
        try:
            extensions.extension_refuse(
                actor=request.actor, assignment_id=pk, reason=form.cleaned_data["reason"]
            )
        except Refused as error:
            refusal = str(error)
        else:
            messages.success(request, _("Đã trả lời đơn vị; hạn giữ nguyên."))
            return redirect("training:review", pk=pk)
    return _answer_page(
        request, row, asked, ExtensionForm(assignment=row), refusal=refusal, refuse_form=form
    )


def _assignment(pk: int) -> Assignment:
    rows = Assignment.objects.select_related("task__rollout", "unit", "occurrence")
    return get_object_or_404(rows, pk=pk)


def _answer_page(
    request: HttpRequest,
    row: Assignment,
    asked: Extension | None,
    form: ExtensionForm,
    *,
    refusal: str = "",
    refuse_form: ReasonForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "assignment": row,
        "asked": asked,
        "unit_name": row.unit.name_on(today),
        "due": due_words(row, today, work_calendar()),
        "form": form,
        "refuse_form": refuse_form or ReasonForm(auto_id=REFUSE_ID),
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/extension.html", context, status=status)


@requires(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def many(request: HttpRequest, pk: int) -> HttpResponse:
    """For all that the matrix shows under the same filter: which tasks, to what day, why."""
    rollout = get_object_or_404(Rollout.objects.select_related("document"), pk=pk)
    filters = matrix.Filters.of(request.GET)
    columns = _columns(rollout, filters.period)
    form = MassExtensionForm(
        request.POST or None, columns=_choices(rollout, columns, request), initial=_fresh()
    )
    if request.method == "POST" and form.is_valid():
        try:
            job = mass_extension_order(
                actor=request.actor, rollout_id=pk, chosen=filters.encoded, **form.cleaned_data
            )
        except Refused as refusal:
            return _many_page(request, rollout, columns, form, refusal=str(refusal))
        return redirect(job)
    return _many_page(request, rollout, columns, form)


def _fresh() -> dict[str, object]:
    return {"form_token": uuid4()}


def _columns(rollout: Rollout, period: str) -> list[Column]:
    occurrences = Occurrence.objects.filter(task__rollout=rollout).select_related("task")
    return columns_of(list(rollout.tasks.all()), list(occurrences), period)


def _choices(
    rollout: Rollout, columns: list[Column], request: HttpRequest
) -> list[tuple[str, str]]:
    """Each column with how many of it can be extended; those with none are left out."""
    counts = matrix.counts_by_column(
        chosen_rows(rollout, request.GET.urlencode(), [column.name for column in columns])
    )
    return [
        (
            column.name,
            _("%(title)s, hạn %(due)s: %(count)s việc")
            % {"title": column.title, "due": vn_date(column.due_on), "count": counts[column.key]},
        )
        for column in columns
        if counts[column.key]
    ]


def _many_page(
    request: HttpRequest,
    rollout: Rollout,
    columns: list[Column],
    form: MassExtensionForm,
    *,
    refusal: str = "",
) -> HttpResponse:
    """With the units it would reach, so that nobody is extended unseen."""
    today = timezone.localdate()
    rows = chosen_rows(rollout, request.GET.urlencode(), [column.name for column in columns])
    units = matrix.units_of(rows, today)
    context = {
        "rollout": rollout,
        "form": form,
        "refusal": refusal,
        "page": Paginator(units, PAGE_ROWS).get_page(request.GET.get("trang")),
        "total": rows.count(),
        "query": matrix.Filters.of(request.GET).encoded,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "training/office/extend_many.html", context, status=status)
