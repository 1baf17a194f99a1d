"""A report, and the rows behind one of its numbers, to take away."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.jobs.listings import Listing, offer_listing
from reports.models import Report
from reports.resources import rows_of, sheets_of
from reports.selections import Selection
from reports.snapshot import thaw

WHOLE, BEHIND = "report", "report-rows"


@offer_listing(WHOLE, title=gettext_lazy("Số liệu của báo cáo"), act=Act.OFFICE_READ)
def whole(actor: Actor, query: Mapping[str, str]) -> Listing:
    report = Report.objects.of_authority().get(pk=query["report"])
    snapshot = thaw(report.snapshot)
    table = rows_of(snapshot)
    name, sheet = f"bao-cao-{report.code}", "Chi tiết từng việc giao"
    return Listing(name, table.headers, table, len(table), sheets_of(snapshot), sheet)


@offer_listing(BEHIND, title=gettext_lazy("Các việc của một số liệu"), act=Act.OFFICE_READ)
def behind(actor: Actor, query: Mapping[str, str]) -> Listing:
    report = Report.objects.of_authority().get(pk=query["report"])
    snapshot, selection = thaw(report.snapshot), Selection.of(query)
    table = rows_of(selection.only(snapshot, selection.rows(snapshot)))
    return Listing(f"bao-cao-{report.code}-dong", table.headers, table, len(table))
