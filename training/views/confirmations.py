from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.jobs.listings import listing_response
from training import confirmations_page as shown
from training.models import Confirmation, Rollout
from training.texts import mark_earlier

# Each is long on a telephone.
PAGE_ROWS = 20


@requires(Act.OFFICE_READ)
@require_GET
def confirmations(request: HttpRequest) -> HttpResponse:
    """All that was confirmed, and how it came; the same rows as a file on request."""
    if kind := request.GET.get("tep"):
        return listing_response(request, "confirmations", kind)
    filters = shown.ConfirmationFilters.of(request.GET)
    rows = shown.confirmations_of(filters, timezone.localdate())
    rows = rows.prefetch_related("indicator_values")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    mark_earlier(page)
    for row in page:
        row.figures = shown.figures_of(row)
        row.channel_words = shown.channel_words(row)
        row.outcome_words = shown.outcome_words(row)
    context = {
        "page": page,
        "filters": filters,
        "rollouts": Rollout.objects.exclude(state=Rollout.State.DRAFT),
        "entries": Confirmation.Entry.choices,
        "outcomes": shown.OUTCOMES,
        "may_enter": request.actor.may(Act.ENTER_FOR_UNIT),
    }
    return render(request, "training/office/confirmations.html", context)
