"""The unit's side: its desk, one assignment with its draft, acknowledging, asking an exemption."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Act, requires
from portal.refusals import Refused
from portal.units.models import Unit
from portal.web import held
from portal.web.exports import export_response
from training import services
from training.assignment_page import assignment_context
from training.completeness import draft_of, headcounts_of
from training.drafts import draft_save
from training.evidence import evidence_add, evidence_remove
from training.forms.unit import DraftForm, ReasonForm, initial_of, typed_again
from training.handed_on import waiting_above
from training.models import Assignment
from training.numbers_below import below_of
from training.statement import Statement, statement_of_draft
from training.transitions import RULES, Transition
from training.unit_desk import (
    TO_DO,
    Section,
    desk_dataset,
    desk_lines,
    desk_rows,
    section_chips,
    section_counts,
    unit_chips,
    units_of,
)

PAGE_ROWS = 50


@requires(Act.UNIT_READ)
@require_safe
def unit_desk(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    units = list(units_of(request.actor, today))
    unit = chosen_unit(units, request.GET.get("don-vi"))
    rows, section = desk_rows(unit.pk, today), request.GET.get("muc", "")
    counts = section_counts(rows)
    rows = _of_section(rows, section)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "unit": unit,
        "units": unit_chips(units, unit),
        "sections": section_chips(unit, counts, section),
        "page": page,
        "lines": desk_lines(page.object_list, counts, today),
        "section": section,
        "may_delegate": request.actor.may_in(Act.UNIT_DELEGATE, unit.pk),
        "waiting_above": waiting_above(frozenset({unit.pk})),
        "to_do": sum(counts[each] for each in TO_DO),
        "total": counts.total(),
    }
    return render(request, "training/unit/desk.html", context)


@requires(Act.UNIT_READ)
@require_safe
def unit_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered, all pages of it."""
    today = timezone.localdate()
    unit = chosen_unit(list(units_of(request.actor, today)), request.GET.get("don-vi"))
    rows = _of_section(desk_rows(unit.pk, today), request.GET.get("muc", ""))
    return export_response(desk_dataset(rows, today), None, kind, f"viec-{unit.code.lower()}")


def _of_section(rows: QuerySet[Assignment], section: str) -> QuerySet[Assignment]:
    return rows.filter(section=section) if section in Section.values else rows


def chosen_unit(units: list[Unit], wanted: str | None) -> Unit:
    if wanted is None:
        return units[0]
    for unit in units:
        if str(unit.pk) == wanted:
            return unit
    raise Http404


@requires(Act.UNIT_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    if request.method == "POST":
        return _save(request, row)
    kept = held.held_for(request)
    return _page(request, row, draft_form(row, typed=kept.fields if kept else None), typed=kept)


def own_assignment(request: HttpRequest, pk: int) -> Assignment:
    own = Assignment.objects.of_units(request.actor.unit_ids(Act.UNIT_READ))
    rows = own.select_related(
        "task__rollout__document", "unit", "occurrence", "handed_on_from__unit"
    )
    return get_object_or_404(rows, pk=pk)


def draft_form(row: Assignment, *data: object, typed: QueryDict | None = None) -> DraftForm:
    """`typed` was sent when the session was over; it stands in the form as it was typed."""
    today, below = timezone.localdate(), below_of(row)
    return DraftForm(
        *data,
        assignment=row,
        headcounts={} if below else headcounts_of(row.unit, today),
        today=today,
        below=below,
        initial=initial_of(draft_of(row)) | (typed_again(typed) if typed else {}),
    )


def _save(request: HttpRequest, row: Assignment) -> HttpResponse:
    """The text first, then each file by itself: one that is refused holds up nothing else."""
    held.forget(request, request.path)
    form = draft_form(row, request.POST, request.FILES)
    before = draft_of(row)
    whole, refusal = form.is_valid(), ""
    if whole:
        try:
            draft_save(
                actor=request.actor,
                assignment_id=row.pk,
                version=form.cleaned_data["version"],
                fields=form.draft_fields(),
            )
        except Refused as refused:
            refusal = refused
    _add_files(request, row, form)
    _drop_file(request, row, form)
    if form.errors or refusal:
        return _again(request, row, form, refusal=refusal, current=before.version if before else 0)
    if "check" in request.POST:
        return redirect("training:assignment_confirm", row.pk)
    messages.success(request, _saved_words(request))
    return redirect(row)


def _saved_words(request: HttpRequest) -> str:
    if "drop" in request.POST:
        return _("Đã bỏ tệp khỏi bản nháp; nội dung đã nhập được lưu.")
    return _("Đã lưu bản nháp. Chưa gửi đi đâu cho đến khi lãnh đạo xác nhận.")


def _drop_file(request: HttpRequest, row: Assignment, form: DraftForm) -> None:
    """The button beside a file sends the whole form, so that what was typed is kept with it."""
    dropped = request.POST.get("drop", "")
    if not dropped.isdecimal() or len(dropped) > 18:
        return
    try:
        evidence_remove(actor=request.actor, assignment_id=row.pk, evidence_id=int(dropped))
    except Refused as refused:
        form.add_error(None, str(refused))


def _add_files(request: HttpRequest, row: Assignment, form: DraftForm) -> None:
    for field, kind, upload in form.uploads():
        try:
            evidence_add(actor=request.actor, assignment_id=row.pk, upload=upload, kind=kind)
        except Refused as refused:
            form.add_error(field, str(refused))


def _again(
    request: HttpRequest, row: Assignment, form: DraftForm, *, refusal: object, current: int
) -> HttpResponse:
    """The same page with all that was typed. Its version follows what this very request saved,
    and what the refusal has just told; an older page that said nothing yet stays an older page."""
    row.refresh_from_db(fields=["state"])
    draft = draft_of(row)
    typed_on = form.data.get("version")
    if draft and (refusal or typed_on == str(current)):
        form.data = form.data.copy()
        form.data["version"] = draft.version
    saved = statement_of_draft(draft, row.task) if draft and refusal else None
    return _page(request, row, form, refusal=refusal, saved=saved)


def _page(
    request: HttpRequest,
    row: Assignment,
    form: DraftForm,
    *,
    refusal: object = "",
    saved: Statement | None = None,
    typed: held.Held | None = None,
) -> HttpResponse:
    context = assignment_context(row, request.actor, timezone.localdate())
    # An officer prepares wherever the head could sign; what was typed stays on the page anyhow.
    shown = form.is_bound or row.state in RULES[Transition.CONFIRM].from_states
    files = form.required_files()
    context |= {
        "form": form if shown else None,
        "number_fields": form.number_fields(),
        "required": [(item, files[item.kind]) for item in context["required"]],
        "refusal": refusal,
        "saved": saved,
        "held": typed,
    }
    return render(request, "training/unit/assignment.html", context)


@requires(Act.UNIT_DRAFT)
@require_POST
def assignment_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    try:
        services.assignment_acknowledge(actor=request.actor, assignment_id=row.pk)
    except Refused as refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("Đã ghi nhận đơn vị tiếp nhận việc này."))
    return redirect(row)


@requires(Act.UNIT_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def exemption_ask(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    if not request.actor.may_in(Act.UNIT_SIGN, row.unit_id):
        raise PermissionDenied
    form, refusal = ReasonForm(request.POST or None, initial=held.typed_again(request)), ""
    if form.is_valid():
        held.forget(request, request.path)
        reason = form.cleaned_data["reason"]
        try:
            services.exemption_ask(actor=request.actor, assignment_id=row.pk, reason=reason)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, _("Đã gửi đề nghị miễn. Lãnh đạo cơ quan theo dõi sẽ trả lời.")
            )
            return redirect(row)
    context = {"assignment": row, "task": row.task, "form": form, "refusal": refusal}
    return render(request, "training/unit/exemption.html", context)


@requires(Act.UNIT_SIGN)
@require_POST
def exemption_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_assignment(request, pk)
    try:
        services.exemption_withdraw(actor=request.actor, assignment_id=row.pk)
    except Refused as refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("Đã rút đề nghị miễn; việc trở lại như trước khi đề nghị."))
    return redirect(row)
