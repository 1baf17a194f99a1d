"""Finding documents: by number first, then by words in the title and the clauses, accents or not.

Documents and clauses keep their words folded, and PostgreSQL an index of them (`search`). Where the
words typed carry accents, texts that have the very same come first.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.fields import BooleanField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.force import Force, standings
from directives.levels import Level, level_of
from directives.models import Clause, Document, Edition, Identifier
from portal.units.models import UnitKind
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

MAX_QUERY_LENGTH = 200
MAX_WORDS = 20
# Prefix of an audience that is a kind of unit; the others are audiences of the Code.
KIND = "loai-don-vi-"
TOKEN = re.compile(r"[a-z0-9]+")
PHRASE = re.compile(r'["“”]([^"“”]+)["“”]')
# Words that look like a number of a document: 874/QĐ-BTTTT, 12 UBND, QĐ 874.
NUMBER_LIKE = re.compile(r"^(so[: ]*)?(0*\d{1,5}\b.*[/ -].*[a-z]|[a-z&]{2,8}[ /-]*0*\d{1,5}$)")
LONGEST_SYMBOL = 8
# "Số: 12/…": the word before a number is no part of it.
WORD_SO = {"so"}


# What `Filters.from_query` reads.
ASKED = ("q", "loai", "nam", "co-quan", "doi-tuong", "cap", "hieu-luc")


@dataclass(frozen=True)
class Filters:
    """What the list is asked for, as it stands in the address; nonsense is left out."""

    words: str = ""
    type: str = ""
    year: str = ""
    issuer: str = ""
    audience: str = ""
    level: str = ""
    force: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        def value(name: str) -> str:
            return query.get(name, "").replace("\x00", "").strip()[:MAX_QUERY_LENGTH]

        year, level, force = value("nam"), value("cap"), value("hieu-luc")
        return cls(
            words=value("q"),
            type=value("loai"),
            year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
            issuer=value("co-quan"),
            audience=value("doi-tuong"),
            level=level if level in list(Level) else "",
            force=force if force in list(Force) else "",
        )

    @property
    def narrowed(self) -> bool:
        return self != replace(Filters(), words=self.words)

    @property
    def asks_for_a_number(self) -> bool:
        return bool(NUMBER_LIKE.match(fold(self.words)))

    def __bool__(self) -> bool:
        return bool(self.words) or self.narrowed


@dataclass(frozen=True)
class Choice:
    """`count`: how many documents choosing it would leave."""

    value: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Choices:
    types: list[Choice]
    years: list[Choice]
    issuers: list[Choice]
    levels: list[Choice]
    forces: list[Choice]
    audiences: list[tuple[Promise, list[tuple[str, str]]]]


def find(filters: Filters, on: date | None = None) -> QuerySet[Document]:
    """Published documents that hold every word; those that carry the number asked for come first,
    marked `named`, then those with the words in their title, then the same accents."""
    return _found(filters, query_of(filters.words), on)


def find_some(filters: Filters, on: date | None = None) -> QuerySet[Document]:
    """Where nothing holds every word: what holds some of them."""
    return _found(filters, query_of(filters.words, any_word=True), on)


def query_of(words: str, *, any_word: bool = False) -> SearchQuery | None:
    """A phrase in quotes stands together; None where there is no letter or digit."""
    phrases = [fold(phrase) for phrase in PHRASE.findall(words)]
    rest = fold(PHRASE.sub(" ", words))
    terms = [" <-> ".join(tokens) for phrase in phrases if (tokens := TOKEN.findall(phrase))]
    terms += TOKEN.findall(rest)
    if not terms:
        return None
    joined = (" | " if any_word else " & ").join(f"({term})" for term in terms[:MAX_WORDS])
    return SearchQuery(joined, search_type="raw", config="simple")


def choices(filters: Filters, on: date) -> Choices:
    """What is left to choose from, each with how many documents it would leave."""
    rows = _counted(replace(Filters(), words=filters.words), filters.audience, on)
    type_names = dict(Document.Type.choices)
    return Choices(
        types=_choices(rows, filters, "type", type_names),
        years=sorted(_choices(rows, filters, "year", {}), key=lambda c: c.value, reverse=True),
        issuers=sorted(_choices(rows, filters, "issuer", {}), key=lambda c: str(c.label)),
        levels=_choices(rows, filters, "level", {level: level.label for level in Level}),
        forces=_choices(rows, filters, "force", {force: force.label for force in Force}),
        audiences=[
            (
                _("Nơi được giao việc"),
                [(f"{KIND}{k.pk}", k.name) for k in UnitKind.objects.filter(parent=None)],
            ),
            (_("Đối tượng của Bộ Quy tắc"), list(Clause.Audience.choices)),
        ],
    )


def matches(documents: list[Document], words: str, most: int) -> dict[int, list[Clause]]:
    """Of each document the first clauses that hold the words, no more than `most`; one query."""
    query = query_of(words)
    if query is None or not documents:
        return {}
    clauses = (
        Clause.objects.filter(
            search=query, edition__in=Edition.objects.newest().filter(document__in=documents)
        )
        .select_related("edition")
        .order_by("edition_id", "order")
    )
    found: dict[int, list[Clause]] = {}
    for clause in clauses:
        held = found.setdefault(clause.edition.document_id, [])
        if len(held) < most:
            held.append(clause)
    return found


def marked(text: str, words: str, around: int = 120) -> list[tuple[str, bool]]:
    """The text near the first word found, in pieces, each with whether it is one of the words."""
    tokens = set(TOKEN.findall(fold(words)))
    letters = [fold(letter) or letter for letter in text]
    folded = "".join(letter if len(letter) == 1 else " " for letter in letters)
    spans = [m.span() for m in TOKEN.finditer(folded) if m[0] in tokens]
    if not spans:
        return [(_cut(text, 0, 2 * around), False)]
    begin, end = max(0, spans[0][0] - around), min(len(text), spans[0][1] + around)
    while begin and not text[begin - 1].isspace():
        begin -= 1
    pieces, at = [("…", False)] if begin else [], begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    return [piece for piece in [*pieces, (_cut(text, at, end), False)] if piece[0]]


def _cut(text: str, begin: int, end: int) -> str:
    if end >= len(text):
        return text[begin:]
    kept = text[begin:end]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + "…"


def _found(filters: Filters, query: SearchQuery | None, on: date | None) -> QuerySet[Document]:
    documents = _filtered(Document.objects.published(), filters, on)
    if not filters.words:
        return documents.newest_first()
    named = Exists(_of_number(filters.words))
    if query is None:
        return documents.newest_first().none()
    held = Clause.objects.filter(search=query, edition__in=Edition.objects.newest())
    in_text = Q(pk__in=held.values("edition__document"))
    found = documents.annotate(
        named=named,
        titled=_flag(Q(search=query)),
        accented=_same_accents(held, filters.words),
    ).filter(Q(named=True) | Q(search=query) | in_text)
    newest = found.newest_first()
    return newest.order_by("-named", "-titled", "-accented", *newest.query.order_by)


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _same_accents(held: QuerySet[Clause], words: str) -> Combinable:
    typed = [word for word in words.replace('"', " ").split() if fold(word) != word.lower()]
    if not typed:
        return Value(False, output_field=BooleanField())
    in_clause, in_title = Q(), Q()
    for word in typed[:MAX_WORDS]:
        in_clause &= Q(text__icontains=word)
        in_title &= Q(subject__icontains=word)
    return _flag(Q(pk__in=held.filter(in_clause).values("edition__document")) | in_title)


def _filtered(
    documents: QuerySet[Document], filters: Filters, on: date | None
) -> QuerySet[Document]:
    if filters.type:
        documents = documents.filter(type=filters.type)
    if filters.year:
        documents = documents.filter(issued_year=int(filters.year))
    if filters.issuer:
        documents = documents.filter(issuer=filters.issuer)
    if filters.level:
        issuers = documents.order_by().values_list("issuer", flat=True).distinct()
        fitting = [issuer for issuer in issuers if level_of(issuer) == filters.level]
        documents = documents.filter(issuer__in=fitting)
    if filters.force and on:
        found = standings(list(documents), on)
        fitting = [pk for pk, standing in found.items() if standing.force == filters.force]
        documents = documents.filter(pk__in=fitting)
    if filters.audience:
        documents = documents.filter(Exists(_for_audience(filters.audience)))
    return documents


def _of_number(words: str) -> QuerySet[Identifier]:
    """The whole number, the digits of one ("314"), or digits with a part of the symbol in any
    order ("QĐ 874", "0874")."""
    key = number_key(words)
    matching = Q(key=key)
    parts = [part.lstrip("0") or part for part in TOKEN.findall(fold(words)) if part not in WORD_SO]
    digits = [part for part in parts if part.isdigit()]
    letters = [part for part in parts if not part.isdigit()]
    if len(digits) == 1 and all(len(part) <= LONGEST_SYMBOL for part in letters):
        some = Q(key=digits[0]) | Q(key__startswith=f"{digits[0]}-")
        for part in letters:
            some &= Q(key__contains=f"-{part}")
        matching |= some
    return Identifier.objects.filter(matching, document=OuterRef("pk"))


def _for_audience(audience: str) -> QuerySet[Clause]:
    clauses = Clause.objects.filter(
        edition__document=OuterRef("pk"), edition__in=Edition.objects.newest()
    )
    if not audience.startswith(KIND):
        return clauses.filter(audience=audience)
    kind = audience.removeprefix(KIND)
    return clauses.filter(Q(duties__kinds=kind) | Q(duties__kinds__parent=kind))


@dataclass(frozen=True)
class _Row:
    type: str
    year: str
    issuer: str
    level: str
    force: str


def _counted(filters: Filters, audience: str, on: date) -> list[_Row]:
    """What the words alone find (and the audience, which is not counted), each by its facets."""
    documents = list(find(replace(filters, audience=audience), on))
    found = standings(documents, on)
    return [
        _Row(
            document.type,
            str(document.issued_year or ""),
            document.issuer,
            level_of(document.issuer),
            found[document.pk].force,
        )
        for document in documents
    ]


def _choices(
    rows: Iterable[_Row], filters: Filters, name: str, labels: dict[str, str | Promise]
) -> list[Choice]:
    """Counted under all the other filters, so that choosing one never leads to nothing."""
    others = {"type", "year", "issuer", "level", "force"} - {name}
    fitting = [
        row for row in rows if all(getattr(filters, o) in ("", getattr(row, o)) for o in others)
    ]
    counts = Counter(getattr(row, name) for row in fitting)
    return [
        Choice(value, labels.get(value, value), counts[value])
        for value in (labels or counts)
        if value and counts[value]
    ]
