"""What apps above have built on a document, told on the office's pages about it.

This app knows neither rollouts nor confirmations. Who keeps rows that rest on a document offers a
`Resting` when it starts, as holdings do for units.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from directives.models import Document, Edition, Relation
from portal.access import Actor

ENDING = (Relation.Kind.REPLACES, Relation.Kind.REPEALS)


@dataclass(frozen=True)
class Note:
    words: str
    url: str = ""
    action: str = ""


class Resting:
    """A piece of work that rests on documents; each method says nothing where there is none."""

    def notes(self, document: Document, actor: Actor) -> list[Note]:
        """What now waits for somebody because of what happened to the document."""
        return []

    def if_ended(self, document: Document, clause_eids: Iterable[str]) -> list[str]:
        """What would wait if the document (with eids: only these clauses) were no more."""
        return []

    def if_published(self, edition: Edition) -> list[str]:
        """What would rest on an earlier text."""
        return []


_offered: list[Resting] = []


def offer(resting: Resting) -> None:
    _offered.append(resting)


def notes_on(document: Document, actor: Actor) -> list[Note]:
    return [note for each in _offered for note in each.notes(document, actor)]


def if_withdrawn(document: Document) -> list[str]:
    return [words for each in _offered for words in each.if_ended(document, [])]


def if_published(document: Document) -> list[str]:
    """Of a document that waits for publication: what it replaces or repeals; of a later text of a
    published one: what it changes."""
    if document.state == Document.State.PUBLISHED:
        edition = document.editions.in_hand().first()
        return [w for each in _offered for w in each.if_published(edition)] if edition else []
    ended: dict[Document, list[str]] = {}
    rows = document.relations.filter(kind__in=ENDING, target__isnull=False)
    for relation in rows.select_related("target"):
        ended.setdefault(relation.target, []).append(relation.clause_eid)
    return [
        words
        for target, eids in ended.items()
        for each in _offered
        for words in each.if_ended(target, [] if "" in eids else eids)
    ]
