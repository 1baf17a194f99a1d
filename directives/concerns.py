"""What the directives that count today say to a reader: derived from duties, never listed by hand.

A duty concerns a person in one of three ways: it is addressed to him, it is a task of the place
where he works, or its words name him.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from directives.audiences import Reader
from directives.current import documents_in_force, documents_unvouched
from directives.force import Standing, standings
from directives.models import Document, Duty, Edition

# So many documents of each force are looked through; of the others the page says how many.
MOST_DOCUMENTS = 60


@dataclass(frozen=True)
class Concern:
    """One document, with its duties by the way they concern the reader. `sent` where none does but
    the letter itself names him among its addressees and nobody has drawn its duties out yet."""

    document: Document
    standing: Standing
    addressed: list[Duty]
    workplace: list[Duty]
    named: list[Duty]
    sent: bool

    def __bool__(self) -> bool:
        return bool(self.addressed or self.workplace or self.named or self.sent)


@dataclass(frozen=True)
class Concerns:
    """`unknown`: nobody has checked whether they count. `unread`: how many were not looked
    through, the oldest."""

    in_force: list[Concern]
    unknown: list[Concern]
    unread: int


def concerns_of(reader: Reader, on: date) -> Concerns:
    lists = [documents_in_force(on), documents_unvouched(on)]
    current, unvouched = (list(documents[:MOST_DOCUMENTS]) for documents in lists)
    found = standings([*current, *unvouched], on)
    duties = _duties([*current, *unvouched])
    full = any(len(documents) == MOST_DOCUMENTS for documents in (current, unvouched))
    read = len(current) + len(unvouched)
    return Concerns(
        in_force=_concerns(reader, current, found, duties),
        unknown=_concerns(reader, unvouched, found, duties),
        unread=sum(documents.count() for documents in lists) - read if full else 0,
    )


def concern_of(
    reader: Reader, document: Document, standing: Standing, duties: list[Duty]
) -> Concern:
    by_way: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_way[_way(reader, duty)].append(duty)
    return Concern(
        document=document,
        standing=standing,
        addressed=by_way["addressed"],
        workplace=by_way["workplace"],
        named=by_way["named"],
        sent=not duties and _is_addressee(reader, "; ".join(document.addressees)),
    )


def _concerns(
    reader: Reader,
    documents: list[Document],
    found: dict[int, Standing],
    duties: dict[int, list[Duty]],
) -> list[Concern]:
    concerns = (
        concern_of(reader, document, found[document.pk], duties.get(document.pk, []))
        for document in documents
    )
    return [concern for concern in concerns if concern]


def _way(reader: Reader, duty: Duty) -> str:
    if reader.named.search(duty.addressees):
        return "addressed"
    kinds = {code for kind in duty.kinds.all() for code in (kind.pk, kind.parent_id)}
    if kinds & reader.kinds or (reader.workplace and reader.workplace.search(duty.addressees)):
        return "workplace"
    return "named" if reader.named.search(f"{duty.quote} {duty.action}") else ""


def _is_addressee(reader: Reader, addressees: str) -> bool:
    patterns = [reader.named, *([reader.workplace] if reader.workplace else [])]
    return any(pattern.search(addressees) for pattern in patterns)


def _duties(documents: list[Document]) -> dict[int, list[Duty]]:
    """By document, of the text that counts, in reading order; two queries."""
    editions = Edition.objects.newest().filter(document__in=documents)
    duties = Duty.objects.filter(clause__edition__in=editions)
    found = defaultdict(list)
    for duty in duties.select_related("clause__edition").prefetch_related("kinds"):
        found[duty.clause.edition.document_id].append(duty)
    return found
