"""In what capacity a report is signed, as Nghị định 30/2020/NĐ-CP writes it above the name."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.scope import Kind

if TYPE_CHECKING:
    from reports.snapshot import Snapshot


class Capacity(models.TextChoices):
    """TM.: for the collective; KT.: a deputy for the head; TL.: by the head's order."""

    COLLECTIVE = "tm", _("TM. Ủy ban nhân dân, Chủ tịch")
    DEPUTY = "kt", _("KT. Chủ tịch, Phó Chủ tịch")
    ORDER = "tl", _("TL. Chủ tịch, người đứng đầu cơ quan theo dõi")


COLLECTIVE = "TM. ỦY BAN NHÂN DÂN"
# What the head of an office is called, by the word its name begins with.
HEADS = {"phòng": "TRƯỞNG PHÒNG", "sở": "GIÁM ĐỐC", "trung tâm": "GIÁM ĐỐC", "ban": "TRƯỞNG BAN"}


def signature_lines(snapshot: "Snapshot", capacity: str = "") -> list[str]:
    """What stands above the place of the signature, a line each."""
    if snapshot.kind == Kind.UNIT:
        return _of_unit(snapshot)
    capacity = Capacity(capacity or settings.REPORT_SIGNATURE)
    if capacity == Capacity.ORDER:
        return ["TL. CHỦ TỊCH", _head_of(snapshot.office)]
    if capacity == Capacity.DEPUTY:
        return [COLLECTIVE, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    return [COLLECTIVE, "CHỦ TỊCH"]


def _of_unit(snapshot: "Snapshot") -> list[str]:
    if snapshot.authority.lower().startswith("ủy ban nhân dân"):
        return [COLLECTIVE, "CHỦ TỊCH"]
    return [(snapshot.post or "Thủ trưởng đơn vị").upper()]


def _head_of(office: str) -> str:
    name = office.lower()
    return next((post for word, post in HEADS.items() if name.startswith(word)), "THỦ TRƯỞNG")
