"""A clause's text as runs: plain, bold, and references with what they lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from directives.citations import clause_meant, documents_meant, eids_of
from directives.intake.emphasis import runs
from directives.models import Citation, Document


@dataclass(frozen=True)
class Target:
    """What a reference may mean: no document, one (and a clause of it), or several in doubt."""

    documents: tuple[Document, ...] = ()
    eid: str = ""

    @property
    def document(self) -> Document | None:
        return self.documents[0] if len(self.documents) == 1 else None


NOWHERE = Target()


@dataclass(frozen=True)
class Piece:
    text: str
    bold: bool = False
    cited: bool = False
    target: Target = NOWHERE

    @property
    def document(self) -> Document | None:
        return self.target.document

    @property
    def several(self) -> int:
        """How many documents here carry the number, where the text does not say which is meant."""
        found = len(self.target.documents)
        return found if found > 1 else 0

    @property
    def href(self) -> str:
        """To the clause, the document, or a search for the number that several carry."""
        if self.document and self.target.eid:
            return reverse("directives:clause", args=[self.document.slug, self.target.eid])
        if self.document:
            return self.document.get_absolute_url()
        if self.several:
            words = urlencode({"q": self.target.documents[0].identifier})
            return f"{reverse('directives:document_list')}?{words}"
        return ""


def targets_of(
    citations: Iterable[Citation],
    document: Document,
    own_eids: Mapping[int, str],
    known: dict[str, list[Document]],
) -> dict[int, Target]:
    """By the citation's pk. `own_eids`: of the text's own clauses, by their pk."""
    meant = {
        c.pk: documents_meant(c.text, c.key, known) if c.key else [document] for c in citations
    }
    elsewhere = eids_of(
        meant[c.pk][0] for c in citations if c.place and c.key and len(meant[c.pk]) == 1
    )
    own = set(own_eids.values())
    found = {}
    for c in citations:
        eid = ""
        if c.place and not c.key:
            eid = clause_meant(c.place, own, own_eids[c.clause_id])
        elif c.place and len(meant[c.pk]) == 1:
            eid = clause_meant(c.place, elsewhere[meant[c.pk][0].pk])
        found[c.pk] = Target(tuple(meant[c.pk]), eid)
    return found


def pieces_of(text: str, references: Iterable[tuple[Citation, Target]]) -> list[Piece]:
    """The untouched text cut at its references; only the asterisks of the source are left out."""
    pieces, at = [], 0
    for citation, target in references:
        pieces += _plain(text[at : citation.start])
        words = text[citation.start : citation.end].replace("*", "")
        # A place in this very text that it does not have is no reference to anything.
        own = not citation.key and not target.eid
        pieces.append(Piece(words) if own else Piece(words, cited=True, target=target))
        at = citation.end
    return pieces + _plain(text[at:])


def _plain(text: str) -> list[Piece]:
    return [Piece(words, bold=bold) for words, bold in runs(text)]
