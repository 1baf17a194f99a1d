"""rollout_create · task_add · task_save · task_delete · targets_save · exception_set ·
exception_remove · rollout_delete · rollout_close

Preparing a rollout; handing it out is in issuing.py.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Document, Duty
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import Unit
from training.catalogue import INDICATORS, RECURRING, DueRule, EvidenceKind, Frequency
from training.models import (
    ATTESTATION,
    Rollout,
    TargetException,
    TargetRule,
    Task,
    TaskDuty,
)

# Nghị định 09/2019, Điều 12, asks for one at least; whoever prepares the task can change it.
USUAL_DUE_DAYS = 5


@transaction.atomic
def rollout_create(*, actor: Actor, document_id: int, duty_ids: list[int]) -> Rollout:
    """A draft with one task a duty, filled from what the duty says."""
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.state != Document.State.PUBLISHED:
        raise Refused(_("Chỉ triển khai được văn bản đã công bố."))
    edition = document.editions.published().order_by("-number").first()
    duties = list(Duty.objects.filter(pk__in=duty_ids, clause__edition=edition))
    if not duties:
        raise Refused(_("Hãy chọn ít nhất một yêu cầu của văn bản để giao thành nhiệm vụ."))
    rollout = Rollout.objects.create(
        document=document,
        edition=edition,
        title=_("Triển khai %(document)s") % {"document": document.title},
        created_by=actor.user,
    )
    for duty in duties:
        _add(rollout, duty)
    record(
        actor=actor.user,
        act="rollout_create",
        subject=rollout,
        data={"document": document.pk, "tasks": len(duties)},
    )
    return rollout


@transaction.atomic
def task_add(*, actor: Actor, rollout_id: int, duty_id: int) -> Task:
    rollout = draft_locked(rollout_id)
    duty = Duty.objects.get(pk=duty_id, clause__edition=rollout.edition_id)
    if existing := rollout.tasks.filter(task_duties__duty=duty).first():
        return existing
    task = _add(rollout, duty)
    record(actor=actor.user, act="task_add", subject=task, data={"duty": duty.pk})
    return task


@transaction.atomic
def task_save(*, actor: Actor, task_id: int, fields: dict) -> Task:
    task = draft_task(task_id)
    for name, value in fields.items():
        setattr(task, name, value)
    task.full_clean(exclude=["rollout", "issued_at"])
    task.save()
    record(actor=actor.user, act="task_save", subject=task)
    return task


@transaction.atomic
def task_delete(*, actor: Actor, task_id: int) -> None:
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        return
    draft_locked(task.rollout_id)
    record(actor=actor.user, act="task_delete", subject=task, data={"title": task.title})
    task.delete()


@transaction.atomic
def targets_save(
    *,
    actor: Actor,
    task_id: int,
    kinds: list[str],
    branches: list[int],
    levels: list[str] | None = None,
    tags: list[int] | None = None,
) -> TargetRule:
    task = draft_task(task_id)
    said = {"kinds": kinds, "levels": levels or [], "branches": branches, "tags": tags or []}
    rule_set(task.target_rule, said)
    record(actor=actor.user, act="targets_save", subject=task, data=said)
    return task.target_rule


def rule_set(rule: TargetRule, said: dict[str, list], *, group_name: str = "") -> None:
    """What a task's rule or a saved group says, all of it; exceptions by hand stay."""
    rule.kinds.set(said["kinds"])
    rule.branches.set(said["branches"])
    rule.tags.set(said["tags"])
    rule.levels, rule.group_name = said["levels"], group_name
    rule.full_clean(exclude=["task"])
    rule.save(update_fields=["levels", "group_name"])


@transaction.atomic
def exception_set(
    *, actor: Actor, task_id: int, unit_id: int, included: bool, reason: str
) -> TargetException:
    task = draft_task(task_id)
    exception = exception_put(task.target_rule, unit_id=unit_id, included=included, reason=reason)
    record(
        actor=actor.user,
        act="target_exception_set",
        subject=task,
        unit=exception.unit,
        data={"included": included, "reason": exception.reason},
    )
    return exception


def exception_put(
    rule: TargetRule, *, unit_id: int, included: bool, reason: str
) -> TargetException:
    if not reason.strip():
        raise Refused(_("Ghi lý do thêm hoặc bớt đơn vị."))
    exception, _created = TargetException.objects.update_or_create(
        rule=rule,
        unit=Unit.objects.get(pk=unit_id),
        defaults={"included": included, "reason": reason.strip()},
    )
    return exception


@transaction.atomic
def exception_remove(*, actor: Actor, task_id: int, unit_id: int) -> None:
    task = draft_task(task_id)
    task.target_rule.exceptions.filter(unit=unit_id).delete()
    record(actor=actor.user, act="target_exception_remove", subject=task, data={"unit": unit_id})


@transaction.atomic
def rollout_delete(*, actor: Actor, rollout_id: int) -> None:
    rollout = draft_locked(rollout_id)
    record(actor=actor.user, act="rollout_delete", subject=rollout, data={"title": rollout.title})
    rollout.delete()


@transaction.atomic
def rollout_close(*, actor: Actor, rollout_id: int) -> Rollout:
    """No more confirmations; what is open stays as it is and is counted so."""
    rollout = Rollout.objects.select_for_update().get(pk=rollout_id)
    if rollout.state == Rollout.State.CLOSED:
        return rollout
    if rollout.state != Rollout.State.ISSUED:
        raise Refused(_("Chỉ kết thúc được đợt đã giao xong."))
    rollout.state, rollout.closed_by = Rollout.State.CLOSED, actor.user
    rollout.closed_at = timezone.now()
    rollout.save(update_fields=["state", "closed_by", "closed_at"])
    record(actor=actor.user, act="rollout_close", subject=rollout)
    return rollout


def draft_locked(rollout_id: int) -> Rollout:
    rollout = Rollout.objects.select_for_update().get(pk=rollout_id)
    if rollout.state != Rollout.State.DRAFT:
        raise Refused(_("Đợt này đã giao; nhiệm vụ và đơn vị nhận không sửa được nữa."))
    return rollout


def draft_task(task_id: int) -> Task:
    task = Task.objects.select_related("target_rule").get(pk=task_id)
    draft_locked(task.rollout_id)
    return task


def _add(rollout: Rollout, duty: Duty) -> Task:
    if duty.tracked == Duty.Tracked.NEVER:
        raise Refused(
            _(
                "“%(action)s” chỉ được công bố, không theo dõi trên hệ thống; "
                "không thể giao thành nhiệm vụ."
            )
            % {"action": duty.action}
        )
    last = rollout.tasks.aggregate(last=Max("order"))["last"] or 0
    frequency = duty.frequency if duty.frequency in Frequency.values else Frequency.ONCE
    recurs = frequency in RECURRING
    task = Task.objects.create(
        rollout=rollout,
        order=last + 1,
        title=duty.action[:300],
        instruction=duty.quote,
        frequency=frequency,
        due_on=duty.due_on if duty.due_on and duty.due_on >= _today() and not recurs else None,
        due_rule=DueRule.WORKING_DAYS if recurs else "",
        due_number=USUAL_DUE_DAYS if recurs else None,
        indicators=[number for number in duty.indicators if number in INDICATORS],
        required_evidence=[kind for kind in duty.evidence if kind in EvidenceKind.values],
        attestation=str(ATTESTATION),
    )
    TaskDuty.objects.create(task=task, duty=duty, tracked=duty.tracked)
    rule = TargetRule.objects.create(task=task)
    rule.kinds.set(duty.kinds.all())
    TargetException.objects.bulk_create(
        TargetException(rule=rule, unit=unit, included=True, reason=_("Văn bản nêu tên đơn vị này"))
        for unit in duty.units.all()
    )
    return task


def _today() -> date:
    return timezone.localdate()
