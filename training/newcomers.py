"""Who gets the next period of a recurring task: those it was issued to and who took over from them,
and of the units that came to fit its rule later the ones a person accepted (proposals.py)."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Func, Q, QuerySet

from portal.units.models import Unit, UnitEvent, UnitEventPart, UnitPeriod
from training.models import Assignment, IssuedTargets, TargetDecision, Task
from training.targets import target_units

Role = UnitEventPart.Role
# The same as SQL, for `judged` joined to `training_targetrule r`: a successor of a unit that has
# had a recurring task goes on with it unasked, so it is not proposed.
TAKES_OVER_SQL = """EXISTS (
    SELECT 1 FROM training_task t
    JOIN training_assignment a ON a.task_id = t.id AND a.handed_on_from_id IS NULL
    JOIN units_uniteventpart gave ON gave.unit_id = a.unit_id AND gave.role = 'from'
    JOIN units_uniteventpart took ON took.event_id = gave.event_id AND took.role = 'to'
    WHERE t.id = r.task_id AND t.due_rule <> '' AND took.unit_id = judged.unit_id
        AND NOT EXISTS (
            SELECT 1 FROM units_uniteventreversal v WHERE v.event_id = took.event_id
        )
)"""


def units_of_period(task: Task, on: date) -> QuerySet[UnitPeriod]:
    """Of those that fit the rule on the day."""
    decided = TargetDecision.objects.filter(task=task)
    rows = target_units(task.target_rule, on)
    rows = rows.exclude(unit__in=decided.filter(accepted=False).values("unit"))
    issued = IssuedTargets.objects.filter(task=task)
    if not issued.exists():  # it went out before lists were kept
        return rows
    given = Assignment.objects.issued_by_office().filter(task=task).values("unit")
    listed = issued.values_list(Func(F("unit_ids"), function="unnest"))
    return rows.filter(
        Q(unit__in=given)
        | Q(unit__in=listed)
        | Q(unit__in=decided.filter(accepted=True).values("unit"))
        | Q(unit__in=heirs_of(given))
    )


def predecessors(
    unit_ids: Collection[int], task_ids: Collection[int]
) -> dict[tuple[int, int], list[str]]:
    """By task and successor: "UBND xã An Bình (đã chấp nhận)" for each unit it took over from, by
    how far that was with the task; at most two queries."""
    events = UnitEvent.objects.standing().filter(parts__role=Role.TO, parts__unit__in=unit_ids)
    parts = UnitEventPart.objects.filter(
        event__in=events.values("pk"), role__in=[Role.FROM, Role.TO]
    )
    by_event: dict[int, dict[str, dict[int, str]]] = {}
    for event, role, unit, name in parts.values_list("event", "role", "unit", "name"):
        by_event.setdefault(event, {Role.FROM: {}, Role.TO: {}})[role][unit] = name
    old = {unit for sides in by_event.values() for unit in sides[Role.FROM]}
    given = Assignment.objects.issued_by_office().filter(task__in=task_ids, unit__in=old)
    found: dict[tuple[int, int], list[str]] = {}
    for row in given.order_by("unit__code", "pk") if old else []:
        for sides in by_event.values():
            if row.unit_id in sides[Role.FROM]:
                words = f"{sides[Role.FROM][row.unit_id]} ({row.get_state_display().lower()})"
                for heir in sides[Role.TO]:
                    found.setdefault((row.task_id, heir), []).append(words)
    return found


def heirs_of(units: QuerySet[Unit]) -> QuerySet[UnitEventPart]:
    """Who took over from them, by the reorganisations that stand."""
    events = UnitEvent.objects.standing().filter(parts__role=Role.FROM, parts__unit__in=units)
    return UnitEventPart.objects.filter(role=Role.TO, event__in=events).values("unit")
