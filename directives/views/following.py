"""Following without an account: Atom feeds, the site map, and search from the browser's bar."""

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directives.audiences import READERS
from directives.models import Document, Edition
from directives.search import Filters, find
from portal.units.models import Authority
from portal.web.middleware import public_page

FEED_ROWS = 50
SITEMAP_ROWS = 10_000
SITEMAP_TYPE = "application/xml"
OPENSEARCH_TYPE = "application/opensearchdescription+xml"


class EditionFeed(Feed):
    """Texts as they were published, the newest first; a later edition is an entry of its own."""

    feed_type = Atom1Feed
    language = "vi"

    def get_object(self, request: HttpRequest) -> dict:
        return {"title": self.feed_title(), "link": reverse("directives:document_list")}

    def feed_title(self) -> str:
        return _("Văn bản mới công bố")

    def title(self, held: dict) -> str:
        authority = Authority.objects.first()
        return f"{held['title']} – {authority.full_name}" if authority else held["title"]

    def link(self, held: dict) -> str:
        return settings.SITE_URL + held["link"]

    def feed_url(self, held: dict) -> str:
        return settings.SITE_URL + held.get("feed", reverse("directives:feed"))

    def feed_guid(self, held: dict) -> str:
        return self.feed_url(held)

    def items(self, held: dict) -> list[Edition]:
        documents = held.get("documents", Document.objects.published())
        editions = Edition.objects.published().filter(document__in=documents.values("pk"))
        rows = editions.select_related("document").order_by("-published_at", "-pk")
        return list(rows[:FEED_ROWS])

    def item_title(self, edition: Edition) -> str:
        document = edition.document
        if edition.number == 1:
            return f"{document.title}: {document.subject}"
        return f"{document.title} ({edition.get_kind_display()})"

    def item_description(self, edition: Edition) -> str:
        return edition.note or edition.document.subject

    def item_link(self, edition: Edition) -> str:
        return settings.SITE_URL + edition.document.get_absolute_url()

    def item_guid(self, edition: Edition) -> str:
        """The edition's own address for machines: two editions of a document are two entries."""
        arguments = [edition.document.slug, edition.number]
        return settings.SITE_URL + reverse("directives:data_edition", args=arguments)

    def item_updateddate(self, edition: Edition) -> datetime:
        return edition.published_at

    item_pubdate = item_updateddate


class DocumentFeed(EditionFeed):
    """One document: its later editions."""

    def get_object(self, request: HttpRequest, slug: str) -> dict:
        document = Document.objects.published().filter(slug=slug).first()
        if document is None:
            raise Http404
        return {
            "title": document.title,
            "link": document.get_absolute_url(),
            "feed": reverse("directives:document_feed", args=[slug]),
            "documents": Document.objects.filter(pk=document.pk),
        }


class SearchFeed(EditionFeed):
    """What a search finds, as it is published."""

    def get_object(self, request: HttpRequest) -> dict:
        filters = Filters.from_query(request.GET)
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        words = _("Tìm “%(words)s”") % {"words": filters.words} if filters.words else _("Văn bản")
        return {
            "title": words,
            "link": reverse("directives:document_list") + query,
            "feed": reverse("directives:search_feed") + query,
            "documents": find(filters, timezone.localdate()).order_by(),
        }


@public_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, EditionFeed())


@public_page
@require_safe
def document_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(request, DocumentFeed(), slug=slug)


@public_page
@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, SearchFeed())


def _feed(request: HttpRequest, feed: Feed, **arguments: str) -> HttpResponse:
    response = feed(request, **arguments)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@public_page
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every document with the day of its last text; more than one page of them in parts."""
    rows = Document.objects.published().annotate(changed=Max("editions__published_at"))
    paginator = Paginator(rows.order_by("pk"), SITEMAP_ROWS)
    part = request.GET.get("phan")
    if part is None and paginator.num_pages > 1:
        here = settings.SITE_URL + request.path
        parts = [f"{here}?phan={number}" for number in paginator.page_range]
        return _xml(request, "directives/sitemap_index.xml", {"parts": parts}, SITEMAP_TYPE)
    if part is not None and not (part.isascii() and part.isdigit()):
        raise Http404
    number = int(part or 1)
    if number not in paginator.page_range:
        raise Http404
    page = paginator.page(number)
    entries = [
        (settings.SITE_URL + row.get_absolute_url(), timezone.localdate(row.changed))
        for row in page
        if row.changed
    ]
    fixed = ["home", "document_list", "code", "data"]
    if number == 1:
        paths = [reverse(f"directives:{name}") for name in fixed]
        paths += [reverse("directives:reader", args=[reader.slug]) for reader in READERS]
        entries = [*((settings.SITE_URL + path, None) for path in paths), *entries]
    return _xml(request, "directives/sitemap.xml", {"entries": entries}, SITEMAP_TYPE)


@public_page
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search here from its own bar. A short name has at most 16 letters."""
    authority = Authority.objects.first()
    name = escape((authority.name if authority else _("Văn bản"))[:16])
    template = settings.SITE_URL + reverse("directives:document_list") + "?q={searchTerms}"
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{name}</ShortName>"
        f"<Description>{escape(_('Văn bản về ứng xử trên mạng xã hội'))}</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" template={quoteattr(template)}/>'
        "</OpenSearchDescription>"
    )
    return HttpResponse(text, content_type=OPENSEARCH_TYPE)


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
