"""Assignments as they stood at the end of a day, read from what had happened by then."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from training.models import Assignment, AssignmentEvent

State = Assignment.State


def given_by(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Those given by then, with `state_then`."""
    last = AssignmentEvent.objects.filter(assignment=OuterRef("pk"), at__date__lte=on)
    state = Subquery(last.order_by("-pk").values("to_state")[:1])
    return rows.filter(assigned_at__date__lte=on).annotate(
        state_then=Coalesce(state, Value(State.ASSIGNED.value))
    )


def overdue_then(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Of `given_by`: with the unit, not confirmed by then, past date and grace."""
    return rows.filter(
        Q(first_confirmed_at=None) | Q(first_confirmed_at__date__gt=on),
        state_then__in=Assignment.WITH_UNIT,
        due_on__lt=on - F("task__grace_days"),
    )


def as_on(rows: Iterable[Assignment], on: date) -> list[Assignment]:
    """The rows with state and times as they were; one query. Never to be saved."""
    found = list(rows)
    events = AssignmentEvent.objects.filter(assignment__in=found, at__date__lte=on)
    last = events.order_by("assignment", "-pk").distinct("assignment")
    states = dict(last.values_list("assignment", "to_state"))
    for row in found:
        row.state = states.get(row.pk, State.ASSIGNED.value)
        row.first_confirmed_at = _by(row.first_confirmed_at, on)
        row.accepted_at = _by(row.accepted_at, on) if row.state == State.ACCEPTED else None
    return found


def _by(at: object, on: date) -> object:
    return at if at and timezone.localdate(at) <= on else None
