from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.units.listing import STANDINGS, UnitFilters, units_on
from portal.units.listings import day_of_list
from portal.units.models import Unit, UnitKind

PAGE_ROWS = 50


@requires(Act.UNITS_READ)
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """Units as they are, or as they were on a day; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "units", kind)
    filters, on = UnitFilters.of(request.GET), day_of_list(request.GET)
    parent = Unit.objects.filter(pk=filters.parent).first() if filters.parent else None
    rows = units_on(filters, on)
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "filters": filters,
        "on": on,
        "today": timezone.localdate(),
        "parent_name": parent.name_on(on) if parent else "",
        "kinds": UnitKind.objects.filter(parent=None),
        "standings": STANDINGS.items(),
        "may_import": request.actor.may(Act.UNITS_MANAGE),
    }
    return render(request, "units/list.html", context)
