"""What is counted: each number of a report is the rows that a measure holds for.

The page of a report leads from each number to these very rows (`selections`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from reports.snapshot import Row

DONE = frozenset({"confirmed", "accepted"})
ENTERED = frozenset({"paper", "table"})
NOT_EXPECTED = frozenset({"exempt", "cancelled", "transferred"})


@dataclass(frozen=True)
class Measure:
    words: Promise
    holds: Callable[["Row"], bool]


def is_expected(row: "Row") -> bool:
    return row.state not in NOT_EXPECTED


def is_done(row: "Row") -> bool:
    return row.state in DONE


def is_late(row: "Row") -> bool:
    return is_done(row) and not row.first_confirmed_in_time


MEASURES: dict[str, Measure] = {
    "given": Measure(_("Việc đã giao"), lambda row: True),
    "expected": Measure(_("Việc phải thực hiện"), is_expected),
    "confirmed": Measure(_("Việc đã xác nhận"), is_done),
    "accepted": Measure(_("Việc đã chấp nhận"), lambda row: row.state == "accepted"),
    "done_in_time": Measure(
        _("Đã làm, đúng hạn"), lambda row: is_done(row) and row.first_confirmed_in_time
    ),
    "done_late": Measure(_("Đã làm, chậm"), is_late),
    "open_in_time": Measure(
        _("Chưa làm, trong hạn"),
        lambda row: is_expected(row) and not is_done(row) and not row.is_overdue,
    ),
    "open_overdue": Measure(
        _("Chưa làm, quá hạn"),
        lambda row: is_expected(row) and not is_done(row) and row.is_overdue,
    ),
    # Done, or not done and overdue: what the Government's own rate is taken over.
    "due": Measure(
        _("Đã làm hoặc quá hạn"),
        lambda row: is_done(row) or (is_expected(row) and row.is_overdue),
    ),
    "timely": Measure(
        _("Xác nhận lần đầu đúng hạn"),
        lambda row: is_expected(row) and row.first_confirmed_in_time,
    ),
    "sufficient": Measure(
        _("Đã chấp nhận, đủ loại minh chứng"),
        lambda row: row.state == "accepted" and row.evidence_is_sufficient,
    ),
    "extended": Measure(_("Việc được gia hạn"), lambda row: is_expected(row) and row.is_extended),
    "returned": Measure(_("Việc bị trả lại"), lambda row: row.state == "returned"),
    "asked": Measure(_("Việc đang đề nghị miễn"), lambda row: row.state == "exemption_asked"),
    "exempt": Measure(_("Việc được miễn"), lambda row: row.state == "exempt"),
    "cancelled": Measure(_("Việc đã hủy"), lambda row: row.state == "cancelled"),
    "transferred": Measure(
        _("Việc đã chuyển cho đơn vị kế thừa"), lambda row: row.state == "transferred"
    ),
    "entered": Measure(
        _("Việc do cơ quan theo dõi nhập thay"),
        lambda row: is_done(row) and row.entry in ENTERED,
    ),
    "by_link": Measure(
        _("Việc ký qua đường dẫn dùng một lần"), lambda row: is_done(row) and row.entry == "link"
    ),
}
