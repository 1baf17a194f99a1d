"""What the public pages show of a document, gathered in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from directives.force import Standing, standing_of
from directives.intake.emphasis import runs
from directives.models import Citation, Clause, Document, Duty, Edition, Identifier, Relation


@dataclass(frozen=True)
class Piece:
    """A run of a clause's text: plain, bold, or a citation (with the address where it is held)."""

    text: str
    bold: bool = False
    cited: bool = False
    url: str = ""


@dataclass
class ShownClause:
    clause: Clause
    paragraphs: list[list[Piece]]
    never_tracked: bool
    has_duties: bool
    children: list["ShownClause"] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.clause.label.replace("*", "").strip()

    @property
    def heading(self) -> str:
        """For the list of contents: the label and the first words."""
        plain = "".join(piece.text for piece in self.paragraphs[0]) if self.paragraphs else ""
        words = plain.split()
        short = " ".join(words[:12]) + ("…" if len(words) > 12 else "")
        return f"{self.label} {short}".strip()


@dataclass(frozen=True)
class Reading:
    document: Document
    edition: Edition
    standing: Standing
    preface: list[ShownClause]
    body: list[ShownClause]
    conclusions: list[ShownClause]
    outgoing: list[Relation]
    incoming: list[Relation]

    @property
    def contents(self) -> list[ShownClause]:
        """What the list of contents offers: labelled clauses of the top level."""
        return [shown for shown in self.body if shown.label]

    def flat(self) -> list[ShownClause]:
        """All clauses of the body in reading order."""
        found: list[ShownClause] = []

        def walk(nodes: list[ShownClause]) -> None:
            for node in nodes:
                found.append(node)
                walk(node.children)

        walk(self.body)
        return found


def edition_to_read(document: Document) -> Edition:
    return document.editions.published().order_by("-number")[:1].get()


def reading_of(document: Document, on: date) -> Reading:
    """What everybody may read: the last published edition."""
    return _reading(document, edition_to_read(document), on)


def office_reading_of(document: Document, on: date) -> Reading:
    """What the office works on: the last edition, published or not."""
    return _reading(document, document.editions.order_by("-number")[:1].get(), on)


def _reading(document: Document, edition: Edition, on: date) -> Reading:
    shown = _shown_clauses(edition, edition.clauses.all())
    tops = [s for s in shown if s.clause.parent_id is None]
    parts = {part: [s for s in tops if s.clause.part == part] for part in Clause.Part.values}
    relations = list(
        Relation.objects.filter(source=document).select_related("target").order_by("kind", "pk")
    )
    incoming = list(
        Relation.objects.filter(target=document, source__state=Document.State.PUBLISHED)
        .select_related("source")
        .order_by("kind", "pk")
    )
    return Reading(
        document=document,
        edition=edition,
        standing=standing_of(document, on),
        preface=parts[Clause.Part.PREFACE],
        body=parts[Clause.Part.BODY],
        conclusions=parts[Clause.Part.CONCLUSIONS],
        outgoing=relations,
        incoming=incoming,
    )


def _shown_clauses(edition: Edition, clauses: QuerySet[Clause]) -> list[ShownClause]:
    citations = defaultdict(list)
    for citation in Citation.objects.filter(clause__edition=edition):
        citations[citation.clause_id].append(citation)
    addresses = _addresses({c.key for found in citations.values() for c in found})
    flags = defaultdict(set)
    for clause_id, tracked in Duty.objects.filter(clause__edition=edition).values_list(
        "clause", "tracked"
    ):
        flags[clause_id].add(tracked)
    by_id: dict[int, ShownClause] = {}
    for clause in clauses:
        shown = ShownClause(
            clause=clause,
            paragraphs=_paragraphs(clause.text, citations[clause.pk], addresses),
            never_tracked=flags[clause.pk] == {Duty.Tracked.NEVER},
            has_duties=bool(flags[clause.pk]),
        )
        by_id[clause.pk] = shown
        if clause.parent_id:
            by_id[clause.parent_id].children.append(shown)
    return list(by_id.values())


def _addresses(keys: set[str]) -> dict[str, str]:
    """Where the documents known under these numbers are read; a number of two is nobody's."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Identifier.objects.filter(
        key__in=keys, document__state=Document.State.PUBLISHED
    ).select_related("document")
    for row in rows:
        found[row.key].add(row.document.get_absolute_url())
    return {key: urls.pop() for key, urls in found.items() if len(urls) == 1}


def _paragraphs(
    text: str, citations: list[Citation], addresses: dict[str, str]
) -> list[list[Piece]]:
    """The untouched text cut at its citations, line by line."""
    paragraphs: list[list[Piece]] = [[]]
    at = 0
    for citation in sorted(citations, key=lambda c: c.start):
        _append(paragraphs, text[at : citation.start])
        url = addresses.get(citation.key, "")
        paragraphs[-1].append(
            Piece(text[citation.start : citation.end].replace("*", ""), cited=True, url=url)
        )
        at = citation.end
    _append(paragraphs, text[at:])
    return [pieces for pieces in paragraphs if pieces]


def _append(paragraphs: list[list[Piece]], text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            paragraphs.append([])
        paragraphs[-1].extend(Piece(run, bold=bold) for run, bold in runs(line))
