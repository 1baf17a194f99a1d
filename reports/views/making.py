"""A report is made, made again in the place of another, and written."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import Act
from portal.refusals import Refused
from portal.units.models import Unit
from reports.audience import Audience, Step, step
from reports.forms import WordsForm
from reports.making_forms import MAKING, WORDS, OfUnit, ReplacementForm
from reports.scope import Kind
from reports.services import report_ask, report_write, words_in


@step(Step.MAKE)
@require_http_methods(["GET", "POST"])
def office_make(request: HttpRequest, audience: Audience) -> HttpResponse:
    """First which kind, then what that kind asks; from a rollout's page, its completion."""
    rollout = request.GET.get("dot")
    kind = request.GET.get("loai", Kind.COMPLETION if rollout else "")
    if kind not in MAKING:
        kinds = [(kind, Kind(kind).label, WORDS[kind]) for kind in MAKING]
        return render(request, "reports/kinds.html", {"kinds": kinds, "at": audience.at()})
    form = MAKING[kind](request.POST or None, initial={"rollout": rollout, "annex_form": ""})
    return _made(request, audience, form, {"kind": Kind(kind).label, "only_kind": False})


@step(Step.MAKE)
@require_http_methods(["GET", "POST"])
def unit_make(request: HttpRequest, audience: Audience) -> HttpResponse:
    """A unit's own report of a period."""
    units = Unit.objects.filter(pk__in=request.actor.unit_ids(Act.UNIT_DRAFT))
    named = list(units.named(timezone.localdate()).order_by("name"))
    initial = {"unit": request.GET.get("don-vi")}
    form = OfUnit(request.POST or None, units=named, initial=initial)
    return _made(request, audience, form, {"kind": _("Lập báo cáo của đơn vị"), "only_kind": True})


@step(Step.MAKE)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    replaced = audience.one(request.actor, pk, Step.MAKE)
    form = ReplacementForm(request.POST or None, replaced=replaced)
    return _made(request, audience, form, {"replaced": replaced, "kind": "", "only_kind": False})


@step(Step.MAKE)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    found = audience.one(request.actor, pk, Step.MAKE)
    last = found.texts.select_related("written_by").first()
    words = words_in(last)
    form = WordsForm(request.POST or None, initial={"version": last.version, **vars(words)})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            report_write(actor=request.actor, report_id=found.pk, version=version, words=form.words)
            messages.success(request, _("Đã lưu; tệp PDF của dự thảo được dựng lại."))
            return redirect(found)
        except Refused as error:
            refusal = str(error)
            # What was typed stays; saved again, it is the version after the one shown below.
            form.data = form.data.copy()
            form.data["version"] = last.version
    context = {"report": found, "form": form, "refusal": refusal, "last": last}
    context |= {"at": audience.at(found), "is_newer": bool(refusal) and version != last.version}
    return render(request, "reports/write.html", context, status=422 if form.is_bound else 200)


def _made(
    request: HttpRequest, audience: Audience, form: forms.Form, words: dict[str, Any]
) -> HttpResponse:
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(report_ask(actor=request.actor, **form.asked))
        except Refused as error:
            refusal = str(error)
    context = {"form": form, "refusal": refusal, "at": audience.at(), **words}
    return render(request, "reports/make.html", context, status=422 if form.is_bound else 200)
