"""The office's lists: what is late, asked to be exempt, never opened, and who has no account.

Each number on the desk is the count of one of these; page, number and file come from the same rows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import UNIT_ROLES, Actor, Role
from portal.accounts.models import Membership
from portal.units.models import UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from training.deadlines import DUE_NOW
from training.models import Assignment, AssignmentEvent, ConfirmationDraft, Rollout, SavedView
from training.narrowing import Narrowing
from training.transitions import Transition

State = Assignment.State
SIGNERS = [Role.HEAD, Role.DEPUTY]


def running() -> QuerySet[Assignment]:
    """Of rollouts that go on: what is closed needs nobody today."""
    return Assignment.objects.filter(task__rollout__state__in=Rollout.OPEN)


def _all(on: date) -> QuerySet[Assignment]:
    """Of every rollout, also of those that are closed."""
    return Assignment.objects.order_by(
        "task__rollout", "task__order", "occurrence_id", "unit__code", "pk"
    )


def _late(on: date) -> QuerySet[Assignment]:
    """What the office issued, the latest first: by due date and grace, which is the order of
    working days late too."""
    last_day = ExpressionWrapper(DUE_NOW + F("task__grace_days"), output_field=DateField())
    return running().issued_by_office().overdue(on).order_by(last_day, "pk")


def _asked(on: date) -> QuerySet[Assignment]:
    """The longest asked first."""
    events = AssignmentEvent.objects.filter(
        assignment=OuterRef("pk"), act=Transition.ASK_EXEMPTION
    ).order_by("-pk")
    rows = running().filter(state=State.EXEMPTION_ASKED)
    return rows.annotate(asked_at=Subquery(events.values("at")[:1])).order_by("asked_at", "pk")


def _unopened(on: date) -> QuerySet[Assignment]:
    """Of what the office issued, neither acknowledged nor begun, the longest given first."""
    drafts = ConfirmationDraft.objects.filter(assignment=OuterRef("pk"))
    rows = running().issued_by_office().filter(state=State.ASSIGNED)
    return rows.filter(~Exists(drafts)).order_by("assigned_at", "pk")


@dataclass(frozen=True)
class AssignmentList:
    """`without` are filters that say nothing here: the list is of one state already."""

    title: Promise
    empty: Promise
    route: str
    base: Callable[[date], QuerySet[Assignment]]
    without: frozenset[str] = frozenset()

    def rows(self, narrowing: Narrowing, actor: Actor, on: date) -> QuerySet[Assignment]:
        return narrowing.narrow(self.base(on), actor, on)


LISTS: dict[str, AssignmentList] = {
    SavedView.Page.ASSIGNMENTS: AssignmentList(
        gettext_lazy("Việc đã giao"),
        gettext_lazy("Không có việc nào theo bộ lọc này."),
        "training:list_assignments",
        _all,
    ),
    SavedView.Page.LATE: AssignmentList(
        gettext_lazy("Việc quá hạn"),
        gettext_lazy("Không có việc nào quá hạn mà đơn vị chưa xác nhận."),
        "training:list_late",
        _late,
        frozenset({"flag", "share"}),
    ),
    SavedView.Page.ASKED: AssignmentList(
        gettext_lazy("Đề nghị miễn"),
        gettext_lazy("Không có đề nghị miễn nào đang chờ trả lời."),
        "training:list_asked",
        _asked,
        frozenset({"state", "flag", "share"}),
    ),
    SavedView.Page.UNOPENED: AssignmentList(
        gettext_lazy("Việc chưa mở"),
        gettext_lazy("Đơn vị nào cũng đã tiếp nhận hoặc bắt đầu nhập việc của mình."),
        "training:list_unopened",
        _unopened,
        frozenset({"state", "flag", "share"}),
    ),
}


@dataclass(frozen=True)
class Line:
    """One assignment as the office's lists show it; days are working days."""

    assignment: Assignment
    unit_name: str
    kind_name: str
    head: str
    has_people: bool
    days_late: int | None
    last_event: AssignmentEvent | None
    asked: AssignmentEvent | None
    days_waiting: int

    @property
    def last_words(self) -> str:
        return str(Transition(self.last_event.act).label) if self.last_event else ""


def lines_of(rows: Iterable[Assignment], on: date, off: WorkCalendar) -> list[Line]:
    """Names, heads and last events of the rows shown: four queries however many they are."""
    found = list(rows)
    unit_ids = {row.unit_id for row in found}
    periods = UnitPeriod.objects.known(on).filter(unit__in=unit_ids).select_related("kind")
    units = {period.unit_id: period for period in periods}
    heads, peopled = _people(unit_ids, on)
    last = _last_events([row.pk for row in found])
    asked_ids = [row.pk for row in found if row.state == State.EXEMPTION_ASKED]
    asked = _last_events(asked_ids, act=Transition.ASK_EXEMPTION)
    return [
        Line(
            assignment=row,
            unit_name=units[row.unit_id].name if row.unit_id in units else row.unit.code,
            kind_name=units[row.unit_id].kind.name if row.unit_id in units else "",
            head=heads.get(row.unit_id, ""),
            has_people=row.unit_id in peopled,
            days_late=off.between(row.last_day(), on) if row.is_overdue(on) else None,
            last_event=last.get(row.pk),
            asked=asked.get(row.pk),
            days_waiting=off.between(_since(row, asked.get(row.pk)), on),
        )
        for row in found
    ]


def _since(row: Assignment, asked: AssignmentEvent | None) -> date:
    return timezone.localdate(asked.at if asked else row.assigned_at)


def _people(unit_ids: set[int], on: date) -> tuple[dict[int, str], set[int]]:
    """The head of each unit, else a deputy; and which units have anybody at all."""
    rows = Membership.objects.current(on).filter(unit__in=unit_ids, role__in=UNIT_ROLES)
    heads: dict[int, str] = {}
    peopled = set()
    order = {Role.HEAD: 0, Role.DEPUTY: 1, Role.OFFICER: 2}
    for member in sorted(rows.select_related("user"), key=lambda m: (order[Role(m.role)], m.pk)):
        peopled.add(member.unit_id)
        if member.role in SIGNERS:
            heads.setdefault(member.unit_id, f"{member.user.name}, {member.position}")
    return heads, peopled


def _last_events(ids: list[int], *, act: str = "") -> dict[int, AssignmentEvent]:
    events = AssignmentEvent.objects.filter(assignment__in=ids)
    events = events.filter(act=act) if act else events
    newest = events.order_by("assignment", "-pk").distinct("assignment")
    return {event.assignment_id: event for event in newest}


def list_headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Loại"),
        _("Đợt triển khai"),
        _("Nhiệm vụ"),
        _("Hạn"),
        _("Tình trạng"),
        _("Chậm (ngày làm việc)"),
        _("Người đứng đầu"),
        _("Lần cuối"),
        _("Lần cuối lúc"),
        _("Chờ (ngày làm việc)"),
        _("Lý do đề nghị miễn"),
    ]


def list_dataset(
    rows: QuerySet[Assignment], on: date, off: WorkCalendar, *, at_once: int = 2000
) -> Iterator[list]:
    """Every row of the list, in its order, as typed values."""
    ordered = rows.select_related("task__rollout", "unit", "occurrence")
    batch: list[Assignment] = []
    for row in ordered.iterator(chunk_size=at_once):
        batch.append(row)
        if len(batch) == at_once:
            yield from (_typed(line) for line in lines_of(batch, on, off))
            batch = []
    yield from (_typed(line) for line in lines_of(batch, on, off))


def _typed(line: Line) -> list[Any]:
    row = line.assignment
    return [
        row.unit.code,
        line.unit_name,
        line.kind_name,
        row.task.rollout.title,
        row.title,
        row.due_now,
        str(row.get_state_display()),
        line.days_late,
        line.head,
        line.last_words,
        line.last_event.at if line.last_event else None,
        line.days_waiting if row.state in {State.ASSIGNED, State.EXEMPTION_ASKED} else None,
        line.asked.reason if line.asked else "",
    ]


def units_without_account(narrowing: Narrowing, on: date) -> QuerySet[UnitPeriod]:
    """Units with something to do and nobody who may sign it: `people` counts those who may at least
    prepare it, `todo` what is to be done; the most late first."""
    members = Membership.objects.current(on).filter(unit=OuterRef("unit"))
    todo = running().awaiting_unit()
    todo = todo.filter(task__rollout=narrowing.rollout) if narrowing.rollout else todo
    per_unit = todo.filter(unit=OuterRef("unit")).order_by().values("unit")
    late = running().overdue(on).filter(unit=OuterRef("unit")).order_by().values("unit")
    officers = members.filter(role=Role.OFFICER).order_by().values("unit")
    return (
        narrowing.units(on)
        .filter(
            Exists(todo.filter(unit=OuterRef("unit"))),
            ~Exists(members.filter(role__in=SIGNERS)),
        )
        .annotate(
            people=Subquery(officers.annotate(n=Count("pk")).values("n")),
            todo=Subquery(per_unit.annotate(n=Count("pk")).values("n")),
            late=Subquery(late.annotate(n=Count("pk")).values("n")),
        )
        .select_related("unit", "kind")
        .order_by(F("late").desc(nulls_last=True), F("todo").desc(), "unit__code")
    )


def no_account_headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Loại"),
        _("Tài khoản"),
        _("Việc chưa xong"),
        _("Việc quá hạn"),
    ]


def no_account_dataset(rows: QuerySet[UnitPeriod]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        yield [
            row.unit.code,
            row.name,
            row.kind.name,
            account_words(row.people),
            row.todo or 0,
            row.late or 0,
        ]


def account_words(people: int | None) -> str:
    return _("Có người nhập, chưa có người ký") if people else _("Chưa có ai")


def desk_counts(actor: Actor, on: date) -> dict[str, int]:
    """The numbers of "what needs me today", each of exactly the list it leads to."""
    from training.queue import queue_rows

    nothing = Narrowing()
    counts = {
        key: LISTS[key].rows(nothing, actor, on).order_by().count()
        for key in (SavedView.Page.LATE, SavedView.Page.ASKED, SavedView.Page.UNOPENED)
    }
    return counts | {
        "queue": queue_rows(nothing, actor, on).count(),
        "mine": queue_rows(Narrowing(share="cua-toi"), actor, on).count(),
        "flagged": queue_rows(Narrowing(flag="co"), actor, on).count(),
        "no_account": units_without_account(nothing, on).count(),
    }
