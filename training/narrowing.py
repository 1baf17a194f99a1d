"""What the addresses of the office's lists ask for: one set of filters for all of them."""

from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Actor
from portal.units.models import UnitKind, UnitPeriod
from portal.units.services import branch_of
from training.columns import ALL_PERIODS, label_of, of_period, period_of
from training.flags import FIGURES, SAME_FILE, figures_among, files_among
from training.models import Assignment, ReviewClaim, Rollout, Task

MINE, ANY_FLAG = "cua-toi", "co"
# Of each recurring task the period opened last; asked for within a rollout.
LATEST = "moi-nhat"
# A longer number is no row's.
MOST_DIGITS = 9
NAMES = {
    "rollout": "dot",
    "task": "nhiem-vu",
    "period": "ky",
    "unit": "don-vi",
    "kind": "loai",
    "branch": "nhanh",
    "state": "trang-thai",
    "flag": "luu-y",
    "share": "phan",
    "words": "q",
}
FLAGS: dict[str, Promise] = {
    ANY_FLAG: gettext_lazy("Có điều cần xem lại"),
    FIGURES: gettext_lazy("Số liệu lớn hơn số người"),
    SAME_FILE: gettext_lazy("Tệp dùng ở nhiều việc"),
}


@dataclass(frozen=True)
class Narrowing:
    """Empty strings ask for nothing; what no filter knows is dropped."""

    rollout: str = ""
    task: str = ""
    period: str = ""
    unit: str = ""
    kind: str = ""
    branch: str = ""
    state: str = ""
    flag: str = ""
    share: str = ""
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict, *, but: frozenset[str] = frozenset()) -> "Narrowing":
        asked = {name: query.get(NAMES[name], "") for name in NAMES if name not in but}
        allowed = {
            "state": Assignment.State.values,
            "flag": list(FLAGS),
            "share": [MINE],
        }
        for name, values in allowed.items():
            if asked.get(name, "") not in values:
                asked[name] = ""
        for name in ("rollout", "task", "unit", "branch"):
            asked[name] = _number(asked.get(name, ""))
        asked["period"] = _period(asked.get("period", ""), asked["rollout"])
        asked["kind"] = asked.get("kind", "")[:30]
        asked["words"] = asked.get("words", "").strip()[:100]
        return cls(**asked)

    @property
    def query(self) -> dict[str, str]:
        return {
            NAMES[field.name]: value
            for field in fields(self)
            if (value := getattr(self, field.name))
        }

    @property
    def encoded(self) -> str:
        return urlencode(self.query)

    def chips(self, on: date) -> list[dict[str, object]]:
        """Each active filter with the address that takes it off."""
        return [
            {
                "url": "?" + urlencode(replace(self, **{name: ""}).query),
                "label": _("%(filter)s, bỏ lọc") % {"filter": label},
                "current": True,
            }
            for name, label in self._labels(on).items()
            if label
        ]

    def _labels(self, on: date) -> dict[str, object]:
        names = UnitPeriod.objects.known(on)
        return {
            "rollout": self.rollout and _name(Rollout.objects.filter(pk=self.rollout), "title"),
            "task": self.task and _name(Task.objects.filter(pk=self.task), "title"),
            "period": _("Kỳ mới nhất") if self.period == LATEST else label_of(self.period),
            "unit": self.unit and _name(names.filter(unit=self.unit), "name"),
            "kind": self.kind and _name(UnitKind.objects.filter(pk=self.kind), "name"),
            "branch": self.branch and _name(names.filter(unit=self.branch), "name"),
            "state": dict(Assignment.State.choices).get(self.state),
            "flag": FLAGS.get(self.flag),
            "share": _("Phần của tôi") if self.share else "",
            "words": self.words and f"“{self.words}”",
        }

    def narrow(self, rows: QuerySet[Assignment], actor: Actor, on: date) -> QuerySet[Assignment]:
        """The assignments that all filters let through."""
        for field, value in (
            ("task__rollout", self.rollout),
            ("task", self.task),
            ("unit", self.unit),
            ("state", self.state),
        ):
            if value:
                rows = rows.filter(**{field: value})
        if self.period:
            period = "" if self.period == LATEST else self.period
            rows = rows.filter(of_period(period, int(self.rollout or 0)))
        if self.kind or self.branch or self.words:
            rows = rows.filter(unit__in=self.units(on).values("unit"))
        if self.share:
            rows = share_of(rows, actor, on)
        return flagged(rows, self.flag) if self.flag else rows

    def units(self, on: date) -> QuerySet[UnitPeriod]:
        """The units that the filters of units let through, also those that have ended since."""
        periods = UnitPeriod.objects.known(on)
        if self.unit:
            periods = periods.filter(unit=self.unit)
        if self.kind:
            periods = periods.of_kinds([self.kind])
        if self.branch:
            periods = periods.filter(unit__in=branch_of(roots=[int(self.branch)], on=on))
        return periods.matching(self.words) if self.words else periods


def share_of(rows: QuerySet[Assignment], actor: Actor, on: date) -> QuerySet[Assignment]:
    """What this person looks at just now, and the kinds of units that are his to review; of a
    person without such kinds, whatever nobody else looks at."""
    live = ReviewClaim.objects.live(timezone.now()).filter(assignment=OuterRef("pk"))
    kinds = list(actor.user.review_shares.values_list("kind", flat=True))
    own = Exists(live.filter(by=actor.user))
    if not kinds:
        return rows.exclude(Exists(live.exclude(by=actor.user)))
    periods = UnitPeriod.objects.known(on).of_kinds(kinds)
    return rows.filter(Q(unit__in=periods.values("unit")) | Q(own))


def flagged(rows: QuerySet[Assignment], flag: str) -> QuerySet[Assignment]:
    """Assignments whose newest confirmation carries the flag: found as a set, since a queue may
    hold tens of thousands."""
    kinds = {FIGURES: [figures_among], SAME_FILE: [files_among]}
    found: set[int] = set()
    for among in kinds.get(flag, [figures_among, files_among]):
        found |= among(rows)
    return rows.filter(pk__in=found)


def _number(typed: str) -> str:
    return typed if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else ""


def _period(typed: str, rollout: str) -> str:
    if typed == LATEST:
        return typed if rollout else ""
    return "" if typed == ALL_PERIODS else period_of(typed)


def _name(rows: QuerySet, field: str) -> str:
    return rows.values_list(field, flat=True).first() or ""
