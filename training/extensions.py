"""extension_ask · extension_withdraw · extension_grant · extension_refuse · extension_give

A later due date for one assignment: of the task, until the first confirmation; or of being asked
again on a later text. For many at once: mass_extension.py. The date before and the one after are
both kept, here in the Extension row and (of the task) on the assignment for good.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.deadlines import furthest
from training.models import Assignment, Extension, RenewalItem, Rollout
from training.moving import advance, assignment_locked, ensure_allowed
from training.transitions import RULES, Transition

State = Extension.State


@transaction.atomic
def extension_ask(*, actor: Actor, assignment_id: int, due_on: date, reason: str) -> Extension:
    """The unit's head asks; sent twice it is asked once."""
    assignment, membership = _begin(actor, assignment_id, Transition.ASK_EXTENSION)
    reason = reason.strip()
    if waiting := _waiting(assignment):
        if (waiting.asked_by_id, waiting.asked_due_on, waiting.asked_reason) == (
            *(actor.user.pk, due_on, reason),
        ):
            return waiting
        raise Refused(
            _("%(name)s đã đề nghị gia hạn đến %(date)s và đang chờ trả lời; rút lại rồi gửi lại.")
            % {"name": waiting.asked_by_name, "date": vn_date(waiting.asked_due_on)}
        )
    _ensure_later(assignment, due_on)
    _ensure_reason(reason)
    extension = Extension.objects.create(
        assignment=assignment,
        state=State.ASKED,
        asking=_asking(assignment),
        due_before=assignment.due_now,
        asked_due_on=due_on,
        asked_reason=reason,
        asked_by=actor.user,
        asked_by_name=actor.user.name,
        asked_by_position=membership.position,
        asked_at=timezone.now(),
    )
    _tell(actor, assignment, Transition.ASK_EXTENSION, reason, extension.asked_at, to=due_on)
    return extension


@transaction.atomic
def extension_withdraw(*, actor: Actor, assignment_id: int) -> Extension | None:
    assignment, membership = _begin(actor, assignment_id, Transition.WITHDRAW_EXTENSION)
    waiting = _waiting(assignment)
    if waiting is None:
        return _done_before(actor, assignment, State.WITHDRAWN)
    _answer(actor, membership.position, waiting, State.WITHDRAWN)
    _tell(actor, assignment, Transition.WITHDRAW_EXTENSION, "", waiting.decided_at)
    return waiting


@transaction.atomic
def extension_grant(*, actor: Actor, assignment_id: int, due_on: date, reason: str) -> Extension:
    """To the day asked for or another one."""
    assignment, membership = _begin(actor, assignment_id, Transition.GRANT_EXTENSION)
    reason = reason.strip()
    waiting = _waiting(assignment)
    if waiting is None:
        return _done_before(actor, assignment, State.GRANTED, due_on=due_on, answer=reason)
    _ensure_later(assignment, due_on)
    _ensure_reason(reason)
    waiting.due_before, waiting.due_on, waiting.answer = assignment.due_now, due_on, reason
    _answer(actor, membership.position, waiting, State.GRANTED)
    _move(assignment, due_on)
    _tell(actor, assignment, Transition.GRANT_EXTENSION, reason, waiting.decided_at, to=due_on)
    return waiting


@transaction.atomic
def extension_refuse(*, actor: Actor, assignment_id: int, reason: str) -> Extension:
    assignment, membership = _begin(actor, assignment_id, Transition.REFUSE_EXTENSION)
    reason = reason.strip()
    waiting = _waiting(assignment)
    if waiting is None:
        return _done_before(actor, assignment, State.REFUSED, answer=reason)
    _ensure_reason(reason)
    waiting.answer = reason
    _answer(actor, membership.position, waiting, State.REFUSED)
    _tell(actor, assignment, Transition.REFUSE_EXTENSION, reason, waiting.decided_at)
    return waiting


@transaction.atomic
def extension_give(*, actor: Actor, assignment_id: int, due_on: date, reason: str) -> Extension:
    """The office extends without being asked; a request that waits is answered by the other way."""
    assignment, membership = _begin(actor, assignment_id, Transition.EXTEND)
    reason = reason.strip()
    last = assignment.extensions.last()
    if last and _is(last, actor, State.GRANTED, due_on=due_on, answer=reason):
        return last
    if _waiting(assignment):
        raise Refused(_("Đơn vị đang đề nghị gia hạn việc này; hãy trả lời đề nghị đó."))
    _ensure_later(assignment, due_on)
    _ensure_reason(reason)
    extension = Extension(
        assignment=assignment,
        asking=_asking(assignment),
        due_before=assignment.due_now,
        due_on=due_on,
        answer=reason,
    )
    _answer(actor, membership.position, extension, State.GRANTED)
    _move(assignment, due_on)
    _tell(actor, assignment, Transition.EXTEND, reason, extension.decided_at, to=due_on)
    return extension


def date_problem(due_before: date | None, due_on: date, today: date) -> str:
    """Why the day cannot be the new due date; "" if it can."""
    if due_before is None:
        return _("Việc này không có hạn nên không cần gia hạn.")
    if due_on <= due_before:
        return _("Hạn mới phải sau hạn đang có là %(date)s.") % {"date": vn_date(due_before)}
    if due_on < today:
        return _("Hạn mới đã qua; hãy chọn từ hôm nay trở đi.")
    if due_on > furthest(today):
        return _("Hạn mới quá xa; hãy kiểm tra lại năm.")
    return ""


def _begin(actor: Actor, assignment_id: int, transition: Transition) -> tuple[Assignment, object]:
    """The locked assignment and the membership under which the act is done."""
    assignment = assignment_locked(assignment_id)
    membership = permitted(actor, RULES[transition].act, assignment.unit_id)
    ensure_allowed(actor=actor, assignment=assignment, transition=transition)
    if assignment.task.rollout.state == Rollout.State.CLOSED:
        raise Refused(_("Đợt triển khai đã kết thúc nên hạn không đổi nữa."))
    return assignment, membership


def _waiting(assignment: Assignment) -> Extension | None:
    return Extension.objects.asked_of(assignment).first()


def _asking(assignment: Assignment) -> RenewalItem | None:
    """By which the unit is asked again, while it is."""
    if not assignment.is_asked_again:
        return None
    return RenewalItem.objects.newest().get(assignment=assignment)


def _ensure_later(assignment: Assignment, due_on: date) -> None:
    if problem := date_problem(assignment.due_now, due_on, timezone.localdate()):
        raise Refused(problem)


def _ensure_reason(reason: str) -> None:
    if not reason:
        raise Refused(_("Hãy ghi rõ lý do; người nhận cần biết để làm tiếp."))


def _is(row: Extension, actor: Actor, state: str, **fields: object) -> bool:
    same = {"decided_by_id": actor.user.pk, "state": state} | fields
    return all(getattr(row, name) == value for name, value in same.items())


def _done_before(actor: Actor, assignment: Assignment, state: str, **fields: object) -> Extension:
    """One person's form sent twice is harmless; otherwise somebody answered before."""
    last = assignment.extensions.last()
    if last and _is(last, actor, state, **fields):
        return last
    raise Refused(_("Không có đề nghị gia hạn nào đang chờ trả lời; hãy mở lại việc này để xem."))


def _answer(actor: Actor, position: str, extension: Extension, state: str) -> None:
    extension.state = state
    extension.decided_by, extension.decided_by_name = actor.user, actor.user.name
    extension.decided_by_position, extension.decided_at = position, timezone.now()
    extension.save()


def _move(assignment: Assignment, due_on: date) -> None:
    field = "again_due_on" if assignment.is_asked_again else "due_on"
    setattr(assignment, field, due_on)
    assignment.save(update_fields=[field])


def _tell(
    actor: Actor,
    assignment: Assignment,
    transition: Transition,
    reason: str,
    at: datetime,
    to: date | None = None,
) -> None:
    advance(
        actor=actor,
        assignment=assignment,
        transition=transition,
        reason=reason,
        at=at,
        detail={"due_on": to.isoformat()} if to else None,
    )
