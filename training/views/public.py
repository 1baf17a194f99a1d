from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.web.middleware import public_page
from training.progress import public_progress


@public_page
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Totals only: no unit is named here, and nobody late before the date has passed."""
    rows = public_progress(timezone.localdate())
    return render(request, "training/public/progress.html", {"rows": rows})
