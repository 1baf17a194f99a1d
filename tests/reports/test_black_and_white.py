"""The chart as a printer without greys prints it: the patterns tell the four boxes apart."""

from itertools import combinations

import pytest
from PIL import Image

from portal.pdf.engine import render_pdf
from reports.chart import bars_svg
from reports.indicators import Boxes
from tests.pdf.reading import Page, read

LEGEND = ["Đã làm, đúng hạn", "Đã làm, chậm", "Chưa làm, trong hạn", "Chưa làm, quá hạn"]
BOXES = Boxes(done_in_time=40, done_late=30, open_in_time=20, open_overdue=10)
# Of a printer in offices.
DOTS_A_POINT = 300 / 72
# How far two patterns must be apart: in the share of black, or in how it hangs together.
APART = 0.15


@pytest.fixture(scope="module")
def page() -> Page:
    svg = bars_svg([("Xã, thị trấn", BOXES), ("Trường học", BOXES)], LEGEND)
    style = "<style>body { font: 13pt 'Liberation Serif' }</style>"
    html = f"<html lang='vi'><head><title>x</title>{style}</head><body>{svg}</body></html>"
    return read(render_pdf(html))[0]


def samples(page: Page) -> dict[str, Image.Image]:
    """The inside of the little box before each name of the legend, in black and white."""
    printed = page.picture(DOTS_A_POINT).point(lambda grey: 255 if grey > 127 else 0)
    found = {}
    for name in LEGEND:
        words = page.find(name)
        height = words.bottom - words.top
        box = (words.left - height * 1.25, words.baseline - height * 0.5)
        found[name] = cut(printed, *box, height * 0.6, height * 0.45)
    return found


def cut(picture: Image.Image, left: float, top: float, width: float, height: float) -> Image.Image:
    edges = (left, top, left + width, top + height)
    return picture.crop(tuple(round(edge * DOTS_A_POINT) for edge in edges))


def black(picture: Image.Image) -> float:
    return picture.histogram()[0] / (picture.width * picture.height)


def hanging_together(picture: Image.Image) -> float:
    """Of the black dots, the share whose neighbours a dot's width away on a slant are black too:
    much in strokes, little in points."""
    step = round(1.5 * DOTS_A_POINT)
    wide, high = picture.size
    dots = picture.load()
    inner = [
        (x, y)
        for x in range(step, wide - step)
        for y in range(step, high - step)
        if dots[x, y] == 0
    ]
    if not inner:
        return 0.0
    kept = [1 for x, y in inner if dots[x + step, y - step] == dots[x - step, y + step] == 0]
    return len(kept) / len(inner)


def test_two_boxes_never_look_alike_in_black_and_white(page: Page):
    looks = {name: (black(one), hanging_together(one)) for name, one in samples(page).items()}
    for (one, look), (other, another) in combinations(looks.items(), 2):
        apart = max(abs(a - b) for a, b in zip(look, another, strict=True))
        assert apart > APART, (one, look, other, another)


def test_the_numbers_stand_beside_the_bars(page: Page):
    assert len(page.find_all("40 + 30 + 20 + 10")) == 2
