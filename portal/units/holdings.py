"""What hangs on units and must go along when they change, registered by the app that keeps it.

Units know neither people's roles nor assignments nor reports. Each app that keeps rows of a unit
offers a `Holding` when it starts: what a change would do to its rows, doing it, what has been built
on it since, and taking it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from portal.access import Actor
from portal.units.models import Unit, UnitEvent


@dataclass(frozen=True)
class Heir:
    """Who takes over: a unit that is there, or one that begins with the change (no id before)."""

    code: str
    name: str
    unit_id: int | None


@dataclass(frozen=True)
class Change:
    """`sources`: whose rows go over; `ending`: those of them that are no more from the day on.
    The first heir takes what nobody was chosen for; a source that goes on is its own heir."""

    kind: str
    on: date
    sources: tuple[int, ...] = ()
    ending: tuple[int, ...] = ()
    heirs: tuple[Heir, ...] = ()
    begun: tuple[str, ...] = ()
    # Units that go on under another name, kind or parent.
    changed: tuple[int, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    # By holding: row → code of the heir, "" for none.
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    actor: Actor | None = None
    citation: str = ""

    def chosen(self, holding: str, row: object, otherwise: str) -> str:
        """The code chosen for a row, where it still is one that may be chosen."""
        code = self.choices.get(holding, {}).get(str(row), otherwise)
        return code if code == "" or code in {heir.code for heir in self.heirs} else otherwise

    def heir(self, code: str) -> Heir | None:
        return next((heir for heir in self.heirs if heir.code == code), None)

    @property
    def main(self) -> Heir | None:
        return self.heirs[0] if self.heirs else None

    @property
    def has_choice(self) -> bool:
        return len(self.heirs) > 1


@dataclass(frozen=True)
class Choice:
    """A row whose heir a person chooses; `chosen` is a code, "" for none."""

    key: str
    title: str
    detail: str
    chosen: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Effect:
    """What a change would do to the rows of one holding, in sentences."""

    sentences: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """On a unit's page: how many rows of a kind it has, and where they are."""

    label: str
    count: int
    url: str


class Holding:
    key: str
    heading: Promise | str

    def effect(self, change: Change) -> Effect:
        return Effect()

    def apply(self, change: Change, event: UnitEvent) -> dict[str, int]:
        """Within the caller's transaction; gives the numbers that go into the record."""
        return {}

    def built_on(self, event: UnitEvent) -> list[str]:
        """Sentences naming what rests on the event by now; none while it can be taken back."""
        return []

    def reverse(self, event: UnitEvent, actor: Actor | None) -> None:
        """Called only where nothing was built on it."""

    def told(self, event: UnitEvent) -> list[str]:
        """What was done to the rows of this holding, for the event's page."""
        return []

    def links(self, unit: Unit, actor: Actor) -> list[Link]:
        return []


HOLDINGS: dict[str, Holding] = {}


def offer(holding: Holding) -> None:
    HOLDINGS[holding.key] = holding
