"""Units × tasks of a rollout: a row a unit, a cell an assignment, filtered as the address says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.units.models import UnitKind, UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from portal.web.templatetags.portal import vn_date
from training.columns import Column, label_of, of_period, period_of
from training.models import Assignment, ConfirmationDraft, Rollout
from training.texts import mark_confirmed
from training.then import after, as_on, given_by, overdue_then, with_state_then
from training.unit_desk import tone_of

LATE, LATE_DONE = "qua-han", "lam-cham"
BATCH_ROWS = 2000


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty strings ask for nothing."""

    kind: str = ""
    branch: str = ""
    state: str = ""
    lateness: str = ""
    words: str = ""
    period: str = ""
    # An earlier day to show names, units and states of; "" for today.
    day: str = ""
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
            period=period_of(query.get("ky", "")),
            day=_past_day(query.get("ngay", "")),
            sort=query.get("sap", "") if query.get("sap") == "cham-nhat" else "",
            look=query.get("hien", "") if query.get("hien") in {"gon", "chu"} else "",
        )

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day) if self.day else timezone.localdate()

    @property
    def moment(self) -> datetime | None:
        """What came from then on is not shown; None for today."""
        return after(self.on) if self.day else None

    @property
    def query(self) -> dict[str, str]:
        named = {
            "loai": self.kind,
            "nhanh": self.branch,
            "trang-thai": self.state,
            "cham": self.lateness,
            "q": self.words,
            "ky": self.period,
            "ngay": self.day,
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
            "period": label_of(self.period),
            "day": self.day
            and _("Như ngày %(date)s") % {"date": vn_date(date.fromisoformat(self.day))},
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


def _past_day(typed: str) -> str:
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    return day.isoformat() if day and day < timezone.localdate() else ""


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
    Assignment.State.ASKED_AGAIN: "↻",
    Assignment.State.EXEMPTION_ASKED: "?",
    Assignment.State.EXEMPT: "–",
    Assignment.State.CANCELLED: "×",
    Assignment.State.TRANSFERRED: "→",
}
HANDED_ON = "↳"


def assignments_of(
    rollout: Rollout, filters: Filters, on: date, branch_ids: list[int]
) -> QuerySet[Assignment]:
    """The rollout's assignments that the filters let through, as of the day."""
    of_columns = of_period(filters.period, rollout, filters.moment)
    rows = Assignment.objects.filter(of_columns, task__rollout=rollout)
    rows = _in_state_then(rows, filters, on) if filters.day else _in_state(rows, filters, on)
    if filters.branch:
        rows = rows.filter(unit__in=branch_ids)
    if filters.kind or filters.words:
        periods = UnitPeriod.objects.known(on)
        periods = periods.of_kinds([filters.kind]) if filters.kind else periods
        rows = rows.filter(unit__in=periods.matching(filters.words).values("unit"))
    return rows


def _in_state(rows: QuerySet[Assignment], filters: Filters, on: date) -> QuerySet[Assignment]:
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.lateness:
        rows = rows.overdue(on) if filters.lateness == LATE else rows.late()
    return rows


def _in_state_then(rows: QuerySet[Assignment], filters: Filters, on: date) -> QuerySet[Assignment]:
    rows = given_by(rows, on)
    if filters.state:
        rows = with_state_then(rows, on).filter(state_then=filters.state)
    if filters.lateness == LATE:
        rows = overdue_then(rows, on)
    elif filters.lateness:
        rows = rows.late().filter(first_confirmed_at__lt=after(on))
    return rows


def units_of(rows: QuerySet[Assignment], on: date) -> QuerySet[UnitPeriod]:
    """The rows of the matrix: units with at least one assignment that is let through, also those
    that have ended since, under the name they had last."""
    return (
        UnitPeriod.objects.known(on)
        .filter(Exists(rows.filter(unit=OuterRef("unit"))))
        .select_related("unit", "kind")
        .order_by("kind__order", "unit__code")
    )


def unit_names(unit_ids: set[int], on: date) -> dict[int, str]:
    periods = UnitPeriod.objects.known(on).filter(unit__in=unit_ids)
    return dict(periods.values_list("unit", "name"))


def counts_by_column(rows: QuerySet[Assignment]) -> Counter[tuple[int, int | None]]:
    counted = rows.order_by().values("task", "occurrence").annotate(n=Count("pk"))
    return Counter({(row["task"], row["occurrence"]): row["n"] for row in counted})


def matrix_of(
    columns: list[Column],
    units: list[UnitPeriod],
    on: date,
    calendar: WorkCalendar,
    *,
    then: bool = False,
) -> list[tuple[UnitPeriod, list[Cell]]]:
    """Every assignment of the columns and the units shown, in one query; `then` as they stood on
    the day."""
    tasks = {column.task.pk for column in columns}
    occurrences = {column.occurrence.pk for column in columns if column.occurrence}
    rows = (
        Assignment.objects.filter(task__in=tasks, unit__in=[u.unit_id for u in units])
        .annotate(has_draft=Exists(ConfirmationDraft.objects.filter(assignment=OuterRef("pk"))))
        .filter(Q(occurrence=None) | Q(occurrence__in=occurrences))
        .select_related("task")
    )
    shown = as_on(given_by(rows, on), on) if then else list(rows)
    mark_confirmed(shown, on if then else None)
    found = {(row.unit_id, row.task_id, row.occurrence_id): row for row in shown}
    return [
        (unit, [_cell(found.get((unit.unit_id, *c.key)), on, calendar) for c in columns])
        for unit in units
    ]


def _cell(row: Assignment | None, on: date, calendar: WorkCalendar) -> Cell:
    """What was handed on has a sign of its own after that of its state: no sum counts it."""
    if row is None:
        return Cell(None, "", "", "")
    words, tone, sign = _state_of(row, on, calendar)
    if row.handed_on_from_id:
        words, sign = _("%(state)s (giao xuống)") % {"state": words}, sign + HANDED_ON
    if row.earlier and tone != "late":
        words = _("%(state)s, %(text)s") % {"state": words, "text": row.earlier.label}
    return Cell(row, words, tone, sign)


def _state_of(row: Assignment, on: date, calendar: WorkCalendar) -> tuple[str, str, str]:
    """Words, tone, sign."""
    if row.is_overdue(on):
        days = calendar.between(row.due_now, on)
        return _("Quá hạn %(days)s ngày") % {"days": days}, "late", "!"
    words = str(row.get_state_display())
    if row.has_draft and row.state in {Assignment.State.ASSIGNED, Assignment.State.ACKNOWLEDGED}:
        words = _("Có bản nháp")
    tone = "warn" if row.earlier else tone_of(row, on)
    return words, tone, SIGNS[Assignment.State(row.state)]


def listing_of(rows: QuerySet[Assignment], on: date, *, then: bool = False) -> Iterator[list[Any]]:
    """The filtered assignments as typed rows for a spreadsheet, in the order of the screen."""
    period = UnitPeriod.objects.known(on).filter(unit=OuterRef("unit"))
    above = UnitPeriod.objects.known(on).filter(unit=OuterRef("handed_on_from__unit"))
    ordered = (
        rows.select_related("task", "unit", "occurrence")
        .annotate(
            unit_name=Subquery(period.values("name")[:1]),
            kind_name=Subquery(period.values("kind__name")[:1]),
            handed_on_by=Subquery(above.values("name")[:1]),
            kind_order=Subquery(period.values("kind__order")[:1]),
        )
        .order_by("kind_order", "unit__code", "task__order", "occurrence__number")
    )
    stream = ordered.iterator(chunk_size=BATCH_ROWS)
    batches = iter(lambda: list(islice(stream, BATCH_ROWS)), [])
    for row in (row for batch in batches for row in _as_shown(batch, on, then)):
        yield [
            *(row.unit.code, row.unit_name, row.kind_name, row.task.title),
            row.occurrence.label if row.occurrence else "",
            row.due_on,
            row.original_due_on if row.is_extended else None,
            str(row.get_state_display()),
            _("quá hạn") if row.is_overdue(on) else "",
            row.first_confirmed_at,
            row.accepted_at,
            row.earlier.label if row.earlier else "",
            row.handed_on_by or "",
        ]


def _as_shown(batch: list[Assignment], on: date, then: bool) -> list[Assignment]:
    shown = as_on(batch, on) if then else batch
    mark_confirmed(shown, on if then else None)
    return shown


def listing_headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Loại"),
        _("Nhiệm vụ"),
        _("Kỳ"),
        _("Hạn"),
        _("Hạn trước khi gia hạn"),
        _("Tình trạng"),
        _("Quá hạn"),
        _("Xác nhận lần đầu"),
        _("Chấp nhận lúc"),
        _("Bản của văn bản"),
        _("Đơn vị giao xuống"),
    ]
