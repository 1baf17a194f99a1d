"""Following without an account: Atom feeds, the site map, and search from the browser's bar."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directives.feeds import DocumentFeed, NewsFeed, SearchFeed
from directives.search import ASKED
from directives.sitemap import entries_of, part_count
from portal.units.models import Authority
from portal.web.middleware import public_page

SITEMAP_TYPE = "application/xml"
OPENSEARCH_TYPE = "application/opensearchdescription+xml"
SHORT_NAME_LENGTH = 16


@public_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@public_page
@require_safe
def document_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return DocumentFeed()(request, slug=slug)


@public_page(asks=ASKED)
@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    return SearchFeed()(request)


@public_page(asks=["phan"])
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """More than one part is an index of them (`?phan=`)."""
    count, part = part_count(), request.GET.get("phan")
    if part is None and count > 1:
        here = settings.SITE_URL + reverse("directives:sitemap")
        parts = [f"{here}?phan={number}" for number in range(1, count + 1)]
        return _xml(request, "directives/sitemap_index.xml", {"parts": parts}, SITEMAP_TYPE)
    if part is not None and not (part.isascii() and part.isdigit() and len(part) < 9):
        raise Http404
    number = int(part or 1)
    if not 1 <= number <= count:
        raise Http404
    entries = entries_of(number)
    return _xml(request, "directives/sitemap.xml", {"entries": entries}, SITEMAP_TYPE)


@public_page
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search here from its own bar. A short name has at most 16 letters."""
    authority = Authority.objects.first()
    here = settings.SITE_URL + reverse("directives:opensearch")
    listed = settings.SITE_URL + reverse("directives:document_list")
    context = {
        "name": (authority.name if authority else _("Văn bản"))[:SHORT_NAME_LENGTH],
        "here": here,
        "template": f"{listed}?q={{searchTerms}}",
        "language": get_language(),
    }
    return _xml(request, "directives/opensearch.xml", context, OPENSEARCH_TYPE)


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is worth a crawler's time; desks answer only those who have signed in anyway."""
    lines = [
        "User-agent: *",
        "Disallow: /quan-ly/",
        "Disallow: /don-vi/",
        "Disallow: /tai-khoan/",
        "Disallow: /admin/",
        f"Sitemap: {settings.SITE_URL}{reverse('directives:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _xml(request: HttpRequest, template: str, context: dict, content_type: str) -> HttpResponse:
    return render(request, template, context, content_type=content_type)
