"""A report as tables: the very figures of the paper, from the same frozen snapshot.

The workbook has sheets of figures, one for each annex that the paper can have, and every row.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import tablib

from portal.web.exports import Sheet
from reports import indicators
from reports.annexes import matrix_of, numbers_of
from reports.measures import MEASURES
from reports.progress import points_of
from reports.snapshot import Row, Snapshot
from training.catalogue import INDICATORS
from training.models import Assignment, NumbersFrom


def sheets_of(snapshot: Snapshot) -> tuple[Sheet, ...]:
    return tuple(_sheets(snapshot))


def _sheets(snapshot: Snapshot) -> Iterator[Sheet]:
    yield _figures(snapshot)
    yield _groups("Theo loại đơn vị", "Loại đơn vị", indicators.by_kind(snapshot))
    titles = {task.number: task.title for task in snapshot.tasks}
    tasks = [(f"{n}. {titles[n]}", figures) for n, figures in indicators.by_task(snapshot)]
    yield _groups("Theo nhiệm vụ", "Nhiệm vụ", tasks)
    if snapshot.progress_on:
        yield _progress(snapshot)
    yield _matrix(snapshot)
    yield _numbers(snapshot)


def _figures(snapshot: Snapshot) -> Sheet:
    counts = indicators.figures(indicators.issued(snapshot.rows)).counts
    below = indicators.figures(indicators.handed_on(snapshot.rows)).counts
    lines = [(str(m.words), counts[key], below[key]) for key, m in MEASURES.items()]
    return Sheet("Tổng hợp", ["Nội dung", "Được giao", "Giao xuống (đếm riêng)"], lines)


def _groups(name: str, head: str, groups: list[tuple[str, indicators.Figures]]) -> Sheet:
    headers = [head, *(str(measure.words) for measure in MEASURES.values())]
    lines = [(title, *figures.counts.values()) for title, figures in groups]
    return Sheet(name, headers, lines)


def _progress(snapshot: Snapshot) -> Sheet:
    lines = [
        (_day(point.day), point.added, point.rate.part, point.rate.whole)
        for point in points_of(snapshot)
    ]
    heads = ["Đến hết ngày", "Xác nhận lần đầu thêm", "Cộng dồn", "Phải làm"]
    return Sheet("Tiến độ theo thời gian", heads, lines)


def _matrix(snapshot: Snapshot) -> Sheet:
    columns, lines = matrix_of(snapshot)
    heads = [f"Nhiệm vụ {task} {label}".strip() for (task, _period), label in columns.items()]
    rows = (
        [line["name"], *_signs(line["cells"]), line["done"], line["expected"]] for line in lines
    )
    return Sheet("Đơn vị theo nhiệm vụ", ["Đơn vị", *heads, "Đã làm", "Phải làm"], rows)


def _signs(cells: list[dict[str, Any] | None]) -> list[str]:
    """What a unit above handed on stands in brackets, where the paper has it in italics."""
    return [
        "" if cell is None else f"({cell['sign']})" if cell["below"] else cell["sign"]
        for cell in cells
    ]


def _numbers(snapshot: Snapshot) -> Sheet:
    shown, lines, _sums = numbers_of(snapshot)
    heads = [f"{INDICATORS[n].name} ({INDICATORS[n].unit})" for n in shown]
    rows = ([line["name"], *line["values"]] for line in lines)
    return Sheet("Số liệu từng đơn vị", ["Đơn vị", *heads], rows)


def rows_of(snapshot: Snapshot) -> tablib.Dataset:
    """One row an assignment; a column for every indicator that is asked anywhere or was given."""
    asked = {n for task in snapshot.tasks for n in task.indicators}
    asked |= {n for row in snapshot.rows for n, _value in row.values}
    numbers = sorted(n for n in asked if n in INDICATORS)
    titles = {task.number: task.title for task in snapshot.tasks}
    data = tablib.Dataset(
        headers=[
            *("Mã đơn vị", "Đơn vị", "Loại", "Trực thuộc", "Số nhiệm vụ", "Nhiệm vụ", "Kỳ", "Hạn"),
            "Hạn trước khi gia hạn",
            *("Xác nhận lần đầu", "Tình trạng", "Quá hạn", "Lý do"),
            *("Đơn vị giao xuống", "Số liệu lấy từ"),
            *(str(INDICATORS[number].name) for number in numbers),
        ]
    )
    for row in snapshot.rows:
        data.append(_cells(row, titles[row.task], numbers))
    return data


def _cells(row: Row, title: str, numbers: list[int]) -> list[Any]:
    values = dict(row.values)
    return [
        *(row.unit_code, row.unit_name, row.kind, row.branch, row.task, title),
        *(row.period, _day(row.due_on)),
        _day(row.original_due_on) if row.is_extended else "",
        _day(row.first_confirmed_on),
        str(Assignment.State(row.state).label),
        "x" if row.is_overdue else "",
        row.reason,
        row.handed_on_from,
        str(NumbersFrom(row.numbers_from).label) if row.numbers_from else "",
        *(values.get(number, "") for number in numbers),
    ]


def _day(iso: str) -> date | str:
    return date.fromisoformat(iso) if iso else ""
