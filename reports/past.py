"""What had happened by a moment, and the row of an assignment read from it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from portal.units.models import Headcount, UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from reports.snapshot import Row
from training.deadlines import is_in_time, is_past
from training.models import (
    Assignment,
    AssignmentEvent,
    Confirmation,
    Evidence,
    Extension,
    IndicatorValue,
    RenewalItem,
    Review,
    Task,
)
from training.then import agains_at, dues_at
from training.transitions import Transition

AUTHORITY_KIND = "authority"


@dataclass(frozen=True)
class Place:
    """A unit as it was on the day, and where its kind stands in the order of kinds."""

    order: int
    columns: dict[str, Any]


def places_on(on: date) -> dict[int, Place]:
    heads: dict[int, dict[str, int]] = defaultdict(dict)
    for row in Headcount.objects.filter(counted_on__lte=on).order_by("counted_on"):
        heads[row.unit_id][row.audience] = row.people
    found = {}
    periods = UnitPeriod.objects.filter(valid_from__lte=on).order_by("valid_from")
    periods = list(periods.select_related("unit", "kind__parent"))
    # Who stands under the authority itself belongs to no branch.
    names = {p.unit_id: p.name for p in periods if p.kind_id != AUTHORITY_KIND}
    for period in periods:
        family = period.kind.parent or period.kind
        found[period.unit_id] = Place(
            family.order,
            {
                "unit_code": period.unit.code,
                "unit_name": period.name,
                "kind": period.kind.name,
                "family": family.name,
                "branch": names.get(period.parent_id, ""),
                "headcounts": tuple(sorted(heads[period.unit_id].items())),
            },
        )
    return found


@dataclass(frozen=True)
class Past:
    """What had happened by the moment, keyed by assignment (values and kinds by confirmation)."""

    last_event: dict[int, AssignmentEvent]
    confirmations: dict[int, list[Confirmation]]
    values: dict[int, dict[int, int]]
    evidence_kinds: dict[int, set[str]]
    # By assignment, of what was ever extended: the due date then in force.
    dues: dict[int, date]
    # And of what had been asked again on a later text: until when.
    again: dict[int, date]

    @classmethod
    def of(cls, rows: QuerySet[Assignment], as_of: datetime) -> "Past":
        of_rows = {"assignment__in": rows.order_by().values("pk")}
        events = AssignmentEvent.objects.filter(**of_rows, at__lte=as_of).order_by("at", "pk")
        events = events.exclude(pk__in=transfers_undone(rows))
        # What an act about the date alone says belongs to the extension, not to the state.
        events = events.exclude(from_state=F("to_state"))
        revoked = Q(review__outcome=Review.Outcome.REVOKED, review__reviewed_at__lte=as_of)
        signed = Confirmation.objects.filter(**of_rows, signed_at__lte=as_of)
        confirmations: dict[int, list[Confirmation]] = defaultdict(list)
        for confirmation in signed.exclude(revoked).order_by("number"):
            confirmations[confirmation.assignment_id].append(confirmation)
        values: dict[int, dict[int, int]] = defaultdict(dict)
        of_confirmations = {"confirmation__assignment__in": of_rows["assignment__in"]}
        for value in IndicatorValue.objects.filter(**of_confirmations):
            values[value.confirmation_id][value.indicator] = value.value
        kinds: dict[int, set[str]] = defaultdict(set)
        evidence = Evidence.objects.filter(**of_rows).exclude(confirmation=None)
        for confirmation_id, kind in evidence.values_list("confirmation", "kind"):
            kinds[confirmation_id].add(kind)
        return cls(
            {event.assignment_id: event for event in events},
            confirmations,
            values,
            kinds,
            dues_at(Extension.objects.filter(**of_rows), as_of),
            agains_at(RenewalItem.objects.filter(**of_rows), as_of),
        )


def transfers_undone(rows: QuerySet[Assignment]) -> QuerySet[AssignmentEvent]:
    """Events of reorganisations that were taken back later: what was made by them is gone, so a
    report as of the days between counts the work where it was before and is again."""
    of_rows = AssignmentEvent.objects.filter(assignment__in=rows.order_by().values("pk"))
    undoing = of_rows.filter(act=Transition.UNDO_TRANSFER, assignment=OuterRef("assignment"))
    first_after = undoing.filter(pk__gt=OuterRef("pk")).order_by("pk")
    handing = of_rows.filter(act__in=[Transition.TRANSFER, Transition.COME_BACK])
    again = handing.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"))
    again = again.order_by("pk")
    undone = handing.annotate(
        undone=Subquery(first_after.values("pk")[:1]), again=Subquery(again.values("pk")[:1])
    )
    undone = undone.filter(Q(again=None) | Q(again__gt=F("undone")), undone__isnull=False)
    return undone.values("pk")


def row_of(assignment: Assignment, task: Task, past: Past, on: date, calendar: WorkCalendar) -> Row:
    event = past.last_event.get(assignment.pk)
    state = event.to_state if event else Assignment.State.ASSIGNED.value
    confirmations = past.confirmations.get(assignment.pk, [])
    first = confirmations[0].counted_on if confirmations else None
    original, occurrence = assignment.original_due_on, assignment.occurrence
    due = past.dues.get(assignment.pk, assignment.due_on)
    in_time = first is not None and is_in_time(due, task.grace_days, first)
    is_open = state in {str(s) for s in Assignment.WITH_UNIT}
    # Asked again, the first confirmation keeps its date, and there is another to keep now.
    again = past.again.get(assignment.pk) if state == Assignment.State.ASKED_AGAIN else None
    is_awaited = is_open and (first is None or again is not None)
    overdue = is_awaited and is_past(again or due, task.grace_days, on)
    late_for = again if again and overdue else due
    late_since = on if overdue else (first if first and not in_time else None)
    standing = confirmations[-1] if confirmations and state in {"confirmed", "accepted"} else None
    kinds = past.evidence_kinds.get(standing.pk, set()) if standing else set()
    return Row(
        task=0,
        unit_code="",
        unit_name="",
        kind="",
        family="",
        state=state,
        due_on=due.isoformat() if due else "",
        first_confirmed_on=first.isoformat() if first else "",
        first_confirmed_in_time=in_time,
        is_overdue=overdue,
        late_working_days=calendar.between(late_for, late_since) if late_for and late_since else 0,
        reason=event.reason if event else "",
        confirmation_number=standing.number if standing else 0,
        held_on=standing.held_on.isoformat() if standing else "",
        evidence_is_sufficient=bool(standing) and set(task.required_evidence) <= kinds,
        values=tuple(sorted(past.values.get(standing.pk, {}).items())) if standing else (),
        headcounts=(),
        entry=standing.entry if standing else "",
        handed_on_from=assignment.above_code or "",
        numbers_from=standing.numbers_from if standing else "",
        period=occurrence.words if occurrence else "",
        period_number=occurrence.number if occurrence else 0,
        original_due_on=original.isoformat() if original else "",
        changed_on=timezone.localdate(event.at).isoformat() if event else "",
        confirmed_on=timezone.localdate(standing.signed_at).isoformat() if standing else "",
        assignment=assignment.pk,
    )
