"""A change as it was typed: the shape of `UnitEventDraft.data`."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from portal.units.models import UnitEventDraft
from portal.web.templatetags.portal import vn_date

MOST_CITATION_LETTERS = 300


@dataclass(frozen=True)
class NewUnit:
    code: str
    name: str
    kind: str
    parent: int | None = None


@dataclass(frozen=True)
class Plan:
    """`units` are those merged, split, renamed, moved or ended; `heir` one that is there and takes
    over. `name`, `unit_kind` and `parent` are what a unit that goes on gets."""

    kind: str
    effective_on: date
    act_number: str
    act_date: date
    act_subject: str
    units: tuple[int, ...] = ()
    heir: int | None = None
    new: tuple[NewUnit, ...] = ()
    keeps: bool = False
    name: str = ""
    unit_kind: str = ""
    parent: int | None = None
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: UnitEventDraft) -> Self:
        data = dict(draft.data)
        return cls(
            kind=draft.kind,
            **data
            | {
                "effective_on": date.fromisoformat(data["effective_on"]),
                "act_date": date.fromisoformat(data["act_date"]),
                "units": tuple(data.get("units", ())),
                "new": tuple(NewUnit(**new) for new in data.get("new", ())),
            },
        )

    @property
    def data(self) -> dict[str, Any]:
        data = asdict(self)
        del data["kind"]
        return data | {
            "effective_on": self.effective_on.isoformat(),
            "act_date": self.act_date.isoformat(),
            "units": list(self.units),
            "new": list(data["new"]),
        }

    def choosing(self, holding: str, chosen: dict[str, str]) -> Self:
        mine = self.choices.get(holding, {}) | chosen
        return replace(self, choices=self.choices | {holding: mine})

    @property
    def citation(self) -> str:
        text = _("%(number)s ngày %(date)s: %(subject)s") % {
            "number": self.act_number,
            "date": vn_date(self.act_date),
            "subject": self.act_subject,
        }
        return text[:MOST_CITATION_LETTERS]
