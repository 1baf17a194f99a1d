"""write · take_back · built_on — the rows of units themselves that an event opens and closes."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from portal.units.holdings import Change
from portal.units.models import (
    Authority,
    Headcount,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitEventRow,
    UnitPeriod,
)
from portal.units.outline import Outline, Step
from portal.vietnamese.folding import fold
from portal.web.templatetags.portal import vn_date

Role = UnitEventPart.Role
ROLE_OF_STEP = {"ends": Role.FROM, "begins": Role.TO, "changes": Role.CHANGED, "below": Role.BELOW}


def write(event: UnitEvent, outline: Outline) -> Change:
    """Opens and closes periods, and gives the change with the ids of the units that began."""
    note = outline.plan.citation
    new = {step.code: _begin(event, step.code) for step in outline.steps if step.what == "begins"}
    ids = dict(Unit.objects.filter(code__in=_codes(outline)).values_list("code", "pk"))
    opened = [step for step in outline.steps if step.what != "ends"]
    _open(event, opened, ids, note)
    _end(event, list(outline.ending), note)
    change = outline.change()
    heirs = tuple(replace(heir, unit_id=ids.get(heir.code)) for heir in change.heirs)
    change = replace(change, heirs=heirs)
    _office_goes(event, change)
    _parts(event, outline, change, {code: unit.pk for code, unit in new.items()})
    return change


def _codes(outline: Outline) -> set[str]:
    codes = {step.parent_code for step in outline.steps if step.parent_code}
    return codes | {step.code for step in outline.steps} | {heir.code for heir in outline.heirs}


def _begin(event: UnitEvent, code: str) -> Unit:
    """A code that stands for nothing so far is taken up; what it was meant for never began."""
    unit = Unit.objects.never_begun().filter(code__iexact=code).first()
    before = _of_unit(unit) if unit else {}
    if unit is None:
        unit = Unit.objects.create(code=code)
    else:
        unit.code, unit.ended_on, unit.ended_note = code, None, ""
        unit.save(update_fields=["code", "ended_on", "ended_note"])
    _keep(event, "unit", unit.pk, not before, before, _of_unit(unit))
    return unit


def _open(event: UnitEvent, steps: list[Step], ids: dict[str, int], note: str) -> None:
    periods = UnitPeriod.objects.bulk_create(
        [
            UnitPeriod(
                unit_id=step.unit_id or ids[step.code],
                valid_from=event.effective_on,
                name=step.name,
                folded=fold(step.name),
                kind_id=step.kind,
                parent_id=ids[step.parent_code] if step.parent_code else None,
                note=note,
            )
            for step in steps
        ],
        batch_size=1000,
    )
    _keep_all(event, "period", [(period.pk, True, {}, _of_period(period)) for period in periods])


def _end(event: UnitEvent, unit_ids: list[int], note: str) -> None:
    rows = []
    for unit in Unit.objects.filter(pk__in=unit_ids):
        before = _of_unit(unit)
        unit.ended_on, unit.ended_note = event.effective_on, note
        unit.save(update_fields=["ended_on", "ended_note"])
        rows.append((unit.pk, False, before, _of_unit(unit)))
    _keep_all(event, "unit", rows)


def _office_goes(event: UnitEvent, change: Change) -> None:
    authority = Authority.objects.select_for_update().first()
    if authority is None or authority.office_id not in change.ending or change.main is None:
        return
    before = {"office": authority.office_id}
    authority.office_id = change.main.unit_id
    authority.save(update_fields=["office"])
    _keep(event, "authority", authority.pk, False, before, {"office": authority.office_id})


def _parts(event: UnitEvent, outline: Outline, change: Change, new: dict[str, int]) -> None:
    parts = [
        UnitEventPart(
            event=event,
            unit_id=step.unit_id or new[step.code],
            role=ROLE_OF_STEP[step.what],
            name=step.before.name if step.what == "ends" and step.before else step.name,
        )
        for step in outline.steps
        if step.what != "begins"
    ]
    for pk in change.sources:
        if pk not in change.ending:
            parts.append(
                UnitEventPart(event=event, unit_id=pk, role=Role.FROM, name=outline.name(pk))
            )
    parts += [
        UnitEventPart(event=event, unit_id=heir.unit_id, role=Role.TO, order=order, name=heir.name)
        for order, heir in enumerate(change.heirs)
    ]
    UnitEventPart.objects.bulk_create(parts, batch_size=1000)


def take_back(event: UnitEvent) -> None:
    """Every row as it stood before; what the event opened goes."""
    rows = list(event.rows.filter(holding=""))
    opened = [row.row_pk for row in rows if row.table == "period"]
    UnitPeriod.objects.filter(pk__in=opened).delete()
    for row in reversed(rows):
        if row.table == "unit":
            Unit.objects.filter(pk=row.row_pk).update(
                ended_on=row.before.get("ended_on"), ended_note=row.before.get("ended_note", "")
            )
        elif row.table == "authority":
            Authority.objects.filter(pk=row.row_pk).update(office=row.before["office"])


def built_on(event: UnitEvent) -> list[str]:
    """What rests on the event in the units themselves, in sentences."""
    parts = list(event.parts.all())
    touched = {part.unit_id for part in parts}
    found = [
        _("Thay đổi sau đó: “%(change)s”, hiệu lực %(date)s.")
        % {"change": later, "date": vn_date(later.effective_on)}
        for later in UnitEvent.objects.standing().touching(list(touched)).filter(pk__gt=event.pk)
    ]
    written = _written(event)
    others = UnitPeriod.objects.filter(valid_from__gte=event.effective_on).exclude(pk__in=written)
    begun = event.begun()
    names = {part.unit_id: part.name for part in parts}
    for period in others.filter(unit__in=touched) | others.filter(parent__in=begun):
        found.append(
            _("“%(unit)s” đã được ghi thay đổi từ ngày %(date)s.")
            % {"unit": period.name, "date": vn_date(period.valid_from)}
        )
    counted = Headcount.objects.filter(unit__in=begun).order_by("unit_id")
    for unit_id in counted.values_list("unit", flat=True).distinct():
        found.append(_("Đã ghi số người của “%(unit)s”.") % {"unit": names.get(unit_id, "")})
    return found + _changed_since(event)


def _written(event: UnitEvent) -> list[str]:
    """By the event or before it: an earlier one may have begun a unit on the very same day."""
    rows = UnitEventRow.objects.filter(event__lte=event.pk, holding="", table="period")
    return list(rows.values_list("row_pk", flat=True))


def _changed_since(event: UnitEvent) -> list[str]:
    """Rows that stand otherwise than the event left them: somebody mended them by hand."""
    rows = list(event.rows.filter(holding=""))
    periods = UnitPeriod.objects.in_bulk([int(r.row_pk) for r in rows if r.table == "period"])
    units = Unit.objects.in_bulk([int(r.row_pk) for r in rows if r.table == "unit"])
    for row in rows:
        if row.table == "period":
            there = periods.get(int(row.row_pk))
            now = _of_period(there) if there else {}
        elif row.table == "unit":
            now = _of_unit(units[int(row.row_pk)])
        else:
            now = {"office": Authority.objects.get(pk=row.row_pk).office_id}
        if now != row.after:
            return [_("Thông tin đơn vị đã được sửa sau khi áp dụng.")]
    return []


def codes(event: UnitEvent) -> list[str]:
    """For the record: who was touched, but for the units that only follow."""
    parts = event.parts.exclude(role=Role.BELOW).order_by("pk")
    return list(dict.fromkeys(parts.values_list("unit__code", flat=True)))


def _of_unit(unit: Unit) -> dict[str, Any]:
    ended = unit.ended_on
    return {"ended_on": ended.isoformat() if ended else None, "ended_note": unit.ended_note}


def _of_period(period: UnitPeriod) -> dict[str, Any]:
    return {
        "unit": period.unit_id,
        "valid_from": period.valid_from.isoformat(),
        "name": period.name,
        "kind": period.kind_id,
        "parent": period.parent_id,
    }


def _keep(event: UnitEvent, table: str, pk: int, was_new: bool, before: dict, after: dict) -> None:
    _keep_all(event, table, [(pk, was_new, before, after)])


def _keep_all(event: UnitEvent, table: str, rows: list[tuple[int, bool, dict, dict]]) -> None:
    UnitEventRow.objects.bulk_create(
        [
            UnitEventRow(
                event=event,
                table=table,
                row_pk=str(pk),
                was_new=was_new,
                before=before,
                after=after,
            )
            for pk, was_new, before, after in rows
        ],
        batch_size=1000,
    )
