"""Who is late by how many working days: for the office's desk, its list and its reminder letter."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from portal.units.models import UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from training.deadlines import DUE_NOW
from training.models import Assignment
from training.notices.reminding import latest_last_day


def late_rows(days: int, on: date, off: WorkCalendar) -> QuerySet[Assignment]:
    """With the unit, never confirmed or asked again, past its date and grace by at least so many
    working days; the longest first. Not what a unit asked to be exempt from, nor what is closed."""
    cutoff = latest_last_day(max(days, 1), on, off)
    rows = (
        Assignment.objects.to_remind_of()
        .alias(due_now=DUE_NOW)
        .filter(
            Q(first_confirmed_at=None) | Q(state=Assignment.State.ASKED_AGAIN),
            due_now__isnull=False,
            due_now__lte=cutoff - F("task__grace_days"),
        )
    )
    return rows.order_by("due_now", "task__order", "unit__code", "pk")


def late_days(row: Assignment, on: date, off: WorkCalendar) -> int:
    return off.between(row.last_day(), on)


def late_rollouts(rows: QuerySet[Assignment]) -> list[dict[str, object]]:
    """By rollout: how many units, how many assignments."""
    counted = rows.order_by().values("task__rollout", "task__rollout__title")
    return list(
        counted.annotate(units=Count("unit", distinct=True), n=Count("pk")).order_by("-units")
    )


def named_late(rows: object, off: WorkCalendar) -> list[tuple[str, Assignment, int]]:
    """Unit's name, row, working days late; one more query for the names."""
    found, today = list(rows), timezone.localdate()
    periods = UnitPeriod.objects.known(today).filter(unit__in={row.unit_id for row in found})
    names = dict(periods.values_list("unit", "name"))
    return [(names.get(row.unit_id, ""), row, late_days(row, today, off)) for row in found]
