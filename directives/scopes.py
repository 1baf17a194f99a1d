"""What can be followed, by feed or by mail: everything, one document, or a search."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.force import EFFECT_KINDS
from directives.models import Clause, Document, Edition, Following
from directives.models.subscriptions import QUERY_LENGTH
from directives.models.words import words_of
from directives.search import Filters, find
from directives.search.labels import search_name
from portal.refusals import Refused


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to follow, as the columns of a `Following`."""

    scope: str = Following.Scope.ALL
    document: Document | None = None
    query: str = ""

    @classmethod
    def of(cls, following: Following) -> "Wanted":
        return cls(following.scope, following.document, following.query)

    @property
    def name(self) -> str:
        """For people, in the language in use."""
        if self.document:
            return self.document.title
        if self.query:
            return search_name(filters_of(self.query))
        return _("Mọi văn bản mới công bố")

    @property
    def address(self) -> str:
        """The page that shows it."""
        if self.document:
            return self.document.get_absolute_url()
        listed = reverse("directives:document_list")
        return f"{listed}?{self.query}" if self.query else listed


def wanted_search(query: QueryDict) -> Wanted:
    """A search without any condition is everything; the same search gives the same words, whatever
    order or nonsense stood in the address. Refuses what is too long to keep."""
    canonical = Filters.from_query(query).query
    if len(canonical) > QUERY_LENGTH:
        raise Refused(_("Điều kiện tìm quá dài để theo dõi. Hãy bớt từ rồi thử lại."))
    return Wanted(Following.Scope.SEARCH, query=canonical) if canonical else Wanted()


def filters_of(query: str) -> Filters:
    return Filters.from_query(QueryDict(query))


def about(document: Document) -> Q:
    """Documents whose publication is news of this one: itself, and what changes or ends it."""
    kinds = EFFECT_KINDS
    return Q(pk=document.pk) | Q(relations__target=document, relations__kind__in=kinds)


def found_among(filters: Filters, documents: Iterable[Document]) -> set[int]:
    """The pks of those that the search finds today, and of those taken down which say what it asks
    for: no search finds them any more, yet who followed it was told of them."""
    documents = list(documents)
    pks = [document.pk for document in documents]
    found = find(filters, timezone.localdate()).order_by().filter(pk__in=pks)
    gone = [d for d in documents if d.state == Document.State.WITHDRAWN and _fits(d, filters)]
    words = _words_of(gone) if filters.words else {}
    wanted = _bare(filters.words)
    said = {d.pk for d in gone if not wanted or wanted <= words[d.pk]}
    return set(found.values_list("pk", flat=True)) | said


def _fits(document: Document, filters: Filters) -> bool:
    """What is in force, and whom it is for, is not asked of what was taken down."""
    return (
        not (filters.force or filters.audience)
        and filters.within in ("", document.slug)
        and filters.type in ("", document.type)
        and filters.year in ("", str(document.issued_year or ""))
        and filters.issuer in ("", document.issuer)
        and filters.level in ("", document.level)
    )


def _words_of(documents: list[Document]) -> dict[int, set[str]]:
    """Every word of each, without accents: of its title, its issuer and its newest text."""
    words = {d.pk: _bare(f"{d.title} {d.subject} {d.issuer}") for d in documents}
    newest = Edition.objects.newest().filter(document__in=words)
    clauses = Clause.objects.filter(edition__in=newest).order_by()
    for pk, label, text in clauses.values_list("edition__document", "label", "text"):
        words[pk] |= _bare(f"{label} {text}")
    return words


def _bare(text: str) -> set[str]:
    """As the search itself takes them."""
    return {word.bare for word in words_of(text)}
