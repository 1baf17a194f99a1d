"""What a unit may read of those it took over from: each apart, under the name it had, never added
to its own. Nothing of it is written to; the assignments stay those of the unit that is no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from portal.access import Act, Actor
from portal.units.succession import Predecessor, predecessors_of
from training.history import history_of
from training.models import Assignment, Confirmation


@dataclass(frozen=True)
class Left:
    """How much a predecessor left behind, and of which years; 0 and None where nothing."""

    past: Predecessor
    count: int
    first_year: int | None
    last_year: int | None


def left_to(unit_id: int, on: date) -> list[Left]:
    pasts = predecessors_of(unit_id, on)
    if not pasts:
        return []
    counted = (
        Confirmation.objects.filter(_left_by(pasts))
        .order_by()
        .values("assignment__unit")
        .annotate(n=Count("pk"), first=Min("held_on"), last=Max("held_on"))
    )
    found = {row["assignment__unit"]: row for row in counted}
    return [_left(past, found.get(past.unit_id)) for past in pasts]


def _left(past: Predecessor, row: dict | None) -> Left:
    if row is None:
        return Left(past, 0, None, None)
    return Left(past, row["n"], row["first"].year, row["last"].year)


def past_history(past: Predecessor) -> QuerySet[Confirmation]:
    """As `history_of`, of what the predecessor left."""
    return history_of(past.unit_id).filter(_left_by([past]))


def past_named(unit_id: int, wanted: str, on: date) -> Predecessor | None:
    """The predecessor of the unit that an address asks for by its number."""
    return next(
        (past for past in predecessors_of(unit_id, on) if str(past.unit_id) == wanted), None
    )


def past_of(actor: Actor, unit_id: int) -> Predecessor | None:
    """A unit that one of the person's own took over from."""
    today = timezone.localdate()
    for own in sorted(actor.unit_ids(Act.UNIT_READ)):
        if past := past_named(own, str(unit_id), today):
            return past
    return None


def readable(actor: Actor) -> QuerySet[Confirmation]:
    """What the person may see of itself, and what the units took over from others."""
    today = timezone.localdate()
    own = actor.unit_ids(Act.UNIT_READ)
    pasts = [past for unit_id in sorted(own) for past in predecessors_of(unit_id, today)]
    seen = Assignment.objects.visible_to(actor)
    return Confirmation.objects.filter(Q(assignment__in=seen) | _left_by(pasts))


def _left_by(pasts: Sequence[Predecessor]) -> Q:
    """Of a unit that went on beside its heir, what it did before."""
    found = Q(pk__in=[])
    for past in pasts:
        before = Q(held_on__lt=past.until) if past.until else Q()
        found |= Q(assignment__unit=past.unit_id) & before
    return found
