"""ended_tasks · ended_choose — tasks whose document was withdrawn, repealed or replaced, or whose
clauses are gone in a later major edition (gone.py).

Nothing happens by itself: the task goes on, reminders included, until a person chooses. To stop it
(open assignments are cancelled, what was confirmed stays as it stands), to move it to the document
that replaces or to other clauses of the later edition (clause by clause, as that person says), or
to let it go on, with a reason.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.force import Effect
from directives.models import Document, Duty, Edition, Relation
from portal.access import Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.services import shape_lock
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.ending_writing import stop_rows
from training.extensions import date_problem
from training.gone import gone_in
from training.mass_extension import mass_extension_run
from training.models import (
    Assignment,
    EndedChoice,
    MassExtension,
    Occurrence,
    Renewal,
    RenewalTask,
    Rollout,
    Task,
)
from training.renewal_writing import Sums, digest_and_sums, lock_rows, write
from training.renewing import Heir, TaskPlan, citation, day_problem, latest_periods
from training.texts import Text, Texts, is_under, texts_of
from training.transitions import RULES, Transition

ENDING = (Relation.Kind.REPLACES, Relation.Kind.REPEALS)
Choice = EndedChoice.Choice


@dataclass(frozen=True)
class Cause:
    """What happened to a document: a relation in effect, an edition without the task's clauses, or
    its withdrawal from the portal."""

    document: Document
    relation: Relation | None = None
    edition: Edition | None = None

    @property
    def words(self) -> str:
        if self.edition:
            return _("%(citation)s: không còn điều khoản nào giao nhiệm vụ này") % {
                "citation": citation(self.edition)
            }
        if self.relation is None:
            return _("%(document)s đã gỡ khỏi công bố: %(reason)s") % {
                "document": self.document.title,
                "reason": self.document.withdrawn_reason,
            }
        effect = Effect(self.relation)
        found = f"{self.document.title}: {effect.words} {self.relation.source.title}"
        return f"{found} {effect.day}".strip()

    @property
    def replaced_by(self) -> Document | None:
        if self.relation and self.relation.kind == Relation.Kind.REPLACES:
            return self.relation.source
        return None

    @property
    def key(self) -> tuple[int, int | None, int | None]:
        return (
            self.document.pk,
            self.relation.pk if self.relation else None,
            self.edition.pk if self.edition else None,
        )


@dataclass(frozen=True)
class EndedTask:
    """`open` assignments await the choice; of a recurring task its next periods as well."""

    task: Task
    text: Text
    causes: tuple[Cause, ...]
    open: int
    confirmed: int

    @property
    def cause(self) -> Cause:
        return self.causes[0]


def ended_tasks(on: date, texts: Texts | None = None, **which: object) -> list[EndedTask]:
    """Of issued rollouts, with something open and no choice yet; a fixed number of queries, some
    less for who has the `texts` of those tasks already."""
    tasks = Task.objects.filter(rollout__state=Rollout.State.ISSUED, stopped_at=None, **which)
    moved = RenewalTask.objects.filter(task__in=tasks)
    resting = Q(rollouts__tasks__in=tasks) | Q(editions__renewals__tasks__in=moved)
    documents = Document.objects.filter(resting)
    found = _causes(documents, on)
    gone = gone_in(texts or _texts(tasks, documents))
    if not found and not gone:
        return []
    concerned = tasks.filter(
        Q(rollout__document__in=found)
        | Q(renewals__renewal__edition__document__in=found)
        | Q(pk__in=gone)
    )
    concerned = concerned.distinct().select_related("rollout").order_by("rollout", "order", "pk")
    rests_on = texts_of(task.pk for task in concerned)
    answered = set(
        EndedChoice.objects.filter(task__in=rests_on).values_list(
            "task", "document", "relation", "edition"
        )
    )
    counts = _counts(rests_on)
    rows = []
    for task in concerned:
        text = rests_on[task.pk][-1]
        happened = [
            *(cause for cause in found.get(text.edition.document_id, []) if _concerns(cause, text)),
            *_without(text, gone.get(task.pk)),
        ]
        causes = tuple(cause for cause in happened if (task.pk, *cause.key) not in answered)
        open_count, confirmed = counts.get(task.pk, (0, 0))
        if causes and (open_count or task.recurs):
            rows.append(EndedTask(task, text, causes, open_count, confirmed))
    return rows


def _texts(tasks: QuerySet[Task], documents: QuerySet[Document]) -> Texts:
    """Of none of them while no document has a major edition, which one query tells."""
    majors = Edition.objects.published().filter(
        document__in=documents, weight=Edition.Weight.MAJOR, number__gt=1
    )
    return Texts(tasks.values_list("pk", flat=True) if majors.exists() else ())


def _without(text: Text, edition: Edition | None) -> list[Cause]:
    """The newest major edition, where it has nothing left of the task's text."""
    return [Cause(text.edition.document, edition=edition)] if edition else []


def _causes(documents: QuerySet[Document], on: date) -> dict[int, list[Cause]]:
    """By document, the replaced first: there it can go on elsewhere."""
    found: dict[int, list[Cause]] = defaultdict(list)
    relations = Relation.objects.filter(
        Q(effective_on=None) | Q(effective_on__lte=on),
        target__in=documents,
        kind__in=ENDING,
        source__state=Document.State.PUBLISHED,
    ).select_related("source", "target")
    for relation in relations.order_by("-kind", "effective_on", "pk"):
        found[relation.target_id].append(Cause(relation.target, relation))
    for document in documents.filter(state=Document.State.WITHDRAWN).distinct():
        found[document.pk].append(Cause(document))
    return dict(found)


def _concerns(cause: Cause, text: Text) -> bool:
    """The end of one clause concerns what rests on it or on what stands under it."""
    eid = cause.relation.clause_eid if cause.relation else ""
    return not eid or any(is_under(clause.eid, eid) for clause in text.clauses)


def _counts(task_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = Assignment.objects.filter(task__in=list(task_ids)).values("task").order_by()
    counted = rows.annotate(
        open=Count("pk", filter=Q(state__in=Assignment.WITH_UNIT)),
        done=Count("pk", filter=Q(state__in=["confirmed", "accepted"])),
    )
    return {row["task"]: (row["open"], row["done"]) for row in counted}


@dataclass(frozen=True)
class Preview:
    """What a choice would reach, and the digest of all of it. `target`: the text that replaces."""

    row: EndedTask
    sums: Sums
    target: Edition | None
    seen: str


def preview_of(row: EndedTask) -> Preview:
    rows, sums = digest_and_sums(row.task.pk, latest_periods([row.task.pk]))
    target = target_of(row.cause)
    canonical = json.dumps(
        [row.task.pk, row.cause.key, row.text.edition.pk, target.pk if target else None, rows]
    )
    return Preview(row, sums, target, hashlib.sha256(canonical.encode()).hexdigest())


def target_of(cause: Cause) -> Edition | None:
    """The text that takes the document's place, where it orders anything that may be tracked."""
    document = cause.document if cause.edition else cause.replaced_by
    if document is None:
        return None
    newest = Edition.objects.newest().filter(document=document)
    edition = newest.select_related("document").first()
    return edition if edition and duties_of(edition).exists() else None


def duties_of(edition: Edition) -> QuerySet[Duty]:
    return Duty.objects.trackable().filter(clause__edition=edition).select_related("clause")


@dataclass(frozen=True)
class Move:
    """Which duty takes the place of which clause; a new date for open work (None: as it is);
    whether who has confirmed is asked again, and then until when."""

    duties: Mapping[int, int]
    due_on: date | None = None
    asks: bool = False
    again_due_on: date | None = None


@transaction.atomic
def ended_choose(
    *,
    actor: Actor,
    task_id: int,
    choice: str,
    reason: str,
    seen: str,
    form_token: UUID,
    move: Move | None = None,
) -> EndedChoice:
    """`seen`: the digest of the preview. The same form sent twice chooses once."""
    membership = permitted(actor, RULES[Transition.STOP].act, 0)
    shape_lock()
    task = Task.objects.select_related("rollout").get(pk=task_id)
    # Periods are opened, and rollouts closed, under this lock.
    Rollout.objects.select_for_update().get(pk=task.rollout_id)
    if before := EndedChoice.objects.filter(form_token=form_token).first():
        return before
    if not reason.strip():
        raise Refused(_("Ghi lý do của lựa chọn; đơn vị sẽ thấy lý do này."))
    lock_rows([task_id])
    preview = _as_seen(task_id, seen)
    row = preview.row
    chosen = EndedChoice(
        task=task,
        document=row.cause.document,
        relation=row.cause.relation,
        edition=row.cause.edition,
        choice=choice,
        reason=reason.strip(),
        open_count=row.open,
        kept_count=row.confirmed,
        seen=preview.seen,
        by=actor.user,
        by_name=actor.user.name,
        by_position=membership.position,
        at=timezone.now(),
        form_token=form_token,
    )
    if choice == Choice.STOP:
        _stop(chosen, row)
    elif choice == Choice.MOVE:
        _move(chosen, preview, move or Move({}), actor)
    chosen.save(force_insert=True)
    record(
        actor=actor.user,
        act=f"task_{choice}_clause" if chosen.edition else f"task_{choice}",
        subject=task,
        data={
            "document": chosen.document_id,
            "relation": chosen.relation_id,
            "edition": chosen.edition_id,
            "open": chosen.open_count,
            "confirmed": chosen.kept_count,
            "reason": chosen.reason,
            "renewal": chosen.renewal_id,
        },
    )
    return chosen


def _as_seen(task_id: int, seen: str) -> Preview:
    rows = ended_tasks(timezone.localdate(), pk=task_id)
    if not rows:
        raise Refused(_("Nhiệm vụ này không còn chờ lựa chọn; hãy mở lại danh sách để xem."))
    preview = preview_of(rows[0])
    if preview.seen != seen:
        raise Refused(
            _(
                "Từ lúc bạn mở trang này đã có đơn vị xác nhận hoặc được thẩm định, hoặc văn bản "
                "đã đổi. Chưa việc nào đổi; hãy xem lại số liệu mới rồi chọn."
            )
        )
    return preview


def _stop(chosen: EndedChoice, row: EndedTask) -> None:
    because = f"{row.cause.words}. {chosen.reason}"
    stop_rows(chosen, because)
    Task.objects.filter(pk=chosen.task_id).update(stopped_at=chosen.at)


def _move(chosen: EndedChoice, preview: Preview, move: Move, actor: Actor) -> None:
    if preview.target is None:
        raise Refused(_("Không có văn bản, điều khoản nào trên cổng để chuyển nhiệm vụ sang."))
    heirs = _heirs(preview, move.duties)
    again = move.again_due_on if move.asks else None
    if move.asks and again is None:
        raise Refused(_("Ghi hạn để các đơn vị đã xác nhận xác nhận lại."))
    if problem := (day_problem(again) if again else "") or _due_problem(move.due_on):
        raise Refused(problem)
    task = chosen.task
    plan = TaskPlan(task, preview.row.text, [], heirs, preview.sums)
    chosen.renewal = Renewal(
        kind=Renewal.Kind.CLAUSE if chosen.edition else Renewal.Kind.MOVE,
        edition=preview.target,
        due_on=again,
        reason=chosen.reason,
        by=chosen.by,
        by_name=chosen.by_name,
        by_position=chosen.by_position,
        at=chosen.at,
        form_token=chosen.form_token,
        seen=chosen.seen,
        asked=preview.sums.asked if move.asks else 0,
        told=preview.sums.told,
    )
    because = f"{preview.row.cause.words}. {citation(preview.target)}"
    latest = latest_periods([task.pk])
    write(chosen.renewal, [plan], actor, because=because, latest=latest, asks=move.asks)
    if move.due_on:
        _extend(chosen, move.due_on)


def _heirs(preview: Preview, chosen: Mapping[int, int]) -> tuple[Heir, ...]:
    duties = {duty.pk: duty for duty in duties_of(preview.target)}
    heirs = tuple(
        Heir(clause, duties[chosen[clause.pk]].clause, duties[chosen[clause.pk]])
        for clause in preview.row.text.clauses
        if chosen.get(clause.pk) in duties
    )
    if not heirs:
        raise Refused(_("Hãy chọn yêu cầu thay cho ít nhất một điều khoản của nhiệm vụ."))
    return heirs


def _due_problem(due_on: date | None) -> str:
    return date_problem(date.min, due_on, timezone.localdate()) if due_on else ""


def _extend(chosen: EndedChoice, due_on: date) -> None:
    """As an extension for many: both dates stay, what has a later one already keeps it."""
    task = chosen.task
    periods = Occurrence.objects.filter(task=task).values_list("pk", flat=True)
    columns = [f"{task.pk}-{pk}" for pk in periods] or [str(task.pk)]
    order = MassExtension.objects.create(
        rollout=task.rollout,
        chosen={"query": "ky=tat-ca", "columns": columns},
        due_on=due_on,
        reason=_("%(reason)s (hạn mới đến %(date)s)")
        % {"reason": chosen.reason, "date": vn_date(due_on)},
        by=chosen.by,
        by_position=chosen.by_position,
        asked_at=chosen.at,
        form_token=chosen.form_token,
    )
    mass_extension_run(order_id=order.pk)
