"""What is known of one clause beside its words: how it read before, who names it, other languages.

`editions_with` asks for all of it but the names in the query that finds the editions.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from directives.addresses import address_of
from directives.citations import clause_meant, document_meant, documents_by_key
from directives.differences import Fate
from directives.models import (
    Citation,
    Clause,
    ClauseTranslation,
    Document,
    Edition,
    EditionChange,
    Identifier,
)
from directives.reading import public_editions
from directives.translated import Translated

# Of a clause that everybody names the page tells so many places, the newest first.
MOST_NAMING, MOST_LOOKED_AT = 50, 500


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
    `changed` and `translated` as `clause_record` reads them; one query."""
    clauses = Clause.objects.body().filter(edition=OuterRef("pk"), eid=eid)
    changes = EditionChange.objects.filter(edition=OuterRef("pk"), eid=eid).order_by("order")
    translations = ClauseTranslation.objects.checked().filter(
        clause__edition=OuterRef("pk"), clause__eid=eid
    )
    told = JSONObject(language="language", text="text", made_by="made_by")
    editions = public_editions(slug).annotate(
        has_clause=Exists(clauses),
        changed=ArraySubquery(changes.values(json=JSONObject(fate="fate", runs="runs"))),
        translated=ArraySubquery(translations.order_by("language").values(json=told)),
    )
    return list(editions)


def clause_record(edition: Edition, editions: list[Edition], eid: str) -> ClauseRecord:
    """`editions` as `editions_with` gave them; asks nothing more."""
    known = [other for other in editions if other.number <= edition.number]
    changes = []
    for at, other in enumerate(known):
        before = next((e for e in known[at + 1 :] if e.has_clause), None)
        address = f"{address_of(before, editions)}{eid}/" if before else ""
        changes += [
            Changed(other, Fate(change["fate"]), change["runs"], before, address)
            for change in other.changed
        ]
    changed_in = [changed.edition.number for changed in changes]
    newest: dict[str, Translated] = {}
    for other in known:
        has_changed = any(number > other.number for number in changed_in)
        for row in other.translated:
            told = Translated(**row, edition=other, is_earlier=has_changed)
            newest.setdefault(row["language"], told)
    return ClauseRecord(changes, [newest[language] for language in sorted(newest)])


def clauses_naming(edition: Edition, eid: str, eids: Collection[str]) -> list[Clause]:
    """Which clauses name this one: of the same text, and of the newest texts of other published
    documents. `eids` are those of the text. Each with its edition and document."""
    document = edition.document
    here = Q(key="", clause__edition=edition)
    elsewhere = Q(
        key__in=document.identifiers.values("key"),
        clause__edition__in=Edition.objects.newest(),
        clause__edition__document__state=Document.State.PUBLISHED,
    ) & ~Q(clause__edition__document=document)
    named = (
        Citation.objects.filter(here | elsewhere, place__endswith=eid.rpartition("__")[2])
        .exclude(clause__edition=edition, clause__eid=eid)
        .select_related("clause__edition__document")
        .defer("clause__edition__source_text", "clause__edition__source_places")
        .order_by("-clause__edition__published_at", "clause__order", "pk")
    )
    rivals = Identifier.objects.filter(
        key=OuterRef("key"), document__state__in=Document.READABLE
    ).exclude(document=document)
    citations = list(named.annotate(is_rivalled=Exists(rivals))[:MOST_LOOKED_AT])
    # Only where another document has the same number it has to be fetched to tell which is meant.
    known = {citation.key: [document] for citation in citations}
    if rivalled := {citation.key for citation in citations if citation.is_rivalled} - {""}:
        known |= documents_by_key(rivalled)
    found = {}
    for citation in citations:
        own = "" if citation.key else citation.clause.eid
        meant = own or document_meant(citation.text, citation.key, known) == document
        if meant and clause_meant(citation.place, eids, own) == eid:
            found.setdefault(citation.clause_id, citation.clause)
    return list(found.values())[:MOST_NAMING]
