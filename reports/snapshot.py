"""collect · freeze · thaw — what a report is made from, as it stood at a moment.

`collect` is the only part that touches the database. States are read from what happened up to the
moment, not from how things stand now, so a report as of last month does not change this month.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone, translation

from portal.calendar.days import work_calendar
from portal.units.models import Authority, Headcount, UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from training.clause_words import clause_words
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
    Rollout,
    Task,
)
from training.then import agains_at, dues_at
from training.transitions import Transition

FORMAT = 1


@dataclass(frozen=True)
class TaskLine:
    number: int
    title: str
    clause: str
    due_on: str
    grace_days: int
    indicators: tuple[int, ...]
    # "Hằng quý", of a task that comes back with every period.
    repeats: str = ""


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

    @property
    def period_label(self) -> str:
        return self.period.partition(",")[0]

    @property
    def is_extended(self) -> bool:
        return bool(self.original_due_on) and self.original_due_on != self.due_on


@dataclass(frozen=True)
class Snapshot:
    format: int
    as_of: str
    authority: str
    superior: str
    place: str
    symbol: str
    office: str
    is_sample: bool
    rollout: str
    document: str
    document_subject: str
    document_date: str
    issued_on: str
    tasks: tuple[TaskLine, ...]
    rows: tuple[Row, ...]


def collect(rollout_id: int, as_of: datetime) -> Snapshot:
    rollout = Rollout.objects.select_related("document").get(pk=rollout_id)
    authority = Authority.objects.select_related("office").get()
    with translation.override("vi"):
        return _collect(rollout, authority, as_of)


def _collect(rollout: Rollout, authority: Authority, as_of: datetime) -> Snapshot:
    """Under Vietnamese, whatever language the person asking reads the portal in."""
    on = timezone.localdate(as_of)
    tasks = list(
        Task.objects.filter(rollout=rollout)
        .prefetch_related("task_duties__duty__clause")
        .order_by("order", "pk")
    )
    document = rollout.document
    return Snapshot(
        format=FORMAT,
        as_of=as_of.isoformat(),
        authority=authority.full_name,
        superior=authority.superior_name,
        place=authority.place,
        symbol=authority.symbol,
        office=authority.office.name_on(on) if authority.office else "",
        is_sample=authority.is_sample,
        rollout=rollout.title,
        document=document.title,
        document_subject=document.subject,
        document_date=document.issued.printed() if document.issued else "",
        issued_on=timezone.localdate(rollout.issued_at).isoformat() if rollout.issued_at else "",
        tasks=tuple(_task_line(number, task) for number, task in enumerate(tasks, start=1)),
        rows=_rows(tasks, as_of),
    )


def freeze(snapshot: Snapshot) -> str:
    """Canonical JSON: the same snapshot always gives the same text."""
    return json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(text: str) -> Snapshot:
    data = json.loads(text)
    tasks = tuple(
        TaskLine(**task | {"indicators": tuple(task["indicators"])}) for task in data["tasks"]
    )
    return Snapshot(**data | {"tasks": tasks, "rows": tuple(_row(row) for row in data["rows"])})


def _row(data: dict[str, Any]) -> Row:
    pairs = {name: tuple(tuple(pair) for pair in data[name]) for name in ("values", "headcounts")}
    return Row(**data | pairs)


def _task_line(number: int, task: Task) -> TaskLine:
    clauses = [duty.duty.clause for duty in task.task_duties.all()]
    return TaskLine(
        number=number,
        title=task.title,
        clause="; ".join(dict.fromkeys(clause_words(clause) for clause in clauses)),
        due_on=task.due_on.isoformat() if task.due_on else "",
        grace_days=task.grace_days,
        indicators=tuple(task.indicators),
        repeats=str(task.get_frequency_display()) if task.recurs else "",
    )


def _rows(tasks: list[Task], as_of: datetime) -> tuple[Row, ...]:
    """Sorted by kind, unit, task. A fixed number of queries, however many rows."""
    numbers = {task.pk: number for number, task in enumerate(tasks, start=1)}
    by_id = {task.pk: task for task in tasks}
    assignments = list(
        Assignment.objects.filter(task__in=numbers, assigned_at__lte=as_of)
        .annotate(above_code=F("handed_on_from__unit__code"))
        .select_related("occurrence")
        .order_by("pk")
    )
    past = Past.of(tasks, as_of)
    on, calendar = timezone.localdate(as_of), work_calendar()
    units = _units(on)
    rows = []
    for assignment in assignments:
        place = units[assignment.unit_id]
        row = _row_of(assignment, by_id[assignment.task_id], past, on, calendar)
        rows.append((place.order, replace(row, **place.columns, task=numbers[assignment.task_id])))
    return tuple(row for _order, row in sorted(rows, key=lambda r: (r[0], *_place_in_unit(r[1]))))


def _place_in_unit(row: Row) -> tuple[str, int, int]:
    return row.unit_code, row.task, row.period_number


@dataclass(frozen=True)
class Place:
    """A unit as it was on the day, and where its kind stands in the order of kinds."""

    order: int
    columns: dict[str, Any]


def _units(on: date) -> dict[int, Place]:
    heads: dict[int, dict[str, int]] = defaultdict(dict)
    for row in Headcount.objects.filter(counted_on__lte=on).order_by("counted_on"):
        heads[row.unit_id][row.audience] = row.people
    found = {}
    periods = UnitPeriod.objects.filter(valid_from__lte=on).order_by("valid_from")
    for period in periods.select_related("unit", "kind__parent"):
        family = period.kind.parent or period.kind
        found[period.unit_id] = Place(
            family.order,
            {
                "unit_code": period.unit.code,
                "unit_name": period.name,
                "kind": period.kind.name,
                "family": family.name,
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
    def of(cls, tasks: list[Task], as_of: datetime) -> "Past":
        of_tasks = {"assignment__task__in": tasks}
        events = AssignmentEvent.objects.filter(**of_tasks, at__lte=as_of).order_by("at", "pk")
        events = events.exclude(pk__in=transfers_undone(tasks))
        # What an act about the date alone says belongs to the extension, not to the state.
        events = events.exclude(from_state=F("to_state"))
        revoked = Q(review__outcome=Review.Outcome.REVOKED, review__reviewed_at__lte=as_of)
        signed = Confirmation.objects.filter(**of_tasks, signed_at__lte=as_of)
        confirmations: dict[int, list[Confirmation]] = defaultdict(list)
        for confirmation in signed.exclude(revoked).order_by("number"):
            confirmations[confirmation.assignment_id].append(confirmation)
        values: dict[int, dict[int, int]] = defaultdict(dict)
        for value in IndicatorValue.objects.filter(confirmation__assignment__task__in=tasks):
            values[value.confirmation_id][value.indicator] = value.value
        kinds: dict[int, set[str]] = defaultdict(set)
        evidence = Evidence.objects.filter(**of_tasks).exclude(confirmation=None)
        for confirmation_id, kind in evidence.values_list("confirmation", "kind"):
            kinds[confirmation_id].add(kind)
        return cls(
            {event.assignment_id: event for event in events},
            confirmations,
            values,
            kinds,
            dues_at(Extension.objects.filter(**of_tasks), as_of),
            agains_at(RenewalItem.objects.filter(**of_tasks), as_of),
        )


def transfers_undone(tasks: list[Task]) -> QuerySet[AssignmentEvent]:
    """Events of reorganisations that were taken back later: what was made by them is gone, so a
    report as of the days between counts the work where it was before and is again."""
    of_tasks = AssignmentEvent.objects.filter(assignment__task__in=tasks)
    undoing = of_tasks.filter(act=Transition.UNDO_TRANSFER, assignment=OuterRef("assignment"))
    first_after = undoing.filter(pk__gt=OuterRef("pk")).order_by("pk")
    handing = of_tasks.filter(act__in=[Transition.TRANSFER, Transition.COME_BACK])
    again = handing.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"))
    again = again.order_by("pk")
    undone = handing.annotate(
        undone=Subquery(first_after.values("pk")[:1]), again=Subquery(again.values("pk")[:1])
    )
    undone = undone.filter(Q(again=None) | Q(again__gt=F("undone")), undone__isnull=False)
    return undone.values("pk")


def _row_of(
    assignment: Assignment, task: Task, past: Past, on: date, calendar: WorkCalendar
) -> Row:
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
    )
