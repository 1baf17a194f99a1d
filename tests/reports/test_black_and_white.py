"""The charts as a printer without greys prints them: the patterns tell the boxes apart, the two
moments of a trend, and what of a column is filled."""

from itertools import combinations

import pytest
from PIL import Image

from portal.pdf.engine import render_pdf
from reports.chart import COLUMN, LABEL, WIDTH, bars_svg, progress_svg, trend_svg
from reports.indicators import Boxes, Rate
from tests.pdf.reading import POINTS_A_MM, Page, Passage, read

LEGEND = ["Đã làm, đúng hạn", "Đã làm, chậm", "Chưa làm, trong hạn", "Chưa làm, quá hạn"]
MOMENTS = ["Quý I/2026", "Quý II/2026"]
FILLED = ["Đã xác nhận lần đầu đến ngày đó", "Xác nhận sau ngày đó hoặc chưa xác nhận"]
BOXES = Boxes(done_in_time=40, done_late=30, open_in_time=20, open_overdue=10)
TREND = [
    ("Việc đã xác nhận", (Rate(11, 40), Rate(31, 40))),
    ("Đúng hạn", (Rate(5, 40), Rate(9, 40))),
]
POINTS = [("31/3/2026", Rate(10, 80)), ("30/4/2026", Rate(50, 80)), ("15/5/2026", Rate(80, 80))]
# Of a printer in offices.
DOTS_A_POINT = 300 / 72
# How far two patterns must be apart: in the share of black, or in how it hangs together.
APART = 0.15
# Charts are as wide as they say in `chart`, in points a unit of theirs.
UNIT = 160 * POINTS_A_MM / WIDTH


@pytest.fixture(scope="module")
def boxes() -> Page:
    return drawn(bars_svg([("Xã, thị trấn", BOXES), ("Trường học", BOXES)], LEGEND))


@pytest.fixture(scope="module")
def trend() -> Page:
    return drawn(trend_svg(TREND, MOMENTS))


@pytest.fixture(scope="module")
def progress() -> Page:
    return drawn(progress_svg(POINTS))


def drawn(svg: str) -> Page:
    style = "<style>body { font: 13pt 'Liberation Serif' }</style>"
    html = f"<html lang='vi'><head><title>x</title>{style}</head><body>{svg}</body></html>"
    return read(render_pdf(html))[0]


def printed_on(page: Page) -> Image.Image:
    return page.picture(DOTS_A_POINT).point(lambda grey: 255 if grey > 127 else 0)


def samples(page: Page, names: list[str]) -> dict[str, Image.Image]:
    """The inside of the little box before each name of the legend, in black and white."""
    printed = printed_on(page)
    found = {}
    for name in names:
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


@pytest.mark.parametrize(
    ("chart", "names"), [("boxes", LEGEND), ("trend", MOMENTS), ("progress", FILLED)]
)
def test_no_two_of_a_legend_look_alike_in_black_and_white(
    chart: str, names: list[str], request: pytest.FixtureRequest
):
    page = request.getfixturevalue(chart)
    looks = {
        name: (black(one), hanging_together(one)) for name, one in samples(page, names).items()
    }
    for (one, look), (other, another) in combinations(looks.items(), 2):
        apart = max(abs(a - b) for a, b in zip(look, another, strict=True))
        assert apart > APART, (one, look, other, another)


def test_the_numbers_stand_beside_the_bars(boxes: Page, trend: Page):
    assert len(boxes.find_all("40 + 30 + 20 + 10")) == 2
    for words in ("27,5% (11/40)", "77,5% (31/40)", "12,5% (5/40)", "22,5% (9/40)"):
        assert len(trend.find_all(words)) == 1


def test_of_two_bars_each_looks_as_its_moment_in_the_legend(trend: Page):
    looks, printed = samples(trend, MOMENTS), printed_on(trend)
    for moment, numbers in zip(
        MOMENTS, (("(11/40)", "(5/40)"), ("(31/40)", "(9/40)")), strict=True
    ):
        for number in numbers:
            inside = end_of_bar(printed, trend, number)
            assert abs(black(inside) - black(looks[moment])) < APART, (moment, number)


def end_of_bar(printed: Image.Image, page: Page, number: str) -> Image.Image:
    """The inside of the bar before the number, where it ends."""
    words = next(part for line in page.lines for part in line.parts() if number in part.text)
    share = Passage(tuple(letter for letter in words.letters if letter.left > LABEL * UNIT))
    return cut(printed, share.left - 26 * UNIT, share.baseline - 10 * UNIT, 18 * UNIT, 8 * UNIT)


def test_each_column_is_filled_as_far_as_its_number_says(progress: Page):
    printed = printed_on(progress)
    for day, rate in POINTS:
        date = progress.find(day.rpartition("/")[0])
        height = COLUMN * UNIT
        above = date.top - height - 10
        strip = cut(printed, date.middle - 2, above, 4, height + 10)
        filled = black(strip) * strip.height / DOTS_A_POINT
        assert filled == pytest.approx(height * rate.part / rate.whole, abs=2)


def test_count_and_share_stand_above_each_column(progress: Page):
    for (day, _rate), count, share in zip(
        POINTS, ("10", "50", "80"), ("12,5%", "62,5%", "100%"), strict=True
    ):
        date = progress.find(day.rpartition("/")[0])
        column = progress.within(date.left - 8, 0, date.right + 8, date.bottom + 20)
        assert [line.text for line in column.lines()] == [count, share, *day.rsplit("/", 1)]
