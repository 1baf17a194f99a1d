"""What can be followed, by feed or by mail: everything, one document, or a search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.force import ASKED_LABELS, EFFECT_KINDS
from directives.levels import Level
from directives.models import Clause, Document, Edition, Following
from directives.models.subscriptions import QUERY_LENGTH
from directives.search import ASKED, Filters, find
from portal.refusals import Refused
from portal.units.models import UnitKind
from portal.vietnamese.folding import fold

# Parameters of the list's address that choose documents, in the order in which they are kept.
QUERY_NAMES = ASKED
# How the list's address names an audience that is a kind of unit.
UNIT_KIND = "loai-don-vi-"
WORD = re.compile(r"[a-z0-9]+")


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
        ASKED_LABELS[filters.force] if filters.force else "",
        _audience_name(filters.audience),
        filters.within,
    ]
    return _("Tìm %(conditions)s") % {"conditions": ", ".join(str(part) for part in said if part)}


def about(document: Document) -> Q:
    """Documents whose publication is news of this one: itself, and what changes or ends it."""
    kinds = EFFECT_KINDS
    return Q(pk=document.pk) | Q(relations__target=document, relations__kind__in=kinds)


def found_among(query: str, documents: Iterable[Document]) -> set[int]:
    """The pks of those that the search finds today, and of those taken down which say what it asks
    for: no search finds them any more, yet who followed it was told of them."""
    documents, filters = list(documents), filters_of(query)
    pks = [document.pk for document in documents]
    found = find(filters, timezone.localdate()).order_by().filter(pk__in=pks)
    gone = [d for d in documents if d.state == Document.State.WITHDRAWN and _fits(d, filters)]
    words = _words_of(gone) if filters.words else {}
    wanted = set(WORD.findall(fold(filters.words)))
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
    words = {d.pk: set(WORD.findall(fold(f"{d.title} {d.subject} {d.issuer}"))) for d in documents}
    newest = Edition.objects.newest().filter(document__in=words)
    clauses = Clause.objects.filter(edition__in=newest).order_by()
    for pk, label, text in clauses.values_list("edition__document", "label", "text"):
        words[pk] |= set(WORD.findall(fold(f"{label} {text}")))
    return words


def _audience_name(audience: str) -> str:
    if audience.startswith(UNIT_KIND):
        kind = UnitKind.objects.filter(pk=audience.removeprefix(UNIT_KIND)).first()
        return kind.name if kind else ""
    return str(dict(Clause.Audience.choices).get(audience, audience))
