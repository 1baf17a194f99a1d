"""What a report looks at: its kind, a moment, and a rollout, a document, a unit or a period."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calendar.days import school_years
from portal.vietnamese.periods import Period, period_at


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


def of_rollout(rollout_id: int, as_of: datetime) -> Scope:
    return Scope(Kind.COMPLETION, as_of, rollout_id=rollout_id)


def of_period(
    period: Period, *, now: datetime, unit_id: int | None = None, kind: Kind | None = None
) -> Scope:
    """As things stood when the period closed; one that is not over yet, as they stand now."""
    kind = kind or (Kind.UNIT if unit_id else Kind.PERIODIC)
    return Scope(kind, min(now, end_of(period.ends_on)), unit_id=unit_id, period=period)


def period_before(period: Period) -> Period:
    return period_at(period.kind, period.starts_on - timedelta(days=1), school_years())


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
