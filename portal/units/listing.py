"""The list of units: its filters, its rows on a day, and the same rows as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import tablib
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _
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
    def of(cls, query: QueryDict) -> "UnitFilters":
        standing, parent = query.get("trang-thai", ""), query.get("thuoc", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            kind=query.get("loai", ""),
            standing=standing if standing in STANDINGS else "",
            parent=parent if parent.isdecimal() and len(parent) < 19 else "",
        )


def units_on(filters: UnitFilters, on: date) -> UnitPeriodQuerySet:
    """One row a unit, as it was on the day, with the name of what it belonged to."""
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
    return (
        rows.annotate(
            parent_name=Subquery(
                UnitPeriod.objects.filter(unit=OuterRef("parent"), valid_from__lte=on)
                .order_by("-valid_from")
                .values("name")[:1]
            ),
            ended=Case(When(ended, then=F("unit__ended_on")), default=Value(None)),
            note_of_end=Case(
                When(ended, then=F("unit__ended_note")), default=Value(""), output_field=CharField()
            ),
        )
        .select_related("unit", "kind")
        .order_by("kind__order", "unit__code")
    )


def units_dataset(rows: Iterable[UnitPeriod]) -> tablib.Dataset:
    table = tablib.Dataset(
        headers=[
            _("Mã đơn vị"),
            _("Tên"),
            _("Loại"),
            _("Trực thuộc"),
            _("Tên này từ ngày"),
            _("Kết thúc từ ngày"),
            _("Căn cứ kết thúc"),
        ]
    )
    for row in rows:
        table.append(
            [
                row.unit.code,
                row.name,
                row.kind.name,
                row.parent_name or "",
                row.valid_from,
                row.ended,
                row.note_of_end,
            ]
        )
    return table
