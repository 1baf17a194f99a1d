"""What the pages show of a document, gathered in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from directives.citations import document_meant, documents_by_key
from directives.force import Standing, standings
from directives.models import Citation, Clause, Correction, Document, Duty, Edition, Relation
from directives.pieces import Piece, Target, pieces_of, targets_of

HEADING_WORDS = 12
# A label that hangs beside its text; a longer one ("Điều 8.") stands above it.
HANGING_LABEL_LENGTH = 5
# What a line among the related documents needs of one.
IN_A_LINE = ("slug", "type", "identifier", "state")
SENTENCE_ENDS = {".", ":", ";", ",", "/"}
Kind = Relation.Kind
SEEN_FROM_TARGET: dict[str, Promise] = {
    Kind.BASED_ON: _("Là căn cứ của"),
    Kind.IMPLEMENTS: _("Được triển khai bởi"),
    Kind.CORRECTS: _("Được đính chính bởi"),
    Kind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
    Kind.REPLACES: _("Được thay thế bởi"),
    Kind.REPEALS: _("Bị bãi bỏ bởi"),
    Kind.CITES: _("Được dẫn chiếu trong"),
}


@dataclass
class ShownClause:
    """`untracked`: the words that order what is never tracked; [""] stands for the whole clause."""

    clause: Clause
    pieces: list[Piece]
    untracked: list[str]
    duties: list[Duty]
    changes: list[tuple[Promise, Relation]]
    # What is printed wrong, and how it is to be read; the text keeps what is printed.
    corrections: list[dict[str, str]]
    children: list["ShownClause"] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.clause.label.replace("*", "").strip()

    @property
    def has_heading(self) -> bool:
        return len(self.label) > HANGING_LABEL_LENGTH

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row, each row as long as the longest; [] for a paragraph."""
        if self.clause.form != Clause.Form.TABLE:
            return []
        rows = [row.split("\t") for row in self.clause.text.split("\n")]
        width = max(len(row) for row in rows)
        return [row + [""] * (width - len(row)) for row in rows]

    @property
    def is_titled(self) -> bool:
        """Its text is the title of what stands under it, as of an article or of a group."""
        if not self.children or not self.pieces:
            return False
        return is_title(self.clause.text) and (self.has_heading or not self.label)

    @property
    def title(self) -> str:
        """For lists of contents: the label and the first words."""
        words = " ".join("".join(piece.text for piece in self.pieces).split())
        label = self.label if any(sign.isalnum() for sign in self.label) else ""
        return f"{label} {_first_words(words)}".strip()

    def walk(self) -> Iterator["ShownClause"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Related:
    """One line among the related documents; without a document the portal knows only its name."""

    text: str
    document: Document | None
    since: date | None = None
    clause_eid: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reading:
    edition: Edition
    top: list[ShownClause]
    standing: Standing
    # Documents this one cites that have been replaced or have ended since.
    outdated: list[tuple[Document, Standing]]
    related: dict[str, list[Related]]
    outgoing: list[Relation]

    @property
    def document(self) -> Document:
        return self.edition.document

    def part(self, part: str) -> list[ShownClause]:
        return [shown for shown in self.top if shown.clause.part == part]

    @property
    def preface(self) -> list[ShownClause]:
        return self.part(Clause.Part.PREFACE)

    @property
    def body(self) -> list[ShownClause]:
        return self.part(Clause.Part.BODY)

    @property
    def conclusions(self) -> list[ShownClause]:
        return self.part(Clause.Part.CONCLUSIONS)

    @property
    def contents(self) -> list[ShownClause]:
        """What the list of contents offers: the labelled clauses, in a summary all that stand
        alone."""
        return [s for s in self.body if s.label or self.edition.is_summary]

    @property
    def unsure(self) -> set[str]:
        """Which signs under a reference the page has to explain: "unknown", "several"."""
        cited = (piece for shown in self.flat() for piece in shown.pieces if piece.cited)
        signs = {"several" if p.several else "" if p.document else "unknown" for p in cited}
        return signs - {""}

    @property
    def is_put_into_practice(self) -> bool:
        """It orders what units report on; an upper app may tell how far they have come."""
        never = Duty.Tracked.NEVER
        return any(duty.tracked != never for shown in self.flat() for duty in shown.duties)

    def flat(self) -> list[ShownClause]:
        """All clauses of the body in reading order."""
        return [shown for top in self.body for shown in top.walk()]


def is_title(text: str) -> bool:
    """Of what stands under it: no sentence, which would end in a sign."""
    return bool(text) and text.rstrip("* ")[-1:] not in SENTENCE_ENDS


def public_editions(slug: str) -> QuerySet[Edition]:
    """Every text of a document that everybody may read, the newest first."""
    readable = Edition.objects.published().filter(document__state__in=Document.READABLE)
    found = readable.filter(document__slug=slug).select_related("document", "caused_by")
    return found.defer("source_text", "source_places").order_by("-number")


def office_edition(document_id: int) -> Edition:
    """What the office works on: the last edition, published or not. Raises as above."""
    editions = Edition.objects.select_related("document__entered_by", "document__published_by")
    return editions.filter(document=document_id).order_by("-number")[:1].get()


def reading_of(edition: Edition, on: date) -> Reading:
    document = edition.document
    clauses = list(_corrected(edition))
    # The order is said in full wherever the model's own would lead through other tables.
    citations = list(
        Citation.objects.filter(clause__edition=edition).order_by("clause__order", "start")
    )
    own_eids = {clause.pk: clause.eid for clause in clauses}
    known = documents_by_key((citation.key for citation in citations), those_of=document)
    targets = targets_of(citations, document, own_eids, known)
    meant = [target.document for target in targets.values()]
    cited = {d.pk: d for d in meant if d is not None and d.pk != document.pk}
    outgoing, incoming = _relations(document)
    found = standings([document, *cited.values()], on)
    return Reading(
        edition=edition,
        top=_tree(clauses, citations, targets, _duties(edition), incoming),
        standing=found[document.pk],
        outdated=[(d, found[d.pk]) for d in cited.values() if found[d.pk].force.has_ended],
        related=_related(
            outgoing,
            _cites(citations, targets, outgoing),
            incoming,
            _citing(document, known),
        ),
        outgoing=outgoing,
    )


def _relations(document: Document) -> tuple[list[Relation], list[Relation]]:
    """What it does to others, and what published documents do to it."""
    here = Q(source=document) | Q(target=document, source__state=Document.State.PUBLISHED)
    found = list(Relation.objects.filter(here).select_related("source", "target"))
    outgoing = [relation for relation in found if relation.source_id == document.pk]
    return outgoing, [relation for relation in found if relation.target_id == document.pk]


def _citing(document: Document, known: dict[str, list[Document]]) -> list[Document]:
    """Published documents whose text names this one; `known` holds its own keys too."""
    own_keys = [key for key, documents in known.items() if document in documents]
    citations = (
        Citation.objects.filter(
            key__in=own_keys,
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


def _duties(edition: Edition) -> dict[int, list[Duty]]:
    found = defaultdict(list)
    for duty in Duty.objects.filter(clause__edition=edition).order_by("order", "pk"):
        found[duty.clause_id].append(duty)
    return found


def _corrected(edition: Edition) -> QuerySet[Clause]:
    """The clauses, each with what is printed wrong in it, in the one query."""
    mine = Correction.objects.filter(clause=OuterRef("pk")).order_by("start")
    shown = mine.values(json=JSONObject(printed="printed", suggested="suggested"))
    clauses = edition.clauses.order_by("order")
    return clauses.annotate(corrected=ArraySubquery(shown))


def _tree(
    clauses: list[Clause],
    citations: list[Citation],
    targets: dict[int, Target],
    duties: dict[int, list[Duty]],
    incoming: list[Relation],
) -> list[ShownClause]:
    """The top of the tree; `clauses` come in reading order, parents before children."""
    cited = defaultdict(list)
    for citation in citations:
        cited[citation.clause_id].append(citation)
    shown: dict[int, ShownClause] = {}
    top = []
    for clause in clauses:
        node = shown[clause.pk] = ShownClause(
            clause=clause,
            pieces=pieces_of(clause.text, cited[clause.pk], targets),
            untracked=_untracked(duties[clause.pk]),
            duties=duties[clause.pk],
            corrections=clause.corrected,
            changes=[(SEEN_FROM_TARGET[r.kind], r) for r in incoming if r.clause_eid == clause.eid],
        )
        siblings = shown[clause.parent_id].children if clause.parent_id else top
        siblings.append(node)
    return top


def _untracked(duties: list[Duty]) -> list[str]:
    never = [duty for duty in duties if duty.tracked == Duty.Tracked.NEVER]
    if never and len(never) == len(duties):
        return [""]
    return [_first_words(duty.quote) for duty in never]


def _first_words(text: str) -> str:
    return Truncator(text).words(HEADING_WORDS, truncate="…").replace(",…", "…").rstrip(":;., ")


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
