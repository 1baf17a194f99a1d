"""hand_on — a unit gives a task of its own on to the units below it.

Each of them gets an assignment whose `handed_on_from` is the unit's own. Rates count only what the
office issued (`AssignmentQuerySet.expected`); what was handed on is counted apart.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import UnitPeriod
from portal.units.services import branch_of, shape_lock
from portal.web.templatetags.portal import vn_date
from training.assigning import assignments_insert
from training.capacity import permitted
from training.models import Assignment, HandingOn, HandingOnRule, Rollout
from training.moving import assignment_locked
from training.notices.writing import notices_issued

State = Assignment.State
# Before the unit's own word has gone to the office, and not while an exemption is asked for.
MAY_HAND_ON = (State.ASSIGNED, State.ACKNOWLEDGED, State.RETURNED)


@dataclass(frozen=True)
class Choice:
    """Which of the units below; no kinds: all of them."""

    kinds: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    reason: str = ""
    due_on: date | None = None


def units_below(assignment: Assignment, on: date) -> QuerySet[UnitPeriod]:
    """All units of the branch under the assignment's unit, as they stand on the day."""
    branch = branch_of(roots=[assignment.unit_id], on=on)
    return UnitPeriod.objects.in_force(on).filter(unit__in=branch).exclude(unit=assignment.unit_id)


def units_to_get(assignment: Assignment, choice: Choice, on: date) -> QuerySet[UnitPeriod]:
    """Those below that were chosen and do not have the task yet."""
    rows = units_below(assignment, on).filter(~Exists(_has(assignment)))
    rows = rows.of_kinds(choice.kinds) if choice.kinds else rows
    return rows.exclude(unit__in=choice.left_out)


def units_passed_over(assignment: Assignment, choice: Choice, on: date) -> QuerySet[UnitPeriod]:
    """The rest of those below, with `has_task`."""
    goes = units_to_get(assignment, choice, on).values("pk")
    rows = units_below(assignment, on).exclude(pk__in=goes)
    return rows.annotate(has_task=Exists(_has(assignment)))


def why_passed_over(period: UnitPeriod, choice: Choice) -> str:
    if period.has_task:
        return _("Đã có việc này")
    if period.unit_id in choice.left_out:
        return _("Bớt bằng tay: %(reason)s") % {"reason": choice.reason}
    return _("Không thuộc loại đã chọn")


def left_out_before(assignment: Assignment, on: date) -> tuple[list[str], str]:
    """Codes of those that were left out by hand when it was handed on, and have not got it since,
    with the reason said last: who hands on again decides anew, and sees it."""
    handings = [each for each in assignment.handings_on.all() if each.left_out]
    if not handings:
        return [], ""
    codes = {code for each in handings for code in each.left_out}
    still = units_to_get(assignment, Choice(), on).filter(unit__code__in=codes)
    found = list(still.order_by("unit__code").values_list("unit__code", flat=True))
    return found, handings[-1].reason if found else ""


def what_keeps_from_handing_on(assignment: Assignment) -> str:
    """A sentence; "" where the unit may hand it on."""
    task = assignment.task
    if task.handing_on == HandingOnRule.NOT:
        return _("Nơi giao không cho giao xuống nhiệm vụ này.")
    if task.rollout.state != Rollout.State.ISSUED:
        return _("Đợt triển khai đã kết thúc nên không giao xuống được nữa.")
    if task.stopped_at:
        return _("Nhiệm vụ này đã dừng nên không giao xuống được nữa.")
    if assignment.state not in MAY_HAND_ON:
        return _("Việc này đang ở trạng thái “%(state)s” nên không giao xuống được.") % {
            "state": assignment.get_state_display()
        }
    return ""


def due_problem(assignment: Assignment, due_on: date | None, on: date) -> str:
    if due_on is None:
        return _("Hãy ghi hạn cho đơn vị trực thuộc.") if assignment.due_on else ""
    if due_on < on:
        return _("Hạn đã qua; hãy chọn từ hôm nay trở đi.")
    if assignment.due_on and due_on > assignment.due_on:
        return _("Hạn của đơn vị trực thuộc không được sau hạn của đơn vị (%(date)s).") % {
            "date": vn_date(assignment.due_on)
        }
    return ""


@transaction.atomic
def hand_on(*, actor: Actor, assignment_id: int, choice: Choice) -> HandingOn:
    """Again for units that came later; sent twice by one person, it is done once."""
    shape_lock()
    assignment, on = assignment_locked(assignment_id), timezone.localdate()
    membership = permitted(actor, Act.UNIT_HAND_ON, assignment.unit_id)
    for problem in (
        what_keeps_from_handing_on(assignment),
        due_problem(assignment, choice.due_on, on),
    ):
        if problem:
            raise Refused(problem)
    reason = choice.reason.strip()
    left_out = sorted(
        units_below(assignment, on)
        .filter(unit__in=choice.left_out)
        .values_list("unit__code", flat=True)
    )
    if left_out and not reason:
        raise Refused(_("Ghi lý do không giao cho các đơn vị đã bớt."))
    now = timezone.now()
    count = assignments_insert(
        task=assignment.task,
        units=units_to_get(assignment, choice, on),
        at=now,
        due_on=choice.due_on,
        handed_on_from=assignment,
    )
    if not count:
        return _again_or_refused(assignment, actor)
    handing = HandingOn.objects.create(
        assignment=assignment,
        units=count,
        due_on=choice.due_on,
        left_out=left_out,
        reason=reason if left_out else "",
        by=actor.user,
        by_name=actor.user.name,
        by_position=membership.position,
        at=now,
    )
    notices_issued(rollout_id=assignment.task.rollout_id, since=now)
    record(
        actor=actor.user,
        act="assignment_hand_on",
        subject=assignment,
        unit=assignment.unit,
        data={"units": count, "due_on": str(choice.due_on or ""), "left_out": left_out},
    )
    return handing


def _again_or_refused(assignment: Assignment, actor: Actor) -> HandingOn:
    last = assignment.handings_on.last()
    if last and last.by_id == actor.user.pk:
        return last
    if last:
        raise Refused(
            _("%(name)s đã giao xuống rồi; không còn đơn vị trực thuộc nào chưa có việc này.")
            % {"name": last.by_name}
        )
    raise Refused(_("Không có đơn vị trực thuộc nào để giao xuống theo lựa chọn này."))


def _has(assignment: Assignment) -> QuerySet[Assignment]:
    """The same task, of the same period where it comes back."""
    same = Assignment.objects.filter(task=assignment.task_id, occurrence=assignment.occurrence_id)
    return same.filter(unit=OuterRef("unit"))
