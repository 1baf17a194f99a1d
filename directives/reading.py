"""The text of an edition with what is told at its clauses, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise, cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from directives.citations import documents_by_key
from directives.force import Standing, standing_by
from directives.models import Citation, Clause, Correction, Document, Duty, Edition, Relation
from directives.pieces import Piece, Target, pieces_of, targets_of

HEADING_WORDS = 12
# A label that hangs beside its text; a longer one ("Điều 8.") stands above it.
HANGING_LABEL_LENGTH = 5
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
    references: list[tuple[Citation, Target]]
    untracked: list[str]
    duties: list[Duty]
    changes: list[tuple[Promise, Relation]]
    # What is printed wrong, and how it is to be read; the text keeps what is printed.
    corrections: list[dict[str, str]]
    children: list["ShownClause"] = field(default_factory=list)

    @cached_property
    def pieces(self) -> list[Piece]:
        """Made for whoever shows them: a clause's page shows few of the text's."""
        return pieces_of(self.clause.text, self.references)

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
class ShownText:
    """An edition with what is told at its clauses. `citations`, `targets` and `incoming` are what
    it was made from: `surroundings` tells more by them."""

    edition: Edition
    top: list[ShownClause]
    standing: Standing
    citations: list[Citation]
    known: dict[str, list[Document]]
    targets: dict[int, Target]
    incoming: list[Relation]

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
    def own_keys(self) -> list[str]:
        """The keys by which others may name the document."""
        return [key for key, documents in self.known.items() if self.document in documents]

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
    found = readable.filter(document__slug=slug).select_related("document")
    return found.defer("source_text", "source_places").order_by("-number")


def office_edition(document_id: int) -> Edition:
    """What the office works on: the last edition, published or not. Raises as above."""
    editions = Edition.objects.select_related("document__entered_by", "document__published_by")
    return editions.filter(document=document_id).order_by("-number")[:1].get()


def text_of(edition: Edition, on: date) -> ShownText:
    document = edition.document
    clauses = list(_corrected(edition))
    # The order is said in full wherever the model's own would lead through other tables.
    citations = list(
        Citation.objects.filter(clause__edition=edition).order_by("clause__order", "start")
    )
    own_eids = {clause.pk: clause.eid for clause in clauses}
    known = documents_by_key((citation.key for citation in citations), those_of=document)
    targets = targets_of(citations, document, own_eids, known)
    incoming = _incoming(document)
    return ShownText(
        edition=edition,
        top=_tree(clauses, citations, targets, _duties(edition), incoming),
        standing=standing_by(document, incoming, on),
        citations=citations,
        known=known,
        targets=targets,
        incoming=incoming,
    )


def _incoming(document: Document) -> list[Relation]:
    """What published documents do to it."""
    published = Relation.objects.filter(source__state=Document.State.PUBLISHED)
    return list(published.filter(target=document).select_related("source"))


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
            references=[(citation, targets[citation.pk]) for citation in cited[clause.pk]],
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
