"""What happened to published documents: a new one, a later text of one, one taken down.

The feeds and the digests by mail tell the same news in the same words.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from directives.models import Document, Edition


class Kind(IntEnum):
    """In the order in which a digest tells them."""

    NEW = 1
    LATER = 2
    WITHDRAWN = 3


@dataclass(frozen=True)
class News:
    """Without an edition it is the withdrawal of the document."""

    at: datetime
    document: Document
    edition: Edition | None = None

    @property
    def kind(self) -> Kind:
        if self.edition is None:
            return Kind.WITHDRAWN
        return Kind.NEW if self.edition.number == 1 else Kind.LATER

    @property
    def title(self) -> str:
        document = self.document
        if self.edition is None:
            return _("Đã gỡ khỏi công bố: %(title)s") % {"title": document.title}
        if self.kind == Kind.NEW:
            return f"{document.title}: {document.subject}"
        return f"{document.title} ({self.edition.get_kind_display()})"

    @property
    def note(self) -> str:
        """What the public is told of it beside the title; "" where the title says all."""
        return self.document.withdrawn_reason if self.edition is None else self.edition.note


def news(
    *,
    about: Q | None = None,
    after: datetime | None = None,
    until: datetime | None = None,
    most: int | None = None,
) -> list[News]:
    """The newest first. `about` narrows the documents; a withdrawn one has no other news left."""
    documents = Document.objects.filter(about or Q())
    told = [*_published(documents, after, until, most), *_withdrawn(documents, after, until, most)]
    told.sort(key=lambda item: (item.at, item.edition.pk if item.edition else 0), reverse=True)
    return told[:most]


def _published(
    documents: QuerySet[Document], after: datetime | None, until: datetime | None, most: int | None
) -> list[News]:
    editions = Edition.objects.published().filter(
        _between("published_at", after, until), document__in=documents.published().values("pk")
    )
    rows = editions.select_related("document").order_by("-published_at", "-pk")[:most]
    return [News(edition.published_at, edition.document, edition) for edition in rows]


def _withdrawn(
    documents: QuerySet[Document], after: datetime | None, until: datetime | None, most: int | None
) -> list[News]:
    gone = documents.filter(
        _between("withdrawn_at", after, until), state=Document.State.WITHDRAWN
    ).distinct()
    rows = gone.order_by("-withdrawn_at", "-pk")[:most]
    return [News(document.withdrawn_at, document) for document in rows]


def _between(name: str, after: datetime | None, until: datetime | None) -> Q:
    """Later than `after`, not later than `until`."""
    low = Q(**{f"{name}__gt": after}) if after else Q()
    high = Q(**{f"{name}__lte": until}) if until else Q()
    return low & high
