"""What waits for review, oldest first, as the address filters it."""

from collections.abc import Mapping

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from portal.units.models import UnitPeriod
from training.models import Assignment


def queue_of(query: Mapping[str, str]) -> QuerySet[Assignment]:
    """Each with `unit_name` as of today."""
    periods = UnitPeriod.objects.known(timezone.localdate()).filter(unit=OuterRef("unit"))
    rows = Assignment.objects.awaiting_review().select_related(
        "task__rollout", "unit", "occurrence"
    )
    rollout = query.get("dot", "")
    if rollout.isdecimal() and len(rollout) < 10:
        rows = rows.filter(task__rollout=rollout)
    return rows.annotate(unit_name=Subquery(periods.values("name")[:1])).order_by(
        "confirmed_at", "pk"
    )
