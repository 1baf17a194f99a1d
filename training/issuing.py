"""rollout_issue — hand a rollout's tasks to their units: one statement a task, as a job."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.jobs.models import Job
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.units.services import shape_lock
from training.assigning import assignments_insert
from training.frozen import targets_freeze
from training.models import Rollout, Task
from training.notices.writing import notices_issued
from training.occurrences import open_due_of
from training.recurrence import Clock, first_periods
from training.rollouts import draft_locked
from training.targets import counts_of, target_units

JOB_KIND = "rollout_issue"


@transaction.atomic
def rollout_issue(*, actor: Actor, rollout_id: int) -> Job:
    """Freeze the rollout and queue its issuing. Asked twice it gives the job that already runs."""
    key = f"{JOB_KIND}:{rollout_id}"
    rollout = Rollout.objects.select_for_update().get(pk=rollout_id)
    if rollout.state != Rollout.State.DRAFT:
        if last := Job.objects.filter(kind=JOB_KIND, args={"rollout": rollout_id}).first():
            return last
        raise Refused(_("Đợt này đã giao từ trước."))
    draft_locked(rollout_id)
    today = timezone.localdate()
    if faults := what_keeps_from_issuing(rollout, today):
        raise Refused(" ".join(faults))
    rollout.state, rollout.issued_by = Rollout.State.ISSUING, actor.user
    rollout.issued_at = timezone.now()
    rollout.save(update_fields=["state", "issued_by", "issued_at"])
    record(actor=actor.user, act=JOB_KIND, subject=rollout)
    return job_start(
        kind=JOB_KIND,
        title=_("Giao việc: %(title)s") % {"title": rollout.title},
        args={"rollout": rollout.pk},
        asked_by=actor.user,
        key=key,
    )


def what_keeps_from_issuing(rollout: Rollout, on: date) -> list[str]:
    """Sentences naming each task that cannot go out as it is."""
    tasks = list(rollout.tasks.select_related("target_rule"))
    if not tasks:
        return [_("Đợt chưa có nhiệm vụ nào; hãy thêm ít nhất một nhiệm vụ.")]
    found = []
    counts = counts_of([task.target_rule.pk for task in tasks], on)
    for task in tasks:
        if not counts[task.target_rule.pk].count:
            found.append(
                _("Nhiệm vụ “%(title)s” chưa có đơn vị nào nhận; hãy chọn đơn vị.")
                % {"title": task.title}
            )
        if task.due_on and task.due_on < on:
            found.append(
                _("Nhiệm vụ “%(title)s” có hạn đã qua; hãy sửa hạn.") % {"title": task.title}
            )
        if task.recurs and not first_periods(task, on, Clock.of_today(), 1):
            found.append(
                _("Nhiệm vụ “%(title)s” thôi mở kỳ mới trước khi có kỳ nào; hãy sửa ngày.")
                % {"title": task.title}
            )
    return found


@job(JOB_KIND)
def issue(work: Work) -> str:
    """Safe to run again after being cut off anywhere: a task that went out is passed over."""
    rollout = Rollout.objects.get(pk=work.args["rollout"])
    issuer = User.objects.get(pk=rollout.issued_by_id)
    tasks = list(rollout.tasks.order_by("order", "pk"))
    for done, task in enumerate(tasks, start=1):
        if task.issued_at is None:
            issue_task(task_id=task.pk, issuer=issuer)
        work.progress(done, len(tasks))
    _issued(rollout.pk)
    return rollout.get_absolute_url()


@transaction.atomic
def _issued(rollout_id: int) -> None:
    """All tasks are out: the units are told in the same transaction, of all tasks at once."""
    going_out = Rollout.objects.filter(pk=rollout_id, state=Rollout.State.ISSUING)
    if going_out.update(state=Rollout.State.ISSUED):
        notices_issued(rollout_id=rollout_id)


@transaction.atomic
def issue_task(*, task_id: int, issuer: User) -> int:
    """Write the assignments of one task in one statement, and how many there are now; of a
    recurring one, of the period that runs, if it has begun."""
    shape_lock()
    task = Task.objects.select_for_update().get(pk=task_id)
    rollout = Rollout.objects.get(pk=task.rollout_id)
    on = timezone.localdate(rollout.issued_at)
    targets_freeze(task=task, on=on)
    if task.recurs:
        open_due_of(task_id=task.pk, on=on, clock=Clock.of_today())
    else:
        assignments_insert(
            task=task,
            units=target_units(task.target_rule, on),
            at=rollout.issued_at,
            due_on=task.due_on,
        )
    Task.objects.filter(pk=task.pk).update(issued_at=timezone.now())
    count = task.assignments.count()
    record(actor=issuer, act="task_issue", subject=task, data={"units": count})
    return count
