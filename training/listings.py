"""What the office's pages list, to take away: the same rows, the same order."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.calendar.days import work_calendar
from portal.jobs.listings import Listing, offer_listing
from portal.refusals import Refused
from portal.units.models import Unit
from portal.units.services import branch_of
from training import desk_listings, history, matrix
from training.columns import Column, columns_of
from training.confirmations_page import (
    ConfirmationFilters,
    channel_words,
    confirmations_of,
    figures_of,
    outcome_words,
)
from training.inherited import past_history, past_named
from training.matrix_totals import periods_of, unit_ids
from training.models import Confirmation, Occurrence, Rollout, Task
from training.texts import Texts

__all__ = ["desk_listings"]
BATCH = 500


@offer_listing("confirmations", title=gettext_lazy("Xác nhận của các đơn vị"), act=Act.OFFICE_READ)
def confirmations(actor: Actor, query: Mapping[str, str]) -> Listing:
    found = confirmations_of(ConfirmationFilters.of(query), timezone.localdate())
    headers = [
        *(_("Mã đơn vị"), _("Đơn vị"), _("Nhiệm vụ"), _("Lần"), _("Ngày thực hiện")),
        *(_("Hình thức thực hiện"), _("Số liệu"), _("Ghi chú"), _("Cách ghi nhận")),
        *(_("Người ký"), _("Chức vụ"), _("Ngày ký trên giấy"), _("Ghi nhận lúc"), _("Kết quả")),
        _("Bản của văn bản"),
    ]
    return Listing("xac-nhan", headers, _confirmation_rows(found), found.count())


def _confirmation_rows(found: Any) -> Iterator[list[Any]]:
    texts = Texts(found.order_by().values_list("assignment__task", flat=True).distinct())
    for row in found.prefetch_related("indicator_values").iterator(chunk_size=BATCH):
        earlier = texts.earlier(row.assignment.task_id, row.signed_at)
        yield [
            *(row.assignment.unit.code, row.unit_name, row.assignment.title, row.number),
            *(row.held_on, channel_words(row), "; ".join(figures_of(row)), row.note),
            *(str(row.get_entry_display()), row.signer_name, row.signer_position),
            *(row.paper_signed_on, row.signed_at, outcome_words(row)),
            earlier.label if earlier else "",
        ]


@offer_listing("unit_history", title=gettext_lazy("Lịch sử xác nhận"), act=Act.UNIT_READ)
def unit_history(actor: Actor, query: Mapping[str, str]) -> Listing:
    unit = _own_unit(actor, query)
    code, everything = _history_of(unit, query)
    found = history.filtered(everything, history.HistoryFilters.of(query))
    indicators = history.indicators_in(found)
    rows = history.listing_rows(found, indicators)
    return Listing(f"lich-su-{code}", history.listing_headers(indicators), rows, found.count())


@offer_listing("unit_figures", title=gettext_lazy("Số liệu theo năm"), act=Act.UNIT_READ)
def unit_figures(actor: Actor, query: Mapping[str, str]) -> Listing:
    """A row an indicator, a column a year: all there are, the newest first."""
    code, rows = _history_of(_own_unit(actor, query), query)
    years, today = history.years_of(rows), timezone.localdate()
    lines = history.figure_lines(rows, years, today)
    headers = [_("Số liệu"), _("Đơn vị tính"), *(_year_words(year, today.year) for year in years)]
    found = ([line.name, line.unit, *(f.total for f in line.figures)] for line in lines)
    return Listing(f"so-lieu-{code}", headers, found, len(lines))


def _year_words(year: int, this_year: int) -> str:
    return _("%(year)s (đến nay)") % {"year": year} if year == this_year else str(year)


def _own_unit(actor: Actor, query: Mapping[str, str]) -> Unit:
    own = {str(unit_id) for unit_id in actor.unit_ids(Act.UNIT_READ)} & {query.get("don-vi")}
    unit = Unit.objects.filter(pk__in=own).first()
    if unit is None:
        raise Refused(_("Bạn không còn làm việc ở đơn vị này."))
    return unit


def _history_of(unit: Unit, query: Mapping[str, str]) -> tuple[str, QuerySet[Confirmation]]:
    """The unit's own, or that of the predecessor asked for; with the code it is filed under."""
    if not (wanted := query.get("truoc", "")):
        return unit.code.lower(), history.history_of(unit.pk)
    past = past_named(unit.pk, wanted, timezone.localdate())
    if past is None:
        raise Refused(_("Đơn vị này không kế thừa đơn vị được hỏi."))
    code = Unit.objects.values_list("code", flat=True).get(pk=past.unit_id)
    return code.lower(), past_history(past)


@offer_listing("matrix", title=gettext_lazy("Đơn vị và nhiệm vụ"), act=Act.OFFICE_READ)
def matrix_table(actor: Actor, query: Mapping[str, str]) -> Listing:
    """The matrix as it is seen: a row a unit, a column a task, a cell its words."""
    rollout, tasks = _rollout(query)
    units, filters = _units(rollout, query), matrix.Filters.of(query)
    occurrences = list(Occurrence.objects.filter(task__rollout=rollout).opened_by(filters.moment))
    columns = columns_of(tasks, occurrences, filters.period)
    headers = [
        *(_("Mã đơn vị"), _("Đơn vị"), _("Loại")),
        *(column.title for column in columns),
    ]
    rows = _matrix_rows(columns, units, filters)
    return Listing(f"dot-{rollout.pk}", headers, rows, len(units))


def _matrix_rows(
    columns: list[Column], units: list[int], filters: matrix.Filters
) -> Iterator[list[Any]]:
    on, calendar, then = filters.on, work_calendar(), bool(filters.day)
    for start in range(0, len(units), BATCH):
        shown = periods_of(units[start : start + BATCH], on)
        for unit, cells in matrix.matrix_of(columns, shown, on, calendar, then=then):
            yield [unit.unit.code, unit.name, unit.kind.name, *(cell.words for cell in cells)]


@offer_listing("assignments", title=gettext_lazy("Từng việc đã giao"), act=Act.OFFICE_READ)
def assignments(actor: Actor, query: Mapping[str, str]) -> Listing:
    rollout, _tasks = _rollout(query)
    filters, rows = matrix.Filters.of(query), _filtered(rollout, query)
    found = matrix.listing_of(rows, filters.on, then=bool(filters.day))
    return Listing(f"viec-dot-{rollout.pk}", matrix.listing_headers(), found, rows.count())


def _rollout(query: Mapping[str, str]) -> tuple[Rollout, list[Task]]:
    rollout = Rollout.objects.filter(pk=query.get("dot") or 0).first()
    if rollout is None:
        raise Refused(_("Đợt triển khai này không còn."))
    return rollout, list(rollout.tasks.all())


def _filtered(rollout: Rollout, query: Mapping[str, str]) -> Any:
    filters = matrix.Filters.of(query)
    branch_ids = branch_of(roots=[int(filters.branch)], on=filters.on) if filters.branch else []
    return matrix.assignments_of(rollout, filters, filters.on, branch_ids)


def _units(rollout: Rollout, query: Mapping[str, str]) -> list[int]:
    """In the order of the screen."""
    return list(unit_ids(_filtered(rollout, query), matrix.Filters.of(query)))
