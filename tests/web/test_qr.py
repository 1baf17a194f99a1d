import io

import pypdfium2
import zxingcpp
from weasyprint import HTML

from portal.web.qr import qr_svg

ADDRESS = "https://example.gov.vn/van-ban/874-qd-bttt/dieu-8__khoan-1/?ngay=2021-06-18"


def scanned(svg: bytes) -> str:
    """As a phone would read it, from a page with the drawing on it."""
    drawing = svg.decode().split("?>", 1)[1]
    pdf = HTML(string=f"<body style='background: #222'>{drawing}").write_pdf()
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=3).to_pil()
    return zxingcpp.read_barcode(page).text


def test_the_drawing_is_read_back_on_a_dark_page():
    assert scanned(qr_svg(ADDRESS)) == ADDRESS


def test_the_same_address_gives_the_same_bytes():
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(ADDRESS + "&x")
