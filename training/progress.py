"""How far rollouts have come: totals for the office, and without names for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from training.models import Assignment, Rollout

# Groups smaller than this would point at single units.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Totals:
    """E and its parts; `expected` leaves out what is exempt or cancelled."""

    expected: int = 0
    accepted: int = 0
    waiting: int = 0
    overdue: int = 0

    @property
    def done(self) -> int:
        return self.accepted + self.waiting

    @property
    def open(self) -> int:
        return self.expected - self.done - self.overdue

    @property
    def parts(self) -> list[tuple[str, int, str]]:
        """For the stacked bar: label, number, tone."""
        return [
            (_("đã chấp nhận"), self.accepted, "ok"),
            (_("chờ thẩm định"), self.waiting, "wait"),
            (_("chưa làm, trong hạn"), self.open, "idle"),
            (_("quá hạn"), self.overdue, "late"),
        ]


def totals_of(rollouts: Iterable[Rollout], on: date) -> dict[int, Totals]:
    """For many rollouts with one query."""
    overdue = Q(state__in=Assignment.WITH_UNIT, first_confirmed_at=None, due_on__isnull=False) & Q(
        due_on__lt=on - F("task__grace_days")
    )
    counted = (
        Assignment.objects.filter(task__rollout__in=[rollout.pk for rollout in rollouts])
        .expected()
        .values("task__rollout")
        .annotate(
            expected=Count("pk"),
            accepted=Count("pk", filter=Q(state=Assignment.State.ACCEPTED)),
            waiting=Count("pk", filter=Q(state=Assignment.State.CONFIRMED)),
            overdue=Count("pk", filter=overdue),
        )
    )
    found = {row.pop("task__rollout"): Totals(**row) for row in counted}
    return {rollout.pk: found.get(rollout.pk, Totals()) for rollout in rollouts}


@dataclass(frozen=True)
class PublicProgress:
    """What everybody may know: totals, and nothing late before the date has passed."""

    rollout: Rollout
    totals: Totals
    by_kind: list[tuple[str, int, int]]
    last_due: date | None
    is_past: bool


def public_progress(on: date) -> list[PublicProgress]:
    rollouts = list(
        Rollout.objects.filter(state__in=["issued", "closed"])
        .select_related("document")
        .annotate(last_due=Max("tasks__due_on"))
        .order_by("-issued_at")
    )
    totals = totals_of(rollouts, on)
    kinds = _by_kind([rollout.pk for rollout in rollouts], on)
    return [
        PublicProgress(
            rollout=rollout,
            totals=totals[rollout.pk],
            by_kind=kinds.get(rollout.pk, []),
            last_due=rollout.last_due,
            is_past=bool(rollout.last_due and rollout.last_due < on),
        )
        for rollout in rollouts
    ]


def _by_kind(rollout_ids: list[int], on: date) -> dict[int, list[tuple[str, int, int]]]:
    """(kind, done, expected) for every rollout; small groups go together as "other"."""
    families = {}
    for period in UnitPeriod.objects.in_force(on).select_related("kind__parent"):
        kind = period.kind.parent or period.kind
        families[period.unit_id] = kind.name
    rows = (
        Assignment.objects.filter(task__rollout__in=rollout_ids)
        .expected()
        .values_list("task__rollout", "unit")
        .annotate(
            expected=Count("pk"),
            done=Count("pk", filter=Q(state__in=["confirmed", "accepted"])),
        )
    )
    sums: dict[int, dict[str, list[int]]] = {}
    for rollout_id, unit_id, expected, done in rows:
        group = sums.setdefault(rollout_id, {}).setdefault(families.get(unit_id, ""), [0, 0, 0])
        group[0] += 1
        group[1] += done
        group[2] += expected
    return {rollout_id: _merged(groups) for rollout_id, groups in sums.items()}


def _merged(groups: dict[str, list[int]]) -> list[tuple[str, int, int]]:
    large = [(name, g[1], g[2]) for name, g in groups.items() if g[0] >= SMALLEST_GROUP and name]
    small = [g for name, g in groups.items() if g[0] < SMALLEST_GROUP or not name]
    units = sum(group[0] for group in small)
    if units >= SMALLEST_GROUP:
        large.append((_("Đơn vị khác"), sum(g[1] for g in small), sum(g[2] for g in small)))
    return large
