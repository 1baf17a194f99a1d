"""The main navigation of signed-in people: one list, filtered by what the person may do."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.access import Act, Actor

# Route names, not imports: the ground floor links to what the composition root mounted.
PLACES: list[tuple[Act, str, Promise]] = [
    (Act.UNIT_READ, "training:unit_desk", _("Việc của đơn vị")),
    (Act.UNIT_READ, "reports:unit_report_list", _("Báo cáo của đơn vị")),
    (Act.OFFICE_READ, "training:office_desk", _("Bàn làm việc")),
    (Act.OFFICE_READ, "directives:office_list", _("Văn bản")),
    (Act.OFFICE_READ, "training:rollout_list", _("Đợt triển khai")),
    (Act.OFFICE_READ, "training:review_queue", _("Thẩm định")),
    (Act.OFFICE_READ, "reports:report_list", pgettext_lazy("danh sách", "Báo cáo")),
    (Act.UNITS_READ, "units:unit_list", pgettext_lazy("danh sách", "Đơn vị")),
    (Act.PEOPLE_MANAGE, "accounts:people", _("Người dùng")),
    (Act.AUDIT_READ, "audit:events", _("Nhật ký")),
    (Act.ADMINISTER, "admin:index", _("Danh mục")),
]


@dataclass(frozen=True)
class NavigationItem:
    url: str
    label: str
    current: bool


def items_for(actor: Actor, path: str) -> list[NavigationItem]:
    found = []
    for act, route, label in PLACES:
        if actor.may(act):
            try:
                url = reverse(route)
            except NoReverseMatch:
                continue
            found.append((url, label))
    # The longest address that begins the path is where the person is.
    here = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [NavigationItem(url, str(label), url == here) for url, label in found]
