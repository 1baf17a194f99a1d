"""Who a task goes to, and why: one query for the list, one for those left out."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from portal.units.services import branch_of
from training.models import TargetException, TargetRule


@dataclass(frozen=True)
class Candidate:
    """One unit in the preview; `why` is a sentence."""

    unit_id: int
    code: str
    name: str
    kind: str
    why: str


@dataclass(frozen=True)
class Preview:
    included: list[Candidate]
    left_out: list[Candidate]

    @property
    def count(self) -> int:
        return len(self.included)

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        counts: dict[str, int] = {}
        for candidate in self.included:
            counts[candidate.kind] = counts.get(candidate.kind, 0) + 1
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def target_units(rule: TargetRule, on: date) -> QuerySet[UnitPeriod]:
    """The units' periods in force on the day that the rule and its exceptions include."""
    exceptions = TargetException.objects.filter(rule=rule, unit=OuterRef("unit"))
    by_hand = Exists(exceptions.filter(included=True))
    left_out = Exists(exceptions.filter(included=False))
    return UnitPeriod.objects.in_force(on).filter(Q(by_hand) | (_by_rule(rule, on) & ~Q(left_out)))


def preview(rule: TargetRule, on: date) -> Preview:
    included_ids = target_units(rule, on).values("pk")
    reasons = {e.unit_id: e for e in rule.exceptions.all()}
    concerned = (
        UnitPeriod.objects.in_force(on)
        .filter(Q(pk__in=included_ids) | _of_kinds(rule) | Q(unit__in=reasons))
        .annotate(
            goes=Exists(target_units(rule, on).filter(pk=OuterRef("pk"))),
            unit_code=F("unit__code"),
        )
        .select_related("kind")
        .order_by("kind__order", "unit__code")
    )
    included, left_out = [], []
    for period in concerned:
        exception = reasons.get(period.unit_id)
        (included if period.goes else left_out).append(
            Candidate(
                unit_id=period.unit_id,
                code=period.unit_code,
                name=period.name,
                kind=period.kind.name,
                why=_why(period.goes, exception),
            )
        )
    return Preview(included, left_out)


def _of_kinds(rule: TargetRule) -> Q:
    codes = list(rule.kinds.values_list("pk", flat=True))
    return Q(kind__in=codes) | Q(kind__parent__in=codes)


def _by_rule(rule: TargetRule, on: date) -> Q:
    branches = list(rule.branches.values_list("pk", flat=True))
    within = (
        Q(unit__in=branch_of(roots=branches, on=on)) if branches else Q(Value(True, BooleanField()))
    )
    return _of_kinds(rule) & within


def _why(goes: bool, exception: TargetException | None) -> str:
    if exception and exception.included and goes:
        return _("Thêm bằng tay: %(reason)s") % {"reason": exception.reason}
    if exception and not exception.included:
        return _("Bớt bằng tay: %(reason)s") % {"reason": exception.reason}
    return _("Theo loại đơn vị") if goes else _("Ngoài nhánh đã chọn")
