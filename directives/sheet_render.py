"""A sheet's content to HTML and to PDF; neither step asks the database anything.

Always in Vietnamese, as the Code is. The type is as large as fits on one page.
"""

import base64
import io
from bisect import bisect_left
from datetime import date
from typing import Any

import pypdfium2
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from directives.sheet_content import SheetContent
from portal.pdf.engine import render_pdf as render_html_to_pdf
from portal.pdf.fonts import FONT_STACK
from portal.vietnamese.dates import PartialDate
from portal.web.qr import qr_svg

# Width and height in mm, and the sizes of type to try in points, the largest first.
SIZES = {"a4": (210, 297), "a3": (297, 420)}
TYPE_POINTS = {
    "a4": [points / 2 for points in range(48, 19, -1)],
    "a3": [points / 2 for points in range(72, 27, -1)],
}
# The small print of where a rule stands, in shares of the type, and never smaller than this.
SMALL_SHARE, SMALLEST_POINTS = 0.66, 8.5
SANS = '"Liberation Sans", Arimo, Arial, sans-serif'


def sheet_address(site: str, code: str) -> str:
    """What the code on the sheet leads to: always the Vietnamese page."""
    with translation.override("vi"):
        return site + reverse("directives:sheet", args=[code])


def render_html(content: SheetContent, *, code: str, as_of: date, size: str, points: float) -> str:
    with translation.override("vi"):
        context = _context(content, code, as_of, size)
        type_sizes = {"points": points, "small": max(SMALLEST_POINTS, SMALL_SHARE * points)}
        return render_to_string("directives/pdf/sheet.html", context | type_sizes)


def render_pdf(content: SheetContent, *, code: str, as_of: date, size: str) -> bytes:
    """One page with the largest type that fits; more pages only where the smallest does not, as
    nothing of a rule is ever left out."""
    drawn: dict[float, bytes] = {}

    def overflows(points: float) -> bool:
        html = render_html(content, code=code, as_of=as_of, size=size, points=points)
        drawn[points] = render_html_to_pdf(html)
        return len(pypdfium2.PdfDocument(io.BytesIO(drawn[points]))) > 1

    sizes = TYPE_POINTS[size]
    at = bisect_left(sizes, True, key=lambda points: not overflows(points))
    points = sizes[min(at, len(sizes) - 1)]
    return drawn[points]


def _context(content: SheetContent, code: str, as_of: date, size: str) -> dict[str, Any]:
    address = sheet_address(content.site, code)
    with translation.override("vi"):
        entry = content.site + reverse("directives:sheet_entry")
    width, height = SIZES[size]
    return {
        "sheet": content,
        "size": size,
        "width": width,
        "height": height,
        "code": f"{code[:5]} {code[5:]}",
        "entry": entry.removeprefix("https://").removeprefix("http://"),
        "qr": base64.b64encode(qr_svg(address)).decode(),
        "as_of": PartialDate(as_of.year, as_of.month, as_of.day).short(),
        "parts": sum(len(text.parts) for text in content.texts),
        "font_stack": mark_safe(FONT_STACK),  # noqa: S308 - a constant
        "sans": mark_safe(SANS),  # noqa: S308 - a constant
    }
