"""How many people units have together, by the newest count of each."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from portal.units.models import Headcount


def summed(unit_ids: Iterable[int], on: date) -> list[tuple[str, int]]:
    """Label of the audience and number, for the audiences that any of them has counted."""
    rows = Headcount.objects.filter(unit__in=list(unit_ids), counted_on__lte=on)
    newest = rows.order_by("unit_id", "audience", "-counted_on").distinct("unit_id", "audience")
    totals: Counter[str] = Counter()
    for audience, people in newest.values_list("audience", "people"):
        totals[audience] += people
    return [(label, totals[value]) for value, label in Headcount.Audience.choices if totals[value]]
