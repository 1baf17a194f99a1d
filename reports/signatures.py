"""In what capacity a report is signed, as Nghị định 30/2020/NĐ-CP writes it above the name."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from reports.scope import Kind

if TYPE_CHECKING:
    from reports.snapshot import Snapshot


class Capacity(models.TextChoices):
    """TM.: for the collective; KT.: a deputy for the head; TL.: by the head's order; TUQ.: somebody
    to whom a unit's head has given it."""

    COLLECTIVE = "tm", _("TM. Ủy ban nhân dân, Chủ tịch")
    DEPUTY = "kt", _("KT. Chủ tịch, Phó Chủ tịch")
    ORDER = "tl", _("TL. Chủ tịch, người đứng đầu cơ quan theo dõi")
    GIVEN = "uq", _("TUQ. người đứng đầu đơn vị")


COLLECTIVE = "TM. ỦY BAN NHÂN DÂN"
# In what capacities papers of the authority are signed.
OF_AUTHORITY = [
    (each.value, each.label) for each in (Capacity.COLLECTIVE, Capacity.DEPUTY, Capacity.ORDER)
]
# What the head of an office is called, by the word its name begins with.
HEADS = {"phòng": "TRƯỞNG PHÒNG", "sở": "GIÁM ĐỐC", "trung tâm": "GIÁM ĐỐC", "ban": "TRƯỞNG BAN"}


def signature_lines(snapshot: "Snapshot", capacity: str = "", signed_as: str = "") -> list[str]:
    """What stands above the place of the signature, a line each."""
    if snapshot.kind == Kind.UNIT:
        return _of_unit(snapshot, capacity, signed_as)
    capacity = Capacity(capacity or settings.REPORT_SIGNATURE)
    if capacity == Capacity.ORDER:
        return ["TL. CHỦ TỊCH", _head_of(snapshot.office)]
    if capacity == Capacity.DEPUTY:
        return [COLLECTIVE, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    return [COLLECTIVE, "CHỦ TỊCH"]


def is_committee(name: str) -> bool:
    return name.lower().startswith("ủy ban nhân dân")


def capacity_in_unit(role: str) -> str:
    """In what capacity a person of a unit issues its report; the head needs no words for it."""
    return {Role.HEAD: "", Role.DEPUTY: Capacity.DEPUTY}.get(role, Capacity.GIVEN)


def _of_unit(snapshot: "Snapshot", capacity: str, signed_as: str) -> list[str]:
    if is_committee(snapshot.authority):
        whole, post = [COLLECTIVE], "CHỦ TỊCH"
    else:
        whole, post = [], (snapshot.post or "Thủ trưởng đơn vị").upper()
    if capacity == Capacity.DEPUTY:
        return [*whole, f"KT. {post}", f"PHÓ {post}"]
    if capacity == Capacity.GIVEN:
        return [f"TUQ. {post}", signed_as.upper()]
    return [*whole, post]


def _head_of(office: str) -> str:
    name = office.lower()
    return next((post for word, post in HEADS.items() if name.startswith(word)), "THỦ TRƯỞNG")
