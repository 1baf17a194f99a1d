"""The lists of units and of headcounts: what the address asks for, and the rows it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from portal.units.models import Headcount, UnitKind, UnitPeriod
from portal.units.services import branch_of

STANDINGS = {"": _("Đang hoạt động"), "da-ket-thuc": _("Đã kết thúc"), "tat-ca": _("Tất cả")}
ENDED = "da-ket-thuc"


@dataclass(frozen=True)
class UnitFilters:
    words: str
    kind: str
    branch: str
    standing: str
    on: date

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> "UnitFilters":
        standing, branch = query.get("trang-thai", ""), query.get("nhanh", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            kind=query.get("loai", "")[:30],
            branch=branch if branch.isdecimal() and len(branch) < 10 else "",
            standing=standing if standing in STANDINGS else "",
            on=_day(query.get("ngay", "")) or today,
        )


def units_of(filters: UnitFilters) -> QuerySet[UnitPeriod]:
    """One row a unit, as it stood on the day, with `parent_code` and `parent_name` of then."""
    on = filters.on
    later = UnitPeriod.objects.filter(
        unit=OuterRef("unit"), valid_from__lte=on, valid_from__gt=OuterRef("valid_from")
    )
    rows = UnitPeriod.objects.filter(~Exists(later), valid_from__lte=on)
    ended = Q(unit__ended_on__lte=on)
    if filters.standing != "tat-ca":
        rows = rows.filter(ended) if filters.standing == ENDED else rows.exclude(ended)
    if filters.kind:
        rows = rows.of_kinds([filters.kind])
    if filters.words:
        rows = rows.matching(filters.words)
    if filters.branch:
        rows = rows.filter(unit__in=branch_of(roots=[int(filters.branch)], on=on))
    above = UnitPeriod.objects.filter(unit=OuterRef("parent"), valid_from__lte=on)
    return (
        rows.select_related("unit", "kind")
        .annotate(
            parent_code=F("parent__code"),
            parent_name=Subquery(above.order_by("-valid_from").values("name")[:1]),
        )
        .order_by("kind__order", "unit__code")
    )


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


def kinds() -> QuerySet[UnitKind]:
    return UnitKind.objects.order_by("order", "code")


def branches(on: date) -> list[tuple[int, str]]:
    """Units that have units below them on the day, by name."""
    periods = UnitPeriod.objects.in_force(on)
    parents = periods.exclude(parent=None).values("parent")
    return list(periods.filter(unit__in=parents).order_by("name").values_list("unit", "name"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
