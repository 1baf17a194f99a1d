"""One unit through time: names, parents and kinds, what came before it and what after."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from portal.units.citing import held
from portal.units.models import Unit, UnitEvent, UnitEventPart, UnitPeriod

Role = UnitEventPart.Role


@dataclass(frozen=True)
class Period:
    """`until` is the last day it counted; None while it goes on."""

    period: UnitPeriod
    parent_name: str
    until: date | None


def periods_of(unit: Unit) -> list[Period]:
    """The newest first."""
    above = UnitPeriod.objects.filter(
        unit=OuterRef("parent"), valid_from__lte=OuterRef("valid_from")
    )
    named = unit.periods.annotate(
        parent_name=Subquery(above.order_by("-valid_from").values("name")[:1])
    )
    rows = list(named.select_related("kind").order_by("-valid_from"))
    ends = [unit.ended_on, *(row.valid_from for row in rows)]
    return [
        Period(
            row,
            row.parent_name or "",
            end - timedelta(days=1) if end else None,
        )
        for row, end in zip(rows, ends, strict=False)
    ]


@dataclass(frozen=True)
class EventLine:
    """`counts` are of all parts by role; of those that only change or follow, some are here."""

    event: UnitEvent
    parts: list[UnitEventPart]
    counts: dict[str, int]

    def of(self, role: str) -> list[UnitEventPart]:
        return [part for part in self.parts if part.role == role]

    @property
    def old(self) -> list[UnitEventPart]:
        return self.of(Role.FROM)

    @property
    def new(self) -> list[UnitEventPart]:
        return self.of(Role.TO)

    @property
    def changed(self) -> list[UnitEventPart]:
        return self.of(Role.CHANGED)

    @property
    def more_changed(self) -> int:
        return self.counts.get(Role.CHANGED, 0) - len(self.changed)

    @property
    def act(self) -> tuple[str, str] | None:
        """The cited act on this portal: title and address."""
        return held(self.event.act_number, self.event.act_date)


def events_of(unit: Unit) -> list[EventLine]:
    rows = UnitEvent.objects.touching([unit.pk]).select_related("reversal")
    return lines_of(list(rows))


def lines_of(events: list[UnitEvent], most: int = 5) -> list[EventLine]:
    """Each with its parts; two queries, however many units an event moved."""
    parts = UnitEventPart.objects.filter(event__in=events)
    counts: dict[int, dict[str, int]] = {event.pk: {} for event in events}
    for event_id, role, count in parts.order_by().values_list("event", "role", Count("pk")):
        counts[event_id][role] = count
    found: dict[int, list[UnitEventPart]] = {event.pk: [] for event in events}
    place = Window(RowNumber(), partition_by=["event", "role"], order_by=["order", "pk"])
    shown = parts.annotate(place=place).filter(
        Q(role__in=[Role.FROM, Role.TO]) | Q(role=Role.CHANGED, place__lte=most)
    )
    for part in shown.select_related("unit").order_by("role", "order", "pk"):
        found[part.event_id].append(part)
    return [EventLine(event, found[event.pk], counts[event.pk]) for event in events]


def before_and_after(unit: Unit, lines: list[EventLine]) -> tuple[list, list]:
    """The units it came from, and those that came of it, by the events that stand."""
    before, after = [], []
    for line in lines:
        if line.event.is_reversed:
            continue
        if any(part.unit_id == unit.pk for part in line.new):
            before += [(line.event, p) for p in line.old if p.unit_id != unit.pk]
        if any(part.unit_id == unit.pk for part in line.old):
            after += [(line.event, p) for p in line.new if p.unit_id != unit.pk]
    return before, after
