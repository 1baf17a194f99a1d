"""Lists of reports, one report with its figures and rows, its files: whoever may read them."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.access import Act
from portal.files.responses import file_response
from portal.jobs.listings import listing_response
from portal.vietnamese.periods import Period, PeriodKind
from portal.web.exports import JSON_TYPE, download
from portal.web.templatetags.portal import vn_number
from reports.audience import Audience, Step, step
from reports.context import context_of, groups_of
from reports.delivery_lines import deliveries_of
from reports.life import life_of
from reports.listings import SENDING_KEY, behind_key, whole_key
from reports.making_forms import MAKING, key_of, words_of
from reports.models import Report
from reports.rows import line_of
from reports.schedules import failures
from reports.scope import Kind
from reports.selections import Selection
from reports.sent_up import NOT_SENT, ONLY, SENT, Sending, chosen_period, periods_to_choose
from reports.snapshot import thaw
from training.catalogue import INDICATORS, Frequency

PAGE_ROWS = 50


@step(Step.READ)
@require_GET
def office_list(request: HttpRequest, audience: Audience) -> HttpResponse:
    rows = audience.reports(request.actor).select_related("made_by", "revocation")
    kind = request.GET.get("loai", "")
    if kind in MAKING:
        rows = rows.filter(kind=kind)
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "kinds": [(kind, Kind(kind).label) for kind in MAKING],
        "kind": kind if kind in MAKING else "",
        "can_make": request.actor.may(Act.REPORT_MAKE),
        "at": audience.at(),
        "scheduled": list(audience.reports(request.actor).made_by_schedule()),
        "failures": failures(timezone.localdate()),
    }
    return render(request, "reports/list.html", context)


@step(Step.READ)
@require_GET
def unit_list(request: HttpRequest, audience: Audience) -> HttpResponse:
    rows = audience.reports(request.actor).of_named_units()
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "several": len(request.actor.unit_ids(Act.UNIT_READ)) > 1,
        "at": audience.at(),
    }
    return render(request, "reports/unit_list.html", context)


@step(Step.READ)
@require_GET
def sent_list(request: HttpRequest, audience: Audience) -> HttpResponse:
    """What units have issued, the newest first; of a chosen period who has sent and who has not."""
    choices = periods_to_choose(timezone.localdate())
    period = chosen_period(choices, request.GET.get("ky", ""))
    context = {"at": audience.at(), "period": period, "choices": _choices(choices, period)}
    if period:
        return _sent_of(request, Sending(period), context)
    rows = audience.reports(request.actor).of_named_units().order_by("-issued_at", "-pk")
    context["page"] = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    return render(request, "reports/sent_list.html", context)


def _sent_of(request: HttpRequest, sending: Sending, context: dict[str, Any]) -> HttpResponse:
    if kind := request.GET.get("tep"):
        return listing_response(request, SENDING_KEY, kind)
    key, only = key_of(sending.period), request.GET.get("loc", "")
    page = Paginator(sending.chosen(only), PAGE_ROWS).get_page(request.GET.get("trang"))
    context |= {
        "page": page,
        "lines": sending.lines(page),
        "sending": sending,
        "is_running": sending.period.ends_on >= timezone.localdate(),
        "words": words_of(sending.period),
        "query": urlencode({"ky": key, "loc": only} if only in ONLY else {"ky": key}),
        "chips": [
            {"url": f"?ky={key}", "label": _("Tất cả"), "current": only not in ONLY},
            *(
                {
                    "url": f"?ky={key}&loc={value}",
                    "label": f"{label} ({vn_number(number)})",
                    "current": only == value,
                }
                for value, label, number in (
                    (NOT_SENT, _("Chưa gửi"), sending.missing),
                    (SENT, _("Đã gửi"), sending.sent + sending.unasked),
                )
            ),
        ],
    }
    return render(request, "reports/sent_of_period.html", context)


def _choices(
    choices: dict[PeriodKind, list[Period]], chosen: Period | None
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """For a list to choose from: what a kind of period is called, and its periods."""
    return [
        (
            str(Frequency(kind.value).label),
            [(key_of(each), words_of(each), each == chosen) for each in periods],
        )
        for kind, periods in choices.items()
    ]


@step(Step.READ)
@require_GET
def report(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    """The frozen figures on screen, the very ones of the PDF, and what may be done now."""
    people = ("pdf", "made_by", "issued_by", "replaces", "signature", "unit")
    people += ("revocation__replaced_by",)
    found = audience.one(request.actor, pk, Step.READ, *people)
    snapshot = thaw(found.snapshot)
    if kind := request.GET.get("tep"):
        return _taken_away(request, audience, found, kind)
    context = context_of(snapshot) | life_of(found, audience, request.actor)
    context |= deliveries_of(found, audience, request.actor)
    context["groups"] = groups_of(context)
    context["rows_url"] = audience.at(found)["rows"]
    context["remind_url"] = _remind_url(request, found)
    response = render(request, "reports/report.html", context)
    if context["job"] and context["job"].is_open:
        response.headers["Refresh"] = "2"
    return response


@step(Step.READ)
@require_GET
def rows(request: HttpRequest, audience: Audience, pk: int) -> HttpResponse:
    """The rows behind a number of the report, each with its way to what the unit confirmed."""
    found = audience.one(request.actor, pk, Step.READ)
    snapshot = thaw(found.snapshot)
    selection = Selection.of(request.GET)
    selected = selection.rows(snapshot)
    if kind := request.GET.get("tep"):
        return listing_response(request, behind_key(audience), kind, report=str(found.pk))
    page = Paginator(selected, PAGE_ROWS).get_page(request.GET.get("trang"))
    context = {
        "report": found,
        "at": audience.at(found),
        "words": selection.words(snapshot),
        "total": selection.total(selected),
        "indicator": INDICATORS.get(selection.indicator),
        "page": page,
        "query": _without_page(request),
        "lines": _lines(request, audience, list(page)),
        "titles": {task.number: task.title for task in selection.looked_at(snapshot).tasks},
    }
    return render(request, "reports/rows.html", context)


@step(Step.READ)
@require_GET
def pdf(request: HttpRequest, audience: Audience, pk: int) -> FileResponse:
    """The issued paper; before there is one, the newest draft."""
    found = audience.one(request.actor, pk, Step.READ, "pdf")
    drawn = found.texts.exclude(pdf=None).select_related("pdf").first()
    file = found.pdf or (drawn and drawn.pdf)
    if file is None:
        raise Http404
    return file_response(file, inline="xem" in request.GET)


@step(Step.READ)
@require_GET
def draft_pdf(request: HttpRequest, audience: Audience, pk: int, version: int) -> FileResponse:
    found = audience.one(request.actor, pk, Step.READ)
    texts = found.texts.select_related("pdf").exclude(pdf=None)
    return file_response(get_object_or_404(texts, version=version).pdf, inline="xem" in request.GET)


def _lines(request: HttpRequest, audience: Audience, rows: list[Any]) -> list[dict[str, Any]]:
    ways = audience.ways(request.actor, rows)
    return [line_of(row) | {"url": ways.get(row.assignment, "")} for row in rows]


def _taken_away(request: HttpRequest, audience: Audience, found: Report, kind: str) -> HttpResponse:
    """JSON is the snapshot as it was frozen, so that its SHA-256 can be checked."""
    if kind == "json":
        return download(found.snapshot.encode(), JSON_TYPE, f"bao-cao-{found.code}.json")
    return listing_response(request, whole_key(audience), kind, report=str(found.pk))


def _remind_url(request: HttpRequest, found: Report) -> str:
    """Of a list of what is late, where a letter is written to them."""
    if found.kind != Kind.LATE or not request.actor.may(Act.REMIND):
        return ""
    if found.rollout_id is None:
        return reverse("training:list_late")
    return reverse("training:remind", args=[found.rollout_id])


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("trang", None)
    return query.urlencode()
