"""All that one unit has confirmed, through the years, and what its own rows sum up to.

A unit is set beside its own earlier years alone, never beside another unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from portal.web.templatetags.portal import vn_number
from training.catalogue import INDICATORS, Indicator
from training.confirmations_page import OUTCOMES, WAITING, channel_words, outcome_words
from training.models import Assignment, Confirmation, IndicatorValue, Review

# More years than these are reached by the list's own filter.
YEARS_BESIDE = 5
BATCH = 500
COUNTED = "co"


@dataclass(frozen=True)
class HistoryFilters:
    """As they stand in the address: “nam”, “ket-qua”, “tinh”."""

    year: int | None
    outcome: str
    counted: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "HistoryFilters":
        year, outcome = query.get("nam", ""), query.get("ket-qua", "")
        return cls(
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
            outcome=outcome if outcome in dict(OUTCOMES) else "",
            counted=query.get("tinh") == COUNTED,
        )


def history_of(unit_id: int) -> QuerySet[Confirmation]:
    """The newest deed first, each with `is_counted`: one of an assignment at most, and none of one
    that was given back."""
    later = Confirmation.objects.standing().filter(
        assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    revoked = Review.objects.filter(confirmation=OuterRef("pk"), outcome=Review.Outcome.REVOKED)
    confirmed = [Assignment.State.CONFIRMED, Assignment.State.ACCEPTED]
    return (
        Confirmation.objects.filter(assignment__unit=unit_id)
        .annotate(
            is_counted=Q(assignment__state__in=confirmed) & ~Exists(later) & ~Exists(revoked),
            is_superseded=Exists(later),
            year=ExtractYear("held_on"),
        )
        .order_by("-held_on", "-signed_at", "-pk")
    )


def filtered(rows: QuerySet[Confirmation], filters: HistoryFilters) -> QuerySet[Confirmation]:
    if filters.year:
        rows = rows.filter(held_on__year=filters.year)
    if filters.outcome:
        outcome = None if filters.outcome == WAITING else filters.outcome
        rows = rows.filter(review__outcome=outcome)
    return rows.filter(is_counted=True) if filters.counted else rows


def shown(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    return rows.select_related(
        "assignment__task",
        "assignment__occurrence",
        "review",
        "receipt",
        "entered_by",
        "delegation",
        "link",
    ).prefetch_related("indicator_values")


def years_of(rows: QuerySet[Confirmation]) -> list[int]:
    """The newest first."""
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True)
class Figure:
    """One number of one year; `change` in words against the year before it, "" where none."""

    year: int
    total: int | None
    change: str


@dataclass(frozen=True)
class FigureLine:
    name: str
    unit: str
    figures: list[Figure]


def figure_lines(rows: QuerySet[Confirmation], years: list[int], today: date) -> list[FigureLine]:
    """The sums of the rows that count, an indicator a line, the years as given."""
    counted = rows.filter(is_counted=True, held_on__year__in=years)
    sums = _sums(counted)
    deeds = dict(counted.order_by().values("year").annotate(n=Count("pk")).values_list("year", "n"))
    lines = [FigureLine(_("Xác nhận được tính"), "", _figures(deeds, years, today))]
    for number, indicator in INDICATORS.items():
        if number in sums:
            lines.append(_line(indicator, sums[number], years, today))
    return lines


def _sums(counted: QuerySet[Confirmation]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    values = IndicatorValue.objects.filter(confirmation__in=counted.order_by().values("pk"))
    totals = (
        values.order_by()
        .values("indicator", year=ExtractYear("confirmation__held_on"))
        .annotate(total=Sum("value"))
    )
    for row in totals:
        found.setdefault(row["indicator"], {})[row["year"]] = int(row["total"])
    return found


def _line(indicator: Indicator, sums: dict[int, int], years: list[int], today: date) -> FigureLine:
    return FigureLine(str(indicator.name), str(indicator.unit), _figures(sums, years, today))


def _figures(sums: dict[int, int], years: list[int], today: date) -> list[Figure]:
    return [Figure(year, sums.get(year), _change(sums, year, today)) for year in years]


def _change(sums: dict[int, int], year: int, today: date) -> str:
    """A year that is not over is set beside none: it would look worse than it is."""
    now, before = sums.get(year), sums.get(year - 1)
    if now is None or before is None or year >= today.year:
        return ""
    words = {"n": vn_number(abs(now - before)), "year": year - 1}
    if now == before:
        return _("bằng năm %(year)s") % words
    if now > before:
        return _("tăng %(n)s so với %(year)s") % words
    return _("giảm %(n)s so với %(year)s") % words


def listing_headers(indicators: list[Indicator]) -> list[str]:
    return [
        *(_("Ngày thực hiện"), _("Nhiệm vụ"), _("Kỳ"), _("Lần"), _("Hình thức thực hiện")),
        *(f"{indicator.name} ({indicator.unit})" for indicator in indicators),
        *(_("Ghi chú"), _("Cách ghi nhận"), _("Người ký"), _("Chức vụ"), _("Ghi nhận lúc")),
        *(_("Kết quả"), _("Tính vào số liệu"), _("Số biên nhận")),
    ]


def indicators_in(rows: QuerySet[Confirmation]) -> list[Indicator]:
    """Those of which the rows give a number, in the order of the catalogue."""
    values = IndicatorValue.objects.filter(confirmation__in=rows.order_by().values("pk"))
    given = set(values.order_by().values_list("indicator", flat=True).distinct())
    return [indicator for number, indicator in INDICATORS.items() if number in given]


def listing_rows(rows: QuerySet[Confirmation], indicators: list[Indicator]) -> Iterator[list[Any]]:
    for row in shown(rows).iterator(chunk_size=BATCH):
        numbers = {value.indicator: value.value for value in row.indicator_values.all()}
        yield [
            *(row.held_on, row.assignment.task.title, period_of(row), row.number),
            channel_words(row),
            *(numbers.get(indicator.number) for indicator in indicators),
            *(row.note, str(row.get_entry_display()), row.signer_name, row.signer_position),
            *(row.signed_at, outcome_words(row)),
            _("Có") if row.is_counted else _("Không"),
            row.receipt_number if has_receipt(row) else "",
        ]


def period_of(row: Confirmation) -> str:
    """As the period is called: “Quý I/2027”; "" for a task without periods."""
    occurrence = row.assignment.occurrence
    return occurrence.label if occurrence else ""


def has_receipt(row: Confirmation) -> bool:
    return getattr(row, "receipt", None) is not None
