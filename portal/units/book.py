"""Every unit and its periods, read in two queries, for looking at thousands of rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from portal.units.models import Unit, UnitPeriod
from portal.web.templatetags.portal import vn_date


class Standing(NamedTuple):
    """A unit's period, as plain values."""

    pk: int
    valid_from: date
    name: str
    kind_id: str
    parent_id: int | None
    note: str


@dataclass
class Known:
    pk: int
    code: str
    ended_on: date | None
    # The earliest first.
    periods: list[Standing] = field(default_factory=list)

    def on(self, day: date) -> Standing | None:
        found = None
        for period in self.periods:
            if period.valid_from > day:
                break
            found = period
        return found

    def exists_on(self, day: date) -> bool:
        return self.on(day) is not None and (self.ended_on is None or self.ended_on > day)


class UnitBook:
    def __init__(self) -> None:
        periods: dict[int, list[Standing]] = defaultdict(list)
        rows = UnitPeriod.objects.order_by("valid_from").values_list(
            *("unit_id", "pk", "valid_from", "name", "kind_id", "parent_id", "note")
        )
        for unit_id, *values in rows.iterator(chunk_size=2000):
            periods[unit_id].append(Standing(*values))
        units = Unit.objects.order_by().values_list("pk", "code", "ended_on")
        self.by_pk = {
            pk: Known(pk, code, ended, periods.get(pk, []))
            for pk, code, ended in units.iterator(chunk_size=2000)
        }
        self.by_code = {key_of(known.code): known for known in self.by_pk.values()}

    def find(self, code: Any) -> Known | None:
        return self.by_code.get(key_of(code))

    def problem(self, code: Any, day: date | None) -> str:
        """Why no row can be about this unit on the day; "" where it can."""
        known = self.find(code)
        if known is None:
            return _("Không có đơn vị mang mã này trên cổng.")
        if day is None or known.exists_on(day):
            return ""
        if known.ended_on and known.ended_on <= day:
            return _("Đơn vị này đã kết thúc từ ngày %(day)s.") % {"day": vn_date(known.ended_on)}
        return _("Đơn vị này chưa có vào ngày %(day)s.") % {"day": vn_date(day)}


def key_of(code: Any) -> str:
    """Codes are told apart without regard to case; a spreadsheet may give a number."""
    return "" if code is None else str(code).strip().lower()
