"""What the figures of a snapshot say, for the paper and for the page on screen alike."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import mark_safe

from portal.pdf.administrative import day_shown, layout_words
from reports import changes, indicators
from reports.chart import bars_svg, progress_svg, trend_svg
from reports.measures import MEASURES
from reports.progress import points_of
from reports.rows import line_of, overdue_by_task
from reports.scope import Kind
from reports.snapshot import Row, Snapshot
from reports.titles import about
from training.catalogue import INDICATORS

LEGEND = ["Đã làm, đúng hạn", "Đã làm, chậm", "Chưa làm, trong hạn", "Chưa làm, quá hạn"]


def context_of(snapshot: Snapshot) -> dict[str, Any]:
    rows = indicators.issued(snapshot.rows)
    below = indicators.handed_on(snapshot.rows)
    kinds = indicators.by_kind(snapshot)
    return (
        layout_words()
        | {
            "snapshot": snapshot,
            "about": about(snapshot),
            "as_of": datetime.fromisoformat(snapshot.as_of),
            "since": day_shown(snapshot.since),
            "until": day_shown(snapshot.until),
            "year": year_of(snapshot),
            "total": indicators.figures(rows),
            "handed_on": indicators.figures(below) if below else None,
            "units": len({row.unit_code for row in rows}),
            "kinds": kinds,
            "branches": _branches(snapshot),
            "chart": mark_safe(_chart(kinds)),  # noqa: S308 - numbers and escaped names
            "sums": [
                (INDICATORS[number], value)
                for number, value in indicators.sums(snapshot.rows).items()
                if number in INDICATORS
            ],
            "coverages": _coverages(snapshot),
        }
        | _tasks(snapshot)
        | _lists(snapshot, rows)
        | _clauses(snapshot, rows)
        | _compared(snapshot)
        | _progress(snapshot)
    )


def groups_of(context: dict[str, Any]) -> dict[str, list[tuple[Any, str, str, Any]]]:
    """For tables on screen: what each group is narrowed by, its words, a note, its figures."""
    direct = context["snapshot"].authority
    return {
        "kinds": [(name, name, "", of) for name, of in context["kinds"]],
        "branches": [(name, name or direct, "", of) for name, of in context["branches"]],
        "tasks": [
            (task.number, f"{task.number}. {task.title}", task.repeats or due, of)
            for task, due, of in context["tasks"]
        ],
    }


def year_of(snapshot: Snapshot) -> int:
    return timezone.localdate(datetime.fromisoformat(snapshot.as_of)).year


def _tasks(snapshot: Snapshot) -> dict[str, Any]:
    per_task = dict(indicators.by_task(snapshot))
    tasks = [(task, day_shown(task.due_on), per_task[task.number]) for task in snapshot.tasks]
    if snapshot.kind in {Kind.LATE, Kind.UNIT}:
        tasks = [line for line in tasks if line[2].given]
    return {
        "rollouts": [(line, day_shown(line.issued_on)) for line in snapshot.rollouts],
        "tasks": tasks,
    }


def _lists(snapshot: Snapshot, rows: list[Row]) -> dict[str, Any]:
    titles = {task.number: task.title for task in snapshot.tasks}

    def lines(measure: str) -> list[dict[str, Any]]:
        found = [row for row in rows if MEASURES[measure].holds(row)]
        return [line_of(row) | {"title": titles[row.task]} for row in found]

    return {
        # A unit's own are few and listed one by one.
        "lines": lines("given") if snapshot.kind == Kind.UNIT else [],
        "overdue": lines("open_overdue"),
        "overdue_by_task": overdue_by_task(snapshot),
        "late": lines("done_late"),
        "returned": lines("returned"),
        "asked": lines("asked"),
        "letters": [(words, day_shown(day)) for words, day in snapshot.letters],
    }


def _branches(snapshot: Snapshot) -> list[tuple[str, indicators.Figures]]:
    """Nothing where all stand directly under the authority: the table would have one line."""
    found = indicators.by_branch(snapshot)
    return found if len(found) > 1 else []


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


def _clauses(snapshot: Snapshot, rows: list[Row]) -> dict[str, Any]:
    return {
        "clauses": [
            (line, indicators.figures(row for row in rows if row.task in line.tasks))
            for line in snapshot.clauses
        ]
    }


def _compared(snapshot: Snapshot) -> dict[str, Any]:
    before = snapshot.before
    if before is None:
        return {"before": None}
    came = changes.moved(snapshot)
    return {
        "before": before,
        "before_as_of": datetime.fromisoformat(before.as_of),
        "changes": changes.changes(snapshot),
        "rate_changes": changes.rate_changes(snapshot),
        "sum_changes": changes.sum_changes(snapshot),
        "newly_done": [line_of(row) for row in came.newly_done],
        "newly_overdue": [line_of(row) for row in came.newly_overdue],
        "newly_given": [line_of(row) for row in came.newly_given],
        "trend": mark_safe(_trend(snapshot)),  # noqa: S308 - numbers and escaped names
    }


def _progress(snapshot: Snapshot) -> dict[str, Any]:
    """Nothing where there is but one day: it would say again what the boxes say."""
    points = points_of(snapshot)
    if len(points) < 2:
        return {"progress": []}
    days = [(day_shown(point.day), point) for point in points]
    drawn = progress_svg([(day, point.rate) for day, point in days])
    return {
        "progress": days,
        "progress_chart": mark_safe(drawn),  # noqa: S308 - numbers and days
    }


def _chart(kinds: list[tuple[str, indicators.Figures]]) -> str:
    return bars_svg([(name, figures.boxes) for name, figures in kinds], LEGEND)


def _trend(snapshot: Snapshot) -> str:
    pairs = []
    for change in changes.rate_changes(snapshot):
        pairs.append((change.words, (change.before, change.now)))
    return trend_svg(pairs, [_moment_words(snapshot.before), _moment_words(snapshot)])


def _moment_words(snapshot: Snapshot) -> str:
    return snapshot.period or day_shown(snapshot.as_of[:10])
