"""What stands around the matrix: totals of rows and columns, the order of units, flags of cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from training.flags import flags_of_assignments
from training.matrix import Cell, Filters, units_of
from training.models import Assignment, Rollout, Task
from training.narrowing import Narrowing

WORST = "cham-nhat"
COMPACT, IN_WORDS = "gon", "chu"
# More tasks than these have no room for words at 1280 px.
TASKS_IN_WORDS = 4
DONE = (Assignment.State.CONFIRMED, Assignment.State.ACCEPTED)
SHORT = [
    (r"^Ủy ban nhân dân\b", "UBND"),
    (r"\bTrung học cơ sở\b", "THCS"),
    (r"\bTrung học phổ thông\b", "THPT"),
    (r"\bGiáo dục thường xuyên\b", "GDTX"),
]


@dataclass(frozen=True)
class Sums:
    """Of the assignments that count; `late` of them are overdue."""

    expected: int = 0
    done: int = 0
    late: int = 0


@dataclass(frozen=True)
class Row:
    unit: UnitPeriod
    name: str
    cells: list[Cell]
    sums: Sums


@dataclass(frozen=True)
class ColumnHead:
    task: Task
    sums: Sums


def overdue(on: date) -> Q:
    """`AssignmentQuerySet.overdue` as a condition to count by."""
    return Q(
        state__in=Assignment.WITH_UNIT,
        first_confirmed_at=None,
        due_on__isnull=False,
        due_on__lt=on - F("task__grace_days"),
    )


def columns_of(rows: QuerySet[Assignment], tasks: Sequence[Task], on: date) -> list[ColumnHead]:
    """Each task with the sums of all that the filters let through; one query."""
    counted = (
        rows.expected()
        .order_by()
        .values("task")
        .annotate(
            expected=Count("pk"),
            done=Count("pk", filter=Q(state__in=DONE)),
            late=Count("pk", filter=overdue(on)),
        )
    )
    sums = {row.pop("task"): Sums(**row) for row in counted}
    return [ColumnHead(task, sums.get(task.pk, Sums())) for task in tasks]


def unit_ids(rows: QuerySet[Assignment], filters: Filters, on: date) -> QuerySet:
    """Numbers of the units shown, by kind and code, or those most behind first."""
    if filters.sort != WORST:
        return units_of(rows, on).values_list("unit", flat=True)
    return (
        rows.expected()
        .order_by()
        .values("unit")
        .annotate(
            late=Count("pk", filter=overdue(on)), undone=Count("pk", filter=~Q(state__in=DONE))
        )
        .order_by("-late", "-undone", "unit__code")
        .values_list("unit", flat=True)
    )


def periods_of(units: Sequence[int], on: date) -> list[UnitPeriod]:
    """Their names on the day, in the order given."""
    shown = UnitPeriod.objects.in_force(on).filter(unit__in=units)
    found = {period.unit_id: period for period in shown.select_related("unit", "kind")}
    return [found[unit] for unit in units if unit in found]


def units_page(
    rows: QuerySet[Assignment], filters: Filters, on: date, number: str | None, size: int
) -> tuple[Page, list[UnitPeriod]]:
    page = Paginator(unit_ids(rows, filters, on), size).get_page(number)
    return page, periods_of(list(page), on)


def rows_of(grid: list[tuple[UnitPeriod, list[Cell]]], on: date) -> list[Row]:
    """The rows of the screen with their sums; every cell's assignment knows its `flags`."""
    given = [cell.assignment for _unit, cells in grid for cell in cells if cell.assignment]
    signed = [row.pk for row in given if row.state in DONE]
    flags = flags_of_assignments(signed) if signed else {}
    for row in given:
        row.flags = flags.get(row.pk, [])
    return [Row(unit, short_name(unit.name), cells, _sums(cells, on)) for unit, cells in grid]


def _sums(cells: list[Cell], on: date) -> Sums:
    rows = [cell.assignment for cell in cells if cell.assignment]
    counted = [row for row in rows if row.state not in Assignment.NOT_EXPECTED]
    return Sums(
        len(counted),
        sum(row.state in DONE for row in counted),
        sum(row.is_overdue(on) for row in counted),
    )


def short_name(name: str) -> str:
    """As offices abbreviate it; the full name stands in the row's link."""
    for pattern, short in SHORT:
        name = re.sub(pattern, short, name)
    return name


def is_compact(filters: Filters, tasks: Sequence[Task]) -> bool:
    if filters.look:
        return filters.look == COMPACT
    return len(tasks) > TASKS_IN_WORDS


def matrix_context(
    rollout: Rollout, filters: Filters, rows: QuerySet[Assignment], tasks: Sequence[Task], on: date
) -> dict[str, object]:
    """The heads, and how the table is shown."""
    compact = is_compact(filters, tasks)
    return {
        "columns": columns_of(rows, tasks, on),
        "compact": compact,
        "other_look": IN_WORDS if compact else COMPACT,
        "legend": _legend(),
        "column_query": _column_query(rollout, filters),
    }


def _column_query(rollout: Rollout, filters: Filters) -> str:
    """What a column's number was counted under, for the list it leads to."""
    kept = Narrowing(
        rollout=str(rollout.pk),
        kind=filters.kind,
        branch=filters.branch,
        state=filters.state,
        words=filters.words,
    )
    return kept.encoded


def _legend() -> list[tuple[str, str, str]]:
    """Signs of the compact table: sign, words, tone."""
    state = Assignment.State
    return [
        ("!", _("Quá hạn"), "late"),
        ("○", _("Chưa xác nhận"), "idle"),
        ("●", str(state.CONFIRMED.label), "wait"),
        ("✓", str(state.ACCEPTED.label), "ok"),
        ("↩", str(state.RETURNED.label), "warn"),
        ("?", str(state.EXEMPTION_ASKED.label), "wait"),
        ("–", str(state.EXEMPT.label), "idle"),
        ("×", str(state.CANCELLED.label), "idle"),
        ("⚑", _("Có điều cần xem lại"), "warn"),
    ]
