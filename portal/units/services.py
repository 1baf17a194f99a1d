"""unit_create · unit_change · unit_end · headcount_record · branch_of · shape_lock"""

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import Headcount, Unit, UnitKind, UnitPeriod
from portal.vietnamese.folding import fold

if TYPE_CHECKING:
    from portal.accounts.models import User

BRANCH_SQL = """
WITH RECURSIVE period AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id
    FROM units_unitperiod WHERE valid_from <= %(on)s
    ORDER BY unit_id, valid_from DESC
), branch AS (
    SELECT unit_id FROM period WHERE unit_id = ANY(%(roots)s)
    UNION
    SELECT period.unit_id FROM period JOIN branch ON period.parent_id = branch.unit_id
)
SELECT unit_id FROM branch
"""


# Any number of our own: who writes rows for the units there are shares it, who changes the units
# holds it alone, so that nobody is given work while being merged away.
SHAPE_LOCK = 150_2025


def shape_lock(*, alone: bool = False) -> None:
    """Until the transaction ends."""
    wait = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {wait}(%s)", [SHAPE_LOCK])


def branch_of(*, roots: list[int], on: date) -> list[int]:
    """Ids of these units and of all units below them on the day."""
    with connection.cursor() as cursor:
        cursor.execute(BRANCH_SQL, {"roots": roots, "on": on})
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def unit_create(
    *,
    actor: "User | None",
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    valid_from: date,
) -> Unit:
    if Unit.objects.filter(code__iexact=code).exists():
        raise Refused(
            _("Mã đơn vị %(code)s đã được dùng; mã không dùng lại, hãy chọn mã khác.")
            % {"code": code}
        )
    unit = Unit.objects.create(code=code)
    _begin_period(unit=unit, name=name, kind=kind, parent=parent, valid_from=valid_from, note="")
    record(actor=actor, act="unit_create", subject=unit, unit=unit, data={"name": name})
    return unit


@transaction.atomic
def unit_change(
    *,
    actor: "User | None",
    unit: Unit,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    valid_from: date,
    note: str,
) -> UnitPeriod:
    """A new name, kind or parent from a date on; what held before stays as it was."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.periods.filter(valid_from__gte=valid_from).exists():
        raise Refused(
            _("Đơn vị đã có thay đổi từ ngày đó hoặc muộn hơn; hãy chọn ngày sau thay đổi ấy.")
        )
    if parent and parent.pk in branch_of(roots=[unit.pk], on=valid_from):
        raise Refused(_("Đơn vị cấp trên đang trực thuộc chính đơn vị này; hãy chọn đơn vị khác."))
    period = _begin_period(
        unit=unit, name=name, kind=kind, parent=parent, valid_from=valid_from, note=note
    )
    record(actor=actor, act="unit_change", subject=unit, unit=unit, data={"name": name})
    return period


@transaction.atomic
def unit_end(*, actor: "User | None", unit: Unit, ended_on: date, note: str) -> Unit:
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.ended_on:
        raise Refused(_("Đơn vị đã kết thúc từ trước; không cần kết thúc lần nữa."))
    unit.ended_on, unit.ended_note = ended_on, note
    unit.full_clean(exclude=["code"])
    unit.save(update_fields=["ended_on", "ended_note"])
    record(actor=actor, act="unit_end", subject=unit, unit=unit, data={"note": note})
    return unit


@transaction.atomic
def headcount_record(
    *, actor: "User | None", unit: Unit, audience: str, people: int, counted_on: date
) -> Headcount:
    headcount, _created = Headcount.objects.update_or_create(
        unit=unit, audience=audience, counted_on=counted_on, defaults={"people": people}
    )
    record(
        actor=actor,
        act="headcount_record",
        subject=headcount,
        unit=unit,
        data={"audience": audience, "people": people},
    )
    return headcount


def _begin_period(
    *,
    unit: Unit,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    valid_from: date,
    note: str,
) -> UnitPeriod:
    return UnitPeriod.objects.create(
        unit=unit,
        name=name,
        folded=fold(name),
        kind=kind,
        parent=parent,
        valid_from=valid_from,
        note=note,
    )
