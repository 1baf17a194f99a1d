"""What every address for programs has in common: any site may read it, and mistakes are JSON."""

import re
from collections.abc import Callable
from datetime import date
from functools import wraps

from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.opendata.openapi import PAGE_ROWS
from directives.opendata.records import Record, site_address
from directives.search import ASKED
from portal.refusals import Refused
from portal.web.middleware import public_page

METHODS = "GET, HEAD, OPTIONS"
# For scripts of other sites; there is no cookie that could open more to them.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Disposition",
}
# What any of these addresses reads of the query.
ASKS = (*ASKED, "ngay", "trang", "van-ban")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


def for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Http404 and Refused (a question that cannot be understood) become answers in JSON."""

    @public_page(asks=ASKS)
    @wraps(view)
    def answer(request: HttpRequest, **asked: object) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers={"Allow": METHODS})
        elif request.method not in METHODS.split(", "):
            response = error(405, _("Địa chỉ này chỉ để đọc: dùng GET."))
            response.headers["Allow"] = METHODS
        else:
            response = _answered(view, request, asked)
        for name, value in OPEN.items():
            response.headers[name] = value
        return response

    answer.always_says = OPEN
    return answer


def _answered(view: Callable, request: HttpRequest, asked: dict) -> HttpResponseBase:
    try:
        return view(request, **asked)
    except Http404:
        return error(404, _("Không có, hoặc chưa công bố."))
    except Refused as refusal:
        return error(400, str(refusal))


def json_of(value: Record, status: int = 200) -> JsonResponse:
    return JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})


def error(status: int, sentence: str) -> JsonResponse:
    return json_of({"error": sentence}, status)


def day_asked(request: HttpRequest) -> date:
    """`?ngay=2026-03-05`; today where none is asked for."""
    asked = request.GET.get("ngay")
    if asked is None:
        return timezone.localdate()
    try:
        if ISO_DAY.fullmatch(asked):
            return date.fromisoformat(asked)
    except ValueError:
        pass
    raise Refused(_("Ngày trong ?ngay= phải ghi như 2026-03-05."))


def slug_asked(request: HttpRequest, name: str) -> str:
    """ "" where none is asked for."""
    asked = request.GET.get(name)
    if asked is not None and not SLUG.fullmatch(asked):
        raise Refused(_("?%(name)s= phải là địa chỉ của một văn bản.") % {"name": name})
    return asked or ""


def page_of(
    request: HttpRequest, rows: QuerySet, records: Callable[[list], list[Record]]
) -> JsonResponse:
    """Numbered pages with the addresses of their neighbours; no page past the end."""
    paginator = Paginator(rows, PAGE_ROWS)
    try:
        page = paginator.page(request.GET.get("trang", 1))
    except InvalidPage:
        raise Http404 from None

    def address(number: int) -> str:
        query = request.GET.copy()
        query["trang"] = number
        return site_address(f"{request.path}?{query.urlencode()}")

    return json_of(
        {
            "count": paginator.count,
            "next": address(page.next_page_number()) if page.has_next() else None,
            "previous": address(page.previous_page_number()) if page.has_previous() else None,
            "results": records(list(page)),
        }
    )
