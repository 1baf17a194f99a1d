"""Segments of running text to whole paragraphs, over the ends of pages too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from directives.intake.labels import label_of
from directives.intake.lines import Line, Place
from directives.intake.readers.pdf.document import Page
from directives.intake.readers.pdf.rows import Segment

# Shares of the text's width and of the usual distance between lines.
SHORT, INDENT, CENTRE = 0.07, 0.02, 0.03
WIDE_GAP = 1.45
OTHER_SIZE = 0.18
USUAL_RIGHT = 0.82
# A number is cut behind its signs: "874/QĐ-" ⏎ "BTTTT".
CUT, REST = re.compile(r"(?:[^\W\d_]-|\w[0-9]/)$"), re.compile(r"[A-ZĐ]{2}")
ENDS = (".", ";", ":", "!", "?", "…", "/")


@dataclass(frozen=True)
class Measure:
    """Where the text of the document stands: its edges, and how far its lines are apart."""

    left: float
    right: float
    pitch: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def is_centred(self, segment: Segment) -> bool:
        middle = (segment.left + segment.right) / 2
        apart = abs(middle - (self.left + self.right) / 2)
        inset = min(segment.left - self.left, self.right - segment.right)
        return apart < CENTRE * self.width and inset > CENTRE * self.width

    def is_short(self, segment: Segment) -> bool:
        return self.right - segment.right > SHORT * self.width

    def ended_early(self, segment: Segment, below: Segment) -> bool:
        """The first word of the line below would still have found room on this one."""
        word = len(below.text.split(" ", 1)[0]) + 1
        a_letter = (below.right - below.left) / len(below.text)
        return self.is_short(segment) and self.right - segment.right > word * a_letter


def measure_of(segments: list[Segment], width: float) -> Measure:
    """Edges that most full lines share; where all are short the text reaches further than they, up
    to a page's usual margin. `width` is the page's, in points."""
    lefts, rights = sorted(s.left for s in segments), sorted(s.right for s in segments)
    pitches = [
        below.top - above.top
        for above, below in zip(segments, segments[1:], strict=False)
        if above.page == below.page and 0 < below.top - above.top < 3 * above.height
    ]
    heights = [segment.height for segment in segments]
    return Measure(
        lefts[len(lefts) // 20],
        max(rights[-1 - len(rights) // 20], USUAL_RIGHT * width),
        median(pitches) if pitches else median(heights) * 1.2,
    )


def paragraphs_of(segments: Iterable[Segment], measure: Measure, pages: list[Page]) -> list[Line]:
    groups: list[list[Segment]] = []
    was_centred = False
    for segment in segments:
        is_centred = measure.is_centred(segment)
        either = was_centred or is_centred
        if groups and _goes_on(groups[-1], segment, measure, is_centred=either):
            groups[-1].append(segment)
        else:
            groups.append([segment])
        was_centred = is_centred
    return [
        _line(group, measure, pages, groups[n - 1] if n else None) for n, group in enumerate(groups)
    ]


def _goes_on(group: list[Segment], segment: Segment, measure: Measure, *, is_centred: bool) -> bool:
    """`is_centred`: this one or the one before it."""
    before = group[-1]
    if is_centred:
        return _goes_on_centred(group, segment, measure)
    if _is_other_size(before, segment):
        return False
    if before.page == segment.page and segment.top - before.top > WIDE_GAP * measure.pitch:
        return False
    if measure.ended_early(before, segment) and not _is_mid_sentence(before, segment):
        return False
    is_indented = segment.left - measure.left > INDENT * measure.width
    goes_small = segment.text[:1].islower() and not before.text.endswith(ENDS)
    first_is_indented = group[0].left - measure.left > INDENT * measure.width
    if is_indented and not goes_small and (segment.left > before.left + 2 or len(group) == 1):
        # A hanging paragraph keeps its indent; a first line goes back to the margin.
        return len(group) > 1 and first_is_indented and abs(segment.left - before.left) < 2
    if before.text.endswith(ENDS) and label_of(segment.text, articles=True):
        return not measure.is_short(before) and segment.left < group[0].left - 2
    return True


def _is_other_size(one: Segment, other: Segment) -> bool:
    """By height and by width: the rectangles of some files hug the letters, so that the height of
    "sau:" is not that of "gồm những"; the width of a letter varies with the blanks of its line."""
    if abs(one.size - other.size) <= OTHER_SIZE * one.size:
        return False
    widths = [(segment.right - segment.left) / len(segment.text) for segment in (one, other)]
    return abs(widths[0] - widths[1]) > OTHER_SIZE * widths[0]


def _goes_on_centred(group: list[Segment], segment: Segment, measure: Measure) -> bool:
    """Lines of a title stay lines, but a paragraph's last short line may look centred."""
    before = group[-1]
    if measure.is_centred(before):
        return False
    full = not measure.is_short(before)
    close = before.page != segment.page or segment.top - before.top <= WIDE_GAP * measure.pitch
    return full and close and segment.text[:1].islower() and not before.text.endswith(ENDS)


def _is_mid_sentence(before: Segment, segment: Segment) -> bool:
    """A page's end cut the sentence, or a long word was moved down."""
    goes_small = segment.text[:1].islower() and not before.text.endswith(ENDS)
    is_item = label_of(segment.text, articles=True) is not None
    return goes_small and not is_item and before.page != segment.page


def _line(
    group: list[Segment], measure: Measure, pages: list[Page], before: list[Segment] | None
) -> Line:
    first = group[0]
    is_centred = measure.is_centred(first)
    above = before[-1] if before else None
    is_apart = (
        above is None
        or above.page != first.page
        and first.text.isupper()
        or above.page == first.page
        and first.top - above.top > WIDE_GAP * measure.pitch
        or measure.is_centred(above) != is_centred
    )
    text = joined(segment.text for segment in group)
    return Line(
        " ".join(text.split()),
        is_apart,
        is_whole=not is_centred,
        is_centred=is_centred,
        places=tuple(place_of(segment, pages) for segment in group),
    )


def joined(texts: Iterable[str]) -> str:
    """With a blank where two lines met, but not inside a number."""
    whole = ""
    for text in texts:
        is_cut = whole.endswith(("-", "/")) and CUT.search(whole[-3:]) and REST.match(text)
        whole = f"{whole}{text}" if is_cut or not whole else f"{whole} {text}"
    return whole


def place_of(segment: Segment, pages: list[Page]) -> Place:
    page = pages[segment.page - 1]
    return Place(
        segment.page,
        round(segment.left / page.width, 4),
        round(segment.top / page.height, 4),
        round(segment.right / page.width, 4),
        round(segment.bottom / page.height, 4),
    )
