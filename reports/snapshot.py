"""Snapshot · freeze · thaw — what a report is made from, as it stood at a moment (`collecting`)."""

import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 2


@dataclass(frozen=True)
class RolloutLine:
    number: int
    title: str
    document: str
    document_subject: str
    document_date: str
    issued_on: str


@dataclass(frozen=True)
class TaskLine:
    """Numbered through all rollouts of the report."""

    number: int
    title: str
    clause: str
    due_on: str
    grace_days: int
    indicators: tuple[int, ...]
    # "Hằng quý", of a task that comes back with every period.
    repeats: str = ""
    rollout: int = 1


@dataclass(frozen=True)
class ClauseLine:
    """A clause that orders something: what is followed up of it, and by which tasks."""

    eid: str
    words: str
    text: str
    # Duty.Tracked values of what it orders, in that order.
    tracked: tuple[str, ...]
    tasks: tuple[int, ...]

    @property
    def is_published_only(self) -> bool:
        return set(self.tracked) == {"never"}


@dataclass(frozen=True)
class Row:
    """One assignment. Dates are ISO days, "" for none; `values` are (indicator, value)."""

    task: int
    unit_code: str
    unit_name: str
    kind: str
    family: str
    state: str
    due_on: str
    first_confirmed_on: str
    first_confirmed_in_time: bool
    is_overdue: bool
    late_working_days: int
    reason: str
    confirmation_number: int
    held_on: str
    evidence_is_sufficient: bool
    values: tuple[tuple[int, int], ...]
    headcounts: tuple[tuple[str, int], ...]
    # How the standing confirmation came (Confirmation.Entry); snapshots before it had none.
    entry: str = ""
    # Of snapshots made before there were periods and extensions: none.
    period: str = ""
    period_number: int = 0
    original_due_on: str = ""
    # Of snapshots made before units could hand on: none. The code of the unit that handed it on,
    # and `NumbersFrom` of a unit that did.
    handed_on_from: str = ""
    numbers_from: str = ""
    # Of snapshots of format 1: none. The unit that this one belonged to, when the state was
    # reached, when the portal had the confirmation that stands, and the row to look at there.
    branch: str = ""
    changed_on: str = ""
    confirmed_on: str = ""
    assignment: int = 0

    @property
    def period_label(self) -> str:
        return self.period.partition(",")[0]

    @property
    def is_extended(self) -> bool:
        return bool(self.original_due_on) and self.original_due_on != self.due_on


@dataclass(frozen=True)
class Snapshot:
    """`authority` issues the report and `superior` receives it; of a unit's own report those are
    the unit and the authority. `before` is what the figures are set against."""

    format: int
    kind: str
    as_of: str
    authority: str
    superior: str
    place: str
    symbol: str
    office: str
    is_sample: bool
    rollouts: tuple[RolloutLine, ...]
    tasks: tuple[TaskLine, ...]
    rows: tuple[Row, ...]
    # Of a unit's own report: the post of its head.
    post: str = ""
    # Of a report on a period: "Quý I/2027", and its days.
    period: str = ""
    since: str = ""
    until: str = ""
    clauses: tuple[ClauseLine, ...] = ()
    # Of a list of what is late: the letters that urged it ("lần 2, …") and their ISO days.
    letters: tuple[tuple[str, str], ...] = ()
    before: "Snapshot | None" = None
    # Of the completion of a rollout: the ISO days at whose end is counted how far it had come. Of
    # snapshots made before that was reported: none.
    progress_on: tuple[str, ...] = ()

    @property
    def rollout(self) -> RolloutLine:
        return self.rollouts[0]


def freeze(snapshot: Snapshot) -> str:
    """Canonical JSON: the same snapshot always gives the same text."""
    return json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(text: str) -> Snapshot:
    return _snapshot(json.loads(text))


def _snapshot(data: dict[str, Any]) -> Snapshot:
    if data["format"] == 1:
        data = _from_format_1(data)
    return Snapshot(
        **data
        | {
            "rollouts": tuple(RolloutLine(**line) for line in data["rollouts"]),
            "tasks": tuple(
                TaskLine(**line | {"indicators": tuple(line["indicators"])})
                for line in data["tasks"]
            ),
            "rows": tuple(_row(row) for row in data["rows"]),
            "clauses": tuple(_clause(line) for line in data["clauses"]),
            "letters": tuple(tuple(letter) for letter in data["letters"]),
            "before": _snapshot(data["before"]) if data["before"] else None,
            "progress_on": tuple(data.get("progress_on", ())),
        }
    )


def _from_format_1(data: dict[str, Any]) -> dict[str, Any]:
    """Of one rollout, whose words stood in the snapshot itself."""
    words = ("document", "document_subject", "document_date", "issued_on")
    line = {"number": 1, "title": data["rollout"], **{name: data[name] for name in words}}
    kept = {name: value for name, value in data.items() if name not in {"rollout", *words}}
    return kept | {
        "kind": "completion",
        "rollouts": [line],
        "clauses": [],
        "letters": [],
        "before": None,
    }


def _row(data: dict[str, Any]) -> Row:
    pairs = {name: tuple(tuple(pair) for pair in data[name]) for name in ("values", "headcounts")}
    return Row(**data | pairs)


def _clause(data: dict[str, Any]) -> ClauseLine:
    return ClauseLine(**data | {name: tuple(data[name]) for name in ("tracked", "tasks")})
