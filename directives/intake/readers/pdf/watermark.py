"""Letters printed across the text: "BẢN SAO" from corner to corner, or a name far larger than it.

They are no line of the text; their words are told, not set among those they cross.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Protocol, TypeVar

# So much higher than the usual letter, and across so many lines, is no title.
FAR_HIGHER, LINES_CROSSED = 3.0, 2
# On a page with less the usual height says nothing.
FEWEST_BOXES = 12


class Box(Protocol):
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def middle(self) -> float: ...


B = TypeVar("B", bound=Box)


def without_watermark(boxes: Sequence[B]) -> tuple[tuple[B, ...], tuple[B, ...]]:
    """The text, and what lies across it."""
    if len(boxes) < FEWEST_BOXES:
        return tuple(boxes), ()
    usual = median(box.height for box in boxes)
    high = [box for box in boxes if box.height > FAR_HIGHER * usual]
    if not high:
        return tuple(boxes), ()
    middles = sorted({round(box.middle) for box in boxes if box.height <= FAR_HIGHER * usual})
    across = {id(box) for box in high if _crossed(box, middles) >= LINES_CROSSED}
    text = tuple(box for box in boxes if id(box) not in across)
    return text, tuple(box for box in boxes if id(box) in across)


def _crossed(box: Box, middles: Iterable[float]) -> int:
    return sum(box.top < middle < box.bottom for middle in middles)
