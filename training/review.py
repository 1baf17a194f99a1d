"""review_accept · review_return · exemption_refuse · assignment_cancel · assignment_reopen ·
asking_take_back — what the office decides. Granting and ending an exemption is in exemptions.py."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.refusals import Refused
from portal.units.services import shape_lock
from portal.web.templatetags.portal import vn_datetime
from training.cancelling import below_cancel
from training.capacity import permitted
from training.drafts import draft_from_last_confirmation
from training.models import Assignment, Confirmation, Review
from training.moving import advance, assignment_locked, ensure_allowed, side_of, simple_act
from training.transfers import pass_on
from training.transitions import RULES, Transition

OUTCOMES = {
    Transition.ACCEPT: Review.Outcome.ACCEPTED,
    Transition.RETURN: Review.Outcome.RETURNED,
}


@transaction.atomic
def review_accept(*, actor: Actor, confirmation_id: int) -> Review:
    return _review(
        actor=actor, confirmation_id=confirmation_id, transition=Transition.ACCEPT, reason=""
    )


@transaction.atomic
def review_return(*, actor: Actor, confirmation_id: int, reason: str) -> Review:
    """Give the confirmation back; the unit finds it as a draft, to mend only what is wrong."""
    return _review(
        actor=actor, confirmation_id=confirmation_id, transition=Transition.RETURN, reason=reason
    )


@transaction.atomic
def exemption_refuse(*, actor: Actor, assignment_id: int, reason: str) -> Assignment:
    """Back to the state before asking; the unit goes on where it was."""
    return simple_act(
        actor=actor,
        assignment_id=assignment_id,
        transition=Transition.REFUSE_EXEMPTION,
        reason=reason,
    )


@transaction.atomic
def assignment_cancel(
    *, actor: Actor, assignment_id: int, reason: str, with_below: bool = False
) -> Assignment:
    """`with_below`: together with what the unit handed on and nobody has confirmed yet; else those
    units keep their parts, and the office looks at them."""
    shape_lock()
    assignment = simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.CANCEL, reason=reason
    )
    if with_below:
        below_cancel(actor=actor, assignment=assignment, reason=reason.strip())
    return assignment


@transaction.atomic
def assignment_reopen(*, actor: Actor, assignment_id: int, reason: str) -> Assignment:
    """An accepted confirmation stays on record; the unit is asked for another one."""
    shape_lock()
    assignment = simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.REOPEN, reason=reason
    )
    draft_from_last_confirmation(assignment=assignment)
    pass_on(actor=actor, assignments=[assignment])
    return assignment


@transaction.atomic
def asking_take_back(*, actor: Actor, assignment_id: int, reason: str) -> Assignment:
    """The unit is asked no longer: its confirmation stands again as it stood, on the text it was
    made on, and a review of it counts again."""
    return simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.NOT_AGAIN, reason=reason
    )


def _review(*, actor: Actor, confirmation_id: int, transition: Transition, reason: str) -> Review:
    # What is given back must not reach a unit that is just being merged away.
    shape_lock()
    confirmation = Confirmation.objects.get(pk=confirmation_id)
    assignment = assignment_locked(confirmation.assignment_id)
    permitted(actor, *side_of(assignment, transition))
    reason, outcome = reason.strip(), OUTCOMES[transition]
    if given := Review.objects.filter(confirmation=confirmation).first():
        return _same_again(given, actor, outcome, reason)
    if confirmation.answerable_id == actor.user.pk:
        raise Refused(
            _(
                "Người đã ký hoặc nhập xác nhận không tự thẩm định; cần một người khác của "
                "cơ quan thẩm định."
            )
        )
    ensure_allowed(actor=actor, assignment=assignment, transition=transition)
    if RULES[transition].needs_reason and not reason:
        raise Refused(_("Ghi lý do trả lại để đơn vị biết phải sửa gì."))
    review = Review.objects.create(
        confirmation=confirmation,
        outcome=outcome,
        reason=reason,
        reviewer=actor.user,
        reviewer_name=actor.user.name,
        reviewed_at=timezone.now(),
    )
    if transition is Transition.RETURN:
        draft_from_last_confirmation(assignment=assignment)
    advance(
        actor=actor,
        assignment=assignment,
        transition=transition,
        reason=reason,
        at=review.reviewed_at,
        detail={"confirmation": confirmation.number},
    )
    if transition is Transition.RETURN:
        pass_on(actor=actor, assignments=[assignment])
    return review


def _same_again(given: Review, actor: Actor, outcome: str, reason: str) -> Review:
    """One person's form sent twice is harmless; another's word came first and stands."""
    if (given.reviewer_id, given.outcome, given.reason) == (actor.user.pk, outcome, reason):
        return given
    raise Refused(
        _(
            "Xác nhận này đã được %(name)s thẩm định lúc %(at)s với kết quả “%(outcome)s”. "
            "Ý kiến vừa gửi không được ghi nhận."
        )
        % {
            "name": given.reviewer_name,
            "at": vn_datetime(given.reviewed_at),
            "outcome": given.get_outcome_display(),
        }
    )
