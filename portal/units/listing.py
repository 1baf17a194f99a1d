"""The list of units: its filters, and its rows on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy

from portal.units.models import UnitPeriod, UnitPeriodQuerySet

STANDINGS = {
    "": gettext_lazy("Đang hoạt động"),
    "da-ket-thuc": gettext_lazy("Đã kết thúc"),
    "tat-ca": gettext_lazy("Tất cả"),
}


@dataclass(frozen=True)
class UnitFilters:
    words: str = ""
    kind: str = ""
    standing: str = ""
    parent: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "UnitFilters":
        standing, parent = query.get("trang-thai", ""), query.get("thuoc", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            kind=query.get("loai", ""),
            standing=standing if standing in STANDINGS else "",
            parent=parent if parent.isdecimal() and len(parent) < 19 else "",
        )


def units_on(filters: UnitFilters, on: date) -> UnitPeriodQuerySet:
    """One row a unit, as it was on the day, with code and name of what it belonged to."""
    rows = UnitPeriod.objects.known(on)
    ended = Q(unit__ended_on__isnull=False, unit__ended_on__lte=on)
    if filters.standing == "":
        rows = rows.exclude(ended)
    elif filters.standing == "da-ket-thuc":
        rows = rows.filter(ended)
    if filters.kind:
        rows = rows.of_kinds([filters.kind])
    if filters.parent:
        rows = rows.filter(parent=filters.parent)
    if filters.words:
        rows = rows.matching(filters.words)
    above = UnitPeriod.objects.filter(unit=OuterRef("parent"), valid_from__lte=on)
    return (
        rows.annotate(
            parent_code=F("parent__code"),
            parent_name=Subquery(above.order_by("-valid_from").values("name")[:1]),
            ended=Case(When(ended, then=F("unit__ended_on")), default=Value(None)),
            note_of_end=Case(
                When(ended, then=F("unit__ended_note")), default=Value(""), output_field=CharField()
            ),
        )
        .select_related("unit", "kind")
        .order_by("kind__order", "unit__code")
    )
