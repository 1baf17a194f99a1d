"""Printed addressees to kinds of units (the codes of portal.units)."""

import re
from collections.abc import Iterator

from directives.intake.tree import DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop
from portal.vietnamese.folding import fold

WORDS = [
    # Not "xã hội", and not what lies in the area of a commune.
    (
        re.compile(
            r"(?<!dia ban )(?<!dia ban cac )\b((?<!thi )xa(?! hoi)|phuong|thi tran|dac khu)\b"
        ),
        ("commune",),
    ),
    (re.compile(r"\b(mam non|mau giao)\b"), ("mam-non",)),
    (re.compile(r"\btieu hoc\b|\bthcs, th\b"), ("tieu-hoc",)),
    (re.compile(r"\bthcs\b|\btrung hoc co so\b"), ("thcs",)),
    (re.compile(r"\bthpt\b|\btrung hoc pho thong\b"), ("thpt",)),
    (re.compile(r"\b(truong hoc|cac truong|co so giao duc|nha truong)\b"), ("school",)),
    # "Ủy ban nhân dân" is of the level that is named behind it.
    (
        re.compile(
            r"\b(co quan|phong|(?<!dia )(?<!uy )ban|nganh|don vi(?! truong)|doan the|(?<!xa )hoi)\b"
        ),
        ("agency",),
    ),
]
REASON = gettext_noop("“%(printed)s” thường là các đơn vị thuộc loại này.")


def addressees(document: DraftDocument) -> Iterator[DraftSuggestion]:
    for printed in document.addressees:
        if kinds := kinds_of(printed):
            yield DraftSuggestion(
                "addressee",
                "kinh-gui",
                REASON,
                {"printed": printed},
                "kinh-gui",
                printed,
                proposed={"printed": printed, "kinds": list(kinds)},
            )


def kinds_of(printed: str) -> tuple[str, ...]:
    """A school named by its level is that level alone; "trường" without one means them all."""
    words = fold(printed)
    found = [kind for form, kinds in WORDS if form.search(words) for kind in kinds]
    if any(kind in found for kind in ("mam-non", "tieu-hoc", "thcs", "thpt")):
        found = [kind for kind in found if kind != "school"]
    return tuple(dict.fromkeys(found))
