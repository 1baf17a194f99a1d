"""below_cancel — what a unit had handed on is cancelled with its own task where the office says so.

Otherwise the units below keep their parts when the task of the unit above is cancelled or exempted:
what they were given is their duty, and the office looks at it (`reviewed_above`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.access import Actor
from portal.audit.services import Deed, record_many
from training.capacity import permitted
from training.models import Assignment, AssignmentEvent
from training.notices.writing import notices_of_events
from training.transitions import RULES, Transition

State = Assignment.State
BATCH_ROWS = 1000
CANCEL = RULES[Transition.CANCEL]


def open_below(assignment: Assignment) -> QuerySet[Assignment]:
    """At every level below, what no unit has confirmed yet."""
    found: list[int] = []
    level = [assignment.pk]
    while level:
        below = Assignment.objects.filter(handed_on_from__in=level)
        level = list(below.values_list("pk", flat=True))
        found += level
    return Assignment.objects.filter(pk__in=found, state__in=CANCEL.from_states)


@transaction.atomic
def below_cancel(*, actor: Actor, assignment: Assignment, reason: str) -> int:
    """Part of cancelling the task above; a fixed number of statements a level."""
    membership = permitted(actor, CANCEL.act, assignment.unit_id)
    rows = list(open_below(assignment).select_for_update(of=["self"]).order_by("pk"))
    if not rows:
        return 0
    now = timezone.now()
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.CANCELLED, closed_at=now
    )
    position = membership.position
    lines = [_line(row, actor, position, reason, now) for row in rows]
    notices_of_events(AssignmentEvent.objects.bulk_create(lines, batch_size=BATCH_ROWS))
    deeds = [
        Deed(row, row.unit_id, {"from": row.state, "to": "cancelled", "reason": reason})
        for row in rows
    ]
    record_many(actor=actor.user, act="assignment_cancel", deeds=deeds)
    return len(rows)


def _line(
    row: Assignment, actor: Actor, position: str, reason: str, at: datetime
) -> AssignmentEvent:
    return AssignmentEvent(
        assignment=row,
        act=Transition.CANCEL,
        from_state=row.state,
        to_state=State.CANCELLED,
        at=at,
        by=actor.user,
        by_name=actor.user.name,
        by_position=position,
        reason=reason,
    )
