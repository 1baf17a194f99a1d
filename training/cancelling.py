"""below_cancel — what a unit had handed on is cancelled with its own task where the office says so.

Otherwise the units below keep their parts when the task of the unit above is cancelled or exempted:
what they were given is their duty, and the office looks at it (`reviewed_above`).
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.access import Actor
from portal.audit.services import Deed, record_many
from training.models import Assignment
from training.moving import advance_many
from training.transitions import RULES, Transition


def open_below(assignment: Assignment) -> QuerySet[Assignment]:
    """At every level below, what no unit has confirmed yet."""
    found: list[int] = []
    level = [assignment.pk]
    while level:
        below = Assignment.objects.filter(handed_on_from__in=level)
        level = list(below.values_list("pk", flat=True))
        found += level
    return Assignment.objects.filter(pk__in=found, state__in=RULES[Transition.CANCEL].from_states)


@transaction.atomic
def below_cancel(*, actor: Actor, assignment: Assignment, reason: str) -> int:
    """Part of cancelling the task above; a fixed number of statements a level."""
    below = open_below(assignment).select_related("task__rollout")
    rows = list(below.select_for_update(of=["self"]).order_by("pk"))
    if not rows:
        return 0
    events = advance_many(
        actor=actor,
        assignments=rows,
        transition=Transition.CANCEL,
        at=timezone.now(),
        reason=reason,
    )
    deeds = [
        Deed(
            event.assignment,
            event.assignment.unit_id,
            {"from": event.from_state, "to": event.to_state, "reason": reason},
        )
        for event in events
    ]
    record_many(actor=actor.user, act="assignment_cancel", deeds=deeds)
    return len(rows)
