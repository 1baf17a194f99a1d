"""Error pages that touch neither session nor database, so that they work when those do not."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

STATUSES = {400, 403, 404, 413, 500}


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a form left open until its session ended."""
    return _page(403, template="errors/csrf.html")
