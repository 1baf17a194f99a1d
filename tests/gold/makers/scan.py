"""Scans: the printed pages as pictures, a little turned and with the noise of a glass plate.

Layout: `dpi`, `turned` in degrees, `noise` as a share of the picture.
"""

import hashlib
import io

import pypdfium2 as pdfium
from PIL import Image

from tests.gold.makers.page import pdf
from tests.gold.spec import Gold

POINTS_AN_INCH = 72
QUALITY = 50
GRAIN = 97


def scan(gold: Gold) -> bytes:
    pages = [_worn(image, gold) for image in _pages(pdf(gold), gold.layout.get("dpi", 200))]
    out = io.BytesIO()
    dpi = gold.layout.get("dpi", 200)
    first, rest = pages[0], pages[1:]
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=QUALITY)
    return out.getvalue()


def _pages(data: bytes, dpi: int) -> list[Image.Image]:
    document = pdfium.PdfDocument(data)
    return [page.render(scale=dpi / POINTS_AN_INCH).to_pil().convert("L") for page in document]


def _worn(image: Image.Image, gold: Gold) -> Image.Image:
    turned = image.rotate(gold.layout.get("turned", 0.3), Image.Resampling.BICUBIC, fillcolor=255)
    grain = _grain(gold.name)
    plate = Image.new("L", turned.size)
    for x in range(0, turned.width, grain.width):
        for y in range(0, turned.height, grain.height):
            plate.paste(grain, (x, y))
    return Image.blend(turned, plate, gold.layout.get("noise", 0.06))


def _grain(name: str) -> Image.Image:
    """Specks that are the same at every making."""
    specks = hashlib.shake_128(name.encode()).digest(GRAIN * GRAIN)
    return Image.frombytes("L", (GRAIN, GRAIN), specks)
