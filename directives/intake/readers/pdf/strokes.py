"""Roman numerals made of strokes alone, which recognition takes for other letters: "III." for
"IIIL". The strokes are counted on the picture itself; nothing is concluded from what stands around.
"""

import re

from PIL import Image

# No "1": "11." is a number of its own. A full stop may be taken for the foot of an L.
LIKE_STROKES = re.compile(r"I[IiLlHT|!]{1,4}[.,]?")
# Between these shares of its height a stroke has neither its serifs nor the full stop beside it.
MIDDLE = (0.4, 0.6)
DARK = 128
# Wider than this share of the height is no stroke of an I.
WIDEST = 0.35
MOST = 3
BESIDE = 4


def numeral_in(page: Image.Image, text: str, box: tuple[int, int, int, int]) -> str:
    """`text` as the strokes in its box say ("III."); itself where they say no such numeral.
    `box`: left, top, width and height."""
    if not LIKE_STROKES.fullmatch(text):
        return text
    left, top, width, height = box
    upper, lower = (top + round(height * share) for share in MIDDLE)
    band = page.crop((left - BESIDE, upper, left + width + BESIDE, lower))
    strokes = _widths(band.resize((band.width, 1), Image.Resampling.BOX).tobytes())
    if not 2 <= len(strokes) <= MOST or max(strokes) > WIDEST * height:
        return text
    stops = text[-1] in ".," or text[-1] in "Ll" and len(text) > len(strokes)
    return "I" * len(strokes) + ("." if stops else "")


def _widths(row: bytes) -> list[int]:
    """How wide the dark runs of a row of grey points are."""
    signs = "".join("#" if point < DARK else " " for point in row)
    return [len(run) for run in signs.split()]
