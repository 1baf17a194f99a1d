"""Is a document in force on a day, and by what: derived from relations, never stored.

Where nothing is known nothing is claimed: a letter of a body that has since ended is "unknown"
until a relation says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Document, Relation


class Force(StrEnum):
    REPLACED = "replaced"
    ENDED = "ended"
    AMENDED = "amended"
    CORRECTED = "corrected"
    IN_FORCE = "in_force"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Promise:
        return LABELS[self]

    @property
    def tone(self) -> str:
        """The tone of the tag that shows it."""
        return TONES[self]


LABELS: dict[Force, Promise] = {
    Force.REPLACED: _("Đã được thay thế"),
    Force.ENDED: _("Hết hiệu lực"),
    Force.AMENDED: _("Đang áp dụng, đã sửa đổi"),
    Force.CORRECTED: _("Đang áp dụng, đã đính chính"),
    Force.IN_FORCE: _("Đang áp dụng"),
    Force.UNKNOWN: _("Chưa xác định hiệu lực"),
}
TONES = {
    Force.REPLACED: "warn",
    Force.ENDED: "warn",
    Force.AMENDED: "ok",
    Force.CORRECTED: "ok",
    Force.IN_FORCE: "ok",
    Force.UNKNOWN: "idle",
}
# The strongest effect first: a replaced document is replaced, corrected or not.
EFFECTS = [
    (Relation.Kind.REPLACES, Force.REPLACED),
    (Relation.Kind.REPEALS, Force.ENDED),
    (Relation.Kind.AMENDS, Force.AMENDED),
    (Relation.Kind.CORRECTS, Force.CORRECTED),
]


@dataclass(frozen=True)
class Standing:
    """`by` are the relations that bring the force about, strongest first."""

    force: Force
    by: tuple[Relation, ...] = ()


def standing_of(document: Document, on: date) -> Standing:
    return standings([document], on)[document.pk]


def standings(documents: Iterable[Document], on: date) -> dict[int, Standing]:
    """For many documents with one query."""
    documents = list(documents)
    effects: dict[int, list[Relation]] = {document.pk: [] for document in documents}
    relations = (
        Relation.objects.filter(
            target__in=effects,
            kind__in=[kind for kind, _force in EFFECTS],
            source__state=Document.State.PUBLISHED,
        )
        .select_related("source")
        .order_by("effective_on", "pk")
    )
    for relation in relations:
        if relation.in_effect(on):
            effects[relation.target_id].append(relation)
    return {document.pk: _standing(document, effects[document.pk]) for document in documents}


def _standing(document: Document, relations: list[Relation]) -> Standing:
    ordered = [r for kind, _force in EFFECTS for r in relations if r.kind == kind]
    if ordered:
        force = next(force for kind, force in EFFECTS if kind == ordered[0].kind)
        return Standing(force, tuple(ordered))
    return Standing(Force.IN_FORCE if document.asserted_in_force else Force.UNKNOWN)
