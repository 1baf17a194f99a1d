"""The Code of Conduct by audience: which text applies today, and what each part says to whom."""

from dataclasses import dataclass
from datetime import date

from directives.force import Force, Standing, standings
from directives.models import Clause, Document

# Every edition of the national Code that the portal may hold is known by one of these numbers.
CODE_KEYS = ["874-qd-btttt", "423-qd-bvhttdl"]


@dataclass(frozen=True)
class AudiencePart:
    audience: str
    label: str
    clauses: list[Clause]


@dataclass(frozen=True)
class CodeText:
    document: Document
    standing: Standing
    is_summary: bool
    official_text: str
    note: str
    parts: list[AudiencePart]

    @property
    def applies(self) -> bool:
        return self.standing.force not in {Force.REPLACED, Force.ENDED}


def code_page(on: date) -> list[CodeText]:
    """The Code's texts, the one that applies first; empty where none is published."""
    documents = list(
        Document.objects.published()
        .filter(identifiers__key__in=CODE_KEYS)
        .newest_first()
        .distinct()
    )
    found = standings(documents, on)
    texts = [_text(document, found[document.pk]) for document in documents]
    return sorted(texts, key=lambda text: not text.applies)


def _text(document: Document, standing: Standing) -> CodeText:
    edition = document.editions.published().order_by("-number")[:1].get()
    clauses = list(edition.clauses.exclude(audience=""))
    return CodeText(
        document=document,
        standing=standing,
        is_summary=edition.is_summary,
        official_text=edition.official_text,
        note=edition.note,
        parts=[
            AudiencePart(value, label, mine)
            for value, label in Clause.Audience.choices
            if (mine := [clause for clause in clauses if clause.audience == value])
        ],
    )
