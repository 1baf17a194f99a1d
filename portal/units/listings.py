"""Units and headcounts to take away; their headings are those under which they come in again."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.jobs.listings import Listing, offer_listing
from portal.units.headcount_list import CountFilters, headcounts_of
from portal.units.listing import UnitFilters, units_on


def day_of_list(query: Mapping[str, str]) -> date:
    """Today, where the address names no day or one that does not exist."""
    try:
        return date.fromisoformat(query.get("ngay", ""))
    except ValueError:
        return timezone.localdate()


@offer_listing("units", title=gettext_lazy("Đơn vị"), act=Act.UNITS_READ)
def units(actor: Actor, query: Mapping[str, str]) -> Listing:
    found = units_on(UnitFilters.of(query), day_of_list(query))
    headers = [
        *(_("Mã đơn vị"), _("Tên đơn vị"), _("Loại"), _("Mã đơn vị cấp trên")),
        *(_("Tên đơn vị cấp trên"), _("Từ ngày"), _("Căn cứ"), _("Kết thúc từ ngày")),
    ]
    rows = (
        [
            *(row.unit.code, row.name, row.kind.name, row.parent_code, row.parent_name),
            *(row.valid_from, row.note, row.ended),
        ]
        for row in found.iterator(chunk_size=2000)
    )
    return Listing("don-vi", headers, rows, found.count())


@offer_listing("headcounts", title=gettext_lazy("Số người của đơn vị"), act=Act.UNITS_READ)
def headcounts(actor: Actor, query: Mapping[str, str]) -> Listing:
    found = headcounts_of(CountFilters.of(query), timezone.localdate())
    headers = [
        *(_("Mã đơn vị"), _("Đơn vị"), _("Đối tượng"), _("Số người"), _("Tính đến ngày")),
    ]
    rows = (
        [
            *(row.unit.code, row.unit_name, str(row.get_audience_display())),
            *(row.people, row.counted_on),
        ]
        for row in found.iterator(chunk_size=2000)
    )
    return Listing("so-nguoi", headers, rows, found.count())
