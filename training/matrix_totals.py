"""What stands around the matrix: totals of rows and columns, the order of units, flags of cells."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from training.columns import ALL_PERIODS, Column
from training.flags import flags_of_assignments
from training.matrix import HANDED_ON, Cell, Filters, units_of
from training.models import Assignment, Rollout
from training.models.assignments import overdue_on
from training.narrowing import LATEST, Narrowing
from training.then import is_overdue_then, with_again_then, with_due_then, with_state_then

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
    """Of the assignments that count, which the office issued; `late` of them are overdue."""

    expected: int = 0
    done: int = 0
    late: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.expected + other.expected, self.done + other.done, self.late + other.late)


@dataclass(frozen=True)
class Row:
    unit: UnitPeriod
    name: str
    cells: list[Cell]
    sums: Sums


@dataclass(frozen=True)
class ColumnHead:
    column: Column
    sums: Sums


@dataclass(frozen=True)
class Counted:
    """The assignments that count, and which of them are done and which are overdue."""

    rows: QuerySet[Assignment]
    done: Q
    late: Q


def _counted(rows: QuerySet[Assignment], filters: Filters) -> Counted:
    """As of the day of the filters."""
    on = filters.on
    if not filters.day:
        return Counted(rows.still_asked().order_by(), Q(state__in=DONE), overdue_on(on))
    then = with_again_then(with_due_then(with_state_then(rows, on), on), on).order_by()
    expected = then.exclude(state_then__in=Assignment.NOT_EXPECTED)
    return Counted(expected, Q(state_then__in=DONE), is_overdue_then(on))


def heads_of(
    rows: QuerySet[Assignment], columns: Sequence[Column], filters: Filters
) -> list[ColumnHead]:
    """Each column with the sums of all that the office issued and the filters let through; one
    query by states, since on an earlier day each of them has to be looked up."""
    rows, on = rows.issued_by_office().order_by(), filters.on
    state, late = "state", overdue_on(on)
    if filters.day:
        rows = with_again_then(with_due_then(with_state_then(rows, on), on), on)
        state, late = "state_then", is_overdue_then(on)
    counted = rows.values("task", "occurrence", state)
    counted = counted.annotate(n=Count("pk"), late=Count("pk", filter=late))
    sums: dict[tuple[int, int | None], Sums] = defaultdict(Sums)
    for row in counted:
        if row[state] not in Assignment.NOT_EXPECTED:
            done = row["n"] if row[state] in DONE else 0
            sums[row["task"], row["occurrence"]] += Sums(row["n"], done, row["late"])
    return [ColumnHead(column, sums[column.key]) for column in columns]


def unit_ids(rows: QuerySet[Assignment], filters: Filters) -> QuerySet:
    """Numbers of the units shown, by kind and code, or those most behind first."""
    if filters.sort != WORST:
        return units_of(rows, filters.on).values_list("unit", flat=True)
    counted = _counted(rows, filters)
    return (
        counted.rows.values("unit")
        .annotate(late=Count("pk", filter=counted.late), undone=Count("pk", filter=~counted.done))
        .order_by("-late", "-undone", "unit__code")
        .values_list("unit", flat=True)
    )


def periods_of(units: Sequence[int], on: date) -> list[UnitPeriod]:
    """Their names on the day, or the last they had, in the order given."""
    shown = UnitPeriod.objects.known(on).filter(unit__in=units)
    found = {period.unit_id: period for period in shown.select_related("unit", "kind")}
    return [found[unit] for unit in units if unit in found]


def units_page(
    rows: QuerySet[Assignment], filters: Filters, number: str | None, size: int
) -> tuple[Page, list[UnitPeriod]]:
    page = Paginator(unit_ids(rows, filters), size).get_page(number)
    return page, periods_of(list(page), filters.on)


def rows_of(grid: list[tuple[UnitPeriod, list[Cell]]], filters: Filters) -> list[Row]:
    """The rows of the screen with their sums; every cell's assignment knows its `flags`, which are
    said of today alone."""
    given = [cell.assignment for _unit, cells in grid for cell in cells if cell.assignment]
    signed = [row.pk for row in given if row.state in DONE and not filters.day]
    flags = flags_of_assignments(signed) if signed else {}
    for row in given:
        row.flags = flags.get(row.pk, [])
    return [
        Row(unit, short_name(unit.name), cells, _sums(cells, filters.on)) for unit, cells in grid
    ]


def _sums(cells: list[Cell], on: date) -> Sums:
    rows = [cell.assignment for cell in cells if cell.assignment]
    issued = [row for row in rows if row.handed_on_from_id is None]
    counted = [row for row in issued if row.state not in Assignment.NOT_EXPECTED]
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


def is_compact(filters: Filters, columns: Sequence[Column]) -> bool:
    if filters.look:
        return filters.look == COMPACT
    return len(columns) > TASKS_IN_WORDS


def matrix_context(
    rollout: Rollout, filters: Filters, rows: QuerySet[Assignment], columns: Sequence[Column]
) -> dict[str, object]:
    """The heads, and how the table is shown."""
    compact = is_compact(filters, columns)
    return {
        "heads": heads_of(rows, columns, filters),
        "compact": compact,
        "other_look": IN_WORDS if compact else COMPACT,
        "legend": _legend() if compact else [_handed_on()],
        # The lists are of today, and what is late is listed of what goes on.
        "linked": not filters.day,
        "late_linked": not filters.day and rollout.state in Rollout.OPEN,
        "column_query": _column_query(rollout, filters),
        "row_query": _row_query(rollout, filters, columns),
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


def _row_query(rollout: Rollout, filters: Filters, columns: Sequence[Column]) -> str:
    """What a row shows: every column of the unit."""
    period = {"": LATEST, ALL_PERIODS: ""}.get(filters.period, filters.period)
    recurs = any(column.occurrence for column in columns)
    return Narrowing(rollout=str(rollout.pk), period=period if recurs else "").encoded


def _legend() -> list[tuple[str, str, str]]:
    """Signs of the compact table: sign, words, tone."""
    state = Assignment.State
    return [
        ("!", _("Quá hạn"), "late"),
        ("○", _("Chưa xác nhận"), "idle"),
        ("●", str(state.CONFIRMED.label), "wait"),
        ("✓", str(state.ACCEPTED.label), "ok"),
        ("↩", str(state.RETURNED.label), "warn"),
        ("↻", str(state.ASKED_AGAIN.label), "warn"),
        ("?", str(state.EXEMPTION_ASKED.label), "wait"),
        ("–", str(state.EXEMPT.label), "idle"),
        ("×", str(state.CANCELLED.label), "idle"),
        ("→", str(state.TRANSFERRED.label), "idle"),
        ("⚑", _("Có điều cần xem lại"), "warn"),
        _handed_on(),
    ]


def _handed_on() -> tuple[str, str, str]:
    return HANDED_ON, _("Đơn vị cấp trên giao xuống; không tính vào số xong và quá hạn"), "idle"
