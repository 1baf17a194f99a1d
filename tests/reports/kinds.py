"""A made-up snapshot of every kind of report, long enough for several pages, as it is printed."""

from dataclasses import replace
from datetime import date

from reports.progress import progress_days
from reports.scope import Kind
from reports.snapshot import ClauseLine, RolloutLine, Row, Snapshot, TaskLine
from tests.reports.rows import ROLLOUT, row, snapshot

LONG = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Mẫu số "
WHOLE = 90
TASKS = tuple(
    TaskLine(
        number,
        f"Phổ biến, quán triệt nội dung thứ {number} của Bộ Quy tắc ứng xử trên mạng xã hội",
        f"điểm a khoản {number} Điều 8",
        "2026-03-31",
        0,
        (2, 21),
    )
    for number in range(1, 13)
)
OVERDUE = {
    **{"state": "assigned", "is_overdue": True, "values": (), "confirmation_number": 0},
    **{"first_confirmed_on": "", "first_confirmed_in_time": False, "held_on": ""},
}
OTHER = RolloutLine(
    number=2,
    title="Triển khai Quyết định 874/QĐ-BTTTT",
    document="Quyết định 874/QĐ-BTTTT",
    document_subject="Ban hành Bộ Quy tắc ứng xử trên mạng xã hội",
    document_date="ngày 17 tháng 6 năm 2021",
    issued_on="2026-03-09",
)


def rows_of_units(number_overdue: int = 3) -> tuple[Row, ...]:
    """A row a unit; every so many overdue, every fourth with a name of several lines."""
    return tuple(
        row(
            n,
            unit_name=f"{LONG}{n}" if n % 4 == 0 else f"Ủy ban nhân dân xã Mẫu số {n}",
            assignment=n,
            **(OVERDUE | {"late_working_days": n % 4 + 1} if n % number_overdue == 0 else {}),
        )
        for n in range(1, WHOLE + 1)
    )


def completion() -> Snapshot:
    days = progress_days(date.fromisoformat(ROLLOUT.issued_on), date(2026, 4, 15))
    source = replace(snapshot(rows_of_units()), progress_on=days)
    return replace(source, tasks=(replace(source.tasks[0], clause="điểm a khoản 1 Điều 8"),))


def periodic() -> Snapshot:
    before = replace(
        snapshot(rows_of_units(2)),
        **{"kind": Kind.PERIODIC.value, "as_of": "2026-03-14T23:59:59+07:00"},
        **{"period": "Quý I/2026", "since": "2025-12-15", "until": "2026-03-14"},
    )
    return replace(
        snapshot(rows_of_units()),
        **{"kind": Kind.PERIODIC.value, "rollouts": (ROLLOUT, OTHER), "before": before},
        **{"period": "Quý II/2026", "since": "2026-03-15", "until": "2026-06-14"},
    )


def comparison() -> Snapshot:
    then = replace(
        snapshot(rows_of_units(2)),
        kind=Kind.COMPARISON.value,
        as_of="2026-03-30T09:00:00+07:00",
    )
    return replace(snapshot(rows_of_units()), kind=Kind.COMPARISON.value, before=then)


def late() -> Snapshot:
    letters = (("lần 1, triển khai Công văn 314/UBND-VHTT", "2026-04-02"),)
    return replace(
        snapshot(rows_of_units(1)),
        **{"kind": Kind.LATE.value, "letters": letters, "rollouts": (ROLLOUT, OTHER)},
    )


def clauses() -> Snapshot:
    lines = tuple(
        ClauseLine(
            f"dieu-8__khoan-{n}",
            f"Khoản {n} Điều 8",
            f"Cơ quan, đơn vị phổ biến, quán triệt nội dung thứ {n} theo 874/QĐ-BTTTT tới "
            "cán bộ, công chức, viên chức và người lao động thuộc phạm vi quản lý.",
            ("never",) if n == 5 else ("yes",),
            (1,) if n < 4 else (),
        )
        for n in range(1, 9)
    )
    return replace(snapshot(rows_of_units()), kind=Kind.CLAUSES.value, clauses=lines)


def unit(authority: str, post: str, symbol: str) -> Snapshot:
    """Of one unit: a row a task, at the end of a list of what was asked of it since long ago."""
    rows = tuple(
        row(
            1,
            task=number % len(TASKS) + 1,
            unit_name=authority,
            period=f"Quý I/{2026 - number // len(TASKS)}, từ ngày 15/12",
            period_number=number // len(TASKS),
            assignment=number + 1,
            **(OVERDUE | {"late_working_days": 5} if number % 5 == 0 else {}),
        )
        for number in range(3 * len(TASKS))
    )
    return replace(
        snapshot(rows),
        **{"kind": Kind.UNIT.value, "authority": authority, "post": post, "tasks": TASKS},
        **{"superior": "Ủy ban nhân dân huyện Mẫu", "symbol": symbol},
        **{"period": "Quý II/2026", "since": "2026-03-15", "until": "2026-06-14"},
    )
