"""The annexes of a report, in pieces of whole pages: the matrix and the numbers, or every row.

A matrix says in one line of a unit what rows say in as many as it has tasks, so it is what a report
gets unless it does not fit the width of a page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from portal.pdf.administrative import layout_words
from portal.pdf.long import Annex
from reports.annex_forms import AnnexForm
from reports.context import year_of
from reports.indicators import issued
from reports.measures import is_done, is_expected
from reports.rows import line_of
from reports.scope import Kind
from reports.snapshot import Row, Snapshot
from training.catalogue import INDICATORS

# Large enough that starting a piece costs little, small enough for the memory of a worker.
ROWS_A_PIECE = 300
# What the width of a lying A4 holds beside the unit's name.
MOST_COLUMNS = 12
# Of these kinds each row is looked at by itself.
NUMERALS = ["I", "II"]
ALWAYS_ROWS = frozenset({Kind.LATE, Kind.UNIT, Kind.CLAUSES})


@dataclass(frozen=True)
class Part:
    """An annex before it is cut in pieces: `lines` are its rows as its template wants them."""

    title: str
    template: str
    lines: list[Any]
    words: dict[str, Any]


def annexes_of(snapshot: Snapshot, form: str = AnnexForm.FITTING) -> list[Annex]:
    plans = plans_of(snapshot, form)
    numerals = NUMERALS if len(plans) > 1 else [""]
    return [
        _annex(snapshot, plan(snapshot), numeral)
        for plan, numeral in zip(plans, numerals, strict=False)
    ]


def plans_of(snapshot: Snapshot, form: str) -> list[Callable[[Snapshot], Part]]:
    if form == AnnexForm.ROWS or snapshot.kind in ALWAYS_ROWS or not _fits(snapshot):
        return [_rows]
    return [_matrix, _numbers] if _numbers_given(snapshot) else [_matrix]


def _numbers_given(snapshot: Snapshot) -> list[int]:
    """Indicators of confirmations that stand."""
    rows = [row for row in issued(snapshot.rows) if is_done(row)]
    return sorted({n for row in rows for n, _value in row.values if n in INDICATORS})


def _fits(snapshot: Snapshot) -> bool:
    return max(len(_columns(snapshot)), len(_numbers_given(snapshot))) <= MOST_COLUMNS


def _annex(snapshot: Snapshot, part: Part, numeral: str) -> Annex:
    name = f"Phụ lục {numeral}".strip()
    size = piece_size(len(part.lines))
    pieces = -(-len(part.lines) // size) or 1
    words = part.words | {"annex_name": name, "annex_about": part.title}
    return Annex(f"{name}. {part.title}", _pieces(snapshot, part, words, size), pieces)


def piece_size(rows: int) -> int:
    """Of pieces as equal as can be. It depends on the rows alone, so that every machine draws the
    same bytes."""
    pieces = -(-rows // ROWS_A_PIECE)
    if pieces > 1:
        # In pairs, so that no core waits for the last one.
        pieces += pieces % 2
    return -(-rows // pieces) if pieces else ROWS_A_PIECE


def _pieces(snapshot: Snapshot, part: Part, words: dict[str, Any], size: int) -> Iterator[str]:
    """Whole documents of so many rows, the head of the table in each; one, with the head alone,
    where there is no row."""
    shared = layout_words() | {"snapshot": snapshot, "year": year_of(snapshot)} | words
    for at in range(0, len(part.lines) or 1, size):
        lines = part.lines[at : at + size]
        edges = {"is_first": at == 0, "is_last": at + size >= len(part.lines)}
        yield render_to_string(part.template, shared | edges | {"lines": lines})


def _rows(snapshot: Snapshot) -> Part:
    codes = {row.handed_on_from for row in snapshot.rows if row.handed_on_from}
    names = {row.unit_code: row.unit_name for row in snapshot.rows if row.unit_code in codes}
    lines = [
        line_of(row) | {"number": number, "above": names.get(row.handed_on_from, "")}
        for number, row in enumerate(snapshot.rows, start=1)
    ]
    return Part("Chi tiết từng việc giao", "reports/pdf/annex_rows.html", lines, {})


Column = tuple[int, int]


def _columns(snapshot: Snapshot) -> dict[Column, str]:
    """(task, period of the task) in order, with the words over the column."""
    found = {(row.task, row.period_number): row.period_label for row in snapshot.rows}
    return dict(sorted(found.items()))


def matrix_of(snapshot: Snapshot) -> tuple[dict[Column, str], list[dict[str, Any]]]:
    """The columns, and a line a unit with a cell for each (None: not given)."""
    columns = _columns(snapshot)
    places = {column: at for at, column in enumerate(columns)}
    units: dict[str, list[Row]] = defaultdict(list)
    for row in snapshot.rows:
        units[row.unit_code].append(row)
    lines = []
    for number, rows in enumerate(units.values(), start=1):
        cells: list[Any] = [None] * len(columns)
        for row in rows:
            at = places[row.task, row.period_number]
            # What the office gave itself comes before what a unit above handed on.
            if cells[at] is None or cells[at]["below"]:
                cells[at] = {"sign": sign_of(row), "below": bool(row.handed_on_from)}
        lines.append({"number": number, "name": rows[0].unit_name, "cells": cells} | _done(rows))
    return columns, lines


def _matrix(snapshot: Snapshot) -> Part:
    columns, lines = matrix_of(snapshot)
    of_column: dict[Column, list[Row]] = {column: [] for column in columns}
    for row in snapshot.rows:
        of_column[row.task, row.period_number].append(row)
    words = {
        "columns": [(task, label) for (task, _period), label in columns.items()],
        "totals": [_done(rows) for rows in of_column.values()],
        "whole": _done(snapshot.rows),
    }
    return Part("Kết quả từng đơn vị theo nhiệm vụ", "reports/pdf/annex_matrix.html", lines, words)


def sign_of(row: Row) -> str:
    """A letter and, where it is late, the working days; the annex explains them."""
    signs = {"exempt": "M", "cancelled": "H", "transferred": "K"}
    if row.state in signs:
        return signs[row.state]
    if is_done(row):
        return "Đ" if row.first_confirmed_in_time else f"C{row.late_working_days}"
    return f"Q{row.late_working_days}" if row.is_overdue else "–"


def _done(rows: Iterable[Row]) -> dict[str, int]:
    own = issued(rows)
    return {"done": sum(map(is_done, own)), "expected": sum(map(is_expected, own))}


def numbers_of(snapshot: Snapshot) -> tuple[list[int], list[dict[str, Any]], list[int]]:
    """The indicators given, a line for each unit that gave some, and the sums."""
    shown = _numbers_given(snapshot)
    units: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[str, str] = {}
    for row in issued(snapshot.rows):
        for number, value in row.values if is_done(row) else ():
            units[row.unit_code][number] += value
            names[row.unit_code] = row.unit_name
    lines = [
        {"number": at, "name": names[code], "values": [values.get(n) for n in shown]}
        for at, (code, values) in enumerate(units.items(), start=1)
    ]
    return shown, lines, [sum(values.get(n, 0) for values in units.values()) for n in shown]


def _numbers(snapshot: Snapshot) -> Part:
    shown, lines, sums = numbers_of(snapshot)
    words = {"shown": [INDICATORS[n] for n in shown], "sums": sums}
    return Part("Số liệu từng đơn vị", "reports/pdf/annex_numbers.html", lines, words)
