"""The list of people: its filters, and the same rows as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Role
from portal.accounts.models import Membership, MembershipQuerySet

STANDINGS = {
    "": gettext_lazy("Đang giữ vai trò"),
    "da-thoi": gettext_lazy("Đã thôi"),
    "tat-ca": gettext_lazy("Tất cả"),
}


@dataclass(frozen=True)
class PeopleFilters:
    words: str
    role: str
    standing: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "PeopleFilters":
        role, standing = query.get("vai-tro", ""), query.get("trang-thai", "")
        return cls(
            words=query.get("q", "").strip(),
            role=role if role in Role.values else "",
            standing=standing if standing in STANDINGS else "",
        )


def memberships_of(filters: PeopleFilters, on: date) -> MembershipQuerySet:
    rows = Membership.objects.select_related("user", "unit").with_unit_name(on)
    if filters.standing == "":
        rows = rows.not_ended(on)
    elif filters.standing == "da-thoi":
        rows = rows.ended(on)
    if filters.words:
        rows = rows.matching(filters.words, on)
    if filters.role:
        rows = rows.filter(role=filters.role)
    return rows.order_by("unit__code", "role", "pk")


def people_headers() -> list[str]:
    return [
        *(_("Họ và tên"), _("Thư điện tử"), _("Mã đơn vị"), _("Đơn vị"), _("Vai trò")),
        *(_("Chức vụ"), _("Từ ngày"), _("Đến trước ngày"), _("Đã nhận lời mời")),
    ]


def people_row(membership: Membership) -> list[Any]:
    return [
        membership.user.name,
        membership.user.email,
        membership.unit.code,
        membership.unit_name,
        str(membership.get_role_display()),
        membership.position,
        membership.valid_from,
        membership.valid_until,
        _("Có") if membership.user.has_usable_password() else _("Chưa"),
    ]
