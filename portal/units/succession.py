"""Who came before a unit and who after it, by the reorganisations that stand."""

from dataclasses import dataclass

from portal.units.models import Unit, UnitEvent, UnitEventPart

Role = UnitEventPart.Role
# A chain of successors longer than this is no chain of successors.
MOST_STEPS = 20


@dataclass(frozen=True)
class Succession:
    """Who takes over today from a unit that has ended, and by which event it ended."""

    event: UnitEvent
    heir_id: int
    heir_name: str


def succession_of(unit_id: int) -> Succession | None:
    """None for a unit that goes on, or that ended without anybody to take over."""
    first: UnitEvent | None = None
    for _step in range(MOST_STEPS):
        if not Unit.objects.filter(pk=unit_id, ended_on__isnull=False).exists():
            return None
        event = ending_event(unit_id)
        heir = event and event.parts.filter(role=Role.TO).select_related("unit").first()
        if not event or not heir:
            return None
        first, unit_id = first or event, heir.unit_id
        if heir.unit.ended_on is None:
            return Succession(first, heir.unit_id, heir.name)
    return None


def ending_event(unit_id: int) -> UnitEvent | None:
    standing = UnitEvent.objects.standing().filter(
        parts__unit=unit_id, parts__role=Role.FROM, kind__in=["merge", "split", "end"]
    )
    return standing.order_by("-effective_on", "-pk").first()
