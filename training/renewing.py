"""renewal_order · renewal_ask — units are asked again on a text that a major edition changed.

Ordered by a person from a list they looked at, carried out by a job in a few statements and one
transaction: what has moved since they looked is told in words, and then nothing is done at all.
Only what rests on the changed clauses is asked: confirmed assignments go to "asked again", open
ones go on with the new words. The confirmation before, its receipt and its review stay on record.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives.models import Clause, Document, Duty, Edition
from directives.succession import successors
from portal.access import Actor, actor_of
from portal.accounts.models import User
from portal.audit.services import record
from portal.jobs.models import Job
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.units.services import shape_lock
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.deadlines import furthest
from training.models import Occurrence, Renewal, RenewalTask, Rollout, Task, TaskDuty
from training.renewal_writing import Sums, digest_and_sums, lock_rows, sums_of, write
from training.texts import Text, Texts, Words
from training.transitions import RULES, Transition

JOB_KIND = "renewal"
GONE = gettext_lazy(
    "Bản mới không còn điều khoản nào giao nhiệm vụ này, nên không có gì để xác nhận lại."
)


@dataclass(frozen=True)
class Heir:
    """The clause in whose place another stands, and the duty that orders the task there."""

    before: Clause
    after: Clause
    duty: Duty | None = None


@dataclass(frozen=True)
class TaskPlan:
    """What asking would do to one task. `seen` is the digest of all that is shown of it; `problem`
    says why it cannot be asked."""

    task: Task
    text: Text
    words: list[Words]
    heirs: tuple[Heir, ...]
    sums: Sums
    seen: str = ""
    problem: str = ""

    @property
    def is_alive(self) -> bool:
        return bool(self.sums.asked or self.sums.told or self.task.recurs)


@dataclass(frozen=True)
class Plan:
    edition: Edition
    tasks: list[TaskPlan]

    @property
    def askable(self) -> list[TaskPlan]:
        """Where somebody would be asked or told, or a later period is to rest on the text."""
        return [plan for plan in self.tasks if plan.is_alive and not plan.problem]

    @property
    def asked(self) -> int:
        return sum(plan.sums.asked for plan in self.askable)

    @property
    def told(self) -> int:
        return sum(plan.sums.told for plan in self.askable)


def plan_of(edition: Edition) -> Plan:
    """Of the newest published edition of a document: the tasks that rest on clauses it changed,
    each sealed so that what is sent back is what was seen."""
    concerned = _concerned(edition)
    latest = latest_periods(task.pk for task, _text, _words in concerned)
    return Plan(edition, [_task_plan(edition, *each, latest) for each in concerned])


def outline_of(edition: Edition) -> Plan:
    """The same to be told of, not to be sent back: as many queries for many tasks as for one."""
    concerned = _concerned(edition)
    if not concerned:
        return Plan(edition, [])
    tasks = [task.pk for task, _text, _words in concerned]
    sums = sums_of(tasks, latest_periods(tasks))
    roots = [clause for _task, text, _words in concerned for clause in text.clauses]
    places = successors(roots, Clause.objects.filter(edition=edition).only("eid"))
    return Plan(
        edition,
        [
            TaskPlan(task, text, words, (), sums.get(task.pk, Sums(0, 0, 0)), problem=gone)
            for task, text, words in concerned
            for gone in ["" if any(c.eid in places for c in text.clauses) else str(GONE)]
        ],
    )


def _concerned(edition: Edition) -> list[tuple[Task, Text, list[Words]]]:
    rows = tasks_of(edition.document_id).select_related("rollout").order_by("rollout", "order")
    tasks = [task for task in rows if task.rollout.state == Rollout.State.ISSUED]
    texts = Texts(task.pk for task in tasks)
    found = []
    for task in tasks:
        text = texts.current(task.pk)
        if text is None or text.edition.document_id != edition.document_id:
            continue
        if words := texts.changed(task.pk, text):
            found.append((task, text, words))
    return found


def tasks_of(document_id: int) -> QuerySet[Task]:
    """That rest, or once rested, on the document; what was stopped is left out."""
    moved = RenewalTask.objects.filter(renewal__edition__document=document_id)
    own = Task.objects.filter(rollout__document=document_id) | Task.objects.filter(
        pk__in=moved.values("task")
    )
    return own.filter(stopped_at=None).exclude(issued_at=None)


def latest_periods(task_ids: Iterable[int]) -> list[int]:
    """A later period is asked on the later text anyhow; of those before only the running one."""
    rows = Occurrence.objects.filter(task__in=list(task_ids)).latest_of_tasks()
    return list(rows.values_list("pk", flat=True))


def _task_plan(
    edition: Edition, task: Task, text: Text, words: list[Words], latest: list[int]
) -> TaskPlan:
    heirs = _heirs(task, text, edition)
    rows_digest, sums = digest_and_sums(task.pk, latest)
    plan = TaskPlan(task, text, words, tuple(heirs), sums, problem=_problem(task, heirs))
    return replace(plan, seen=seal(edition, heirs, rows_digest))


def _heirs(task: Task, text: Text, edition: Edition) -> list[Heir]:
    """By the ids of clauses; where the later text has the same duty there, with it."""
    after = Clause.objects.filter(edition=edition).defer("text")
    places = successors(text.clauses, after)
    codes: dict[str, set[str]] = {}
    duties = TaskDuty.objects.filter(task=task).select_related("duty__clause")
    for row in duties:
        codes.setdefault(row.duty.clause.eid, set()).add(row.duty.code)
    there: dict[int, list[Duty]] = {}
    for duty in Duty.objects.filter(clause__in=[clause.pk for clause in places.values()]):
        there.setdefault(duty.clause_id, []).append(duty)
    found = []
    for clause in text.clauses:
        if heir := places.get(clause.eid):
            same = [d for d in there.get(heir.pk, []) if d.code in codes.get(clause.eid, set())]
            found.append(Heir(clause, heir, same[0] if same else None))
    return found


def _problem(task: Task, heirs: list[Heir]) -> str:
    if not heirs:
        return str(GONE)
    if any(heir.duty and heir.duty.tracked == Duty.Tracked.NEVER for heir in heirs):
        return _(
            "Ở bản mới, nội dung này chỉ được công bố, không theo dõi trên hệ thống; "
            "không thể đề nghị xác nhận lại."
        )
    return ""


def seal(edition: Edition, heirs: Iterable[Heir], rows_digest: str) -> str:
    pairs = [[h.before.pk, h.after.pk, h.duty.pk if h.duty else None] for h in heirs]
    return hashlib.sha256(json.dumps([edition.pk, pairs, rows_digest]).encode()).hexdigest()


@transaction.atomic
def renewal_order(
    *,
    actor: Actor,
    edition_id: int,
    seen: Mapping[int, str],
    due_on: date,
    reason: str,
    form_token: UUID,
) -> Job:
    """`seen`: the tasks chosen, each with the digest of what the page showed. The same form sent
    twice asks once."""
    permitted(actor, RULES[Transition.ASK_AGAIN].act, 0)
    edition = Edition.objects.select_related("document").get(pk=edition_id)
    if not Renewal.objects.filter(form_token=form_token).exists():
        _ensure_told(due_on, reason)
        _chosen(plan_of(edition), seen)
    return job_start(
        kind=JOB_KIND,
        title=_("Đề nghị xác nhận lại: %(title)s") % {"title": edition.document.title},
        args={
            "edition": edition.pk,
            "seen": {str(task): digest for task, digest in seen.items()},
            "due_on": due_on.isoformat(),
            "reason": reason.strip(),
            "form_token": str(form_token),
        },
        asked_by=actor.user,
        key=f"{JOB_KIND}:{form_token}",
    )


@job(JOB_KIND)
def run(work: Work) -> str:
    """Run again it finds the renewal there and does nothing."""
    args = work.args
    renewal = renewal_ask(
        actor=actor_of(User.objects.get(pk=work.asked_by_id)),
        edition_id=args["edition"],
        seen={int(task): digest for task, digest in args["seen"].items()},
        due_on=date.fromisoformat(args["due_on"]),
        reason=args["reason"],
        form_token=UUID(args["form_token"]),
    )
    work.progress(renewal.asked + renewal.told, renewal.asked + renewal.told)
    return renewal.get_absolute_url()


@transaction.atomic
def renewal_ask(
    *,
    actor: Actor,
    edition_id: int,
    seen: Mapping[int, str],
    due_on: date,
    reason: str,
    form_token: UUID,
) -> Renewal:
    membership = permitted(actor, RULES[Transition.ASK_AGAIN].act, 0)
    shape_lock()
    edition = Edition.objects.select_related("document").get(pk=edition_id)
    # Editions are published, and units asked, under the lock of the document: one after another.
    Document.objects.select_for_update().get(pk=edition.document_id)
    if before := Renewal.objects.filter(form_token=form_token).first():
        return before
    _ensure_told(due_on, reason)
    list(Rollout.objects.filter(tasks__in=list(seen)).order_by("pk").select_for_update(of=["self"]))
    lock_rows(seen)
    plans = _chosen(plan_of(edition), seen)
    renewal = Renewal(
        kind=Renewal.Kind.EDITION,
        edition=edition,
        due_on=due_on,
        reason=reason.strip(),
        by=actor.user,
        by_name=actor.user.name,
        by_position=membership.position,
        at=timezone.now(),
        form_token=form_token,
        seen=hashlib.sha256("".join(plan.seen for plan in plans).encode()).hexdigest(),
        asked=sum(plan.sums.asked for plan in plans),
        told=sum(plan.sums.told for plan in plans),
    )
    write(renewal, plans, actor, because=citation(edition), latest=latest_periods(seen))
    record(
        actor=actor.user,
        act="renewal_ask",
        subject=edition.document,
        data={
            "renewal": renewal.pk,
            "edition": edition.number,
            "tasks": sorted(seen),
            "asked": renewal.asked,
            "told": renewal.told,
            "due_on": due_on.isoformat(),
            "seen": renewal.seen,
        },
    )
    return renewal


def _ensure_told(due_on: date, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Ghi lý do để đơn vị biết vì sao phải xác nhận lại."))
    if problem := day_problem(due_on):
        raise Refused(problem)


def day_problem(due_on: date) -> str:
    today = timezone.localdate()
    if due_on < today:
        return _("Hạn xác nhận lại đã qua; hãy chọn từ hôm nay trở đi.")
    if due_on > furthest(today):
        return _("Hạn xác nhận lại quá xa; hãy kiểm tra lại năm.")
    return ""


def _chosen(plan: Plan, seen: Mapping[int, str]) -> list[TaskPlan]:
    """Of the plan as things stand, the tasks chosen; refused where one is not what was seen."""
    if not seen:
        raise Refused(_("Hãy chọn ít nhất một nhiệm vụ."))
    newest = Edition.objects.newest().get(document=plan.edition.document_id)
    if newest != plan.edition:
        raise Refused(
            _("Văn bản đã có bản %(number)s mới hơn; hãy xem và đề nghị theo bản đó.")
            % {"number": newest.number}
        )
    by_task = {each.task.pk: each for each in plan.askable}
    moved = [task for task, digest in seen.items() if _is_other(by_task.get(task), digest)]
    if moved:
        raise Refused(
            _(
                "Từ lúc bạn xem danh sách, đã có đơn vị xác nhận, được thẩm định hoặc được đề nghị "
                "rồi. Chưa đơn vị nào được đề nghị lần này; hãy xem lại danh sách mới rồi gửi."
            )
        )
    return [by_task[task] for task in sorted(seen)]


def _is_other(plan: TaskPlan | None, digest: str) -> bool:
    return plan is None or plan.seen != digest


def citation(edition: Edition) -> str:
    return _("%(document)s, bản %(number)s từ ngày %(date)s") % {
        "document": edition.document.title,
        "number": edition.number,
        "date": vn_date(edition.stood_from),
    }
