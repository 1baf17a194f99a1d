"""Which units have sent their report of a period up, and which have not.

A report is expected of a unit that had work in the period: open at its end, or confirmed in it, as
`collecting` reads a period. What was exempted, cancelled or handed over before it was confirmed is
not asked about, and a unit that ended by the period's last day sends none. Sent is what stands:
issued and not revoked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.units.models import Unit, UnitPeriod
from portal.vietnamese.periods import Period, PeriodKind
from reports.making_forms import key_of, periods_offered
from reports.measures import DONE, NOT_EXPECTED
from reports.models import Report
from reports.scope import end_of, start_of
from training.models import Assignment, AssignmentEvent, Confirmation, Review
from training.transitions import Transition

MOST_PERIODS = 60
OPEN = [state.value for state in Assignment.State if state not in DONE | NOT_EXPECTED]


def periods_to_choose(today: date) -> dict[PeriodKind, list[Period]]:
    """Of each kind those a report is made of now, and older ones that were sent."""
    found = {kind: periods_offered(kind, today) for kind in PeriodKind}
    for period in _periods_sent():
        if period not in found[period.kind]:
            found[period.kind].append(period)
    return found


def chosen_period(choices: dict[PeriodKind, list[Period]], key: str) -> Period | None:
    return next((each for each in chain(*choices.values()) if key_of(each) == key), None)


def _periods_sent() -> list[Period]:
    """The newest first."""
    columns = ("period_kind", "period_year", "period_part", "starts_on", "ends_on")
    rows = Report.objects.sent_up().order_by("-ends_on", "period_kind").values_list(*columns)
    return [Period(PeriodKind(kind), *rest) for kind, *rest in rows.distinct()[:MOST_PERIODS]]


@dataclass(frozen=True)
class Line:
    """A unit as it was called on the period's last day; `report` where it has sent one."""

    code: str
    name: str
    kind: str
    branch: str
    is_expected: bool
    report: Report | None


class Sending:
    """The units of one period; two queries, and one for the names of those that are shown."""

    def __init__(self, period: Period) -> None:
        self.period = period

    @cached_property
    def reports(self) -> dict[int, Report]:
        of_period = Report.objects.standing().exclude(unit=None).filter(**columns_of(self.period))
        rows = of_period.order_by("issued_at", "pk")
        return {report.unit_id: report for report in rows.defer("snapshot")}

    @cached_property
    def units(self) -> dict[int, bool]:
        """By code: those of whom a report is expected, and those that sent one anyhow."""
        has_work = Exists(_work_in(self.period).filter(unit=OuterRef("pk")))
        is_there = Q(ended_on=None) | Q(ended_on__gt=self.period.ends_on)
        units = Unit.objects.annotate(
            is_expected=ExpressionWrapper(is_there & has_work, BooleanField())
        )
        rows = units.filter(Q(is_expected=True) | Q(pk__in=self.reports)).order_by("code")
        return dict(rows.values_list("pk", "is_expected"))

    @property
    def expected(self) -> int:
        return sum(self.units.values())

    @property
    def sent(self) -> int:
        """Of those expected."""
        return sum(expected for unit, expected in self.units.items() if unit in self.reports)

    @property
    def missing(self) -> int:
        return self.expected - self.sent

    @property
    def unasked(self) -> int:
        """Those that sent one though none was expected of them."""
        return sum(not expected for expected in self.units.values())

    def chosen(self, only: str) -> list[int]:
        """Units, by code: with `only` those that have sent or have not."""
        if only not in ONLY:
            return list(self.units)
        return [unit for unit in self.units if (unit in self.reports) is (only == SENT)]

    def lines(self, units: Iterable[int]) -> list[Line]:
        units = list(units)
        known = UnitPeriod.objects.known(self.period.ends_on)
        parents = known.filter(unit=OuterRef("parent")).exclude(kind="authority")
        rows = known.filter(unit__in=units).annotate(branch=Subquery(parents.values("name")[:1]))
        places = {row.unit_id: row for row in rows.select_related("unit", "kind")}
        return [self._line(unit, places[unit]) for unit in units if unit in places]

    def _line(self, unit: int, place: UnitPeriod) -> Line:
        return Line(
            code=place.unit.code,
            name=place.name,
            kind=place.kind.name,
            branch=place.branch or "",
            is_expected=self.units[unit],
            report=self.reports.get(unit),
        )


SENT, NOT_SENT = "da-gui", "chua-gui"
ONLY = (SENT, NOT_SENT)


def columns_of(period: Period) -> dict[str, object]:
    return {
        "period_kind": period.kind.value,
        "period_year": period.year,
        "period_part": period.part,
    }


def _work_in(period: Period) -> QuerySet[Assignment]:
    """What was still open at the period's end (or is now), and what was confirmed in it. Only where
    something happened since has the state of then to be looked up."""
    start, end = start_of(period.starts_on), min(timezone.now(), end_of(period.ends_on))
    events = AssignmentEvent.objects.filter(assignment=OuterRef("pk"))
    revoked = Q(review__outcome=Review.Outcome.REVOKED, review__reviewed_at__lte=end)
    signed = Confirmation.objects.filter(
        assignment=OuterRef("pk"), signed_at__gte=start, signed_at__lte=end
    ).exclude(revoked)
    was_changed = Exists(events.filter(at__gt=end))
    is_open = Q(state__in=OPEN) & ~was_changed | Q(state_then__in=OPEN) & was_changed
    given = Assignment.objects.filter(assigned_at__lte=end)
    return given.alias(state_then=_state_at(end)).filter(is_open | Exists(signed))


def _state_at(moment: datetime) -> Coalesce:
    """Without the handing over that was taken back later: the work was where it is again."""
    events = AssignmentEvent.objects.filter(assignment=OuterRef("pk"), at__lte=moment)
    undone = AssignmentEvent.objects.filter(
        assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"), act=Transition.UNDO_TRANSFER
    )
    handing = Q(act__in=[Transition.TRANSFER, Transition.COME_BACK])
    events = events.exclude(from_state=F("to_state")).exclude(handing & Exists(undone))
    last = events.order_by("-at", "-pk").values("to_state")[:1]
    return Coalesce(Subquery(last), Value(Assignment.State.ASSIGNED.value))
