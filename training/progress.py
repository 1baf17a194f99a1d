"""How far rollouts have come: totals for the office, and without names for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from portal.units.models import UnitPeriod
from training.models import Assignment, Rollout
from training.models.assignments import overdue_on

# Groups smaller than this would point at single units.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Totals:
    """E and its parts; `expected` leaves out what is exempt, cancelled or transferred."""

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
    def undone(self) -> int:
        return self.expected - self.done

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
    rows = Assignment.objects.filter(task__rollout__in=[rollout.pk for rollout in rollouts])
    counted = rows.expected().values("task__rollout").annotate(**_parts_of(on))
    found = {row.pop("task__rollout"): Totals(**row) for row in counted}
    return {rollout.pk: found.get(rollout.pk, Totals()) for rollout in rollouts}


def totals_in(rows: QuerySet[Assignment], on: date) -> Totals:
    """Of these assignments alone, say of one period."""
    return Totals(**rows.expected().aggregate(**_parts_of(on)))


def _parts_of(on: date) -> dict[str, Count]:
    return {
        "expected": Count("pk"),
        "accepted": Count("pk", filter=Q(state=Assignment.State.ACCEPTED)),
        "waiting": Count("pk", filter=Q(state=Assignment.State.CONFIRMED)),
        "overdue": Count("pk", filter=overdue_on(on)),
    }


@dataclass
class Group:
    """Units of one kind in a rollout, and how many of their assignments are done."""

    name: str
    units: int = 0
    done: int = 0
    expected: int = 0
    # The rest of all kinds is named by the portal, a kind by the authority.
    is_rest: bool = False

    def add(self, other: "Group") -> None:
        self.units += other.units
        self.done += other.done
        self.expected += other.expected


@dataclass(frozen=True)
class PublicProgress:
    """What everybody may know. `totals` is None where so few units are addressed that figures would
    point at single ones; the kinds, and what is overdue, are told only after the last date."""

    rollout: Rollout
    totals: Totals | None
    groups: list[Group]
    last_due: date | None
    is_past: bool


def public_rollouts(document_slug: str = "") -> QuerySet[Rollout]:
    """Those that were issued, the newest first; with a slug, of that document."""
    rollouts = Rollout.objects.filter(state__in=["issued", "closed"]).select_related("document")
    if document_slug:
        rollouts = rollouts.filter(document__slug=document_slug)
    last_due = Greatest(Max("tasks__due_on"), Max("tasks__occurrences__due_on"))
    return rollouts.annotate(last_due=last_due).order_by("-issued_at", "-pk")


def public_progress(rollouts: list[Rollout], on: date) -> list[PublicProgress]:
    """Of `public_rollouts`; three queries."""
    totals = totals_of(rollouts, on)
    groups = _groups([rollout.pk for rollout in rollouts], on)
    return [_told(r, totals[r.pk], groups.get(r.pk, []), on) for r in rollouts]


def _told(rollout: Rollout, totals: Totals, groups: list[Group], on: date) -> PublicProgress:
    past_due = bool(rollout.last_due and rollout.last_due < on)
    is_past = past_due or rollout.state == Rollout.State.CLOSED
    is_large = sum(group.units for group in groups) >= SMALLEST_GROUP
    return PublicProgress(
        rollout=rollout,
        totals=totals if is_large else None,
        groups=merged(groups) if is_large and is_past else [],
        last_due=rollout.last_due,
        is_past=is_past,
    )


def merged(groups: list[Group]) -> list[Group]:
    """Without a group under SMALLEST_GROUP units, and without one that could be had by taking the
    others from the whole. [] where nothing is left to compare."""
    large = sorted((g for g in groups if g.units >= SMALLEST_GROUP and g.name), key=_size)
    rest = Group(_("Đơn vị khác"), is_rest=True)
    for group in groups:
        if group not in large:
            rest.add(group)
    while large and 0 < rest.units < SMALLEST_GROUP:
        rest.add(large.pop(0))
    told = sorted(large, key=_size, reverse=True) + ([rest] if rest.units else [])
    return told if len(told) > 1 else []


def _size(group: Group) -> tuple[int, str]:
    return group.units, group.name


def _groups(rollout_ids: list[int], on: date) -> dict[int, list[Group]]:
    families = {}
    for period in UnitPeriod.objects.known(on).select_related("kind__parent"):
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
    found: dict[int, dict[str, Group]] = {}
    for rollout_id, unit_id, expected, done in rows:
        name = families.get(unit_id, "")
        group = found.setdefault(rollout_id, {}).setdefault(name, Group(name))
        group.add(Group(name, 1, done, expected))
    return {rollout_id: list(groups.values()) for rollout_id, groups in found.items()}
