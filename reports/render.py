"""A snapshot to HTML and to PDF; neither step asks the database anything.

The report is always in Vietnamese: it is an administrative document (Nghị định 30/2020/NĐ-CP).
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from portal.pdf.administrative import day_shown, grouped, layout_words
from portal.pdf.engine import render_pdf as render_html_to_pdf
from reports import indicators
from reports.chart import bars_svg
from reports.snapshot import Row, Snapshot, TaskLine
from training.catalogue import INDICATORS
from training.models import Assignment

STATE_WORDS = {state.value: state.label for state in Assignment.State}


def render_html(snapshot: Snapshot, *, code: str, verify_url: str) -> str:
    with translation.override("vi"):
        return render_to_string(
            "reports/pdf/report.html", context_of(snapshot, code=code, verify_url=verify_url)
        )


def render_pdf(snapshot: Snapshot, *, code: str, verify_url: str) -> bytes:
    return render_html_to_pdf(render_html(snapshot, code=code, verify_url=verify_url))


def context_of(snapshot: Snapshot, *, code: str, verify_url: str) -> dict[str, Any]:
    """All that the report says; the page on screen shows the same."""
    total = indicators.figures(snapshot.rows)
    kinds = indicators.by_kind(snapshot)
    per_task = dict(indicators.by_task(snapshot))
    return layout_words() | {
        "snapshot": snapshot,
        "code": code,
        "verify_url": verify_url,
        "qr": mark_safe(_qr(verify_url)),  # noqa: S308 - made here from an address of ours
        "as_of": datetime.fromisoformat(snapshot.as_of),
        "issued_on": day_shown(snapshot.issued_on),
        "total": total,
        "units": len({row.unit_code for row in snapshot.rows}),
        "kinds": kinds,
        "tasks": [(task, day_shown(task.due_on), per_task[task.number]) for task in snapshot.tasks],
        "sums": [
            (INDICATORS[number], value)
            for number, value in indicators.sums(snapshot.rows).items()
            if number in INDICATORS
        ],
        "coverages": _coverages(snapshot),
        "overdue": [_line(row) for row in snapshot.rows if row.is_overdue],
        "overdue_by_task": _overdue_by_task(snapshot),
        "late": [
            _line(row)
            for row in snapshot.rows
            if row.first_confirmed_on
            and not row.first_confirmed_in_time
            and row.state in indicators.DONE
        ],
        "returned": [_line(row) for row in snapshot.rows if row.state == "returned"],
        "asked": [_line(row) for row in snapshot.rows if row.state == "exemption_asked"],
        "exempt": [_line(row) for row in snapshot.rows if row.state == "exempt"],
        "groups": _groups([_line(row) for row in snapshot.rows]),
        "chart": mark_safe(_chart(kinds)),  # noqa: S308 - numbers and escaped names
        "year": timezone.localdate(datetime.fromisoformat(snapshot.as_of)).year,
        "working_symbol": snapshot.symbol,
    }


Delays = list[tuple[int, list[str]]]


def _overdue_by_task(snapshot: Snapshot) -> list[tuple[TaskLine, str, int, Delays]]:
    """Task, its due date, how many are overdue, and the units by how long."""
    found = []
    for task in snapshot.tasks:
        delays: dict[int, list[str]] = defaultdict(list)
        for row in snapshot.rows:
            if row.is_overdue and row.task == task.number:
                delays[row.late_working_days].append(row.unit_name)
        if delays:
            count = sum(len(names) for names in delays.values())
            found.append(
                (task, day_shown(task.due_on), count, sorted(delays.items(), reverse=True))
            )
    return found


def _coverages(snapshot: Snapshot) -> list[tuple[Any, indicators.Coverage]]:
    """For every indicator that counts people of a headcount and that somebody reported."""
    found = []
    for number, indicator in INDICATORS.items():
        if indicator.audience:
            covered = indicators.coverage(
                snapshot.rows, indicator=number, audience=indicator.audience
            )
            if covered.units_with_both or covered.units_without_headcount:
                found.append((indicator, covered))
    return found


def _line(row: Row) -> dict[str, Any]:
    """A row with its dates and state in words."""
    return {
        "row": row,
        "due": day_shown(row.due_on),
        "confirmed": day_shown(row.first_confirmed_on),
        "original_due": day_shown(row.original_due_on) if row.is_extended else "",
        "state": _state(row),
        "values": [
            (INDICATORS[number], value) for number, value in row.values if number in INDICATORS
        ],
    }


def _state(row: Row) -> str:
    if row.is_overdue:
        return f"Quá hạn {row.late_working_days} ngày làm việc"
    words = str(STATE_WORDS[row.state])
    if row.state in indicators.DONE and row.first_confirmed_on and not row.first_confirmed_in_time:
        return f"{words}, chậm {row.late_working_days} ngày làm việc"
    return words


def _groups(lines: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        line["number"] = number
    return [rows for _first, rows in grouped(lines)]


def _chart(kinds: list[tuple[str, indicators.Figures]]) -> str:
    legend = ["Đã làm, đúng hạn", "Đã làm, chậm", "Chưa làm, trong hạn", "Chưa làm, quá hạn"]
    return bars_svg([(name, figures.boxes) for name, figures in kinds], legend)


def _qr(address: str) -> str:
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    return image.to_string(encoding="unicode")
