"""Assignments as they stood at the end of a day, read from what had happened by then."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from training.models import Assignment, AssignmentEvent, Extension, RenewalItem

State = Assignment.State


def after(on: date) -> datetime:
    """The first moment that is no longer of the day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def given_by(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    return rows.filter(assigned_at__lt=after(on))


def with_state_then(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Adds `state_then`."""
    last = AssignmentEvent.objects.filter(assignment=OuterRef("pk"), at__lt=after(on))
    state = Subquery(last.order_by("-pk").values("to_state")[:1])
    return rows.annotate(state_then=Coalesce(state, Value(State.ASSIGNED.value)))


def with_due_then(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Adds `due_then`; see `dues_at`."""
    granted = Extension.objects.granted().filter(assignment=OuterRef("pk"))
    last = granted.filter(decided_at__lt=after(on)).order_by("-decided_at", "-pk")
    later = granted.filter(decided_at__gte=after(on)).order_by("decided_at", "pk")
    due = Coalesce(
        Subquery(last.values("due_on")[:1]), Subquery(later.values("due_before")[:1]), F("due_on")
    )
    return rows.annotate(due_then=due)


def agains_at(rows: QuerySet[RenewalItem], moment: datetime) -> dict[int, date]:
    """By assignment that was ever asked again: the date it was asked for then, or had been given
    instead by then; two queries."""
    asked = rows.asking().filter(renewal__at__lte=moment)
    later = Extension.objects.granted_again().filter(
        asking__in=asked.order_by().values("pk"), decided_at__lte=moment
    )
    given = dict(later.order_by("decided_at", "pk").values_list("asking", "due_on"))
    found = asked.order_by("renewal__at", "pk").values_list("pk", "assignment", "renewal__due_on")
    return {assignment: given.get(pk, due) for pk, assignment, due in found}


def dues_at(extensions: QuerySet[Extension], moment: datetime) -> dict[int, date]:
    """By assignment, of what was ever extended: the date in force at the moment. All else has had
    the date it has; that of work handed over with a later date is later than the first from the
    beginning, so it cannot be read from `original_due_on`."""
    found: dict[int, date] = {}
    rows = extensions.granted().order_by("decided_at", "pk")
    for pk, at, before, due in rows.values_list("assignment", "decided_at", "due_before", "due_on"):
        if at <= moment:
            found[pk] = due
        else:
            found.setdefault(pk, before)
    return found


def overdue_then(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    rows = with_again_then(with_due_then(with_state_then(rows, on), on), on)
    return rows.filter(is_overdue_then(on))


def with_again_then(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Adds `again_then`: until when it was asked again, if it was by then."""
    asked = RenewalItem.objects.asking().filter(
        assignment=OuterRef("pk"), renewal__at__lt=after(on)
    )
    given = Extension.objects.granted_again().filter(
        asking=OuterRef("pk"), decided_at__lt=after(on)
    )
    later = Subquery(given.order_by("-decided_at", "-pk").values("due_on")[:1])
    asked = asked.annotate(due=Coalesce(later, F("renewal__due_on")))
    due = Subquery(asked.order_by("-renewal__at", "-pk").values("due")[:1])
    return rows.annotate(again_then=due)


def is_overdue_then(on: date) -> Q:
    """With the unit, not confirmed by then (or asked again), past date and grace; of rows that have
    `state_then`, `due_then` and `again_then`."""
    last_day = on - F("task__grace_days")
    never = Q(first_confirmed_at=None) | Q(first_confirmed_at__gte=after(on))
    return Q(
        never,
        state_then__in=Assignment.WITH_UNIT,
        due_then__isnull=False,
        due_then__lt=last_day,
    ) | Q(state_then=State.ASKED_AGAIN, again_then__lt=last_day)


def as_on(rows: Iterable[Assignment], on: date) -> list[Assignment]:
    """The rows with state, times and due dates as they were; four queries. Never to be saved."""
    found = list(rows)
    events = AssignmentEvent.objects.filter(assignment__in=found, at__lt=after(on))
    last = events.order_by("assignment", "-pk").distinct("assignment")
    states = dict(last.values_list("assignment", "to_state"))
    extensions = Extension.objects.filter(assignment__in=found)
    dues = dues_at(extensions, after(on) - timedelta.resolution)
    again = agains_at(RenewalItem.objects.filter(assignment__in=found), after(on))
    for row in found:
        row.due_on = dues.get(row.pk, row.due_on)
        row.again_due_on = again.get(row.pk)
        row.state = states.get(row.pk, State.ASSIGNED.value)
        row.first_confirmed_at = _before(row.first_confirmed_at, after(on))
        is_accepted = row.state == State.ACCEPTED
        row.accepted_at = _before(row.accepted_at, after(on)) if is_accepted else None
    return found


def _before(at: datetime | None, moment: datetime) -> datetime | None:
    return at if at and at < moment else None
