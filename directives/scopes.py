"""What can be followed, by feed or by mail: everything, one document, or a search."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.force import EFFECTS, Force
from directives.levels import Level, level_of
from directives.models import Clause, Document, Edition, Following, Identifier
from directives.models.subscriptions import QUERY_LENGTH
from directives.search import KIND, Filters, find, query_of
from portal.refusals import Refused
from portal.units.models import UnitKind
from portal.vietnamese.numbers import number_key

# Parameters of the list's address that choose documents, in the order in which they are kept.
QUERY_NAMES = ("q", "loai", "nam", "co-quan", "cap", "hieu-luc", "doi-tuong")


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
        return search_name(self.query) if self.query else _("Mọi văn bản mới công bố")

    @property
    def address(self) -> str:
        """The page that shows it."""
        if self.document:
            return self.document.get_absolute_url()
        listed = reverse("directives:document_list")
        return f"{listed}?{self.query}" if self.query else listed


def wanted_search(query: QueryDict) -> Wanted:
    """A search without any condition is everything. Refuses what is too long to keep."""
    canonical = canonical_query(query)
    if len(canonical) > QUERY_LENGTH:
        raise Refused(_("Điều kiện tìm quá dài để theo dõi. Hãy bớt từ rồi thử lại."))
    return Wanted(Following.Scope.SEARCH, query=canonical) if canonical else Wanted()


def canonical_query(query: QueryDict) -> str:
    """The same search gives the same words, whatever order or nonsense stood in the address."""
    values = {name: query.get(name, "").replace("\x00", "").strip() for name in QUERY_NAMES}
    kept = {name: value for name, value in values.items() if value}
    return urlencode(kept) if Filters.from_query(QueryDict(urlencode(kept))) else ""


def filters_of(query: str) -> Filters:
    return Filters.from_query(QueryDict(query))


def search_name(query: str) -> str:
    filters = filters_of(query)
    said = [
        f"“{filters.words}”" if filters.words else "",
        dict(Document.Type.choices).get(filters.type, filters.type),
        _("năm %(year)s") % {"year": filters.year} if filters.year else "",
        filters.issuer,
        Level(filters.level).label if filters.level else "",
        Force(filters.force).label if filters.force else "",
        _audience_name(filters.audience),
    ]
    return _("Tìm %(conditions)s") % {"conditions": ", ".join(str(part) for part in said if part)}


def about(document: Document) -> Q:
    """Documents whose publication is news of this one: itself, and what changes or ends it."""
    kinds = [kind for kind, _force in EFFECTS]
    return Q(pk=document.pk) | Q(relations__target=document, relations__kind__in=kinds)


def found_among(query: str, pks: list[int]) -> set[int]:
    """Which of these documents the search finds today; of those taken down, found by what they
    say (a search for what is in force never finds them)."""
    filters = filters_of(query)
    published = find(filters, timezone.localdate()).order_by().filter(pk__in=pks)
    withdrawn = _withdrawn_like(filters).filter(pk__in=pks)
    found = set(published.values_list("pk", flat=True))
    return found | {d.pk for d in withdrawn if filters.level in ("", level_of(d.issuer))}


def _withdrawn_like(filters: Filters) -> QuerySet[Document]:
    gone = Document.objects.filter(state=Document.State.WITHDRAWN)
    if filters.force or filters.audience:
        return gone.none()
    given = {"type": filters.type, "issued_year": filters.year, "issuer": filters.issuer}
    gone = gone.filter(**{name: value for name, value in given.items() if value})
    if not filters.words:
        return gone
    query = query_of(filters.words)
    if query is None:
        return gone.none()
    clauses = Clause.objects.filter(search=query, edition__in=Edition.objects.newest())
    named = Identifier.objects.filter(key=number_key(filters.words))
    return gone.filter(
        Q(search=query) | Q(pk__in=clauses.values("edition__document")) | Q(identifiers__in=named)
    ).distinct()


def _audience_name(audience: str) -> str:
    if audience.startswith(KIND):
        kind = UnitKind.objects.filter(pk=audience.removeprefix(KIND)).first()
        return kind.name if kind else ""
    return str(dict(Clause.Audience.choices).get(audience, audience))
