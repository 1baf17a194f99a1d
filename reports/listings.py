"""A report, and the rows behind one of its numbers, to take away: for each audience its own."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext_lazy

from portal.access import Actor
from portal.jobs.listings import Listing, offer_listing
from reports.audience import OFFICE, SENT_UP, UNIT, Audience, Step
from reports.resources import rows_of, sheets_of
from reports.selections import Selection
from reports.snapshot import thaw


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


for each in (OFFICE, UNIT, SENT_UP):
    for key, title, build in (
        (whole_key(each), gettext_lazy("Số liệu của báo cáo"), whole),
        (behind_key(each), gettext_lazy("Các việc của một số liệu"), behind),
    ):
        offer_listing(key, title=title, act=each.acts[Step.READ])(partial(build, each))
