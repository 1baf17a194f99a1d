"""Public pages are made once for everybody: validated by the version of what is public, kept in
memory under it, and given to the caches outside with the seconds they may go on without asking.
Everything else is kept by nobody.

How soon a withdrawal is seen: here at once, as the version is read at every request; in a cache
outside after FRESH_SECONDS + STALE_SECONDS at the latest, while the portal answers. Each further
cache on the way (a CDN before nginx, the reader's own browser) may add as much.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.response import HttpResponseNotModified
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from portal.web.public_version import public_version
from portal.web.replica import reading_publicly

Respond = Callable[[HttpRequest], HttpResponseBase]
# Then a cache asks whether its copy still holds (one query, no page is made) ...
FRESH_SECONDS = 5
# ... and may meanwhile hand out the copy, so that nobody waits for the answer.
STALE_SECONDS = 5
# So long a copy may be handed out while the portal does not answer: a night's work on the server.
OUTAGE_SECONDS = 4 * 3600
# What is not there, or is elsewhere: long enough to withstand a crowd, no longer.
ABSENT = {301, 302, 404, 410}
MAX_KEPT_BYTES = 64 * 1024
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
VARY = {"Vary": "Accept-Encoding"}
PAGES = "pages"


@dataclass(frozen=True)
class Asked:
    """`tag` names the page as it is now: of one version, under one address."""

    tag: str
    keeps: bool

    @property
    def etag(self) -> str:
        """Weak: the same for the page compressed and not."""
        return f'W/"{self.tag}"'


def public_pages(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        view = _public_view(request)
        if view is None:
            return _for_nobody_else(get_response(request))
        with reading_publicly():
            return _public(request, view, get_response)

    return respond


def _public_view(request: HttpRequest) -> Callable | None:
    if request.method not in {"GET", "HEAD"}:
        return None
    try:
        view = _view_at(request.path_info, get_urlconf())
    except Resolver404:
        return None
    return view if getattr(view, "is_public_page", False) else None


@lru_cache(maxsize=1000)
def _view_at(path: str, urlconf: str | None) -> Callable:
    """Django looks again when the page is made; what is kept need not wait for its long list."""
    return resolve(path, urlconf).func


def _public(request: HttpRequest, view: Callable, get_response: Respond) -> HttpResponseBase:
    _drop_what_is_not_asked_for(request, view.asks)
    asked = _asked(request, view)
    if asked.etag in _known(request):
        return _with_headers(_unchanged(view), asked)
    if kept := caches[PAGES].get(asked.tag) if asked.keeps else None:
        return _encoded(HttpResponse(kept[0], headers=kept[1]), request)
    response = get_response(request)
    _same_for_everybody(response)
    if response.cookies or response.has_header("Cache-Control"):
        return _for_nobody_else(response)
    if response.status_code not in {200, 304}:
        return _absent(response)
    response = _with_headers(response, asked)
    if response.streaming or response.status_code == 304:
        return response
    response = _compressed(response)
    if asked.keeps and request.method == "GET" and len(response.content) <= MAX_KEPT_BYTES:
        caches[PAGES].set(asked.tag, (response.content, dict(response.items())))
    return _encoded(response, request)


def _unchanged(view: Callable) -> HttpResponse:
    """Headers that a view says of every answer, such as who may read it, belong to this one too."""
    return HttpResponseNotModified(headers=VARY | getattr(view, "always_says", {}))


def _drop_what_is_not_asked_for(request: HttpRequest, asks: frozenset[str]) -> None:
    """Marks that other sites append, and nonsense: they change nothing, nor do they make a page
    of its own in any cache."""
    if not request.META.get("QUERY_STRING"):
        return
    query = QueryDict(mutable=True)
    for name in sorted(asks & request.GET.keys()):
        query.setlist(name, request.GET.getlist(name))
    request.META["QUERY_STRING"] = query.urlencode()
    request.GET = QueryDict(query.urlencode())


def _asked(request: HttpRequest, view: Callable) -> Asked:
    """The host is one of ALLOWED_HOSTS or the request is refused here; it counts, lest a view that
    writes whole addresses give one host's to the readers of another."""
    query = request.META.get("QUERY_STRING", "")
    version = public_version(view.__module__.partition(".")[0])
    parts = [version, settings.SITE_URL, request.scheme, request.get_host(), request.path, query]
    tag = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    # Words that are searched for have no end; what is fixed is the pages without any.
    return Asked(tag=tag, keeps=not query and not settings.DEBUG)


def _known(request: HttpRequest) -> list[str]:
    """Weak or strong, as caches on the way may have it."""
    tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return [tag if tag.startswith("W/") else f"W/{tag}" for tag in tags]


def _with_headers(response: HttpResponseBase, asked: Asked) -> HttpResponseBase:
    # A page may know a better one, as a file its own sum.
    response.headers.setdefault("ETag", asked.etag)
    patch_cache_control(
        response,
        public=True,
        max_age=FRESH_SECONDS,
        stale_while_revalidate=STALE_SECONDS,
        stale_if_error=OUTAGE_SECONDS,
    )
    return response


def _absent(response: HttpResponseBase) -> HttpResponseBase:
    """Not what went wrong on the way, or needs another method."""
    if response.status_code not in ABSENT:
        return _for_nobody_else(response)
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _for_nobody_else(response: HttpResponseBase) -> HttpResponseBase:
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)
    return response


def _same_for_everybody(response: HttpResponseBase) -> None:
    """Other packages' middleware looks into the session on each request, which makes Django say
    that the page varies by cookie. A public page reads none; a test compares the bytes."""
    varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in varies if name and name.lower() != "cookie"]
    response.headers.pop("Vary", None)
    if kept:
        patch_vary_headers(response, kept)


def _compressed(response: HttpResponse) -> HttpResponse:
    """No secret is on a public page that its compressed length could give away. Without a time in
    it, the same page is the same bytes."""
    response.content = gzip.compress(response.content, 6, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _encoded(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """As the reader can take it."""
    if not GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = gzip.decompress(response.content)
        del response.headers["Content-Encoding"]
        response.headers["Content-Length"] = str(len(response.content))
    return response
