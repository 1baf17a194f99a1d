"""What the pages show of a search: its documents with their clauses, and what is left to choose."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.force import APPLYING, ASKED_LABELS, Force, Standing, standings
from directives.levels import Level
from directives.models import Clause, Document
from directives.search.asked import KIND, Asked, Filters
from directives.search.near import terms_missing
from directives.search.places import clauses_at, place_asked
from directives.search.statement import Question, clauses_found, documents_found, ordered, rows_of
from portal.units.models import UnitKind

# So many clauses of one document a search shows; of the one document asked for, more.
MATCHES, MATCHES_WITHIN = 3, 200
MOST_ISSUERS = 100


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
    audiences: list[tuple[Promise, list[Choice]]]


@dataclass(frozen=True)
class Hit:
    """A document with the best of its clauses that hold the words; `count` of them there are.
    `called`: its clauses that are called as was asked, "khoản 3"."""

    document: Document
    standing: Standing
    clauses: list[Clause]
    count: int
    is_named: bool
    called: tuple[Clause, ...] = ()

    @property
    def shown(self) -> list[Clause]:
        return [*self.called, *(clause for clause in self.clauses if clause not in self.called)]

    @property
    def more(self) -> int:
        return self.count - len(self.clauses)


@dataclass(frozen=True)
class Found:
    """`total` documents with `clauses` clauses under the filters, `anywhere` without them. `asked`
    is what they hold: less than was typed where nothing holds everything."""

    asked: Asked
    hits: list[Hit]
    total: int
    clauses: int
    anywhere: int
    named: int
    named_whole: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    in_pairs: bool = False

    @property
    def is_partial(self) -> bool:
        return bool(self.left_out or self.in_pairs) and self.total > 0

    @property
    def number_missing(self) -> bool:
        """A number was typed that no document here carries."""
        number = self.asked.number
        return bool(number and number.is_sure and not self.named)


def find(filters: Filters, on: date) -> QuerySet[Document]:
    """Published documents that hold all that is asked for, the newest first."""
    if not filters:
        return Document.objects.published().newest_first()
    sql = documents_found(Question.of(filters, on))
    return Document.objects.filter(pk__in=RawSQL(sql.text, sql.values)).newest_first()  # noqa: S611


def search(filters: Filters, on: date, *, size: int, page: int = 1) -> Found:
    """The best first. Where a place is named ("khoản 3 huyện Vĩnh Linh") and nothing holds all the
    words, the other words lead to the document, and the document to the place."""
    found, place = _best(filters, on, size, page), place_asked(filters.words)
    if place is None:
        return found
    if found.is_partial or not found.anywhere:
        found = _nearer(replace(filters, words=place.rest), on, size, page) or found
    called = clauses_at(place, (hit.document for hit in found.hits))
    hits = [replace(hit, called=tuple(called.get(hit.document.pk, ()))) for hit in found.hits]
    return replace(found, hits=hits)


def _nearer(filters: Filters, on: date, size: int, page: int) -> Found | None:
    found = _best(filters, on, size, page)
    return found if found.anywhere and not found.is_partial else None


def _best(filters: Filters, on: date, size: int, page: int) -> Found:
    """Where nothing holds every word, what holds the words that occur at all, and then what holds
    two neighbours of them."""
    question = Question.of(filters, on)
    found = _found(question, size, page)
    if found.anywhere or not question.asked or question.asks_for_number_alone:
        return found
    missing = terms_missing(question.asked)
    kept = tuple(term for term in question.asked.terms if term not in missing)
    if missing and kept:
        question = replace(question, asked=replace(question.asked, terms=kept))
        found = replace(_found(question, size, page), left_out=tuple(map(_typed, missing)))
    if not found.anywhere and len(question.asked.words) > 1:
        question = replace(question, pairs=True)
        found = replace(_found(question, size, page), left_out=found.left_out, in_pairs=True)
    return found


def choices(filters: Filters, found: Found) -> Choices:
    """What is left to choose from, each with how many documents it would leave."""
    issuers = sorted(_choices(filters, found, "issuer", {}), key=lambda c: -c.count)
    return Choices(
        types=_choices(filters, found, "type", dict(Document.Type.choices)),
        years=sorted(_choices(filters, found, "year", {}), key=lambda c: c.value, reverse=True),
        issuers=sorted(issuers[:MOST_ISSUERS], key=lambda c: str(c.label)),
        levels=_choices(filters, found, "level", {level: level.label for level in Level}),
        forces=_choices(filters, found, "force", ASKED_LABELS),
        audiences=_audiences(filters, found),
    )


def clause_address(document: Document, clause: Clause) -> str:
    """Only the clauses of the body have pages of their own."""
    if clause.part != Clause.Part.BODY:
        return document.get_absolute_url()
    return reverse("directives:clause", args=[document.slug, clause.eid])


def _found(question: Question, size: int, page: int) -> Found:
    within = bool(question.filters.within)
    page_rows, totals, facets = [], {}, defaultdict(dict)
    for part, value, number, more in rows_of(ordered(question, size, size * (page - 1))):
        if part == "page":
            page_rows.append((int(value), number, more))
        elif value == "":
            totals[part] = (number, more)
        elif value is not None:
            facets[part][value] = number
    facets["force"] = {list(Force)[int(at)]: count for at, count in facets["force"].items()}
    facets["force"][APPLYING] = totals["applying"][0]
    return Found(
        asked=question.asked,
        hits=_hits(question, page_rows, MATCHES_WITHIN if within else MATCHES),
        total=totals["total"][0],
        clauses=totals["total"][1],
        anywhere=totals["anywhere"][0],
        named=totals["named"][0],
        named_whole=totals["named"][1],
        facets=dict(facets),
    )


def _hits(question: Question, rows: list[tuple[int, int, int]], most: int) -> list[Hit]:
    documents = Document.objects.in_bulk([pk for pk, _count, _named in rows])
    found = standings(documents.values(), question.on)
    clauses = _clauses(question, [pk for pk, count, _named in rows if count], most)
    return [
        Hit(documents[pk], found[pk], clauses[pk], count, bool(named)) for pk, count, named in rows
    ]


def _clauses(question: Question, ids: list[int], most: int) -> dict[int, list[Clause]]:
    held: dict[int, list[Clause]] = defaultdict(list)
    if ids:
        sql = clauses_found(question, ids, most)
        for clause in Clause.objects.raw(sql.text, sql.values):
            held[clause.document_id].append(clause)
    return held


def _typed(term: tuple) -> str:
    return " ".join(word.typed for word in term)


def _choices(
    filters: Filters, found: Found, name: str, labels: dict[str, str | Promise]
) -> list[Choice]:
    """Those that leave something, and the one chosen whatever it leaves."""
    counts, chosen = found.facets.get(name, {}), getattr(filters, name)
    values = labels or dict.fromkeys([*counts, chosen])
    return [
        Choice(value, labels.get(value, value), counts.get(value, 0))
        for value in values
        if value and (counts.get(value) or value == chosen)
    ]


def _audiences(filters: Filters, found: Found) -> list[tuple[Promise, list[Choice]]]:
    kinds = {f"{KIND}{kind.pk}": kind.name for kind in UnitKind.objects.filter(parent=None)}
    groups = [
        (_("Nơi được giao việc"), _choices(filters, found, "audience", kinds)),
        (
            _("Đối tượng của Bộ Quy tắc"),
            _choices(filters, found, "audience", dict(Clause.Audience.choices)),
        ),
    ]
    return [(label, group) for label, group in groups if group]
