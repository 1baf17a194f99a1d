"""proposals_decide — units that came to fit a task's rule after it was issued.

They are derived, never stored: whatever fits the rule today and has neither the task nor a decision
about it. A person accepts or refuses each; what was accepted is issued like all else, and of a
recurring task the period that runs, with the due date given here; the later ones come by themselves
(newcomers.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import UnitPeriod
from portal.units.services import shape_lock
from training.assigning import assignments_insert
from training.models import Occurrence, Rollout, TargetDecision, TargetRule, Task
from training.newcomers import TAKES_OVER_SQL, predecessors
from training.notices.writing import notices_issued
from training.targets import judged_rows

# A period of a recurring task that was handed on to a unit does not make it one of the targets.
PROPOSED_SQL = f""", proposed AS (
    SELECT r.task_id, judged.unit_id FROM judged
    JOIN training_targetrule r ON r.id = judged.rule_id
    JOIN training_task t ON t.id = r.task_id AND t.stopped_at IS NULL
    WHERE fits
        AND NOT EXISTS (SELECT 1 FROM training_assignment a
                        WHERE a.task_id = r.task_id AND a.unit_id = judged.unit_id
                            AND (a.handed_on_from_id IS NULL OR a.occurrence_id IS NULL))
        AND NOT EXISTS (SELECT 1 FROM training_targetdecision d
                        WHERE d.task_id = r.task_id AND d.unit_id = judged.unit_id)
        AND NOT {TAKES_OVER_SQL}
)
"""  # noqa: S608 - made of the words of this module and newcomers.py alone


@dataclass(frozen=True)
class Proposal:
    """A unit that fits a task it does not have."""

    task: Task
    period: UnitPeriod
    # Of a recurring task, what the unit would get now.
    running: Occurrence | None = None
    # From whom it took over, with how far they were with the task.
    after: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.task.pk}-{self.period.unit_id}"


@dataclass(frozen=True)
class Decision:
    accepted: bool
    due_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class ProposalList:
    """What a Paginator asks for: how many there are, and a slice of them."""

    rollout: Rollout
    on: date
    words: str = ""

    def count(self) -> int:
        if self.rollout.state != Rollout.State.ISSUED:
            return 0
        counted = "SELECT count(*) FROM proposed WHERE %s OR unit_id = ANY(%s)"
        return _proposed(counted, self.rollout, self.on, self._named())[0][0]

    def __getitem__(self, part: slice) -> list[Proposal]:
        if self.rollout.state != Rollout.State.ISSUED:
            return []
        pairs = _proposed(
            "SELECT p.task_id, p.unit_id FROM proposed p "
            "JOIN training_task t ON t.id = p.task_id JOIN units_unit u ON u.id = p.unit_id "
            'WHERE %s OR p.unit_id = ANY(%s) ORDER BY t."order", t.id, u.code OFFSET %s LIMIT %s',
            self.rollout,
            self.on,
            [*self._named(), part.start, part.stop - part.start],
        )
        tasks = {task.pk: task for task in self.rollout.tasks.all()}
        units = UnitPeriod.objects.in_force(self.on).filter(unit__in=[u for _t, u in pairs])
        periods = {row.unit_id: row for row in units.select_related("unit", "kind")}
        recurring = [task for task in tasks.values() if task.recurs]
        running = {task.pk: running_on(task, self.on).first() for task in recurring}
        after = predecessors({unit for _task, unit in pairs}, tasks)
        return [
            Proposal(
                tasks[task], periods[unit], running.get(task), tuple(after.get((task, unit), ()))
            )
            for task, unit in pairs
        ]

    def _named(self) -> list[Any]:
        if not self.words.strip():
            return [True, []]
        rows = UnitPeriod.objects.in_force(self.on).matching(self.words)
        return [False, list(rows.values_list("unit", flat=True))]


@transaction.atomic
def proposals_decide(
    *, actor: Actor, rollout_id: int, pairs: list[tuple[int, int]], decision: Decision
) -> int:
    """(task, unit) pairs; how many were decided now. A pair that the same person decided the same
    way before is passed over; anything else that is no proposal any more is refused in words."""
    shape_lock()
    rollout = Rollout.objects.select_for_update().get(pk=rollout_id)
    on, reason = timezone.localdate(), decision.reason.strip()
    _ensure_sound(rollout, pairs, decision, on)
    tasks = {task.pk: task for task in rollout.tasks.filter(pk__in={task for task, _u in pairs})}
    open_pairs = _open(rollout, pairs, on)
    _ensure_mine(actor, [pair for pair in pairs if pair not in open_pairs], decision)
    now = timezone.now()
    for task in tasks.values():
        units = sorted(unit for task_id, unit in open_pairs if task_id == task.pk)
        if not units:
            continue
        if decision.accepted:
            _issue(task, units, decision.due_on, now)
        TargetDecision.objects.bulk_create(
            TargetDecision(
                task=task,
                unit_id=unit,
                accepted=decision.accepted,
                due_on=decision.due_on if decision.accepted else None,
                reason=reason,
                by=actor.user,
                by_name=actor.user.name,
                at=now,
            )
            for unit in units
        )
        record(
            actor=actor.user,
            act="proposals_accept" if decision.accepted else "proposals_refuse",
            subject=task,
            data={
                "units": units,
                "due_on": str(decision.due_on or ""),
                "reason": reason,
            },
        )
    if decision.accepted and open_pairs:
        notices_issued(rollout_id=rollout.pk, since=now)
    return len(open_pairs)


def _issue(task: Task, units: list[int], due_on: date | None, at: datetime) -> None:
    on = timezone.localdate(at)
    rows = UnitPeriod.objects.in_force(on).filter(unit__in=units)
    running = list(running_on(task, on))
    if due_on is None and (task.due_on or running):
        raise Refused(
            _("Nhiệm vụ “%(title)s” có hạn; hãy ghi hạn riêng cho đơn vị mới.")
            % {"title": task.title}
        )
    for occurrence in running if task.recurs else [None]:
        assignments_insert(task=task, units=rows, at=at, due_on=due_on, occurrence=occurrence)


def running_on(task: Task, on: date) -> QuerySet[Occurrence]:
    """Periods that were opened and have not ended: one, or none before the first and after the
    last."""
    return task.occurrences.filter(ends_on__gte=on)


def _ensure_sound(
    rollout: Rollout, pairs: list[tuple[int, int]], decision: Decision, on: date
) -> None:
    if rollout.state != Rollout.State.ISSUED:
        raise Refused(_("Đợt này không còn nhận đơn vị mới."))
    if not pairs:
        raise Refused(_("Hãy chọn ít nhất một đơn vị."))
    if not decision.accepted and not decision.reason.strip():
        raise Refused(_("Ghi lý do không giao cho đơn vị."))
    if decision.accepted and decision.due_on and decision.due_on < on:
        raise Refused(_("Hạn đã qua; hãy chọn từ hôm nay trở đi."))


def _ensure_mine(actor: Actor, pairs: list[tuple[int, int]], decision: Decision) -> None:
    given = {
        (row.task_id, row.unit_id): row
        for row in TargetDecision.objects.filter(
            task__in={task for task, _u in pairs}, unit__in={unit for _t, unit in pairs}
        )
    }
    for pair in pairs:
        row = given.get(pair)
        if row and (row.by_id, row.accepted) == (actor.user.pk, decision.accepted):
            continue
        if row:
            raise Refused(
                _("%(name)s đã quyết định về đơn vị này trước; hãy tải lại trang.")
                % {"name": row.by_name}
            )
        raise Refused(_("Có đơn vị không còn phù hợp với quy tắc; hãy tải lại trang."))


def _open(rollout: Rollout, pairs: list[tuple[int, int]], on: date) -> set[tuple[int, int]]:
    some = "SELECT task_id, unit_id FROM proposed WHERE unit_id = ANY(%s)"
    found = _proposed(some, rollout, on, [[unit for _task, unit in pairs]])
    return set(found) & set(pairs)


def _proposed(select: str, rollout: Rollout, on: date, more: list[Any]) -> list[tuple]:
    rules = TargetRule.objects.filter(task__rollout=rollout, task__issued_at__isnull=False)
    ids = list(rules.values_list("pk", flat=True))
    return judged_rows(PROPOSED_SQL + select, ids, on, more)
