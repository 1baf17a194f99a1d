"""At which level of government a document was issued, by the words of its issuer's name; the
database reads them (`Document.level`)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(StrEnum):
    NATIONAL = "trung-uong"
    PROVINCE = "tinh"
    DISTRICT = "huyen"
    COMMUNE = "xa"
    UNKNOWN = "khong-ro"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS: dict[Level, Promise] = {
    Level.NATIONAL: _("Trung ương"),
    Level.PROVINCE: _("Cấp tỉnh"),
    Level.DISTRICT: _("Cấp huyện"),
    Level.COMMUNE: _("Cấp xã"),
    Level.UNKNOWN: _("Chưa rõ cấp"),
}
# The first that fits; a commune's name may hold the name of its district.
WORDS = [
    (Level.COMMUNE, "xa|phuong|thi tran|dac khu"),
    (Level.DISTRICT, "huyen|quan|thi xa|thanh pho thuoc"),
    (Level.PROVINCE, "tinh|so|thanh uy|thanh pho"),
    (
        Level.NATIONAL,
        "quoc hoi|chinh phu|thu tuong|bo|trung uong|chu tich nuoc|ban bi thu",
    ),
]
