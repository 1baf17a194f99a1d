"""At which level of government a document was issued, by the words of its issuer's name."""

import re
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.vietnamese.folding import fold


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
    (Level.COMMUNE, re.compile(r"\b(xa|phuong|thi tran|dac khu)\b")),
    (Level.DISTRICT, re.compile(r"\b(huyen|quan|thi xa|thanh pho thuoc)\b")),
    (Level.PROVINCE, re.compile(r"\b(tinh|so|thanh uy|thanh pho)\b")),
    (
        Level.NATIONAL,
        re.compile(r"\b(quoc hoi|chinh phu|thu tuong|bo|trung uong|chu tich nuoc|ban bi thu)\b"),
    ),
]


def level_of(issuer: str) -> Level:
    words = fold(issuer)
    return next((level for level, form in WORDS if form.search(words)), Level.UNKNOWN)
