"""Units that have units below them, to choose a branch by."""

from datetime import date

from portal.units.models import UnitPeriod


def branch_choices(on: date) -> list[tuple[int, str]]:
    """By name."""
    periods = UnitPeriod.objects.in_force(on)
    parents = periods.exclude(parent=None).values("parent")
    return list(periods.filter(unit__in=parents).order_by("name").values_list("unit", "name"))
