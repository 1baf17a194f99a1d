"""Who came before a unit and who after it, by the reorganisations that stand."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class Predecessor:
    """A unit that another one took over from, under the name it had then, and by which event.

    `until` is the day from which it went on beside its heir: what it did since is its own. None
    where it ended, and left all it had done.
    """

    unit_id: int
    name: str
    event: UnitEvent
    until: date | None


def predecessors_of(unit_id: int, on: date) -> list[Predecessor]:
    """Those that stand on the day, and theirs in turn, the latest reorganisation first. One query
    where there is none."""
    found: dict[int, Predecessor] = {}
    heirs = {unit_id: on}
    for _step in range(MOST_STEPS):
        steps = _given_to(heirs, {unit_id, *found})
        if not steps:
            break
        found |= steps
        heirs = {pk: past.event.effective_on for pk, past in steps.items()}
    return sorted(found.values(), key=lambda p: (-p.event.effective_on.toordinal(), p.name))


def _given_to(heirs: dict[int, date], known: set[int]) -> dict[int, Predecessor]:
    """One step back: to whom by when, and from whom."""
    took = UnitEventPart.objects.filter(role=Role.TO, unit__in=heirs, event__reversal=None)
    days = {
        part.event_id: heirs[part.unit_id]
        for part in took.select_related("event")
        if part.event.effective_on <= heirs[part.unit_id]
    }
    if not days:
        return {}
    gave = UnitEventPart.objects.filter(role=Role.FROM, event__in=days).exclude(unit__in=known)
    rows = gave.select_related("event", "unit").order_by("event__effective_on", "pk")
    return {row.unit_id: _predecessor(row) for row in rows}


def _predecessor(part: UnitEventPart) -> Predecessor:
    on, ended = part.event.effective_on, part.unit.ended_on
    goes_on = ended is None or ended > on
    return Predecessor(part.unit_id, part.name, part.event, on if goes_on else None)


def ending_event(unit_id: int) -> UnitEvent | None:
    standing = UnitEvent.objects.standing().filter(
        parts__unit=unit_id, parts__role=Role.FROM, kind__in=["merge", "split", "end"]
    )
    return standing.order_by("-effective_on", "-pk").first()
