"""Who gets the next period of a recurring task: those it was issued to and who took over from them,
and of the units that came to fit its rule later the ones a person accepted (proposals.py)."""

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


def heirs_of(units: QuerySet[Unit]) -> QuerySet[UnitEventPart]:
    """Who took over from them, by the reorganisations that stand."""
    events = UnitEvent.objects.standing().filter(parts__role=Role.FROM, parts__unit__in=units)
    return UnitEventPart.objects.filter(role=Role.TO, event__in=events).values("unit")
