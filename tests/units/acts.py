"""Short ways through a reorganisation, by the services."""

from dataclasses import replace
from datetime import date

from portal.access import Actor, actor_of
from portal.accounts.models import User
from portal.units.models import Unit, UnitEvent, UnitEventDraft
from portal.units.plans import NewUnit, Plan
from portal.units.reorganisation import draft_begin, event_apply, event_reverse, preview_of

DAY = date(2025, 7, 1)
ACT = {
    "act_number": "12/NQ-HĐND",
    "act_date": date(2025, 6, 16),
    "act_subject": "Nghị quyết minh họa về sắp xếp đơn vị",
}


def plan_of(kind: str, *units: Unit, on: date = DAY, **fields: object) -> Plan:
    ids = {name: fields[name].pk for name in ("heir", "parent") if fields.get(name)}
    return Plan(
        kind=kind, effective_on=on, units=tuple(unit.pk for unit in units), **ACT | fields | ids
    )


def new(code: str, name: str, kind: str = "xa", parent: Unit | None = None) -> NewUnit:
    return NewUnit(code, name, kind, parent.pk if parent else None)


def merging(*units: Unit, code: str = "X-MOI", name: str = "UBND xã Mới", **more: object) -> Plan:
    return plan_of("merge", *units, new=(new(code, name),), **more)


def acting(user: User) -> Actor:
    return actor_of(user)


def apply(by: User, plan: Plan) -> UnitEvent:
    """Begun, looked at and applied as it was looked at."""
    draft = draft_begin(actor=acting(by), plan=plan)
    return apply_draft(by, draft)


def apply_draft(by: User, draft: UnitEventDraft) -> UnitEvent:
    digest = preview_of(Plan.of(draft), acting(by)).digest
    return event_apply(actor=acting(by), draft_id=draft.pk, digest=digest)


def choosing(plan: Plan, holding: str, **chosen: str) -> Plan:
    mine = {key.removeprefix("_"): value for key, value in chosen.items()}
    return replace(plan, choices=plan.choices | {holding: mine})


def reverse(by: User, event: UnitEvent, reason: str = "Nhập nhầm tên.") -> object:
    return event_reverse(actor=acting(by), event_id=event.pk, reason=reason)


def faults(plan: Plan, by: User) -> str:
    return " ".join(preview_of(plan, acting(by)).faults)
