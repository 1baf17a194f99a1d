"""What the units report to which a unit handed its task on, summed, and set beside its own entry.

The unit above takes its numbers from there or enters its own; it says which, and the sum as it
stood is kept with its confirmation either way.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from portal.web.templatetags.portal import vn_number
from training.catalogue import INDICATORS, Indicator
from training.completeness import asked_indicators
from training.models import (
    Assignment,
    Confirmation,
    ConfirmationDraft,
    IndicatorValue,
    NumbersFrom,
    SumBelow,
)

State = Assignment.State
DONE = (State.CONFIRMED, State.ACCEPTED)


@dataclass(frozen=True)
class Line:
    """One indicator: the sum of the units below, and the unit's own number beside it."""

    indicator: Indicator
    total: int
    own: int | None

    @property
    def differs(self) -> bool:
        return self.own is not None and self.own != self.total


@dataclass(frozen=True)
class Below:
    """How far the units below have come, and the sums of what they confirmed."""

    units: int
    done: int
    accepted: int
    sums: dict[Indicator, int]

    def as_values(self) -> dict[str, int]:
        """As a draft holds its numbers."""
        return {str(indicator.number): total for indicator, total in self.sums.items()}

    def beside(self, values: dict[str, int]) -> list[Line]:
        return [
            Line(indicator, total, values.get(str(indicator.number)))
            for indicator, total in self.sums.items()
        ]


def below_of(assignment: Assignment) -> Below | None:
    """None where nothing was handed on, or all of it was exempted or cancelled; two queries."""
    rows = Assignment.objects.filter(handed_on_from=assignment).still_asked()
    counts = rows.aggregate(
        units=Count("pk"),
        done=Count("pk", filter=Q(state__in=DONE)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
    )
    if not counts["units"]:
        return None
    asked = asked_indicators(assignment.task)
    # Each unit's last confirmation stands; a returned one does not.
    standing = (
        Confirmation.objects.filter(
            assignment__handed_on_from=assignment, assignment__state__in=DONE
        )
        .order_by("assignment", "-number")
        .distinct("assignment")
    )
    sums = dict(
        IndicatorValue.objects.filter(confirmation__in=standing.values("pk"))
        .order_by()
        .values("indicator")
        .annotate(total=Sum("value"))
        .values_list("indicator", "total")
    )
    return Below(**counts, sums={each: sums.get(each.number, 0) for each in asked})


def numbers_problems(draft: ConfirmationDraft | None, below: Below | None) -> list[str]:
    """What keeps a unit that handed its task on from signing: no choice, or a sum that moved on."""
    if draft is None or below is None or not below.sums:
        return []
    if draft.numbers_from not in NumbersFrom.values:
        return [
            _(
                "Chưa chọn số liệu lấy từ đâu: cộng từ các đơn vị được giao xuống, "
                "hay đơn vị tự nhập."
            )
        ]
    if draft.numbers_from == NumbersFrom.BELOW and draft.values != below.as_values():
        return [
            _(
                "Số liệu của các đơn vị được giao xuống đã thay đổi sau khi lưu bản nháp. "
                "Hãy lưu lại bản nháp để lấy số mới, rồi xem và xác nhận."
            )
        ]
    return []


def sums_keep(*, confirmation: Confirmation) -> None:
    """Part of signing: the sums as they stand at this moment."""
    below = below_of(confirmation.assignment)
    if below is None:
        return
    SumBelow.objects.bulk_create(
        SumBelow(
            confirmation=confirmation,
            indicator=indicator.number,
            value=total,
            units_done=below.done,
            units=below.units,
        )
        for indicator, total in below.sums.items()
    )


def doubts_below(draft: ConfirmationDraft | None, below: Below | None) -> list[str]:
    """Own numbers that differ from the sum: said, never refused."""
    if draft is None or below is None or draft.numbers_from != NumbersFrom.OWN:
        return []
    return [
        _mismatch(line.indicator, line.own, line.total, below.done, below.units)
        for line in below.beside(draft.values)
        if line.differs
    ]


def mismatches_of(confirmation: Confirmation) -> list[str]:
    """The same for what was signed, by the sums kept with it."""
    if confirmation.numbers_from != NumbersFrom.OWN:
        return []
    own = dict(confirmation.indicator_values.values_list("indicator", "value"))
    return [
        _mismatch(
            INDICATORS[row.indicator], own[row.indicator], row.value, row.units_done, row.units
        )
        for row in confirmation.sums_below.all()
        if row.indicator in INDICATORS and own.get(row.indicator, row.value) != row.value
    ]


def _mismatch(indicator: Indicator, own: int | None, total: int, done: int, units: int) -> str:
    return _(
        "“%(name)s”: đơn vị tự nhập %(own)s, cộng từ %(done)s/%(units)s đơn vị được giao xuống đã "
        "xác nhận là %(total)s."
    ) % {
        "name": indicator.name,
        "own": vn_number(own),
        "total": vn_number(total),
        "done": vn_number(done),
        "units": vn_number(units),
    }
