"""The charts of a report: bars that read in black and white, the numbers beside them.

Plain SVG text; each box has its own pattern, so that no colour is needed to tell them apart.
"""

from html import escape

from portal.pdf.drawings import titled
from portal.web.templatetags.portal import percent, vn_number
from reports.indicators import Boxes, Rate

WIDTH, LABEL, BAR, ROW = 640, 210, 330, 26
PATTERNS = """
<defs>
<pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/><path d="M0 6 6 0" stroke="#000" stroke-width="1.2"/></pattern>
<pattern id="over" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/><circle cx="2.5" cy="2.5" r="1.3" fill="#000"/></pattern>
</defs>
"""  # noqa: E501 - one element a line
FILLS = ["#333", "url(#late)", "#fff", "url(#over)"]
DONE_OR_NOT = [FILLS[0], FILLS[2]]
# Of the columns over time: how wide the place of one may be, how high it is, and the words above.
PLACE, COLUMN, ABOVE = 90, 110, 34


def bars_svg(rows: list[tuple[str, Boxes]], legend: list[str]) -> str:
    """One stacked bar a row, all on the scale of the largest; `legend` names the four boxes."""
    largest = max((boxes.total for _label, boxes in rows), default=0) or 1
    height = ROW * (len(rows) + 2)
    parts = [_opening(height), PATTERNS]
    for number, (label, boxes) in enumerate(rows):
        parts.append(_bar(label, boxes, ROW * number, largest))
    parts.append(_legend(legend, ROW * len(rows) + 14))
    told = [f"{label}: {_counts(boxes)}" for label, boxes in rows]
    return titled("".join([*parts, "</svg>"]), _told(legend, told))


def _bar(label: str, boxes: Boxes, top: int, largest: int) -> str:
    counts = [boxes.done_in_time, boxes.done_late, boxes.open_in_time, boxes.open_overdue]
    parts = [f'<text x="0" y="{top + 17}">{escape(label)}</text>']
    left = float(LABEL)
    for count, fill in zip(counts, FILLS, strict=True):
        width = BAR * count / largest
        if count:
            parts.append(
                f'<rect x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="16" '
                f'fill="{fill}" stroke="#000" stroke-width=".8"/>'
            )
        left += width
    parts.append(f'<text x="{left + 6:.1f}" y="{top + 17}">{_counts(boxes)}</text>')
    return "".join(parts)


def _counts(boxes: Boxes) -> str:
    counts = (boxes.done_in_time, boxes.done_late, boxes.open_in_time, boxes.open_overdue)
    return " + ".join(str(count) for count in counts)


def _told(legend: list[str], lines: list[str]) -> str:
    """What is drawn, for people who do not see it."""
    return f"Biểu đồ thanh ({' + '.join(legend)}). " + "; ".join(lines)


def trend_svg(rates: list[tuple[str, tuple[Rate, Rate]]], moments: list[str]) -> str:
    """Two bars a rate, then and now, on a scale of all; `moments` name the two."""
    fills = [FILLS[2], FILLS[0]]
    height = ROW * (2 * len(rates) + 1)
    parts = [_opening(height)]
    for number, (label, pair) in enumerate(rates):
        top = 2 * ROW * number
        parts.append(f'<text x="0" y="{top + 30}">{escape(label)}</text>')
        for place, (rate, fill) in enumerate(zip(pair, fills, strict=True)):
            parts.append(_share(rate, fill, top + 20 * place))
    parts.append(_legend(moments, 2 * ROW * len(rates) + 14, fills))
    told = [f"{label}: {_words(then)}, {_words(now)}" for label, (then, now) in rates]
    return titled("".join([*parts, "</svg>"]), _told(moments, told))


def _share(rate: Rate, fill: str, top: int) -> str:
    width = BAR * rate.part / rate.whole if rate.whole else 0
    return (
        f'<rect x="{LABEL}" y="{top + 4}" width="{width:.1f}" height="14" '
        f'fill="{fill}" stroke="#000" stroke-width=".8"/>'
        f'<text x="{LABEL + width + 6:.1f}" y="{top + 16}">{_words(rate)}</text>'
    )


def _words(rate: Rate) -> str:
    return f"{percent(rate.part, rate.whole)} ({rate.part}/{rate.whole})"


def progress_svg(points: list[tuple[str, Rate]]) -> str:
    """One column a day, filled as far as things had come; its count and share above it, the day
    below."""
    height = ABOVE + COLUMN + 62
    place = min(PLACE, WIDTH / len(points))
    first = (WIDTH - place * len(points)) / 2
    parts = [_opening(height)]
    for number, (day, rate) in enumerate(points):
        parts.append(_column(day, rate, first + place * number, place))
    legend = ["Đã xác nhận lần đầu đến ngày đó", "Xác nhận sau ngày đó hoặc chưa xác nhận"]
    parts.append(_legend(legend, ABOVE + COLUMN + 54, DONE_OR_NOT))
    told = [f"{day}: {_words(rate)}" for day, rate in points]
    return titled("".join([*parts, "</svg>"]), f"Biểu đồ cột ({legend[0]}). " + "; ".join(told))


def _column(day: str, rate: Rate, left: float, place: float) -> str:
    middle, wide = left + place / 2, place * 0.6
    high = COLUMN * rate.part / rate.whole if rate.whole else 0
    day_and_month, _slash, year = day.rpartition("/")
    boxes = [(ABOVE, COLUMN, DONE_OR_NOT[1]), (ABOVE + COLUMN - high, high, DONE_OR_NOT[0])]
    words = [
        (13, vn_number(rate.part)),
        (27, percent(rate.part, rate.whole)),
        (ABOVE + COLUMN + 16, day_and_month),
        (ABOVE + COLUMN + 30, year),
    ]
    return "".join(
        [
            *(
                f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
                f'height="{tall:.1f}" fill="{fill}" stroke="#000" stroke-width=".8"/>'
                for top, tall, fill in boxes
            ),
            *(
                f'<text x="{middle:.1f}" y="{down}" text-anchor="middle">{escape(line)}</text>'
                for down, line in words
            ),
        ]
    )


def _opening(height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="160mm" font-family="Liberation Serif, serif" font-size="13">'
    )


def _legend(names: list[str], top: int, fills: list[str] = FILLS) -> str:
    parts = []
    for number, (name, fill) in enumerate(zip(names, fills, strict=True)):
        left, down = WIDTH // 2 * (number % 2), top + 18 * (number // 2)
        parts.append(
            f'<rect x="{left}" y="{down - 10}" width="14" height="11" fill="{fill}" '
            f'stroke="#000" stroke-width=".8"/>'
            f'<text x="{left + 20}" y="{down}">{escape(name)}</text>'
        )
    return "".join(parts)
