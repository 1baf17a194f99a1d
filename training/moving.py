"""assignment_locked · ensure_allowed · advance · advance_many · possible_acts

How an assignment goes from one state to the next, whoever does it: locked, checked against the
table of transitions, written with its event, its notices and its audit row. `moved` and
`advance_many` are the only writers of `Assignment.state` but for the set-based acts of transfers,
renewals and endings.
"""

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import UNIT_ACTS, Act, Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.refusals import Refused
from portal.web.templatetags.portal import vn_datetime
from training.capacity import capacity_of, permitted
from training.models import Assignment, AssignmentEvent, Extension, Rollout
from training.notices.writing import notices_of_events
from training.transitions import RULES, Rule, Transition

# Before the assignment's own lock: who locks a rollout and then its assignments goes this way too.
HOLD_ROLLOUT = """
SELECT FROM training_rollout r JOIN training_task t ON t.rollout_id = r.id
JOIN training_assignment a ON a.task_id = t.id WHERE a.id = %s FOR SHARE OF r
"""
BATCH_ROWS = 1000
REVIEWS = frozenset({Transition.ACCEPT, Transition.RETURN})


def assignment_locked(assignment_id: int) -> Assignment:
    """The row under its lock; of two people at once the second waits here and then sees. Its
    rollout is held as well, by any number at once: who closes it waits for whoever is signing, so
    that nothing comes in after the moment of closing."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_ROLLOUT, [assignment_id])
    return (
        Assignment.objects.select_for_update(of=["self"])
        .select_related("task__rollout__document", "unit", "occurrence", "handed_on_from__unit")
        .get(pk=assignment_id)
    )


def side_of(assignment: Assignment, transition: Transition) -> tuple[Act, int]:
    """The act that a transition is for this row, and in which unit: what a unit handed on it
    reviews itself where the task says so; all else as the table has it."""
    if transition in REVIEWS and assignment.is_reviewed_above:
        return Act.UNIT_REVIEW, assignment.handed_on_from.unit_id
    return RULES[transition].act, assignment.unit_id


def ensure_allowed(*, actor: Actor, assignment: Assignment, transition: Transition) -> None:
    if assignment.state not in RULES[transition].from_states:
        raise Refused(_out_of_turn(actor, assignment, transition))
    closed = assignment.task.rollout.state == Rollout.State.CLOSED
    if closed and RULES[transition].act in UNIT_ACTS:
        raise Refused(_("Đợt triển khai đã kết thúc nên không nhận thêm; hãy liên hệ nơi giao."))


def simple_act(
    *, actor: Actor, assignment_id: int, transition: Transition, reason: str
) -> Assignment:
    """A transition that writes nothing but itself. Sent twice by one person, it is done once."""
    assignment = assignment_locked(assignment_id)
    permitted(actor, RULES[transition].act, assignment.unit_id)
    reason = reason.strip()
    last = assignment.events.select_related(None).last()
    if last and (last.act, last.by_id, last.reason) == (transition, actor.user.pk, reason):
        return assignment
    advance(actor=actor, assignment=assignment, transition=transition, reason=reason)
    return assignment


def advance(
    *,
    actor: Actor,
    assignment: Assignment,
    transition: Transition,
    reason: str = "",
    at: datetime | None = None,
    detail: dict | None = None,
) -> AssignmentEvent:
    """Change the state of a locked assignment, with its event and its audit row; call it last."""
    rule = RULES[transition]
    capacity = capacity_of(actor, *side_of(assignment, transition))
    ensure_allowed(actor=actor, assignment=assignment, transition=transition)
    if rule.needs_reason and not reason:
        raise Refused(_("Hãy ghi rõ lý do; người nhận cần biết để làm tiếp."))
    return moved(
        assignment=assignment,
        transition=transition,
        at=at or timezone.now(),
        reason=reason,
        by=actor.user,
        by_name=actor.user.name,
        by_position=capacity.membership.position,
        acting_for=capacity.words,
        detail=detail,
    )


def moved(
    *,
    assignment: Assignment,
    transition: Transition,
    at: datetime,
    by: User | None,
    by_name: str,
    by_position: str,
    acting_for: str = "",
    reason: str = "",
    detail: dict | None = None,
) -> AssignmentEvent:
    """The transition itself, for a caller that has locked the row and checked the right to it."""
    before = assignment.state
    _enter(assignment, transition, _target(assignment, RULES[transition]), at)
    event = AssignmentEvent.objects.create(
        assignment=assignment,
        act=transition,
        from_state=before,
        to_state=assignment.state,
        at=at,
        by=by,
        by_name=by_name,
        by_position=by_position,
        acting_for=acting_for,
        reason=reason,
    )
    notices_of_events([event])
    record(
        actor=by,
        act=f"assignment_{transition}",
        subject=assignment,
        unit=assignment.unit,
        data={"from": before, "to": assignment.state, "reason": reason}
        | ({"acting_for": acting_for} if acting_for else {})
        | (detail or {}),
    )
    return event


def advance_many(
    *,
    actor: Actor,
    assignments: list[Assignment],
    transition: Transition,
    at: datetime,
    reason: str = "",
) -> list[AssignmentEvent]:
    """The same for locked assignments that all may take this transition, into one state: one
    statement for all states, one for all events; the caller records the whole."""
    rule = RULES[transition]
    membership = permitted(actor, rule.act, assignments[0].unit_id)
    before = {row.pk: row.state for row in assignments}
    entered = {
        "state": rule.to,
        "accepted_at": at if rule.to == Assignment.State.ACCEPTED else None,
        "closed_at": at if rule.to in Assignment.NOT_EXPECTED else None,
    }
    for row in assignments:
        ensure_allowed(actor=actor, assignment=row, transition=transition)
        vars(row).update(entered)
    Assignment.objects.filter(pk__in=before).update(**entered)
    events = AssignmentEvent.objects.bulk_create(
        (
            AssignmentEvent(
                assignment=row,
                act=transition,
                from_state=before[row.pk],
                to_state=rule.to,
                at=at,
                by=actor.user,
                by_name=actor.user.name,
                by_position=membership.position,
                reason=reason,
            )
            for row in assignments
        ),
        batch_size=BATCH_ROWS,
    )
    notices_of_events(events)
    return events


def _target(assignment: Assignment, rule: Rule) -> str:
    if rule.keeps_state:
        return assignment.state
    if rule.to is not None:
        return rule.to
    begun = assignment.events.filter(act=rule.back_before).last()
    # Every such act has its event; a row without one was never further than assigned.
    return begun.from_state if begun else Assignment.State.ASSIGNED


def _enter(assignment: Assignment, transition: Transition, to: str, at: datetime) -> None:
    state = Assignment.State
    assignment.state = to
    assignment.accepted_at = at if to == state.ACCEPTED else None
    assignment.closed_at = at if to in Assignment.NOT_EXPECTED else None
    if transition is Transition.ACKNOWLEDGE:
        assignment.acknowledged_at = at
    if transition is Transition.CONFIRM:
        assignment.confirmed_at = at
        # Timeliness is counted from the first confirmation, whatever is returned later.
        assignment.first_confirmed_at = assignment.first_confirmed_at or at
    assignment.save(
        update_fields=[
            "state",
            "acknowledged_at",
            "first_confirmed_at",
            "confirmed_at",
            "accepted_at",
            "closed_at",
        ]
    )


def _out_of_turn(actor: Actor, assignment: Assignment, transition: Transition) -> str:
    """What stands now, by whom and since when, and what this person can do instead."""
    words = {"wanted": transition.label, "state": assignment.get_state_display()}
    last = assignment.events.exclude(from_state=F("to_state")).last()
    if last:
        words |= {
            "act": Transition(last.act).label,
            "name": last.by_name,
            "at": vn_datetime(last.at),
        }
        now = _(
            "Không thể thực hiện “%(wanted)s”: việc này hiện ở trạng thái “%(state)s” "
            "(%(act)s: %(name)s, %(at)s)."
        )
    else:
        now = _("Không thể thực hiện “%(wanted)s”: việc này hiện ở trạng thái “%(state)s”.")
    if possible := possible_acts(actor, assignment):
        words["possible"] = "; ".join(str(act.label) for act in possible)
        then = _("Hiện có thể: %(possible)s.")
    else:
        then = _("Hiện không cần làm gì thêm với việc này.")
    return f"{now} {then}" % words


def possible_acts(actor: Actor, assignment: Assignment) -> list[Transition]:
    """What this person can do with the assignment as it stands."""
    found = [
        transition
        for transition, rule in RULES.items()
        if rule.is_offered
        and assignment.state in rule.from_states
        and actor.may_in(*side_of(assignment, transition))
    ]
    if not any(RULES[transition].keeps_state for transition in found):
        return found
    in_turn = _about_the_date(assignment)
    return [each for each in found if not RULES[each].keeps_state or each in in_turn]


def _about_the_date(assignment: Assignment) -> frozenset[Transition]:
    """A request that waits is answered or withdrawn before there is another."""
    if assignment.due_now is None:
        return frozenset()
    if Extension.objects.asked_of(assignment).exists():
        return frozenset(
            {
                Transition.WITHDRAW_EXTENSION,
                Transition.GRANT_EXTENSION,
                Transition.REFUSE_EXTENSION,
            }
        )
    return frozenset({Transition.ASK_EXTENSION, Transition.EXTEND})
