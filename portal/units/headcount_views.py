from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.units.headcount_list import CountFilters, headcounts_of
from portal.units.models import Headcount

PAGE_ROWS = 50


@requires(Act.UNITS_READ)
@require_GET
def headcounts(request: HttpRequest) -> HttpResponse:
    """How many people units have; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "headcounts", kind)
    filters = CountFilters.of(request.GET)
    rows = headcounts_of(filters, timezone.localdate())
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang")),
        "filters": filters,
        "audiences": Headcount.Audience.choices,
        "may_import": request.actor.may(Act.UNITS_MANAGE),
    }
    return render(request, "units/headcounts.html", context)
