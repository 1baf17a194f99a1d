from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from portal.access import Act, requires
from portal.audit.models import AuditEvent
from portal.audit.words import WORDS, words_for

PAGE_ROWS = 25


@requires(Act.AUDIT_READ)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("viec", "nguoi", "tu", "den")}
    rows = AuditEvent.objects.select_related("unit")
    if chosen["viec"]:
        rows = rows.filter(act=chosen["viec"])
    if chosen["nguoi"]:
        rows = rows.filter(actor_name__icontains=chosen["nguoi"])
    if day := _day(chosen["tu"]):
        rows = rows.filter(at__date__gte=day)
    if day := _day(chosen["den"]):
        rows = rows.filter(at__date__lte=day)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("trang"))
    for event in page:
        event.words = words_for(event.act)
    acts = sorted(WORDS.items(), key=lambda pair: str(pair[1]))
    return render(request, "audit/events.html", {"page": page, "chosen": chosen, "acts": acts})


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
