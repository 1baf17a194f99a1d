"""mass_extension_order · mass_extension_run — one later date for all that a filter shows.

Ordered by a person, carried out by a job in a few statements, all in one transaction: every
assignment gets its Extension and its event, however many there are. Each is looked at anew under
its lock; what was confirmed or closed meanwhile, or has that date or a later one, stays as it is.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.jobs.models import Job
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.units.services import branch_of
from training import matrix
from training.capacity import permitted
from training.extensions import date_problem
from training.models import Assignment, AssignmentEvent, MassExtension, Rollout
from training.notices.writing import notices_of_events
from training.transitions import RULES, Transition

JOB_KIND = "mass_extension"

# What is asked for with this date or an earlier one is thereby granted. `{held}` locks its rows.
GRANT_ASKED = """
    UPDATE training_extension SET state = 'granted', due_before = held.due_on, due_on = %s,
        answer = %s, decided_by_id = %s, decided_by_name = %s, decided_by_position = %s,
        decided_at = %s, mass_id = %s
    FROM ({held}) held
    WHERE assignment_id = held.id AND state = 'asked' AND asked_due_on <= %s
"""
EXTEND = """
    INSERT INTO training_extension (assignment_id, state, due_before, due_on, answer,
        decided_by_id, decided_by_name, decided_by_position, decided_at, mass_id,
        asked_reason, asked_by_name, asked_by_position)
    SELECT held.id, 'granted', held.due_on, %s, %s, %s, %s, %s, %s, %s, '', '', ''
    FROM ({held}) held
    ON CONFLICT (mass_id, assignment_id) WHERE mass_id IS NOT NULL DO NOTHING
"""
MOVE = """
    UPDATE training_assignment SET due_on = %s FROM training_extension e
    WHERE e.mass_id = %s AND e.assignment_id = training_assignment.id
"""
TELL = """
    INSERT INTO training_assignmentevent (assignment_id, act, from_state, to_state, at, by_id,
        by_name, by_position, reason)
    SELECT a.id, %s, a.state, a.state, %s, %s, %s, %s, %s
    FROM training_assignment a JOIN training_extension e ON e.assignment_id = a.id
    WHERE e.mass_id = %s
"""


@transaction.atomic
def mass_extension_order(
    *,
    actor: Actor,
    rollout_id: int,
    chosen: str,
    columns: list[str],
    due_on: date,
    reason: str,
    form_token: UUID,
) -> Job:
    """`chosen` is the query of the matrix page, `columns` the names of those to extend. The same
    form sent twice gives the same job."""
    membership = permitted(actor, RULES[Transition.EXTEND].act, 0)
    rollout = Rollout.objects.select_for_update().get(pk=rollout_id)
    if before := MassExtension.objects.filter(form_token=form_token).first():
        return _job_of(before, actor)
    if rollout.state != Rollout.State.ISSUED:
        raise Refused(_("Chỉ gia hạn được trong đợt đã giao và chưa kết thúc."))
    if not reason.strip():
        raise Refused(_("Hãy ghi rõ lý do gia hạn."))
    if problem := date_problem(date.min, due_on, timezone.localdate()):
        raise Refused(problem)
    order = MassExtension(
        rollout=rollout,
        chosen={"query": chosen, "columns": columns},
        due_on=due_on,
        reason=reason.strip(),
        by=actor.user,
        by_position=membership.position,
        asked_at=timezone.now(),
        form_token=form_token,
    )
    if not concerned(order).exists():
        raise Refused(_("Không có việc nào để gia hạn theo bộ lọc và hạn mới này."))
    order.save()
    record(
        actor=actor.user,
        act="extension_order",
        subject=rollout,
        data={"order": order.pk, "due_on": due_on.isoformat(), "reason": order.reason},
    )
    return _job_of(order, actor)


def _job_of(order: MassExtension, actor: Actor) -> Job:
    args = {"order": order.pk}
    if made := Job.objects.filter(kind=JOB_KIND, args=args).first():
        return made
    return job_start(
        kind=JOB_KIND,
        title=_("Gia hạn: %(title)s") % {"title": order.rollout.title},
        args=args,
        asked_by=actor.user,
        key=f"{JOB_KIND}:{order.pk}",
    )


def concerned(order: MassExtension) -> QuerySet[Assignment]:
    """What the order would extend as things stand."""
    return chosen_rows(order.rollout, order.chosen["query"], order.chosen["columns"]).filter(
        due_on__lt=order.due_on
    )


def chosen_rows(rollout: Rollout, query: str, columns: list[str]) -> QuerySet[Assignment]:
    """Of the columns and the filter, all that an extension can still help."""
    on = timezone.localdate()
    # Of today, whatever earlier day the page was looked at.
    filters = replace(matrix.Filters.of(QueryDict(query)), day="")
    branches = branch_of(roots=[int(filters.branch)], on=on) if filters.branch else []
    wanted = Q(pk__in=[])
    for name in columns:
        task, _dash, occurrence = name.partition("-")
        wanted |= Q(task=task, occurrence=occurrence or None)
    return matrix.assignments_of(rollout, filters, on, branches).filter(wanted).extendable()


@job(JOB_KIND)
def run(work: Work) -> str:
    order = MassExtension.objects.select_related("rollout").get(pk=work.args["order"])
    work.progress(0, concerned(order).count())
    extended = mass_extension_run(order_id=order.pk)
    work.progress(extended, extended)
    return order.rollout.get_absolute_url()


@transaction.atomic
def mass_extension_run(*, order_id: int) -> int:
    """How many were extended. Run again it does nothing."""
    order = MassExtension.objects.select_for_update(of=["self"]).get(pk=order_id)
    if order.done_at:
        return order.extended
    rollout = Rollout.objects.select_for_update().get(pk=order.rollout_id)
    if rollout.state != Rollout.State.ISSUED:
        raise Refused(_("Đợt triển khai đã kết thúc trước khi gia hạn xong; không việc nào đổi."))
    order.done_at = timezone.now()
    order.extended = _write(order)
    order.save(update_fields=["done_at", "extended"])
    notices_of_events(list(_events(order)))
    record(
        actor=order.by,
        act="extension_many",
        subject=order.rollout,
        data={"order": order.pk, "extended": order.extended},
    )
    return order.extended


def _events(order: MassExtension) -> QuerySet[AssignmentEvent]:
    return AssignmentEvent.objects.filter(
        act=Transition.EXTEND, at=order.done_at, assignment__extensions__mass=order
    )


def _write(order: MassExtension) -> int:
    rows = concerned(order).order_by("pk").select_for_update(of=["self"])
    held, which = rows.values("id", "due_on").query.sql_with_params()
    by = [order.by_id, order.by.name, order.by_position]
    values = [order.due_on, order.reason, *by, order.done_at, order.pk]
    with connection.cursor() as cursor:
        cursor.execute(GRANT_ASKED.format(held=held), [*values, *which, order.due_on])
        cursor.execute(EXTEND.format(held=held), [*values, *which])
        cursor.execute(MOVE, [order.due_on, order.pk])
        moved = cursor.rowcount
        cursor.execute(TELL, [Transition.EXTEND.value, order.done_at, *by, order.reason, order.pk])
    return moved
