"""The list of headcounts: its filters, and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portal.units.models import Headcount, UnitPeriod


@dataclass(frozen=True)
class CountFilters:
    words: str
    audience: str
    newest: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "CountFilters":
        audience = query.get("doi-tuong", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            audience=audience if audience in Headcount.Audience.values else "",
            newest=query.get("ky", "") != "tat-ca",
        )


def headcounts_of(filters: CountFilters, on: date) -> QuerySet[Headcount]:
    """By unit and audience, the newest count first, with `unit_name` as of the day."""
    rows = Headcount.objects.select_related("unit")
    if filters.audience:
        rows = rows.filter(audience=filters.audience)
    if filters.words:
        units = UnitPeriod.objects.in_force(on).matching(filters.words)
        rows = rows.filter(unit__in=units.values("unit"))
    if filters.newest:
        newer = Headcount.objects.filter(
            unit=OuterRef("unit"),
            audience=OuterRef("audience"),
            counted_on__gt=OuterRef("counted_on"),
        )
        rows = rows.filter(~Exists(newer))
    names = UnitPeriod.objects.filter(unit=OuterRef("unit"), valid_from__lte=on)
    return rows.annotate(
        unit_name=Subquery(names.order_by("-valid_from").values("name")[:1])
    ).order_by("unit__code", "audience", "-counted_on")
