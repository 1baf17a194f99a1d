"""Who there is: units with their dated names, and the acts that change them."""

from portal.units.models.events import (
    UnitEvent,
    UnitEventDraft,
    UnitEventPart,
    UnitEventReversal,
    UnitEventRow,
)
from portal.units.models.units import (
    WAYS,
    Authority,
    Headcount,
    PublicContact,
    Unit,
    UnitKind,
    UnitPeriod,
    UnitPeriodQuerySet,
    UnitQuerySet,
    UnitTag,
    UnitTagging,
)

__all__ = [
    "WAYS",
    "Authority",
    "Headcount",
    "PublicContact",
    "Unit",
    "UnitEvent",
    "UnitEventDraft",
    "UnitEventPart",
    "UnitEventReversal",
    "UnitEventRow",
    "UnitKind",
    "UnitPeriod",
    "UnitPeriodQuerySet",
    "UnitQuerySet",
    "UnitTag",
    "UnitTagging",
]
