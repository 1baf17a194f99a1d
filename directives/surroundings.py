"""A document among others: what it does to them, what they do to it, who names whom."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from directives.citations import document_meant
from directives.force import Standing, standings
from directives.models import Citation, Document, Edition, Relation
from directives.pieces import Target
from directives.reading import SEEN_FROM_TARGET, ShownText

# What a line among the related documents needs of one.
IN_A_LINE = ("slug", "type", "identifier", "state")
Kind = Relation.Kind


@dataclass(frozen=True)
class Related:
    """One line among the related documents; without a document the portal knows only its name."""

    text: str
    document: Document | None
    since: date | None = None
    clause_eid: str = ""
    note: str = ""


@dataclass(frozen=True)
class Surroundings:
    """`outdated`: documents it cites that have been replaced or have ended since."""

    outdated: list[tuple[Document, Standing]]
    related: dict[str, list[Related]]
    outgoing: list[Relation]


def surroundings_of(text: ShownText, on: date) -> Surroundings:
    document = text.document
    outgoing = list(document.relations.select_related("target"))
    cites = _cites(text.citations, text.targets, outgoing)
    return Surroundings(
        outdated=_outdated(text, on),
        related=_related(outgoing, cites, text.incoming, _citing(text)),
        outgoing=outgoing,
    )


def _outdated(text: ShownText, on: date) -> list[tuple[Document, Standing]]:
    meant = [target.document for target in text.targets.values()]
    cited = {d.pk: d for d in meant if d is not None and d.pk != text.document.pk}
    found = standings(cited.values(), on)
    return [(d, found[d.pk]) for d in cited.values() if found[d.pk].force.has_ended]


def _citing(text: ShownText) -> list[Document]:
    """Published documents whose text names this one; `known` holds its own keys too."""
    document, known = text.document, text.known
    citations = (
        Citation.objects.filter(
            key__in=text.own_keys,
            clause__edition__in=Edition.objects.newest(),
            clause__edition__document__state=Document.State.PUBLISHED,
        )
        .exclude(clause__edition__document=document)
        .select_related("clause__edition__document")
        .only("text", "key", *(f"clause__edition__document__{name}" for name in IN_A_LINE))
        .order_by("clause__edition__document", "clause__order", "start")
    )
    citing = {}
    for citation in citations:
        if document_meant(citation.text, citation.key, known) == document:
            source = citation.clause.edition.document
            citing[source.pk] = source
    return list(citing.values())


def _cites(
    citations: list[Citation], targets: dict[int, Target], outgoing: list[Relation]
) -> list[Related]:
    """Each document once, however often the text names it, and not where a relation does."""
    said = {relation.target_key for relation in outgoing}
    longest: dict[str, Citation] = {}
    for citation in citations:
        held = longest.get(citation.key)
        if (
            not citation.place
            and citation.key not in said
            and (held is None or len(citation.text) > len(held.text))
        ):
            longest[citation.key] = citation
    return [Related(c.text.replace("*", ""), targets[c.pk].document) for c in longest.values()]


def _related(
    outgoing: list[Relation],
    cites: list[Related],
    incoming: list[Relation],
    citing: list[Document],
) -> dict[str, list[Related]]:
    groups: dict[str, list[Related]] = defaultdict(list)
    for relation in outgoing:
        groups[relation.get_kind_display()].append(
            _line(relation, relation.target_text, relation.target)
        )
    groups[str(Kind.CITES.label)] += cites
    for relation in incoming:
        groups[str(SEEN_FROM_TARGET[relation.kind])].append(
            _line(relation, relation.source.title, relation.source)
        )
    said = {relation.source_id for relation in incoming}
    groups[str(SEEN_FROM_TARGET[Kind.CITES])] += [
        Related(source.title, source) for source in citing if source.pk not in said
    ]
    return {label: lines for label, lines in groups.items() if lines}


def _line(relation: Relation, text: str, document: Document | None) -> Related:
    shown = document if document and document.state in Document.READABLE else None
    return Related(text, shown, relation.effective_on, relation.clause_eid, relation.note)
