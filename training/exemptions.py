"""exemption_grant · exemption_end · exemptions_run_out — an exemption, its reason and its end.

An exemption is of one assignment: of a task that comes back, of one period. What comes back at its
end to a unit that is no more goes on to the unit's successor.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import Deed, record_many
from portal.refusals import Refused
from portal.units.models import Unit
from portal.units.services import shape_lock
from portal.units.succession import succession_of
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.extensions import date_problem
from training.models import Assignment, AssignmentEvent, Exemption, Extension
from training.moving import advance, assignment_locked, ensure_allowed, simple_act
from training.notices.writing import notices_of_events
from training.transfers import pass_on
from training.transitions import RULES, Transition

BATCH = 1_000


@dataclass(frozen=True)
class End:
    """The last day of an exemption, and the due date that holds after it; None for none."""

    last_day: date | None = None
    due_on_after: date | None = None


@transaction.atomic
def exemption_grant(
    *, actor: Actor, assignment_id: int, reason: str, end: End | None = None
) -> Assignment:
    """Until the end, if one is given; sent twice by one person, it is granted once."""
    end, transition = end or End(), Transition.GRANT_EXEMPTION
    assignment = assignment_locked(assignment_id)
    permitted(actor, RULES[transition].act, assignment.unit_id)
    reason = reason.strip()
    if _granted_the_same(assignment, actor, reason, end):
        return assignment
    ensure_allowed(actor=actor, assignment=assignment, transition=transition)
    today = timezone.localdate()
    _refuse_impossible(assignment, end, today)
    event = advance(
        actor=actor,
        assignment=assignment,
        transition=transition,
        reason=reason,
        detail={
            "until": end.last_day and end.last_day.isoformat(),
            "due_after": end.due_on_after and end.due_on_after.isoformat(),
        },
    )
    Exemption.objects.create(
        event=event,
        assignment=assignment,
        first_day=today,
        last_day=end.last_day,
        due_on_after=end.due_on_after,
    )
    return assignment


@transaction.atomic
def exemption_end(*, actor: Actor, assignment_id: int, reason: str) -> Assignment:
    """Before its end, or where it had none: the assignment is the unit's again, as it was."""
    shape_lock()
    unit = Unit.objects.get(assignments=assignment_id)
    if unit.ended_on and succession_of(unit.pk) is None:
        raise Refused(_("Đơn vị đã kết thúc, không có đơn vị kế thừa; không còn ai để giao lại."))
    assignment = simple_act(
        actor=actor, assignment_id=assignment_id, transition=Transition.END_EXEMPTION, reason=reason
    )
    pass_on(actor=actor, assignments=[assignment])
    return assignment


def exemption_of(assignment: Assignment) -> Exemption | None:
    """The grant under which the assignment is exempt now."""
    if assignment.state != Assignment.State.EXEMPT:
        return None
    return assignment.exemptions.select_related("event").last()


def exemptions_run_out(*, on: date) -> int:
    """Give back to their units all whose exemption is over; run again it finds none left."""
    done = 0
    while given := _give_back(on):
        done += given
    return done


@transaction.atomic
def _give_back(on: date) -> int:
    """One batch, in a fixed number of statements, and as many more as units have ended."""
    shape_lock()
    over = _to_give_back(on)
    ids = over.order_by("pk").values_list("assignment", flat=True)
    rows = list(
        Assignment.objects.select_for_update().filter(pk__in=list(ids[:BATCH])).order_by("pk")
    )
    # Read again under the lock: a person may have ended one meanwhile.
    grants = {
        row.assignment_id: row
        for row in over.filter(assignment__in=rows).select_related("event__by")
    }
    rows = [row for row in rows if row.pk in grants]
    before, at = _states_before([row.pk for row in rows]), timezone.now()
    events, deeds, later = [], [], []
    for row in rows:
        grant = grants[row.pk]
        row.state = before.get(row.pk, Assignment.State.ASSIGNED)
        row.closed_at = None
        if grant.due_on_after:
            later.append(_later(row, grant, at))
            row.due_on = grant.due_on_after
        events.append(
            AssignmentEvent(
                assignment=row,
                act=Transition.END_EXEMPTION,
                from_state=Assignment.State.EXEMPT,
                to_state=row.state,
                at=at,
                by=None,
                by_name=_("Hệ thống"),
                reason=_("Hết thời hạn miễn (miễn đến hết ngày %(day)s).")
                % {"day": vn_date(grant.last_day)},
            )
        )
        deeds.append(Deed(row, row.unit_id, _told(row, grant)))
    Extension.objects.bulk_create(later, batch_size=BATCH)
    Assignment.objects.bulk_update(rows, ["state", "closed_at", "due_on"], batch_size=BATCH)
    notices_of_events(AssignmentEvent.objects.bulk_create(events, batch_size=BATCH))
    if deeds:
        record_many(actor=None, act=f"assignment_{Transition.END_EXEMPTION}", deeds=deeds)
    pass_on(actor=None, assignments=rows)
    return len(rows)


def _to_give_back(on: date) -> QuerySet[Exemption]:
    """Not of a unit that ended without anybody to take over: it stays exempt."""
    over = Exemption.objects.run_out(on)
    ended = Unit.objects.filter(ended_on__isnull=False, assignments__exemptions__in=over)
    alone = [unit.pk for unit in ended.distinct() if succession_of(unit.pk) is None]
    return over.exclude(assignment__unit__in=alone)


def _later(row: Assignment, grant: Exemption, at: datetime) -> Extension:
    """The new due date as every later date is kept, by whom it was decided and why."""
    return Extension(
        assignment=row,
        state=Extension.State.GRANTED,
        due_before=row.due_on,
        due_on=grant.due_on_after,
        answer=grant.event.reason,
        decided_by=grant.event.by,
        decided_by_name=grant.event.by_name,
        decided_by_position=grant.event.by_position,
        decided_at=at,
    )


def _told(row: Assignment, grant: Exemption) -> dict[str, object]:
    return {
        "from": Assignment.State.EXEMPT,
        "to": row.state,
        "until": grant.last_day.isoformat(),
        "due": row.due_on and row.due_on.isoformat(),
    }


def _states_before(assignment_ids: list[int]) -> dict[int, str]:
    """The state each had when its unit last asked."""
    asked = AssignmentEvent.objects.filter(
        assignment__in=assignment_ids, act=Transition.ASK_EXEMPTION
    ).order_by("pk")
    return dict(asked.values_list("assignment", "from_state"))


def _granted_the_same(assignment: Assignment, actor: Actor, reason: str, end: End) -> bool:
    grant = exemption_of(assignment)
    return (
        grant is not None
        and (grant.event.by_id, grant.event.reason) == (actor.user.pk, reason)
        and (grant.last_day, grant.due_on_after) == (end.last_day, end.due_on_after)
    )


def _refuse_impossible(assignment: Assignment, end: End, today: date) -> None:
    if end.last_day is None:
        if end.due_on_after:
            raise Refused(_("Hạn mới chỉ có khi miễn đến một ngày; hãy ghi ngày hết miễn."))
        return
    if end.last_day < today:
        raise Refused(_("Ngày hết miễn đã qua. Hãy ghi từ hôm nay trở đi, hoặc để trống."))
    if end.due_on_after:
        _refuse_due_date(assignment, end, today)
        return
    last = assignment.last_day()
    if last and assignment.first_confirmed_at is None and last <= end.last_day:
        raise Refused(
            _(
                "Hạn %(due)s sẽ qua trong lúc miễn, nên việc vừa hết miễn đã quá hạn. "
                "Hãy ghi hạn mới sau ngày %(day)s."
            )
            % {"due": vn_date(assignment.due_on), "day": vn_date(end.last_day)}
        )


def _refuse_due_date(assignment: Assignment, end: End, today: date) -> None:
    if end.due_on_after <= end.last_day:
        raise Refused(_("Hạn mới phải sau ngày hết miễn, để đơn vị còn thời gian thực hiện."))
    if assignment.first_confirmed_at:
        raise Refused(
            _("Việc đã được xác nhận một lần nên hạn không đổi nữa; hãy để trống hạn mới.")
        )
    if problem := date_problem(assignment.due_on, end.due_on_after, today):
        raise Refused(problem)
