"""A snapshot to HTML and to PDF; neither step asks the database anything.

The report is always in Vietnamese: it is an administrative document (Nghị định 30/2020/NĐ-CP).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import qrcode
import qrcode.image.svg
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from portal.pdf.administrative import day_shown, digits_page, grouped, layout_words
from portal.pdf.drawings import titled
from portal.pdf.long import Annex, Progress, render_long
from reports import indicators
from reports.chart import bars_svg
from reports.snapshot import Row, Snapshot, TaskLine
from training.catalogue import INDICATORS
from training.models import Assignment

# Large enough that starting a piece costs little, small enough for the memory of a worker.
ROWS_A_PIECE = 300
STATE_WORDS = {state.value: state.label for state in Assignment.State}


@dataclass(frozen=True)
class Words:
    """What an officer writes beside the figures; plain text, a line a paragraph."""

    difficulties: str = ""
    plans: str = ""
    proposals: str = ""


@dataclass(frozen=True)
class Paper:
    """What the paper says beside the snapshot. Without number or day their places stay blank."""

    code: str
    verify_url: str
    words: Words = Words()
    number: str = ""
    dated_on: date | None = None
    is_draft: bool = False


def render_html(snapshot: Snapshot, paper: Paper) -> str:
    with translation.override("vi"):
        return render_to_string(
            "reports/pdf/report.html", context_of(snapshot) | _paper_words(snapshot, paper)
        )


def render_pdf(snapshot: Snapshot, paper: Paper, *, progress: Progress | None = None) -> bytes:
    """Body and annex, `progress` told of each piece drawn."""
    pieces = -(-len(snapshot.rows) // ROWS_A_PIECE) or 1
    annex = Annex("Phụ lục. Chi tiết từng việc giao", annex_pieces(snapshot), pieces)
    with translation.override("vi"):
        return render_long(
            render_html(snapshot, paper), [annex], digits=digits_page(), progress=progress
        )


def annex_pieces(snapshot: Snapshot) -> Iterator[str]:
    """The annex in whole documents of so many rows, the head of the table in each; one, with the
    head alone, where there is no row."""
    shared = layout_words() | {"snapshot": snapshot, "year": _year(snapshot)}
    above = _names_above(snapshot)
    for at in range(0, len(snapshot.rows) or 1, ROWS_A_PIECE):
        lines = [
            _line(row) | {"number": number, "above": above.get(row.handed_on_from, "")}
            for number, row in enumerate(snapshot.rows[at : at + ROWS_A_PIECE], start=at + 1)
        ]
        words = shared | {"is_first": at == 0, "groups": [g for _first, g in grouped(lines)]}
        yield render_to_string("reports/pdf/annex.html", words)


def _names_above(snapshot: Snapshot) -> dict[str, str]:
    """Units that handed a task on, by code."""
    codes = {row.handed_on_from for row in snapshot.rows if row.handed_on_from}
    return {row.unit_code: row.unit_name for row in snapshot.rows if row.unit_code in codes}


def context_of(snapshot: Snapshot) -> dict[str, Any]:
    """All that the figures say; the page on screen shows the same."""
    rows = indicators.issued(snapshot.rows)
    total = indicators.figures(rows)
    handed_on = indicators.handed_on(snapshot.rows)
    kinds = indicators.by_kind(snapshot)
    per_task = dict(indicators.by_task(snapshot))
    return layout_words() | {
        "snapshot": snapshot,
        "as_of": datetime.fromisoformat(snapshot.as_of),
        "issued_on": day_shown(snapshot.issued_on),
        "total": total,
        "handed_on": indicators.figures(handed_on) if handed_on else None,
        "units": len({row.unit_code for row in rows}),
        "kinds": kinds,
        "tasks": [(task, day_shown(task.due_on), per_task[task.number]) for task in snapshot.tasks],
        "sums": [
            (INDICATORS[number], value)
            for number, value in indicators.sums(snapshot.rows).items()
            if number in INDICATORS
        ],
        "coverages": _coverages(snapshot),
        "overdue": [_line(row) for row in rows if row.is_overdue],
        "overdue_by_task": _overdue_by_task(snapshot),
        "late": [
            _line(row)
            for row in rows
            if row.first_confirmed_on
            and not row.first_confirmed_in_time
            and row.state in indicators.DONE
        ],
        "returned": [_line(row) for row in rows if row.state == "returned"],
        "asked": [_line(row) for row in rows if row.state == "exemption_asked"],
        "exempt": [_line(row) for row in rows if row.state == "exempt"],
        "chart": mark_safe(_chart(kinds)),  # noqa: S308 - numbers and escaped names
        "year": _year(snapshot),
    }


def _paper_words(snapshot: Snapshot, paper: Paper) -> dict[str, Any]:
    words, on = paper.words, paper.dated_on
    titled = [
        ("NHIỆM VỤ THỜI GIAN TỚI", _paragraphs(words.plans)),
        ("ĐỀ XUẤT, KIẾN NGHỊ", _paragraphs(words.proposals)),
    ]
    written = [(title, lines) for title, lines in titled if lines]
    return {
        "paper": paper,
        "qr": mark_safe(_qr(paper.verify_url)),  # noqa: S308 - made here from an address of ours
        "difficulties": _paragraphs(words.difficulties),
        "more": list(zip(["IV", "V"], written, strict=False)),
        "year": on.year if on else _year(snapshot),
        "day": f"{on.day:02}" if on else "",
        # Nghị định 30/2020: a zero before the months 1 and 2 alone.
        "month": (f"{on.month:02}" if on.month < 3 else str(on.month)) if on else "",
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _year(snapshot: Snapshot) -> int:
    return timezone.localdate(datetime.fromisoformat(snapshot.as_of)).year


Delays = list[tuple[int, list[str]]]


def _overdue_by_task(snapshot: Snapshot) -> list[tuple[TaskLine, str, int, Delays]]:
    """Task, its due date, how many are overdue, and the units by how long."""
    found = []
    for task in snapshot.tasks:
        delays: dict[int, list[str]] = defaultdict(list)
        for row in indicators.issued(snapshot.rows):
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


def _chart(kinds: list[tuple[str, indicators.Figures]]) -> str:
    legend = ["Đã làm, đúng hạn", "Đã làm, chậm", "Chưa làm, trong hạn", "Chưa làm, quá hạn"]
    return bars_svg([(name, figures.boxes) for name, figures in kinds], legend)


def _qr(address: str) -> str:
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    return titled(image.to_string(encoding="unicode"), f"Mã QR dẫn tới {address}")
