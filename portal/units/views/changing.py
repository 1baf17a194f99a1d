"""The way of a reorganisation: typed, looked at, applied, taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import Act, requires
from portal.refusals import Refused
from portal.units import reorganisation as services
from portal.units.change_forms import (
    FORMS,
    ChangeForm,
    NewUnits,
    ReverseForm,
    initial_of,
    initial_rows,
)
from portal.units.headcount_sums import summed
from portal.units.holdings import HOLDINGS, Choice
from portal.units.models import (
    Unit,
    UnitEvent,
    UnitEventDraft,
    UnitKind,
    UnitPeriod,
)
from portal.units.outline import BELOW, Step
from portal.units.plans import Plan

PAGE_ROWS = 50
# Of the units that only follow, and of choices, the preview shows so many.
SHOWN_ROWS = 20
MOST_STEPS = 200
Kind = UnitEvent.Kind
SENTENCES = {
    Kind.MERGE: gettext_lazy("Nhiều đơn vị thành một, hoặc nhập vào một đơn vị đang có."),
    Kind.SPLIT: gettext_lazy("Một đơn vị thành nhiều, hoặc tách một phần ra; chọn ai nhận việc."),
    Kind.RENAME: gettext_lazy("Đơn vị như cũ, chỉ khác tên."),
    Kind.MOVE: gettext_lazy("Một hay nhiều đơn vị sang cơ quan cấp trên khác."),
    Kind.REKIND: gettext_lazy("Chẳng hạn xã thành phường; có thể đổi tên cùng lúc."),
    Kind.END: gettext_lazy("Đơn vị không còn; việc đang mở chuyển cho đơn vị được chọn."),
}


@requires(Act.UNITS_CHANGE)
@require_http_methods(["GET", "POST"])
def reverse_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitEvent.objects.select_related("reversal"), pk=pk)
    form, refusal = ReverseForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            services.event_reverse(
                actor=request.actor, event_id=found.pk, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Đã hoàn tác; đơn vị, người và việc trở lại như trước."))
            return redirect(found)
        except Refused as error:
            refusal = str(error)
    built = [] if found.is_reversed else services.what_rests_on(found)
    context = {"event": found, "form": form, "refusal": refusal, "built": built}
    status = 422 if request.method == "POST" else 200
    return render(request, "units/reverse.html", context, status=status)


@requires(Act.UNITS_CHANGE)
@require_GET
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Which change; what was ticked in the list comes along."""
    ticked = request.GET.getlist("don-vi")
    query = urlencode({"don-vi": ticked}, doseq=True)
    if (kind := request.GET.get("thay-doi", "")) in FORMS:
        return redirect(f"{reverse('units:begin', args=[kind])}?{query}")
    changes = [(kind.value, kind.label, SENTENCES[kind]) for kind in Kind]
    context = {"changes": changes, "query": query}
    return render(request, "units/choose_kind.html", context)


@requires(Act.UNITS_CHANGE)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, change: str) -> HttpResponse:
    if change not in FORMS:
        raise Http404
    ticked = [pk for pk in request.GET.getlist("don-vi") if pk.isdecimal() and len(pk) < 19]
    codes = list(Unit.objects.filter(pk__in=ticked).values_list("code", flat=True))
    initial = {"units": "\n".join(codes), "unit": codes[0] if codes else ""}
    form = FORMS[change](request.POST or None, initial=initial)
    rows = _new_units(request, change, [])
    if request.method == "POST" and _are_valid(form, rows):
        try:
            draft = services.draft_begin(actor=request.actor, plan=_plan(form, rows))
            return redirect(draft)
        except Refused as error:
            form.add_error(None, str(error))
    return _form_page(request, form, rows, None)


@requires(Act.UNITS_CHANGE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(UnitEventDraft, pk=pk)
    plan = Plan.of(draft)
    form = FORMS[draft.kind](request.POST or None, initial=initial_of(plan))
    rows = _new_units(request, draft.kind, initial_rows(plan))
    if request.method == "POST" and _are_valid(form, rows):
        try:
            services.draft_save(
                actor=request.actor,
                draft_id=draft.pk,
                revision=_revision(request),
                plan=_plan(form, rows),
            )
            return redirect(draft)
        except Refused as error:
            form.add_error(None, str(error))
    return _form_page(request, form, rows, draft)


def _new_units(request: HttpRequest, kind: str, initial: list[dict]) -> forms.BaseFormSet | None:
    if kind != Kind.SPLIT:
        return None
    return NewUnits(request.POST or None, initial=initial, prefix="moi")


def _are_valid(form: ChangeForm, rows: forms.BaseFormSet | None) -> bool:
    """Both looked at, so that every mistake is told at once."""
    whole = form.is_valid()
    return (rows is None or rows.is_valid()) and whole


def _plan(form: ChangeForm, rows: forms.BaseFormSet | None) -> Plan:
    plan = form.plan()
    if rows is None:
        return plan
    filled = [row for row in rows if row.has_changed() or row.initial]
    return Plan(**vars(plan) | {"new": tuple(row.new_unit() for row in filled)})


def _form_page(
    request: HttpRequest,
    form: ChangeForm,
    rows: forms.BaseFormSet | None,
    draft: UnitEventDraft | None,
) -> HttpResponse:
    context = {"form": form, "formset": rows, "draft": draft, "kind": Kind(form.kind)}
    status = 422 if request.method == "POST" else 200
    return render(request, "units/form.html", context, status=status)


def _revision(request: HttpRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


@requires(Act.UNITS_CHANGE)
@require_GET
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole effect, before anything is done."""
    return _draft_page(request, get_object_or_404(UnitEventDraft, pk=pk))


def _draft_page(request: HttpRequest, found: UnitEventDraft, refusal: str = "") -> HttpResponse:
    plan = Plan.of(found)
    preview = services.preview_of(plan, request.actor)
    steps = preview.outline.steps
    context = {
        "draft": found,
        "plan": plan,
        "preview": preview,
        "refusal": refusal,
        "steps": _in_words(preview, [step for step in steps if step.what != "below"][:MOST_STEPS]),
        "below": _in_words(preview, [s for s in steps if s.what == "below"][:SHOWN_ROWS]),
        "below_count": sum(step.what == "below" for step in steps),
        "below_choices": preview.outline.below,
        "effects": [
            (held, effect, effect.choices[:SHOWN_ROWS]) for held, effect in preview.effects
        ],
        "shown": SHOWN_ROWS,
        "headcounts": summed(plan.units, plan.effective_on) if found.kind == Kind.MERGE else [],
    }
    return render(request, "units/draft.html", context, status=422 if refusal else 200)


def _in_words(preview: services.Preview, steps: list[Step]) -> list[tuple[Step, str, str]]:
    """Each with its kind and what it comes under, by name."""
    outline = preview.outline
    kinds = dict(UnitKind.objects.values_list("pk", "name"))
    above = UnitPeriod.objects.known(outline.on).filter(
        unit__code__in={step.parent_code for step in steps}
    )
    names = dict(above.values_list("unit__code", "name"))
    names |= {heir.code: heir.name for heir in outline.heirs}
    return [
        (step, kinds.get(step.kind, ""), names.get(step.parent_code, step.parent_code))
        for step in steps
    ]


@requires(Act.UNITS_CHANGE)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int, holding: str) -> HttpResponse:
    """To whom each row goes, a page of rows at a time, or all at once."""
    found = get_object_or_404(UnitEventDraft, pk=pk)
    heading, choices = _choices(request, found, holding)
    page = Paginator(choices, PAGE_ROWS).get_page(request.GET.get("trang"))
    refusal = ""
    if request.method == "POST":
        try:
            services.draft_choose(
                actor=request.actor,
                draft_id=found.pk,
                revision=_revision(request),
                holding=holding,
                chosen=_chosen(request, choices, list(page)),
            )
            messages.success(request, _("Đã ghi lựa chọn."))
            return redirect(found)
        except Refused as error:
            refusal = str(error)
    context = {"draft": found, "heading": heading, "page": page, "refusal": refusal}
    context["options"] = choices[0].options if choices else ()
    status = 422 if request.method == "POST" else 200
    return render(request, "units/choose.html", context, status=status)


def _choices(
    request: HttpRequest, found: UnitEventDraft, holding: str
) -> tuple[Any, tuple[Choice, ...] | list[Choice]]:
    preview = services.preview_of(Plan.of(found), request.actor)
    if holding == BELOW:
        return _("Đơn vị trực thuộc"), preview.outline.below
    for held, effect in preview.effects:
        if held.key == holding:
            return held.heading, effect.choices
    if holding in HOLDINGS:
        return HOLDINGS[holding].heading, ()
    raise Http404


def _chosen(request: HttpRequest, every: Any, shown: list[Choice]) -> dict[str, str]:
    """Only rows there are, and only heirs that may be chosen."""
    if "all" in request.POST:
        code = request.POST["all"]
        return {c.key: code for c in every if code in dict(c.options)}
    return {
        choice.key: code
        for choice in shown
        if (code := request.POST.get(f"r-{choice.key}")) is not None
        and code in dict(choice.options)
    }


@requires(Act.UNITS_CHANGE)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        done = services.event_apply(
            actor=request.actor, draft_id=pk, digest=request.POST.get("digest", "")
        )
    except Refused as refused:
        found = get_object_or_404(UnitEventDraft, pk=pk)
        return _draft_page(request, found, str(refused))
    messages.success(request, _("Đã áp dụng thay đổi."))
    return redirect(done)


@requires(Act.UNITS_CHANGE)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    services.draft_drop(actor=request.actor, draft_id=pk)
    messages.success(request, _("Đã bỏ dự thảo; chưa có gì thay đổi."))
    return redirect("units:events")
