"""collect — how things stood at a moment, as a snapshot. Only here does a report ask the database.

States are read from what happened up to the moment, not from how things stand now, so a report as
of last month does not change this month.
"""

from dataclasses import replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.calendar.days import work_calendar
from portal.refusals import Refused
from portal.units.models import Authority, Unit
from portal.web.templatetags.portal import lowerfirst, vn_number
from reports.clause_lines import clause_lines, document_clauses
from reports.measures import DONE, NOT_EXPECTED
from reports.past import Past, places_on, row_of
from reports.progress import progress_days
from reports.scope import Kind, Scope, start_of
from reports.signatures import is_committee
from reports.snapshot import FORMAT, RolloutLine, Row, Snapshot, TaskLine
from training.clause_words import clause_words
from training.models import Assignment, AssignmentEvent, ReminderLetter, Rollout, Task
from training.models.occurrences import period_label

# A paper of more is read by nobody; the sums and the tables are on the dashboard.
MOST_ROWS = 60_000
MOST_AT_ONCE = 3_000
# Of a unit that is no committee the clerk writes it: the portal does not know it.
COMMITTEE_SYMBOL = "UBND"
SETTLED = [*DONE, *NOT_EXPECTED]


def collect(scope: Scope) -> Snapshot:
    """Under Vietnamese, whatever language the person asking reads the portal in. Raises Refused
    where the report would be longer than anybody reads."""
    with translation.override("vi"):
        snapshot = _collect(scope)
        if scope.before is None:
            return snapshot
        return replace(snapshot, before=_collect(scope.before))


def is_much(scope: Scope) -> bool:
    """More than a page should make somebody wait for."""
    return _assignments(scope)[MOST_AT_ONCE : MOST_AT_ONCE + 1].exists()


def _collect(scope: Scope) -> Snapshot:
    assignments = _assignments(scope)
    rollouts = list(_rollouts(scope, assignments))
    tasks = _tasks(rollouts)
    rows = _rows(scope, tasks, assignments)
    return Snapshot(
        format=FORMAT,
        kind=scope.kind.value,
        as_of=scope.as_of.isoformat(),
        **_heading(scope),
        rollouts=tuple(_rollout_line(n, rollout) for n, rollout in enumerate(rollouts, start=1)),
        tasks=_task_lines(tasks, rollouts),
        rows=rows,
        **_period_words(scope),
        clauses=clause_lines(document_clauses(scope.document_id), tasks)
        if scope.document_id
        else (),
        letters=_letters(scope, rollouts) if scope.kind == Kind.LATE else (),
        progress_on=_progress_on(scope, rollouts),
    )


def _heading(scope: Scope) -> dict[str, object]:
    """Who reports to whom: the authority to the one above it, a unit to the authority."""
    authority = Authority.objects.select_related("office").get()
    on = timezone.localdate(scope.as_of)
    office = authority.office.name_on(on) if authority.office else ""
    shared = {"place": authority.place, "is_sample": authority.is_sample, "office": office}
    if scope.unit_id is None:
        return shared | {
            "authority": authority.full_name,
            "superior": authority.superior_name,
            "symbol": authority.symbol,
        }
    unit = Unit.objects.get(pk=scope.unit_id)
    head = unit.memberships.current(on).heads().first()
    return shared | {
        "authority": unit.name_on(on),
        "superior": authority.full_name,
        "symbol": COMMITTEE_SYMBOL if is_committee(unit.name_on(on)) else "",
        "post": head.position if head else "",
    }


def _period_words(scope: Scope) -> dict[str, str]:
    period = scope.period
    if period is None:
        return {}
    return {
        "period": period_label(period.kind.value, period.year, period.part),
        "since": period.starts_on.isoformat(),
        "until": period.ends_on.isoformat(),
    }


def _assignments(scope: Scope) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(assigned_at__lte=scope.as_of)
    if scope.rollout_id:
        rows = rows.filter(task__rollout=scope.rollout_id)
    elif scope.document_id:
        rows = rows.filter(task__rollout__document=scope.document_id)
    elif scope.kind == Kind.LATE:
        still_open = Q(task__rollout__closed_at=None) | Q(task__rollout__closed_at__gt=scope.as_of)
        rows = rows.filter(still_open)
    if scope.unit_id:
        rows = rows.filter(Q(unit=scope.unit_id) | Q(handed_on_from__unit=scope.unit_id))
    if scope.period:
        # What was settled before and has rested since; the others are told apart row by row.
        since = start_of(scope.period.starts_on)
        moved = AssignmentEvent.objects.filter(assignment=OuterRef("pk"), at__gte=since)
        rows = rows.exclude(Q(state__in=SETTLED) & ~Exists(moved))
    return rows


def _rollouts(scope: Scope, assignments: QuerySet[Assignment]) -> QuerySet[Rollout]:
    rollouts = Rollout.objects.select_related("document").order_by("issued_at", "pk")
    if scope.rollout_id:
        return rollouts.filter(pk=scope.rollout_id)
    return rollouts.filter(pk__in=assignments.order_by().values("task__rollout"))


def _tasks(rollouts: list[Rollout]) -> list[Task]:
    places = {rollout.pk: number for number, rollout in enumerate(rollouts)}
    tasks = Task.objects.filter(rollout__in=places).prefetch_related("task_duties__duty__clause")
    return sorted(tasks, key=lambda task: (places[task.rollout_id], task.order, task.pk))


def _letters(scope: Scope, rollouts: list[Rollout]) -> tuple[tuple[str, str], ...]:
    made = ReminderLetter.objects.filter(rollout__in=rollouts, as_of__lte=scope.as_of)
    return tuple(
        (
            f"lần {letter.number}, {lowerfirst(letter.rollout.title)}",
            timezone.localdate(letter.as_of).isoformat(),
        )
        for letter in made.select_related("rollout").order_by("as_of", "pk")
    )


def _progress_on(scope: Scope, rollouts: list[Rollout]) -> tuple[str, ...]:
    if scope.kind != Kind.COMPLETION:
        return ()
    issued_on = timezone.localdate(rollouts[0].issued_at)
    return progress_days(issued_on, timezone.localdate(scope.as_of))


def _rollout_line(number: int, rollout: Rollout) -> RolloutLine:
    document = rollout.document
    return RolloutLine(
        number=number,
        title=rollout.title,
        document=document.title,
        document_subject=document.subject,
        document_date=document.issued.printed() if document.issued else "",
        issued_on=timezone.localdate(rollout.issued_at).isoformat() if rollout.issued_at else "",
    )


def _task_lines(tasks: list[Task], rollouts: list[Rollout]) -> tuple[TaskLine, ...]:
    numbers = {rollout.pk: number for number, rollout in enumerate(rollouts, start=1)}
    return tuple(
        _task_line(number, task, numbers[task.rollout_id])
        for number, task in enumerate(tasks, start=1)
    )


def _task_line(number: int, task: Task, rollout: int) -> TaskLine:
    clauses = [duty.duty.clause for duty in task.task_duties.all()]
    return TaskLine(
        number=number,
        title=task.title,
        clause="; ".join(dict.fromkeys(clause_words(clause) for clause in clauses)),
        due_on=task.due_on.isoformat() if task.due_on else "",
        grace_days=task.grace_days,
        indicators=tuple(task.indicators),
        repeats=str(task.get_frequency_display()) if task.recurs else "",
        rollout=rollout,
    )


def _rows(scope: Scope, tasks: list[Task], assignments: QuerySet[Assignment]) -> tuple[Row, ...]:
    """Sorted by kind, unit, task. A fixed number of queries, however many rows."""
    numbers = {task.pk: number for number, task in enumerate(tasks, start=1)}
    by_id = {task.pk: task for task in tasks}
    given = list(
        assignments.annotate(above_code=F("handed_on_from__unit__code"))
        .select_related("occurrence")
        .order_by("pk")[: MOST_ROWS + 1]
    )
    if len(given) > MOST_ROWS:
        raise Refused(
            _("Báo cáo có hơn %(most)s việc giao; hãy chọn đợt, đơn vị hoặc kỳ hẹp hơn.")
            % {"most": vn_number(MOST_ROWS)}
        )
    past = Past.of(assignments, scope.as_of)
    on, calendar = timezone.localdate(scope.as_of), work_calendar()
    places = places_on(on)
    rows = []
    for assignment in given:
        place = places[assignment.unit_id]
        row = row_of(assignment, by_id[assignment.task_id], past, on, calendar)
        row = replace(row, **place.columns, task=numbers[assignment.task_id])
        if _belongs(row, scope):
            rows.append((place.order, row))
    return tuple(row for _order, row in sorted(rows, key=lambda r: (r[0], *_place_in_unit(r[1]))))


def _place_in_unit(row: Row) -> tuple[str, int, int]:
    return row.unit_code, row.task, row.period_number


def _belongs(row: Row, scope: Scope) -> bool:
    if scope.kind == Kind.LATE:
        return row.is_overdue
    return scope.period is None or _in_period(row, scope.period.starts_on)


def _in_period(row: Row, starts_on: date) -> bool:
    """Carried over or given in it: what is still open, and what was done or fell away since it
    began. What was confirmed before belongs to the report of then, even where it was accepted
    since."""
    if row.state in DONE:
        return row.confirmed_on >= starts_on.isoformat()
    if row.state in NOT_EXPECTED:
        return row.changed_on >= starts_on.isoformat()
    return True
