"""A unit's own history: every confirmation with its receipt, and its figures year by year."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from portal.units.models import Unit
from portal.units.succession import Predecessor
from training import history as found
from training.confirmations_page import OUTCOMES, channel_words, figures_of, outcome_words
from training.inherited import left_to, past_history, past_named
from training.models import Confirmation
from training.receipts_together import receipts_start
from training.texts import mark_earlier
from training.unit_desk import unit_chips, units_of
from training.views.unit import chosen_unit

# Each is long on a telephone.
PAGE_ROWS = 20
# In the address of a file: the figures by year, not the list.
FIGURES = "so-lieu"


@requires(Act.UNIT_READ)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    units = list(units_of(request.actor, today))
    unit = chosen_unit(units, request.GET.get("don-vi"))
    past = _past(unit, request.GET, today)
    if kind := request.GET.get("tep"):
        key = "unit_figures" if request.GET.get("bang") == FIGURES else "unit_history"
        return listing_response(request, key, kind, **{"don-vi": str(unit.pk)})
    filters = found.HistoryFilters.of(request.GET)
    everything = past_history(past) if past else found.history_of(unit.pk)
    years = found.years_of(everything)
    rows = found.shown(found.filtered(everything, filters))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    mark_earlier(page)
    for row in page:
        _worded(row)
    beside = years[: found.YEARS_BESIDE]
    context = {
        "unit": unit,
        "units": unit_chips(units, unit) if past is None else [],
        "past": past,
        "left": left_to(unit.pk, today) if past is None else [],
        "filters": filters,
        "years": years,
        "beside": beside,
        "this_year": today.year,
        "figures": found.figure_lines(everything, beside, today) if years else [],
        "outcomes": OUTCOMES,
        "page": page,
    }
    return render(request, "training/unit/history.html", context)


def _past(unit: Unit, query: QueryDict, on: date) -> Predecessor | None:
    """The predecessor asked for; 404 for one that is none."""
    if not (wanted := query.get("truoc")):
        return None
    past = past_named(unit.pk, wanted, on)
    if past is None:
        raise Http404
    return past


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
    if past := _past(unit, request.POST, timezone.localdate()):
        unit = Unit.objects.get(pk=past.unit_id)
    filters = found.HistoryFilters.of(request.POST)
    return redirect(receipts_start(actor=request.actor, unit=unit, filters=filters))
