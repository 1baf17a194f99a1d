"""Atom feeds (RFC 4287): the same news as the digests by mail, each entry under an id for ever.

A document taken down is an entry of its own, and the entries of its texts get tombstones
(RFC 6721), so that readers which keep entries let them go.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from directives.models import Document, Edition
from directives.news import News, news
from directives.opendata.records import address
from directives.scopes import Wanted, about, found_among
from directives.search import Filters, find
from directives.search.labels import search_name
from portal.units.models import Authority

FEED_ROWS = 50
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
# Of a feed in which nothing has happened yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class NewsAtom(Atom1Feed):
    """Dated by its news, never by the hour in which somebody asks."""

    def latest_post_date(self) -> datetime:
        return self.feed["changed"]

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for guid, at in self.feed["gone"]:
            handler.addQuickElement("at:deleted-entry", "", {"ref": guid, "when": rfc3339_date(at)})


class NewsFeed(Feed):
    """Everything published, the newest first."""

    feed_type = NewsAtom

    def get_object(self, request: HttpRequest) -> dict:
        return self.held(_("Văn bản mới công bố"), Wanted().address, reverse("directives:feed"))

    def held(self, title: str, link: str, feed: str, about: Q | None = None) -> dict:
        items = news(about=about, most=FEED_ROWS)
        return {"title": title, "link": link, "feed": feed, "items": items}

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response

    def title(self, held: dict) -> str:
        authority = Authority.objects.first()
        return f"{held['title']} – {authority.full_name}" if authority else held["title"]

    def author_name(self) -> str:
        authority = Authority.objects.first()
        return authority.full_name if authority else _("Cổng thông tin")

    def link(self, held: dict) -> str:
        return settings.SITE_URL + held["link"]

    def feed_url(self, held: dict) -> str:
        return settings.SITE_URL + held["feed"]

    def feed_guid(self, held: dict) -> str:
        return self.feed_url(held)

    def feed_extra_kwargs(self, held: dict) -> dict:
        items = held["items"]
        return {"changed": items[0].at if items else NEVER, "gone": _gone(items)}

    def items(self, held: dict) -> list[News]:
        return held["items"]

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.note or item.document.subject

    def item_link(self, item: News) -> str:
        return settings.SITE_URL + item.document.get_absolute_url()

    def item_guid(self, item: News) -> str:
        """The edition's own address for machines: two editions of a document are two entries."""
        slug = item.document.slug
        if item.edition is None:
            return f"{address('data_document', slug)}#withdrawn"
        return address("data_edition", slug, item.edition.number)

    def item_updateddate(self, item: News) -> datetime:
        return item.at

    item_pubdate = item_updateddate


class DocumentFeed(NewsFeed):
    """One document: its later texts, what changes or ends it, and its withdrawal."""

    def get_object(self, request: HttpRequest, slug: str) -> dict:
        document = Document.objects.readable().filter(slug=slug).first()
        if document is None:
            raise Http404
        feed = reverse("directives:document_feed", args=[slug])
        return self.held(document.title, document.get_absolute_url(), feed, about(document))


class SearchFeed(NewsFeed):
    """What a search finds, as it is published."""

    def get_object(self, request: HttpRequest) -> dict:
        filters = Filters.from_query(request.GET)
        feed = reverse("directives:search_feed")
        if not filters:
            return self.held(_("Văn bản"), Wanted().address, feed)
        link = f"{reverse('directives:document_list')}?{filters.query}"
        return self.held(search_name(filters), link, f"{feed}?{filters.query}", _found(filters))

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What a search finds may change without anything new: only its ETag tells."""
        response = super().__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]
        return response


def _found(filters: Filters) -> Q:
    published = find(filters, timezone.localdate()).order_by()
    gone = Document.objects.filter(state=Document.State.WITHDRAWN).order_by("-withdrawn_at")
    return Q(pk__in=published.values("pk")) | Q(pk__in=found_among(filters, gone[:FEED_ROWS]))


def _gone(items: list[News]) -> list[tuple[str, datetime]]:
    """The ids under which the texts of withdrawn documents had been told."""
    withdrawn = {item.document.pk: item for item in items if item.edition is None}
    editions = Edition.objects.published().filter(document__in=withdrawn)
    return [
        (
            address("data_edition", edition.document.slug, edition.number),
            withdrawn[edition.document_id].at,
        )
        for edition in editions.select_related("document").order_by("pk")
    ]
