"""What waits for review, oldest first, as the address filters it."""

from collections.abc import Mapping

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from portal.units.models import UnitPeriod
from training.models import Assignment, Confirmation


def queue_of(query: Mapping[str, str]) -> QuerySet[Assignment]:
    """Each with `unit_name` as of today, and `entry`: how its newest confirmation came."""
    periods = UnitPeriod.objects.known(timezone.localdate()).filter(unit=OuterRef("unit"))
    rows = Assignment.objects.awaiting_review().select_related(
        "task__rollout", "unit", "occurrence"
    )
    rollout = query.get("dot", "")
    if rollout.isdecimal() and len(rollout) < 10:
        rows = rows.filter(task__rollout=rollout)
    last = Confirmation.objects.filter(assignment=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        unit_name=Subquery(periods.values("name")[:1]), entry=Subquery(last.values("entry")[:1])
    ).order_by("confirmed_at", "pk")


def entry_words(row: Assignment) -> str:
    """How it came, where that is not by a head's own signature here; "" otherwise."""
    entry = Confirmation.Entry(row.entry or Confirmation.Entry.SIGNED)
    return "" if entry == Confirmation.Entry.SIGNED else str(entry.label)
