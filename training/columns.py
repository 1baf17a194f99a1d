"""The columns of a rollout's matrix: a task done once, or one period of a recurring task."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from training.catalogue import RECURRING
from training.models import Assignment, Occurrence, Rollout, Task
from training.models.occurrences import period_label

# In an address: every period, not only the one that runs.
ALL_PERIODS = "tat-ca"


@dataclass(frozen=True)
class Column:
    task: Task
    occurrence: Occurrence | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        return self.task.pk, self.occurrence and self.occurrence.pk

    @property
    def name(self) -> str:
        """For addresses and forms."""
        return f"{self.task.pk}-{self.occurrence.pk}" if self.occurrence else str(self.task.pk)

    @property
    def due_on(self) -> date | None:
        return self.occurrence.due_on if self.occurrence else self.task.due_on

    @property
    def title(self) -> str:
        label = f" ({self.occurrence.label})" if self.occurrence else ""
        return f"{self.task.order}. {self.task.title}{label}"


def period_of(text: str) -> str:
    """What an address asks for, if it names a period (or all); else ""."""
    return text if text == ALL_PERIODS or _parts(text) else ""


def _parts(text: str) -> tuple[str, int, int] | None:
    kind, *numbers = text.rsplit("-", 2)
    if kind in RECURRING and all(number.isascii() and number.isdecimal() for number in numbers):
        year, part = (int(number[:5]) for number in numbers)
        return kind, year, part
    return None


def of_period(period: str, rollout: Rollout | int, moment: datetime | None = None) -> Q:
    """Which assignments of a rollout belong to it; with "", the period opened last of each
    recurring task (before the moment) beside what is done once."""
    if period == ALL_PERIODS:
        return Q()
    if parts := _parts(period):
        kind, year, part = parts
        return Q(occurrence__kind=kind, occurrence__year=year, occurrence__part=part)
    latest = Occurrence.objects.filter(task__rollout=rollout).latest_of_tasks(moment)
    return Q(occurrence=None) | Q(occurrence__in=latest.values("pk"))


def columns_of(tasks: list[Task], occurrences: list[Occurrence], period: str) -> list[Column]:
    """Of a rollout's tasks and all their occurrences, the oldest first."""
    found = []
    for task in tasks:
        if not task.recurs:
            found += [Column(task)] if period in {"", ALL_PERIODS} else []
            continue
        own = [each for each in occurrences if each.task_id == task.pk]
        if period == "":
            own = own[-1:]
        elif period != ALL_PERIODS:
            own = [each for each in own if each.key == period]
        found += [Column(task, each) for each in own]
    return found


def period_choices(occurrences: list[Occurrence]) -> list[tuple[str, str]]:
    """What a filter offers: the period that runs, each there is (the newest first), all."""
    if not occurrences:
        return []
    by_start = sorted(occurrences, key=lambda each: (each.starts_on, each.key), reverse=True)
    return [
        ("", _("Kỳ mới nhất")),
        *dict.fromkeys((each.key, each.label) for each in by_start),
        (ALL_PERIODS, _("Mọi kỳ")),
    ]


def label_of(period: str) -> str:
    if period == ALL_PERIODS:
        return _("Mọi kỳ")
    parts = _parts(period)
    return period_label(*parts) if parts else ""


def left_behind(rollout: Rollout) -> QuerySet[Assignment]:
    """Of periods before the one opened last: what a page of the last one does not show."""
    rows = Assignment.objects.filter(task__rollout=rollout, occurrence__isnull=False)
    return rows.exclude(of_period("", rollout))
