"""Units × tasks of a rollout: a row a unit, a cell an assignment, filtered as the address says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from portal.units.models import UnitKind, UnitPeriod
from portal.vietnamese.working_days import working_days_between
from training.models import Assignment, ConfirmationDraft, Rollout, Task
from training.unit_desk import tone_of

LATE, LATE_DONE = "qua-han", "lam-cham"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty strings ask for nothing."""

    kind: str = ""
    branch: str = ""
    state: str = ""
    lateness: str = ""
    words: str = ""
    # How it is shown; nothing is left out by these.
    sort: str = ""
    look: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        state = query.get("trang-thai", "")
        lateness = query.get("cham", "")
        branch = query.get("nhanh", "")
        return cls(
            kind=query.get("loai", ""),
            branch=branch if branch.isdecimal() else "",
            state=state if state in Assignment.State.values else "",
            lateness=lateness if lateness in {LATE, LATE_DONE} else "",
            words=query.get("q", "")[:100],
            sort=query.get("sap", "") if query.get("sap") == "cham-nhat" else "",
            look=query.get("hien", "") if query.get("hien") in {"gon", "chu"} else "",
        )

    @property
    def query(self) -> dict[str, str]:
        named = {
            "loai": self.kind,
            "nhanh": self.branch,
            "trang-thai": self.state,
            "cham": self.lateness,
            "q": self.words,
            "sap": self.sort,
            "hien": self.look,
        }
        return {name: value for name, value in named.items() if value}

    @property
    def encoded(self) -> str:
        """For an address that adds to the filters: "loai=commune&", or nothing."""
        return urlencode(self.query) + "&" if self.query else ""

    def chips(self, branch_name: str) -> list[dict[str, object]]:
        """Each active filter with the address that takes it off."""
        labels = {
            "kind": UnitKind.objects.filter(pk=self.kind).values_list("name", flat=True).first(),
            "branch": branch_name,
            "state": dict(Assignment.State.choices).get(self.state),
            "lateness": {LATE: _("Quá hạn"), LATE_DONE: _("Làm chậm")}.get(self.lateness),
            "words": self.words and f"“{self.words}”",
        }
        return [
            {
                "url": "?" + urlencode(replace(self, **{name: ""}).query),
                "label": _("%(filter)s, bỏ lọc") % {"filter": label},
                "current": True,
            }
            for name, label in labels.items()
            if label
        ]


@dataclass(frozen=True)
class Cell:
    assignment: Assignment | None
    words: str
    tone: str
    sign: str


SIGNS = {
    Assignment.State.ASSIGNED: "○",
    Assignment.State.ACKNOWLEDGED: "○",
    Assignment.State.CONFIRMED: "●",
    Assignment.State.ACCEPTED: "✓",
    Assignment.State.RETURNED: "↩",
    Assignment.State.EXEMPTION_ASKED: "?",
    Assignment.State.EXEMPT: "–",
    Assignment.State.CANCELLED: "×",
}


def assignments_of(
    rollout: Rollout, filters: Filters, on: date, branch_ids: list[int]
) -> QuerySet[Assignment]:
    """The rollout's assignments that the filters let through."""
    rows = Assignment.objects.filter(task__rollout=rollout)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.lateness:
        rows = rows.overdue(on) if filters.lateness == LATE else rows.late()
    if filters.branch:
        rows = rows.filter(unit__in=branch_ids)
    if filters.kind or filters.words:
        periods = UnitPeriod.objects.in_force(on)
        periods = periods.of_kinds([filters.kind]) if filters.kind else periods
        rows = rows.filter(unit__in=periods.matching(filters.words).values("unit"))
    return rows


def units_of(rows: QuerySet[Assignment], on: date) -> QuerySet[UnitPeriod]:
    """The rows of the matrix: units with at least one assignment that is let through."""
    return (
        UnitPeriod.objects.in_force(on)
        .filter(Exists(rows.filter(unit=OuterRef("unit"))))
        .select_related("unit", "kind")
        .order_by("kind__order", "unit__code")
    )


def matrix_of(
    rollout: Rollout, tasks: list[Task], units: list[UnitPeriod], on: date
) -> list[tuple[UnitPeriod, list[Cell]]]:
    """Every assignment of the units shown, in one query."""
    rows = (
        Assignment.objects.filter(task__rollout=rollout, unit__in=[u.unit_id for u in units])
        .annotate(has_draft=Exists(ConfirmationDraft.objects.filter(assignment=OuterRef("pk"))))
        .select_related("task")
    )
    found = {(row.unit_id, row.task_id): row for row in rows}
    return [
        (unit, [_cell(found.get((unit.unit_id, task.pk)), on) for task in tasks]) for unit in units
    ]


def _cell(row: Assignment | None, on: date) -> Cell:
    if row is None:
        return Cell(None, "", "", "")
    if row.is_overdue(on):
        days = working_days_between(row.due_on, on)
        return Cell(row, _("Quá hạn %(days)s ngày") % {"days": days}, "late", "!")
    words = str(row.get_state_display())
    if row.has_draft and row.state in {Assignment.State.ASSIGNED, Assignment.State.ACKNOWLEDGED}:
        words = _("Có bản nháp")
    return Cell(row, words, tone_of(row, on), SIGNS[Assignment.State(row.state)])


def listing_of(rows: QuerySet[Assignment], on: date) -> Iterator[list[Any]]:
    """The filtered assignments as typed rows for a spreadsheet, in the order of the screen."""
    period = UnitPeriod.objects.in_force(on).filter(unit=OuterRef("unit"))
    ordered = (
        rows.select_related("task", "unit")
        .annotate(
            unit_name=Subquery(period.values("name")[:1]),
            kind_name=Subquery(period.values("kind__name")[:1]),
            kind_order=Subquery(period.values("kind__order")[:1]),
        )
        .order_by("kind_order", "unit__code", "task__order")
    )
    for row in ordered.iterator(chunk_size=2000):
        yield [
            *(row.unit.code, row.unit_name, row.kind_name, row.task.title, row.due_on),
            str(row.get_state_display()),
            _("quá hạn") if row.is_overdue(on) else "",
            row.first_confirmed_at,
            row.accepted_at,
        ]


def listing_headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Loại"),
        _("Nhiệm vụ"),
        _("Hạn"),
        _("Tình trạng"),
        _("Quá hạn"),
        _("Xác nhận lần đầu"),
        _("Chấp nhận lúc"),
    ]
