"""Finding documents: by number first, then by words in the title and the text, accents or not."""

from dataclasses import dataclass
from typing import Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Clause, Document, Edition, Identifier
from portal.units.models import UnitKind
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

MAX_QUERY_LENGTH = 200
# Prefix of an audience that is a kind of unit; the others are audiences of the Code.
KIND = "loai-don-vi-"


@dataclass(frozen=True)
class Filters:
    """What the list is asked for, as it stands in the address; nonsense is left out."""

    words: str = ""
    type: str = ""
    year: str = ""
    issuer: str = ""
    audience: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        def value(name: str) -> str:
            return query.get(name, "").replace("\x00", "").strip()[:MAX_QUERY_LENGTH]

        year = value("nam")
        return cls(
            words=value("q"),
            type=value("loai"),
            year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
            issuer=value("co-quan"),
            audience=value("doi-tuong"),
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.type or self.year or self.issuer or self.audience)

    def __bool__(self) -> bool:
        return bool(self.words) or self.narrowed


@dataclass(frozen=True)
class Choices:
    types: list[tuple[str, Promise]]
    years: list[int]
    issuers: list[str]
    audiences: list[tuple[Promise, list[tuple[str, str]]]]


def choices() -> Choices:
    """What the published documents offer to choose from."""
    rows = list(
        Document.objects.published().values_list("type", "issued_year", "issuer").distinct()
    )
    types = {row[0] for row in rows}
    kinds = UnitKind.objects.filter(parent=None)
    return Choices(
        types=[(value, label) for value, label in Document.Type.choices if value in types],
        years=sorted({row[1] for row in rows if row[1]}, reverse=True),
        issuers=sorted({row[2] for row in rows if row[2]}),
        audiences=[
            (_("Nơi được giao việc"), [(f"{KIND}{kind.pk}", kind.name) for kind in kinds]),
            (_("Đối tượng của Bộ Quy tắc"), list(Clause.Audience.choices)),
        ],
    )


def find(filters: Filters) -> QuerySet[Document]:
    """Published documents; those that carry the number asked for come first, marked `named`."""
    documents = _filtered(Document.objects.published(), filters)
    if not filters.words:
        return documents.newest_first()
    named = Exists(_of_number(filters.words))
    found = documents.annotate(named=named).filter(Q(named=True) | _words_occur(filters.words))
    newest = found.newest_first()
    return newest.order_by("-named", *newest.query.order_by)


def first_matches(documents: list[Document], words: str) -> dict[int, Clause]:
    """Of each document the first clause in which all the words stand; one query."""
    if not fold(words):
        return {}
    clauses = (
        Clause.objects.filter(
            _all_words(words),
            edition__in=Edition.objects.newest().filter(document__in=documents),
        )
        .select_related("edition")
        .order_by("edition_id", "order")
        .distinct("edition_id")
    )
    return {clause.edition.document_id: clause for clause in clauses}


def _filtered(documents: QuerySet[Document], filters: Filters) -> QuerySet[Document]:
    if filters.type:
        documents = documents.filter(type=filters.type)
    if filters.year:
        documents = documents.filter(issued_year=int(filters.year))
    if filters.issuer:
        documents = documents.filter(issuer=filters.issuer)
    if filters.audience:
        documents = documents.filter(Exists(_for_audience(filters.audience)))
    return documents


def _of_number(words: str) -> QuerySet[Identifier]:
    """The whole number, or the digits of one ("314")."""
    key = number_key(words)
    matching = Q(key=key)
    if key.isdigit():
        matching |= Q(key__startswith=f"{key}-")
    return Identifier.objects.filter(matching, document=OuterRef("pk"))


def _for_audience(audience: str) -> QuerySet[Clause]:
    clauses = Clause.objects.filter(
        edition__document=OuterRef("pk"), edition__in=Edition.objects.newest()
    )
    if not audience.startswith(KIND):
        return clauses.filter(audience=audience)
    kind = audience.removeprefix(KIND)
    return clauses.filter(Q(duties__kinds=kind) | Q(duties__kinds__parent=kind))


def _words_occur(words: str) -> Q:
    """Every word stands in the title, or all of them in one clause of the text to be read."""
    clauses = Clause.objects.filter(
        _all_words(words),
        edition__document=OuterRef("pk"),
        edition__in=Edition.objects.newest(),
    )
    return _all_words(words) | Q(Exists(clauses))


def _all_words(words: str) -> Q:
    """Holds for a document and for a clause alike: both keep their folded words."""
    found = Q()
    for word in fold(words).split():
        found &= Q(folded__contains=word)
    return found
