from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web.middleware import public_page
from training.progress import public_progress, public_rollouts

PAGE_ROWS = 10


@public_page(asks=["van-ban", "trang"])
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Totals only: no unit is named here, and nobody late before the date has passed. With
    `?van-ban=`, of that document."""
    rollouts = public_rollouts(request.GET.get("van-ban", ""))
    page = Paginator(rollouts, PAGE_ROWS).get_page(request.GET.get("trang"))
    rows = public_progress(list(page), timezone.localdate())
    context = {"page": page, "rows": rows, "document": request.GET.get("van-ban", "")}
    return render(request, "training/public/progress.html", context)
