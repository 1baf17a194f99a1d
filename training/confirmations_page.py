"""All that units have confirmed, and what the office entered for them: filtered by the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.models import UnitPeriod
from portal.web.templatetags.portal import vn_number
from training.catalogue import INDICATORS, Channel
from training.models import Assignment, Confirmation, Review

WAITING = "cho"
OUTCOMES = [(WAITING, gettext_lazy("Chờ thẩm định")), *Review.Outcome.choices]


@dataclass(frozen=True)
class ConfirmationFilters:
    rollout: str
    entry: str
    outcome: str
    words: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "ConfirmationFilters":
        rollout, entry = query.get("dot", ""), query.get("cach", "")
        outcome = query.get("ket-qua", "")
        return cls(
            rollout=rollout if rollout.isdecimal() and len(rollout) < 10 else "",
            entry=entry if entry in Confirmation.Entry.values else "",
            outcome=outcome if outcome in dict(OUTCOMES) else "",
            words=query.get("q", "").strip()[:100],
        )


def confirmations_of(filters: ConfirmationFilters, on: date) -> QuerySet[Confirmation]:
    """The newest first; with `is_superseded` where a later one took its place."""
    later = Confirmation.objects.filter(
        assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    rows = Confirmation.objects.select_related(
        "assignment__task",
        "assignment__unit",
        "assignment__occurrence",
        "review",
        "entered_by",
        "link",
    ).annotate(is_superseded=Exists(later))
    if filters.rollout:
        rows = rows.filter(assignment__task__rollout=filters.rollout)
    if filters.entry:
        rows = rows.filter(entry=filters.entry)
    if filters.outcome:
        outcome = None if filters.outcome == WAITING else filters.outcome
        rows = rows.filter(review__outcome=outcome)
        rows = rows.filter(_waits()) if outcome is None else rows
    if filters.words:
        units = UnitPeriod.objects.known(on).matching(filters.words)
        rows = rows.filter(assignment__unit__in=units.values("unit"))
    return rows.order_by("-signed_at", "-pk")


def _waits() -> Q:
    """The last one of its assignment, unless the unit was asked again meanwhile."""
    return Q(is_superseded=False) & ~Q(assignment__state=Assignment.State.ASKED_AGAIN)


def figures_of(confirmation: Confirmation) -> list[str]:
    """Each figure it gives, as “name: number”."""
    return [
        f"{INDICATORS[row.indicator].name}: {vn_number(row.value)}"
        for row in confirmation.indicator_values.all()
        if row.indicator in INDICATORS
    ]


def channel_words(confirmation: Confirmation) -> str:
    return "; ".join(str(Channel(channel).label) for channel in confirmation.channels)


def outcome_words(confirmation: Confirmation) -> str:
    review = getattr(confirmation, "review", None)
    if review:
        return str(review.get_outcome_display())
    # Asked again before anybody reviewed it, it waits no more.
    superseded = getattr(confirmation, "is_superseded", False)
    asked_again = confirmation.assignment.is_asked_again or superseded
    return _("Không thẩm định") if asked_again else _("Chờ thẩm định")
