"""What a unit's desk shows: its assignments by what has to be done with them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import tablib
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, TextChoices, When
from django.db.models import Value as Constant
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.calendar.days import work_calendar
from portal.units.models import Unit
from portal.vietnamese.working_days import WorkCalendar
from portal.web.templatetags.portal import vn_date, working_days_left
from training.clause_words import cited
from training.deadlines import DUE_NOW
from training.models import Assignment, AssignmentEvent, ConfirmationDraft
from training.texts import cited_now
from training.transitions import Transition

State = Assignment.State


class Section(TextChoices):
    """In the order of the page; the values stand in its address."""

    OVERDUE = "qua-han", gettext_lazy("Quá hạn")
    RETURNED = "tra-lai", gettext_lazy("Bị trả lại")
    AGAIN = "xac-nhan-lai", gettext_lazy("Cần xác nhận lại")
    COMING = "sap-toi", gettext_lazy("Sắp tới")
    WAITING = "cho-tham-dinh", gettext_lazy("Chờ cơ quan theo dõi")
    DONE = "da-xong", gettext_lazy("Đã xong")


TO_DO = (Section.OVERDUE, Section.RETURNED, Section.AGAIN, Section.COMING)


def units_of(actor: Actor, on: date) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=actor.unit_ids(Act.UNIT_READ)).named(on).order_by("name")


def desk_rows(unit_id: int, on: date) -> QuerySet[Assignment]:
    """Everything given to the unit, with `section`, `has_draft` and the last reason of a return."""
    overdue = Assignment.objects.of_units(frozenset({unit_id})).overdue(on)
    given_back = AssignmentEvent.objects.filter(
        assignment=OuterRef("pk"),
        act__in=[Transition.RETURN, Transition.REOPEN, Transition.ASK_AGAIN],
    ).order_by("-pk")
    section = Case(
        When(state__in=[State.CONFIRMED, State.EXEMPTION_ASKED], then=Constant(Section.WAITING)),
        When(state=State.RETURNED, then=Constant(Section.RETURNED)),
        When(pk__in=overdue.values("pk"), then=Constant(Section.OVERDUE)),
        When(state=State.ASKED_AGAIN, then=Constant(Section.AGAIN)),
        When(state__in=Assignment.WITH_UNIT, then=Constant(Section.COMING)),
        default=Constant(Section.DONE),
    )
    place = Case(*[When(section=s, then=Constant(n)) for n, s in enumerate(Section)])
    return (
        Assignment.objects.of_units(frozenset({unit_id}))
        .annotate(
            section=section,
            has_draft=Exists(ConfirmationDraft.objects.filter(assignment=OuterRef("pk"))),
            given_back_reason=Subquery(given_back.values("reason")[:1]),
            given_back_at=Subquery(given_back.values("at")[:1]),
        )
        .annotate(place=place)
        .order_by("place", DUE_NOW.asc(nulls_last=True), "pk")
        .select_related("task__rollout__document", "occurrence")
        .prefetch_related("task__task_duties__duty__clause")
    )


def section_counts(rows: QuerySet[Assignment]) -> Counter[str]:
    counted = rows.order_by().values("section").annotate(n=Count("pk")).values_list("section", "n")
    return Counter(dict(counted))


def section_chips(unit: Unit, counts: Counter[str], chosen: str) -> list[dict[str, object]]:
    chips = [
        {
            "url": f"?{urlencode({'don-vi': unit.pk})}",
            "label": _("Tất cả (%(count)s)") % {"count": counts.total()},
            "current": not chosen,
        }
    ]
    for section in Section:
        if counts[section] or section == chosen:
            chips.append(
                {
                    "url": f"?{urlencode({'don-vi': unit.pk, 'muc': section.value})}",
                    "label": _("%(section)s (%(count)s)")
                    % {"section": section.label, "count": counts[section]},
                    "current": section == chosen,
                }
            )
    return chips


def unit_chips(units: list[Unit], chosen: Unit) -> list[dict[str, object]]:
    """Nothing to switch for somebody who works for one unit."""
    if len(units) < 2:
        return []
    return [
        {
            "url": f"?{urlencode({'don-vi': unit.pk})}",
            "label": unit.name,
            "current": unit.pk == chosen.pk,
        }
        for unit in units
    ]


def due_words(assignment: Assignment, on: date, calendar: WorkCalendar) -> str:
    """The period, the due date, what it was before an extension, how far it is in working days, and
    the grace where it counts: "Quý I/2027, từ 15/12/2026 đến 14/3/2027. Hạn 19/3/2027, …"."""
    words = _date_words(assignment, on, calendar)
    if assignment.state == State.ASKED_AGAIN:
        words = _("Xác nhận lại: %(words)s") % {"words": words}
    elif assignment.is_extended:
        words = _("%(words)s (gia hạn, trước là %(first)s)") % {
            "words": words,
            "first": vn_date(assignment.original_due_on),
        }
    return f"{assignment.occurrence.words}. {words}" if assignment.occurrence else words


def _date_words(assignment: Assignment, on: date, calendar: WorkCalendar) -> str:
    due, last = assignment.due_now, assignment.last_day()
    if due is None or last is None:
        return _("Không có hạn")
    left = working_days_left(due, on, calendar)
    words = {"date": vn_date(due), "last": vn_date(last), "left": left}
    again = assignment.state == State.ASKED_AGAIN
    done = assignment.first_confirmed_at and not again
    if done or assignment.state not in Assignment.WITH_UNIT:
        return _("Hạn %(date)s") % words
    if due < on <= last:
        return _("Hạn %(date)s đã qua, được châm chước đến hết ngày %(last)s") % words
    return _("Hạn %(date)s, %(left)s") % words


TONES = {
    State.ASSIGNED: "idle",
    State.ACKNOWLEDGED: "wait",
    State.CONFIRMED: "wait",
    State.ACCEPTED: "ok",
    State.RETURNED: "warn",
    State.ASKED_AGAIN: "warn",
    State.EXEMPTION_ASKED: "wait",
    State.EXEMPT: "idle",
    State.CANCELLED: "idle",
    State.TRANSFERRED: "idle",
}


def tone_of(assignment: Assignment, on: date) -> str:
    if assignment.is_overdue(on) and assignment.state != State.EXEMPTION_ASKED:
        return "late"
    begun = assignment.state == State.ASSIGNED and assignment.has_draft
    return "wait" if begun else TONES[State(assignment.state)]


def state_words(assignment: Assignment, on: date) -> str:
    """The state in words; lateness, which is never stored, comes before a state of waiting."""
    if assignment.is_overdue(on) and assignment.state != State.EXEMPTION_ASKED:
        return _("Quá hạn")
    if assignment.state in (State.ASSIGNED, State.ACKNOWLEDGED) and assignment.has_draft:
        return _("Đã có bản nháp")
    return str(assignment.get_state_display())


def sources(assignment: Assignment) -> list[str]:
    """The clauses that order the task, cited; each once."""
    document = assignment.task.rollout.document
    clauses = {row.duty.clause_id: row.duty.clause for row in assignment.task.task_duties.all()}
    return [cited(clause, document) for clause in clauses.values()]


@dataclass(frozen=True)
class Line:
    """One assignment as the desk shows it."""

    assignment: Assignment
    section: Section
    in_section: int
    sources: list[str]
    due: str
    state: str
    tone: str
    reason: str
    action: str
    urgent: bool


def desk_lines(rows: Iterable[Assignment], counts: Counter[str], on: date) -> list[Line]:
    calendar, rows = work_calendar(), list(rows)
    now = cited_now(row.task_id for row in rows)
    return [_line(row, counts[row.section], on, calendar, now) for row in rows]


def _line(
    row: Assignment,
    in_section: int,
    on: date,
    calendar: WorkCalendar,
    now: dict[int, list[str]],
) -> Line:
    section = Section(row.section)
    return Line(
        assignment=row,
        section=section,
        in_section=in_section,
        sources=now.get(row.task_id) or sources(row),
        due=due_words(row, on, calendar),
        state=state_words(row, on),
        tone=tone_of(row, on),
        reason=row.given_back_reason if _is_given_back(row) else "",
        action=_action(row, section),
        urgent=section in (Section.OVERDUE, Section.RETURNED, Section.AGAIN),
    )


def _is_given_back(row: Assignment) -> bool:
    return row.state in (State.RETURNED, State.ASKED_AGAIN)


def _action(row: Assignment, section: Section) -> str:
    if section is Section.RETURNED:
        return _("Sửa và xác nhận lại")
    if row.state == State.ASKED_AGAIN:
        return _("Xem chỗ đổi, xác nhận lại")
    if section not in TO_DO:
        return _("Xem")
    return _("Mở bản nháp") if row.has_draft else _("Nhập kết quả")


def desk_dataset(rows: Iterable[Assignment], on: date) -> tablib.Dataset:
    """What the desk shows, a row an assignment; dates stay dates."""
    data = tablib.Dataset(
        headers=[
            _("Nhiệm vụ"),
            _("Kỳ"),
            _("Căn cứ"),
            _("Hạn hoàn thành"),
            _("Hạn trước khi gia hạn"),
            _("Mục"),
            _("Tình trạng"),
            _("Ngày xác nhận đầu tiên"),
            _("Lý do trả lại"),
        ]
    )
    rows = list(rows)
    now = cited_now(row.task_id for row in rows)
    for row in rows:
        section, first = Section(row.section), row.first_confirmed_at
        data.append(
            [
                row.task.title,
                row.occurrence.label if row.occurrence else "",
                "; ".join(now.get(row.task_id) or sources(row)),
                row.due_now,
                row.original_due_on if row.is_extended else None,
                section.label,
                state_words(row, on),
                timezone.localdate(first) if first else None,
                row.given_back_reason if _is_given_back(row) else "",
            ]
        )
    return data
