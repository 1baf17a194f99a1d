"""The lists of the office's desk, to take away: the same rows, the same order."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.calendar.days import work_calendar
from portal.jobs.listings import Listing, offer_listing
from portal.refusals import Refused
from training import lists
from training.lists import LISTS
from training.models import BulkReview, BulkReviewRow, SavedView
from training.narrowing import Narrowing
from training.queue import queue_rows
from training.queue_lines import queue_dataset, queue_headers

NAMES = {
    SavedView.Page.ASSIGNMENTS: "viec-da-giao",
    SavedView.Page.LATE: "viec-qua-han",
    SavedView.Page.ASKED: "de-nghi-mien",
    SavedView.Page.UNOPENED: "viec-chua-mo",
}
NOT_OF_THE_QUEUE = frozenset({"state"})
NOT_OF_UNITS = frozenset({"task", "state", "flag", "share"})


@offer_listing("queue", title=gettext_lazy("Chờ thẩm định"), act=Act.OFFICE_READ)
def queue(actor: Actor, query: Mapping[str, str]) -> Listing:
    today = timezone.localdate()
    rows = queue_rows(Narrowing.of(query, but=NOT_OF_THE_QUEUE), actor, today)
    return Listing("cho-tham-dinh", queue_headers(), queue_dataset(rows, today), rows.count())


def list_key(page: str) -> str:
    return f"desk-{page}"


def _offer(page: str) -> Callable[[Actor, Mapping[str, str]], Listing]:
    shown = LISTS[page]

    @offer_listing(list_key(page), title=shown.title, act=Act.OFFICE_READ)
    def build(actor: Actor, query: Mapping[str, str]) -> Listing:
        today = timezone.localdate()
        rows = shown.rows(Narrowing.of(query, but=shown.without), actor, today)
        found = lists.list_dataset(rows, today, work_calendar())
        return Listing(NAMES[page], lists.list_headers(), found, rows.count())

    return build


for _page in LISTS:
    _offer(_page)


@offer_listing("no-account", title=gettext_lazy("Đơn vị chưa có tài khoản"), act=Act.OFFICE_READ)
def no_account(actor: Actor, query: Mapping[str, str]) -> Listing:
    rows = lists.units_without_account(Narrowing.of(query, but=NOT_OF_UNITS), timezone.localdate())
    found = lists.no_account_dataset(rows)
    return Listing("chua-co-tai-khoan", lists.no_account_headers(), found, rows.count())


@offer_listing("bulk-review", title=gettext_lazy("Chấp nhận hàng loạt"), act=Act.OFFICE_READ)
def bulk_review(actor: Actor, query: Mapping[str, str]) -> Listing:
    """The result of every confirmation; what was left to a person first."""
    review = BulkReview.objects.filter(pk=query.get("luot") or 0).first()
    if review is None:
        raise Refused(_("Lượt chấp nhận này không còn."))
    headers = [_("Đơn vị"), _("Nhiệm vụ"), _("Xác nhận"), _("Kết quả"), _("Chấp nhận lúc")]
    return Listing("chap-nhan-hang-loat", headers, _results(review), review.rows.count())


def _results(review: BulkReview) -> Iterator[list[Any]]:
    rows = review.rows.select_related(
        "confirmation__assignment__task", "confirmation__assignment__occurrence"
    ).in_order()
    for row in rows.iterator(chunk_size=2000):
        yield [
            row.confirmation.unit_name,
            row.confirmation.assignment.title,
            row.confirmation.receipt_number,
            result_words(row),
            row.accepted_at,
        ]


def result_words(row: BulkReviewRow) -> str:
    if row.skipped:
        return _("Bỏ qua: %(why)s") % {"why": row.get_skipped_display()}
    return _("Đã chấp nhận") if row.accepted_at else _("Sẽ chấp nhận")
