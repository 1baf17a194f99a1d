"""occurrences_open · occurrence_open — periods of recurring tasks, each with its assignments.

Opened at issuing and every night after. Safe to run at any time and any number of times: a period
is opened once, its units are written in one statement, both in one transaction.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.audit.services import record
from portal.units.services import shape_lock
from training.assigning import assignments_insert
from training.catalogue import RECURRING
from training.models import Occurrence, Rollout, Task
from training.newcomers import units_of_period
from training.notices.writing import notices_issued
from training.recurrence import Clock, due_of, may_open, next_period

# A guard against a clock far in the future: more periods than this are not opened in one night.
MOST_AT_ONCE = 60


def occurrences_open(*, on: date) -> int:
    """Every period whose day has come, in order; how many were opened. The nightly job."""
    tasks = Task.objects.filter(
        rollout__state=Rollout.State.ISSUED, issued_at__isnull=False, frequency__in=RECURRING
    ).order_by("rollout", "order", "pk")
    clock = Clock.of_today()
    by_rollout: dict[int, list[int]] = {}
    for rollout_id, task_id in tasks.values_list("rollout", "pk"):
        by_rollout.setdefault(rollout_id, []).append(task_id)
    return sum(
        _open_all(rollout_id, task_ids, on, clock) for rollout_id, task_ids in by_rollout.items()
    )


@transaction.atomic
def _open_all(rollout_id: int, task_ids: list[int], on: date, clock: Clock) -> int:
    """Of one rollout; its units are told once of all periods, in the same transaction."""
    shape_lock()
    since = timezone.now()
    opened = sum(open_due_of(task_id=task_id, on=on, clock=clock) for task_id in task_ids)
    if opened:
        notices_issued(rollout_id=rollout_id, since=since)
    return opened


def open_due_of(*, task_id: int, on: date, clock: Clock) -> int:
    for opened in range(MOST_AT_ONCE):
        if occurrence_open(task_id=task_id, on=on, clock=clock) is None:
            return opened
    return MOST_AT_ONCE


@transaction.atomic
def occurrence_open(*, task_id: int, on: date, clock: Clock) -> Occurrence | None:
    """The task's next period, if its time has come and the rollout goes on; else None."""
    shape_lock()
    task = Task.objects.select_related("target_rule").get(pk=task_id)
    rollout = Rollout.objects.select_for_update().get(pk=task.rollout_id)
    if rollout.state not in {Rollout.State.ISSUED, Rollout.State.ISSUING}:
        return None
    last = task.occurrences.order_by("-number").first()
    issued_on = timezone.localdate(rollout.issued_at)
    period = next_period(task, last and last.period, issued_on, clock.plans)
    if not may_open(task, period, on):
        return None
    occurrence = Occurrence.objects.create(
        task=task,
        number=last.number + 1 if last else 1,
        kind=period.kind.value,
        year=period.year,
        part=period.part,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=due_of(task, period, on, clock.calendar),
        opened_at=timezone.now(),
    )
    units = assignments_insert(
        task=task,
        units=units_of_period(task, on),
        at=occurrence.opened_at,
        due_on=occurrence.due_on,
        occurrence=occurrence,
    )
    record(
        actor=None,
        act="occurrence_open",
        subject=occurrence,
        data={"task": task.pk, "period": occurrence.key, "units": units},
    )
    return occurrence
