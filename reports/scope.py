"""What a report looks at: its kind, a moment, and a rollout, a document, a unit or a period."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calendar.days import school_years
from portal.vietnamese.periods import Period, PeriodKind, period_at


class Kind(models.TextChoices):
    COMPLETION = "completion", _("Kết quả một đợt triển khai")
    PERIODIC = "periodic", _("Báo cáo định kỳ")
    UNIT = "unit", _("Báo cáo của một đơn vị")
    LATE = "late", _("Danh sách việc quá hạn")
    COMPARISON = "comparison", _("So sánh hai thời điểm")
    CLAUSES = "clauses", _("Thực hiện theo điều khoản")


# What each kind is made of; LATE may be of one rollout or of all that are open.
ONE_ROLLOUT = (Kind.COMPLETION, Kind.COMPARISON)
OF_A_PERIOD = (Kind.PERIODIC, Kind.UNIT)


@dataclass(frozen=True)
class Scope:
    kind: Kind
    as_of: datetime
    rollout_id: int | None = None
    document_id: int | None = None
    unit_id: int | None = None
    period: Period | None = None
    compared_at: datetime | None = None

    def again(self, as_of: datetime) -> "Scope":
        """The same looked at later; of a period, as it stood when it closed at the latest."""
        if self.period:
            as_of = min(as_of, end_of(self.period.ends_on))
        return replace(self, as_of=as_of)

    def is_about_the_same_as(self, other: "Scope") -> bool:
        """At whatever moments."""
        return replace(self, as_of=other.as_of, compared_at=other.compared_at) == other

    @property
    def before(self) -> "Scope | None":
        """What the figures are set against: the same at the other moment, or the period before."""
        if self.kind == Kind.COMPARISON:
            return replace(self, as_of=self.compared_at, compared_at=None)
        if self.kind == Kind.PERIODIC:
            earlier = period_before(self.period)
            return replace(self, period=earlier, as_of=end_of(earlier.ends_on))
        return None

    def as_args(self) -> dict[str, Any]:
        """For a job; `from_args` gives it back."""
        period = self.period
        return {
            "kind": self.kind.value,
            "as_of": self.as_of.isoformat(),
            "rollout_id": self.rollout_id,
            "document_id": self.document_id,
            "unit_id": self.unit_id,
            "period": [period.kind.value, period.starts_on.isoformat()] if period else None,
            "compared_at": self.compared_at.isoformat() if self.compared_at else None,
        }

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> "Scope":
        period, compared_at = args["period"], args["compared_at"]
        return cls(
            kind=Kind(args["kind"]),
            as_of=datetime.fromisoformat(args["as_of"]),
            rollout_id=args["rollout_id"],
            document_id=args["document_id"],
            unit_id=args["unit_id"],
            period=_period_of(*period) if period else None,
            compared_at=datetime.fromisoformat(compared_at) if compared_at else None,
        )


def _period_of(kind: str, starts_on: str) -> Period:
    return period_at(PeriodKind(kind), date.fromisoformat(starts_on), school_years())


def of_rollout(rollout_id: int, as_of: datetime) -> Scope:
    return Scope(Kind.COMPLETION, as_of, rollout_id=rollout_id)


def of_period(
    period: Period, *, now: datetime, unit_id: int | None = None, kind: Kind | None = None
) -> Scope:
    """As things stood when the period closed; one that is not over yet, as they stand now."""
    kind = kind or (Kind.UNIT if unit_id else Kind.PERIODIC)
    return Scope(kind, min(now, end_of(period.ends_on)), unit_id=unit_id, period=period)


def period_before(period: Period) -> Period:
    """Weeks between two school years belong to the later one: the day before is not enough."""
    plans, day = school_years(), period.starts_on - timedelta(days=1)
    while (before := period_at(period.kind, day, plans)) == period:
        day -= timedelta(days=7)
    return before


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
