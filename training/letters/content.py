"""collect · freeze · thaw — what a reminder letter says, as it stood when it was made.

`collect` alone touches the database; the same content gives the same bytes.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone, translation

from portal.units.models import Authority, UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from training.clause_words import clause_words
from training.lateness import late_days, late_rows
from training.models import Assignment, Reminded, ReminderLetter, Rollout, Task

FORMAT = 1


@dataclass(frozen=True)
class TaskLine:
    number: int
    title: str
    clause: str


@dataclass(frozen=True)
class LateTask:
    """`due_on` is an ISO day; `late` counts working days after it and its grace."""

    number: int
    due_on: str
    late: int


@dataclass(frozen=True)
class LateUnit:
    """`times`: how often the unit is reminded in this rollout, this letter included."""

    code: str
    name: str
    kind: str
    times: int
    tasks: tuple[LateTask, ...]


@dataclass(frozen=True)
class Content:
    """Moments and days in ISO form, "" for none."""

    format: int
    number: int
    as_of: str
    reply_by: str
    issuer: str
    authority: str
    superior: str
    place: str
    symbol: str
    office: str
    is_sample: bool
    rollout: str
    document: str
    document_date: str
    document_subject: str
    issued_on: str
    previous: tuple[str, ...]
    tasks: tuple[TaskLine, ...]
    units: tuple[LateUnit, ...]

    @property
    def late_count(self) -> int:
        return sum(len(unit.tasks) for unit in self.units)


def collect(
    rollout: Rollout,
    rows: list[Assignment],
    *,
    number: int,
    as_of: datetime,
    reply_by: date | None,
    issuer: str,
    off: WorkCalendar,
) -> Content:
    """A fixed number of queries, however many are late; always in Vietnamese."""
    with translation.override("vi"):
        return _collect(rollout, rows, number, as_of, reply_by, issuer, off)


def _collect(
    rollout: Rollout,
    rows: list[Assignment],
    number: int,
    as_of: datetime,
    reply_by: date | None,
    issuer: str,
    off: WorkCalendar,
) -> Content:
    on = timezone.localdate(as_of)
    authority = Authority.objects.select_related("office").get()
    document = rollout.document
    tasks = list(rollout.tasks.prefetch_related("task_duties__duty__clause"))
    numbers = {task.pk: place for place, task in enumerate(tasks, start=1)}
    named = {row.task_id for row in rows}
    earlier = rollout.reminder_letters.filter(number__lt=number).order_by("number")
    return Content(
        format=FORMAT,
        number=number,
        as_of=as_of.isoformat(),
        reply_by=reply_by.isoformat() if reply_by else "",
        issuer=issuer,
        authority=authority.full_name,
        superior=authority.superior_name,
        place=authority.place,
        symbol=authority.symbol,
        office=authority.office.name_on(on) if authority.office else "",
        is_sample=authority.is_sample,
        rollout=rollout.title,
        document=document.title,
        document_date=document.issued.printed() if document.issued else "",
        document_subject=document.subject,
        issued_on=timezone.localdate(rollout.issued_at).isoformat(),
        previous=tuple(timezone.localdate(letter.made_at).isoformat() for letter in earlier),
        tasks=tuple(_task_line(numbers[task.pk], task) for task in tasks if task.pk in named),
        units=_units(rollout, rows, numbers, on, off),
    )


def _task_line(number: int, task: Task) -> TaskLine:
    clauses = [duty.duty.clause for duty in task.task_duties.all()]
    words = dict.fromkeys(clause_words(clause) for clause in clauses)
    return TaskLine(number, task.title, "; ".join(words))


def _units(
    rollout: Rollout, rows: list[Assignment], numbers: dict[int, int], on: date, off: WorkCalendar
) -> tuple[LateUnit, ...]:
    by_unit: dict[int, list[LateTask]] = {}
    for row in rows:
        line = LateTask(numbers[row.task_id], row.due_now.isoformat(), late_days(row, on, off))
        by_unit.setdefault(row.unit_id, []).append(line)
    reminded = (
        Reminded.objects.filter(letter__rollout=rollout)
        .values_list("assignment__unit")
        .annotate(letters=Count("letter", distinct=True))
    )
    times = dict(reminded)
    # The last name counts also of a unit that has ended with its work undone.
    periods = UnitPeriod.objects.filter(unit__in=by_unit, valid_from__lte=on)
    last = {
        period.unit_id: period
        for period in periods.select_related("unit", "kind").order_by("valid_from")
    }
    ordered = sorted(last.values(), key=lambda period: (period.kind.order, period.unit.code))
    return tuple(
        LateUnit(
            period.unit.code,
            period.name,
            period.kind.name,
            times.get(period.unit_id, 0) + 1,
            tuple(sorted(by_unit[period.unit_id], key=lambda line: line.number)),
        )
        for period in ordered
    )


def late_of(rollout: Rollout, days: int, on: date, off: WorkCalendar) -> list[Assignment]:
    rows = late_rows(days, on, off).filter(task__rollout=rollout)
    return list(rows.select_related("task", "occurrence", "unit"))


def freeze(content: Content) -> str:
    """Canonical JSON: the same content always gives the same text."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(text: str) -> Content:
    data: dict[str, Any] = json.loads(text)
    units = tuple(
        LateUnit(**unit | {"tasks": tuple(LateTask(**task) for task in unit["tasks"])})
        for unit in data["units"]
    )
    tasks = tuple(TaskLine(**task) for task in data["tasks"])
    return Content(**data | {"units": units, "tasks": tasks, "previous": tuple(data["previous"])})


def content_of(letter: ReminderLetter) -> Content:
    return thaw(letter.snapshot)
