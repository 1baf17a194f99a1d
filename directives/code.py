"""The Code of Conduct by audience: which text applies today, and what each part says to whom.

A document whose clauses name their audience is a version of the Code; nothing else is told apart
by its number, so that the next version needs data, not code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directives.force import Standing, standings
from directives.models import Clause, Document, Edition


@dataclass(frozen=True)
class CodePoint:
    """A clause that names its audience, under whatever chapter, with what stands under it."""

    clause: Clause
    points: list[Clause]

    @property
    def dos(self) -> list[Clause]:
        return [point for point in self.points if not _forbids(point)]

    @property
    def donts(self) -> list[Clause]:
        return [point for point in self.points if _forbids(point)]

    @property
    def awaits(self) -> bool:
        """Nothing of it but perhaps its heading is held."""
        held = [point for point in self.points if not point.awaits_official_text]
        return self.clause.awaits_official_text or (bool(self.points) and not held)


@dataclass(frozen=True)
class AudiencePart:
    audience: str
    label: str
    points: list[CodePoint]

    @property
    def heading(self) -> str:
        """A version that names the audience by a group of its own is left its own words."""
        only = self.points[0].clause if len(self.points) == 1 else None
        return only.text if only and only.text and not only.label else self.label


@dataclass(frozen=True)
class CodeText:
    edition: Edition
    standing: Standing
    parts: list[AudiencePart]

    @property
    def document(self) -> Document:
        return self.edition.document

    @property
    def applies(self) -> bool:
        return not self.standing.force.has_ended


def code_texts(on: date) -> list[CodeText]:
    """Every version of the Code, the one that applies first, then the newest."""
    named = Clause.objects.exclude(audience="").values("edition")
    editions = list(
        Edition.objects.newest()
        .filter(pk__in=named, document__state=Document.State.PUBLISHED)
        .select_related("document")
        .prefetch_related("clauses")
    )
    found = standings([edition.document for edition in editions], on)
    texts = [
        CodeText(edition, found[edition.document_id], _parts(edition.clauses.all()))
        for edition in editions
    ]
    newest_first = sorted(texts, key=_issued, reverse=True)
    return sorted(newest_first, key=lambda text: not text.applies)


def _forbids(point: Clause) -> bool:
    return point.text.startswith("Không ")


def _issued(text: CodeText) -> date:
    issued = text.document.issued
    return issued.earliest if issued else date.min


def _parts(clauses: Iterable[Clause]) -> list[AudiencePart]:
    tops: dict[int, CodePoint] = {}
    for clause in clauses:
        if clause.parent_id in tops:
            tops[clause.parent_id].points.append(clause)
        elif clause.audience:
            tops[clause.pk] = CodePoint(clause, [])
    return [
        AudiencePart(value, label, mine)
        for value, label in Clause.Audience.choices
        if (mine := [point for point in tops.values() if point.clause.audience == value])
    ]
