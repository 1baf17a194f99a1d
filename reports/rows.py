"""Rows of a snapshot as people read them: dates, states, values."""

from collections import defaultdict
from typing import Any

from portal.pdf.administrative import day_shown
from reports.indicators import issued
from reports.measures import is_late
from reports.snapshot import Row, Snapshot, TaskLine
from training.catalogue import INDICATORS
from training.models import Assignment

STATE_WORDS = {state.value: state.label for state in Assignment.State}
Delays = list[tuple[int, list[str]]]


def line_of(row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "due": day_shown(row.due_on),
        "confirmed": day_shown(row.first_confirmed_on),
        "held": day_shown(row.held_on),
        "original_due": day_shown(row.original_due_on) if row.is_extended else "",
        "state": state_words(row),
        "values": [
            (INDICATORS[number], value) for number, value in row.values if number in INDICATORS
        ],
    }


def state_words(row: Row) -> str:
    if row.is_overdue:
        return f"Quá hạn {row.late_working_days} ngày làm việc"
    words = str(STATE_WORDS[row.state])
    if is_late(row) and row.first_confirmed_on:
        return f"{words}, chậm {row.late_working_days} ngày làm việc"
    return words


def overdue_by_task(snapshot: Snapshot) -> list[tuple[TaskLine, str, int, Delays]]:
    """Task, its due date, how many are overdue, and the units by how long."""
    found = []
    overdue = [row for row in issued(snapshot.rows) if row.is_overdue]
    for task in snapshot.tasks:
        delays: dict[int, list[str]] = defaultdict(list)
        for row in overdue:
            if row.task == task.number:
                delays[row.late_working_days].append(row.unit_name)
        if delays:
            count = sum(len(names) for names in delays.values())
            due = day_shown(task.due_on)
            found.append((task, due, count, sorted(delays.items(), reverse=True)))
    return found
