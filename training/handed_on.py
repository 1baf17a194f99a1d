"""What units handed on to those below them, counted apart for the office and for the unit."""

from datetime import date

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.models import UnitPeriod
from training.models import Assignment, Rollout
from training.progress import Totals

State = Assignment.State


class Part(TextChoices):
    """Filters of the list of units below; the values stand in its address."""

    OPEN = "chua-xong", gettext_lazy("Chưa xác nhận")
    OVERDUE = "qua-han", gettext_lazy("Quá hạn")
    WAITING = "cho-tham-dinh", gettext_lazy("Chờ thẩm định")
    ACCEPTED = "da-chap-nhan", gettext_lazy("Đã chấp nhận")


def handed_on_totals(rollout: Rollout, on: date) -> Totals:
    return totals_below(Assignment.objects.filter(task__rollout=rollout).handed_on(), on)


def totals_below(rows: QuerySet[Assignment], on: date) -> Totals:
    rows = rows.still_asked()
    states = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return Totals(
        expected=sum(states.values()),
        accepted=states.get(State.ACCEPTED, 0),
        waiting=states.get(State.CONFIRMED, 0),
        overdue=rows.overdue(on).count() if states else 0,
    )


def rows_below(assignment: Assignment, part: str, words: str, on: date) -> QuerySet[Assignment]:
    """The units below to which the task was handed on, with their names as of the day."""
    rows = Assignment.objects.filter(handed_on_from=assignment)
    rows = {
        Part.OPEN: lambda: rows.awaiting_unit(),
        Part.OVERDUE: lambda: rows.overdue(on),
        Part.WAITING: lambda: rows.filter(state=State.CONFIRMED),
        Part.ACCEPTED: lambda: rows.filter(state=State.ACCEPTED),
    }.get(part, lambda: rows)()
    if words.strip():
        named = UnitPeriod.objects.in_force(on).matching(words)
        rows = rows.filter(unit__in=named.values("unit"))
    return rows.select_related("task", "unit").order_by("unit__code", "pk")


def named(rows: list[Assignment], on: date) -> list[Assignment]:
    """Each with `.unit_name`, in one more query."""
    periods = UnitPeriod.objects.in_force(on).filter(unit__in=[row.unit_id for row in rows])
    names = dict(periods.values_list("unit", "name"))
    for row in rows:
        row.unit_name = names.get(row.unit_id, row.unit.code)
    return rows


def waiting_above(unit_ids: frozenset[int]) -> list[tuple[Assignment, int]]:
    """The units' own tasks under which confirmations of units below wait for them."""
    counts = dict(
        Assignment.objects.awaiting_review_above()
        .filter(handed_on_from__unit__in=unit_ids)
        .order_by()
        .values_list("handed_on_from")
        .annotate(n=Count("pk"))
    )
    found = (
        Assignment.objects.filter(pk__in=counts).select_related("task", "occurrence").order_by("pk")
    )
    return [(row, counts[row.pk]) for row in found]


def headers() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Hạn"),
        _("Tình trạng"),
        _("Quá hạn"),
        _("Xác nhận lần đầu"),
        _("Chấp nhận lúc"),
    ]


def listing(rows: QuerySet[Assignment], on: date) -> list[list[object]]:
    return [
        [
            row.unit.code,
            row.unit_name,
            row.due_on,
            str(row.get_state_display()),
            _("quá hạn") if row.is_overdue(on) else "",
            row.first_confirmed_at,
            row.accepted_at,
        ]
        for row in named(list(rows), on)
    ]
