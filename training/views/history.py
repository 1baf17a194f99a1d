"""A unit's own history: every confirmation with its receipt, and its figures year by year."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.units.models import Unit
from training import history as found
from training.confirmations_page import OUTCOMES, channel_words, figures_of, outcome_words
from training.models import Confirmation
from training.receipts_together import receipts_start
from training.texts import mark_earlier
from training.unit_desk import unit_chips, units_of
from training.views.unit import chosen_unit

# Each is long on a telephone.
PAGE_ROWS = 20


@requires(Act.UNIT_READ)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    units = list(units_of(request.actor, today))
    unit = chosen_unit(units, request.GET.get("don-vi"))
    if kind := request.GET.get("tep"):
        return listing_response(request, "unit_history", kind, **{"don-vi": str(unit.pk)})
    filters = found.HistoryFilters.of(request.GET)
    everything = found.history_of(unit.pk)
    years = found.years_of(everything)
    rows = found.shown(found.filtered(everything, filters))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    mark_earlier(page)
    for row in page:
        _worded(row)
    beside = years[: found.YEARS_BESIDE]
    context = {
        "unit": unit,
        "units": unit_chips(units, unit),
        "filters": filters,
        "years": years,
        "beside": beside,
        "this_year": today.year,
        "figures": found.figure_lines(everything, beside, today) if years else [],
        "outcomes": OUTCOMES,
        "page": page,
    }
    return render(request, "training/unit/history.html", context)


def _worded(row: Confirmation) -> None:
    row.figures = figures_of(row)
    row.channel_words = channel_words(row)
    row.outcome_words = outcome_words(row)
    row.period = found.period_of(row)


@requires(Act.UNIT_READ)
@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """All of the year chosen in one archive; the job's page tells how far it is."""
    units: list[Unit] = list(units_of(request.actor, timezone.localdate()))
    unit = chosen_unit(units, request.POST.get("don-vi"))
    filters = found.HistoryFilters.of(request.POST)
    return redirect(receipts_start(actor=request.actor, unit=unit, filters=filters))
