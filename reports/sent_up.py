"""The periods of which units have sent reports up, to choose from."""

from dataclasses import dataclass
from datetime import date

from reports.models import Report
from training.models.occurrences import period_label

MOST_PERIODS = 60


@dataclass(frozen=True)
class PeriodSent:
    kind: str
    year: int
    part: int
    ends_on: date

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.year}-{self.part}"

    @property
    def words(self) -> str:
        return period_label(self.kind, self.year, self.part)

    @property
    def columns(self) -> dict[str, object]:
        return {
            "period_kind": self.kind,
            "period_year": self.year,
            "period_part": self.part,
        }


def periods_sent() -> list[PeriodSent]:
    """The newest first."""
    columns = ("period_kind", "period_year", "period_part", "ends_on")
    found = Report.objects.sent_up().order_by("-ends_on", "period_kind")
    return [PeriodSent(*row) for row in found.values_list(*columns).distinct()[:MOST_PERIODS]]


def chosen_period(periods: list[PeriodSent], key: str) -> PeriodSent | None:
    return next((period for period in periods if period.key == key), None)
