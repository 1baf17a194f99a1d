"""Which documents are in force on a day, and for which nobody vouches: the meaning of
`directives.force`, narrowed by the database first.

In force is what a person has checked and nothing has ended since. A correction alone says that a
document was changed, not that it still counts.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from directives.force import EFFECT_KINDS, EFFECTS, PARTIAL
from directives.models import Document, Relation

ENDING = [kind for kind, force in EFFECTS if force in PARTIAL]


def documents_in_force(on: date) -> QuerySet[Document]:
    """The newest first."""
    return _not_ended(on).filter(asserted_in_force=True)


def documents_unvouched(on: date) -> QuerySet[Document]:
    """Neither ended nor checked. The newest first."""
    return _not_ended(on).filter(asserted_in_force=False)


def documents_of_unknown_force(on: date) -> QuerySet[Document]:
    """Of these, the ones of which no relation says anything either."""
    return documents_unvouched(on).exclude(Exists(_effects(on)))


def _not_ended(on: date) -> QuerySet[Document]:
    """The end of one clause leaves the document amended."""
    ends = _effects(on).filter(kind__in=ENDING, clause_eid="")
    return Document.objects.published().exclude(Exists(ends)).newest_first()


def _effects(on: date) -> QuerySet[Relation]:
    return Relation.objects.filter(
        Q(effective_on=None) | Q(effective_on__lte=on),
        target=OuterRef("pk"),
        kind__in=EFFECT_KINDS,
        source__state=Document.State.PUBLISHED,
    )
