"""A report, and the rows behind one of its numbers, to take away: for each audience its own."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.jobs.listings import Listing, offer_listing
from reports.audience import OFFICE, SENT_UP, UNIT, Audience, Step
from reports.making_forms import key_of
from reports.resources import rows_of, sheets_of
from reports.selections import Selection
from reports.sent_up import Line, Sending, chosen_period, periods_to_choose
from reports.snapshot import thaw

SENDING_KEY = "units-sent"


def whole_key(audience: Audience) -> str:
    return audience.name


def behind_key(audience: Audience) -> str:
    return f"{audience.name}-rows"


def whole(audience: Audience, actor: Actor, query: Mapping[str, str]) -> Listing:
    report = audience.one(actor, int(query["report"]), Step.READ)
    snapshot = thaw(report.snapshot)
    table = rows_of(snapshot)
    name, sheet = f"bao-cao-{report.code}", "Chi tiết từng việc giao"
    return Listing(name, table.headers, table, len(table), sheets_of(snapshot), sheet)


def behind(audience: Audience, actor: Actor, query: Mapping[str, str]) -> Listing:
    report = audience.one(actor, int(query["report"]), Step.READ)
    snapshot, selection = thaw(report.snapshot), Selection.of(query)
    table = rows_of(selection.only(snapshot, selection.rows(snapshot)))
    return Listing(f"bao-cao-{report.code}-dong", table.headers, table, len(table))


@offer_listing(SENDING_KEY, title=gettext_lazy("Đơn vị gửi báo cáo"), act=Act.OFFICE_READ)
def sending(_actor: Actor, query: Mapping[str, str]) -> Listing:
    """Who has sent the report of a period and who has not, as the page shows it."""
    choices = periods_to_choose(timezone.localdate())
    period = chosen_period(choices, query.get("ky", ""))
    if period is None:
        raise Http404
    found = Sending(period)
    units = found.chosen(query.get("loc", ""))
    headers = ["Mã đơn vị", "Đơn vị", "Loại", "Trực thuộc", "Tình trạng"]
    headers += ["Số", "Phát hành", "Mã báo cáo"]
    rows = [_sending_cells(line) for line in found.lines(units)]
    return Listing(f"gui-bao-cao-{key_of(period)}", headers, rows, len(rows))


def _sending_cells(line: Line) -> list[Any]:
    report, cells = line.report, [line.code, line.name, line.kind, line.branch]
    if report is None:
        return [*cells, "Chưa gửi", "", "", ""]
    state = "Đã gửi" if line.is_expected else "Đã gửi, không có việc trong kỳ"
    return [*cells, state, report.number_shown, timezone.localdate(report.issued_at), report.code]


for each in (OFFICE, UNIT, SENT_UP):
    for key, title, build in (
        (whole_key(each), gettext_lazy("Số liệu của báo cáo"), whole),
        (behind_key(each), gettext_lazy("Các việc của một số liệu"), behind),
    ):
        offer_listing(key, title=title, act=each.acts[Step.READ])(partial(build, each))
