"""What is known of one clause beside its words: how it read before, who names it, other languages.

`editions_with` asks for all of it but the names. Plain questions one after the other: built into
one, they take the ORM longer to write than the database to answer.
"""

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from directives.addresses import address_of
from directives.citations import clause_meant, document_meant
from directives.differences import Fate
from directives.models import Citation, Clause, Document, Edition, EditionChange
from directives.reading import ShownText, public_editions
from directives.translated import Translated

# Of a clause that everybody names the page tells so many places, the newest first.
MOST_NAMING, MOST_LOOKED_AT = 50, 500
# What a line among them needs of a citation's clause.
IN_A_LINE = [
    *(f"clause__{name}" for name in ("eid", "label", "text", "order", "edition__published_at")),
    *(f"clause__edition__document__{name}" for name in ("slug", "type", "identifier")),
]


@dataclass(frozen=True)
class Changed:
    """What an edition did to the clause. `before` is the last edition that had it, where it can
    still be read as it was; None where it was not there yet."""

    edition: Edition
    fate: Fate
    runs: list[tuple[str, str]]
    before: Edition | None
    before_address: str


@dataclass(frozen=True)
class ClauseRecord:
    """`changes` up to the edition shown, the newest first; `translations` one a language."""

    changes: list[Changed]
    translations: list[Translated]


def editions_with(slug: str, eid: str) -> list[Edition]:
    """The published texts of a readable document, the newest first, each with `has_clause`, and
    `changed` and `translated` as `clause_record` reads them; three queries, of a single text two.
    """
    editions = list(public_editions(slug))
    by_id = {edition.pk: edition for edition in editions}
    for edition in editions:
        edition.has_clause, edition.translated, edition.changed = False, [], []
    for pk, *told in _with_translations(Clause.objects.body().filter(edition__in=by_id, eid=eid)):
        by_id[pk].has_clause = True
        if any(told):
            by_id[pk].translated.append(told)
    if len(editions) > 1:
        changes = EditionChange.objects.filter(edition__in=by_id, eid=eid).order_by("order")
        for pk, *change in changes.values_list("edition", "fate", "runs"):
            by_id[pk].changed.append(change)
    return editions


def _with_translations(clauses: QuerySet[Clause]) -> QuerySet:
    """(edition, language, text, made_by) of what a second person has checked; a clause without any
    stands alone."""
    checked = FilteredRelation("translations", condition=Q(translations__checked_by__isnull=False))
    rows = clauses.annotate(checked=checked).order_by("checked__language")
    return rows.values_list("edition", "checked__language", "checked__text", "checked__made_by")


def clause_record(edition: Edition, editions: list[Edition], eid: str) -> ClauseRecord:
    """`editions` as `editions_with` gave them; asks nothing more."""
    known = [other for other in editions if other.number <= edition.number]
    changes = []
    for at, other in enumerate(known):
        before = next((e for e in known[at + 1 :] if e.has_clause), None)
        address = f"{address_of(before, editions)}{eid}/" if before else ""
        changes += [
            Changed(other, Fate(fate), runs, before, address) for fate, runs in other.changed
        ]
    changed_in = [changed.edition.number for changed in changes]
    newest: dict[str, Translated] = {}
    for other in known:
        has_changed = any(number > other.number for number in changed_in)
        for language, text, made_by in other.translated:
            told = Translated(language, text, made_by, other, has_changed)
            newest.setdefault(language, told)
    return ClauseRecord(changes, [newest[language] for language in sorted(newest)])


def clauses_naming(reading: ShownText, eid: str) -> list[Clause]:
    """Which clauses name this one: of the same text, and of the newest texts of other published
    documents. Each with its edition and document."""
    clauses = [*_naming_here(reading, eid), *_naming_elsewhere(reading, eid)]
    # Each text's clauses come in their order.
    clauses.sort(key=lambda clause: clause.edition.published_at, reverse=True)
    return list({clause.pk: clause for clause in clauses}.values())[:MOST_NAMING]


def _naming_here(reading: ShownText, eid: str) -> list[Clause]:
    """Of its own text, as its links lead."""
    holders = {
        citation.clause_id
        for citation in reading.citations
        if not citation.key and reading.targets[citation.pk].eid == eid
    }
    clauses = [shown.clause for top in reading.top for shown in top.walk()]
    return [clause for clause in clauses if clause.pk in holders and clause.eid != eid]


def _naming_elsewhere(reading: ShownText, eid: str) -> list[Clause]:
    """One query, none where the document has no number."""
    if not (keys := reading.own_keys):
        return []
    named = (
        Citation.objects.filter(
            key__in=keys,
            place__endswith=eid.rpartition("__")[2],
            clause__edition__in=Edition.objects.newest(),
            clause__edition__document__state=Document.State.PUBLISHED,
        )
        .exclude(clause__edition__document=reading.document)
        .select_related("clause__edition__document")
        .only("text", "key", "place", *IN_A_LINE)
        .order_by("-clause__edition__published_at", "clause__order", "pk")
    )
    eids = {shown.clause.eid for shown in reading.flat()}
    return [
        citation.clause
        for citation in named[:MOST_LOOKED_AT]
        if document_meant(citation.text, citation.key, reading.known) == reading.document
        and clause_meant(citation.place, eids) == eid
    ]
