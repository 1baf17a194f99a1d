"""Which documents are in force on a day, and of which nobody knows: the same meaning as
`directives.force`, narrowed by the database first."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from directives.force import EFFECTS, PARTIAL, Force, Standing, standings
from directives.models import Document, Relation

ENDING = [kind for kind, force in EFFECTS if force in PARTIAL]


def documents_in_force(on: date) -> list[tuple[Document, Standing]]:
    """With a basis: checked by staff, or changed by a document in part. The newest first."""
    changed = Exists(_effects(on))
    candidates = Document.objects.published().filter(Q(asserted_in_force=True) | changed)
    documents = list(candidates.exclude(Exists(_ends(on))).newest_first())
    found = standings(documents, on)
    return [(document, found[document.pk]) for document in documents if _holds(found[document.pk])]


def documents_of_unknown_force(on: date) -> QuerySet[Document]:
    """No relation says anything and nobody checked. The newest first."""
    unchecked = Document.objects.published().filter(asserted_in_force=False)
    return unchecked.exclude(Exists(_effects(on))).newest_first()


def _holds(standing: Standing) -> bool:
    return not standing.force.has_ended and standing.force != Force.UNKNOWN


def _effects(on: date) -> QuerySet[Relation]:
    return Relation.objects.filter(
        Q(effective_on=None) | Q(effective_on__lte=on),
        target=OuterRef("pk"),
        kind__in=[kind for kind, _force in EFFECTS],
        source__state=Document.State.PUBLISHED,
    )


def _ends(on: date) -> QuerySet[Relation]:
    """Of the whole document; a clause that ends leaves it amended."""
    return _effects(on).filter(kind__in=ENDING, clause_eid="")
