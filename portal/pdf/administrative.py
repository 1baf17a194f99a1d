"""What administrative documents share in PDF (Nghị định 30/2020/NĐ-CP): `templates/pdf/` holds the
styles, the head and the blanks; here are the words those want."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portal.pdf.fonts import FONT_STACK
from portal.vietnamese.dates import PartialDate

# A table of many rows is laid out faster in groups of rows.
ROWS_A_GROUP = 50

Row = TypeVar("Row")


def layout_words() -> dict[str, SafeString]:
    return {"font_stack": mark_safe(FONT_STACK)}  # noqa: S308 - a constant


def digits_page() -> str:
    """What `portal.pdf.numbering` reads the digits from."""
    return render_to_string("pdf/digits.html", layout_words())


def day_shown(iso: str) -> str:
    """20/3/2026 of an ISO day; "" for none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return PartialDate(day.year, day.month, day.day).short()


def grouped(rows: Sequence[Row]) -> list[tuple[int, Sequence[Row]]]:
    """Groups of rows, each with the number of its first row."""
    return [(at + 1, rows[at : at + ROWS_A_GROUP]) for at in range(0, len(rows), ROWS_A_GROUP)]
