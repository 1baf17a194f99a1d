"""The rows of a report as a table, from the frozen snapshot."""

import tablib

from reports.snapshot import Snapshot
from training.catalogue import INDICATORS
from training.models import Assignment, NumbersFrom


def rows_of(snapshot: Snapshot) -> tablib.Dataset:
    """One row an assignment; a column for every indicator that is asked anywhere."""
    numbers = sorted({n for task in snapshot.tasks for n in task.indicators if n in INDICATORS})
    titles = {task.number: task.title for task in snapshot.tasks}
    words = {state.value: str(state.label) for state in Assignment.State}
    sources = {each.value: str(each.label) for each in NumbersFrom}
    data = tablib.Dataset(
        headers=[
            *("Mã đơn vị", "Đơn vị", "Loại", "Số nhiệm vụ", "Nhiệm vụ", "Kỳ", "Hạn"),
            "Hạn trước khi gia hạn",
            *("Xác nhận lần đầu", "Tình trạng", "Quá hạn", "Lý do"),
            *("Đơn vị giao xuống", "Số liệu lấy từ"),
            *(str(INDICATORS[number].name) for number in numbers),
        ]
    )
    for row in snapshot.rows:
        values = dict(row.values)
        data.append(
            [
                *(row.unit_code, row.unit_name, row.kind, row.task, titles[row.task]),
                *(row.period, row.due_on),
                row.original_due_on if row.is_extended else "",
                row.first_confirmed_on,
                words[row.state],
                "x" if row.is_overdue else "",
                row.reason,
                row.handed_on_from,
                sources.get(row.numbers_from, ""),
                *(values.get(number, "") for number in numbers),
            ]
        )
    return data
