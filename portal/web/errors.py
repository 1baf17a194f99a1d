"""Error pages that touch neither session nor database, so that they work when those do not."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

NOT_ALLOWED = 405


def _page(status: int, *, template: str = "") -> HttpResponse:
    return HttpResponse(render_to_string(template or f"errors/{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(500)


def said_when_not_allowed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: who opens an address that only takes what a button sends is told so. One comes
    there by signing in again after having pressed it, or by typing the address."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_looked_at = request.method in {"GET", "HEAD"} and request.accepts("text/html")
        if response.status_code != NOT_ALLOWED or not is_looked_at:
            return response
        page = _page(NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return respond


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a form left open until its session ended."""
    return _page(403, template="errors/csrf.html")
