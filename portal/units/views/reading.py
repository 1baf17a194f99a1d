"""Units through time: the list, one unit, what has changed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.units.days import day_asked
from portal.units.history import before_and_after, events_of, lines_of, periods_of
from portal.units.holdings import HOLDINGS
from portal.units.listing import STANDINGS, UnitFilters, units_on
from portal.units.models import (
    Unit,
    UnitEvent,
    UnitEventDraft,
    UnitEventPart,
    UnitKind,
)
from portal.units.plans import Plan

PAGE_ROWS = 50
SHOWN_ROWS = 20
MOST_PARTS = 200
Kind = UnitEvent.Kind


@requires(Act.UNITS_READ)
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """Units as they are, or as they were on a day; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "units", kind)
    day, filters = day_asked(request), UnitFilters.of(request.GET)
    rows = units_on(filters, day.on)
    parent = Unit.objects.filter(pk=filters.parent).first() if filters.parent else None
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "filters": filters,
        "day": day,
        "parent_name": parent.name_on(day.on) if parent else "",
        "kinds": UnitKind.objects.filter(parent=None),
        "standings": STANDINGS.items(),
        "changes": Kind.choices,
        "may_change": request.actor.may(Act.UNITS_CHANGE),
        "may_import": request.actor.may(Act.UNITS_MANAGE),
    }
    return render(request, "units/list.html", context)


@requires(Act.UNITS_READ)
@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Unit, pk=pk)
    day = day_asked(request)
    lines = events_of(found)
    before, after = before_and_after(found, lines)
    links = [link for held in HOLDINGS.values() for link in held.links(found, request.actor)]
    context = {
        "unit": found,
        "now": found.period(day.today),
        "periods": periods_of(found),
        "lines": lines,
        "before": before,
        "after": after,
        "links": links,
        "below_count": units_on(UnitFilters(parent=str(pk)), day.today).count(),
        "headcounts": found.headcounts.all()[:SHOWN_ROWS],
        "changes": Kind.choices,
        "may_change": request.actor.may(Act.UNITS_CHANGE) and found.ended_on is None,
    }
    return render(request, "units/unit.html", context)


@requires(Act.UNITS_READ)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What was applied, the newest first, and what is being prepared."""
    rows = UnitEvent.objects.select_related("reversal")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    may_change = request.actor.may(Act.UNITS_CHANGE)
    drafts = UnitEventDraft.objects.select_related("made_by") if may_change else []
    context = {
        "page": page,
        "lines": lines_of(list(page)),
        "drafts": [(draft, Plan.of(draft)) for draft in drafts],
        "may_change": may_change,
    }
    return render(request, "units/events.html", context)


@requires(Act.UNITS_READ)
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnitEvent.objects.select_related("reversal"), pk=pk)
    [line] = lines_of([found], most=MOST_PARTS)
    below = found.parts.filter(role=UnitEventPart.Role.BELOW)
    context = {
        "event": found,
        "line": line,
        "below": Paginator(below, PAGE_ROWS).get_page(request.GET.get("trang")),
        "told": [(held.heading, held.told(found)) for held in HOLDINGS.values()],
        "may_change": request.actor.may(Act.UNITS_CHANGE) and not found.is_reversed,
    }
    return render(request, "units/event.html", context)
