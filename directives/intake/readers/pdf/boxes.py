"""The rectangles of many letters at once."""

import ctypes
from functools import cache
from itertools import repeat
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# So many letters are asked about in one go.
CHUNK = 4096
NOWHERE = float("nan")
SIDES = 4
# The library's function as it is, told nothing of its arguments and holding the interpreter: to
# check them and to let go of it takes the binding four times as long as the call itself.
LETTER_BOX = ctypes.PYFUNCTYPE(ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
)


class Boxes(NamedTuple):
    """By columns, bottom up as pages count; NOWHERE for a letter that has no box."""

    lefts: list[float]
    tops: list[float]
    rights: list[float]
    bottoms: list[float]


@cache
def _room() -> tuple[ctypes.Array, memoryview, list]:
    """Room for the answers, its numbers, and a pointer to each answer; the library is no place for
    two threads anyway."""
    room = (raw.FS_RECTF * CHUNK)()
    return room, memoryview(room).cast("B").cast("f"), [ctypes.byref(one) for one in room]


def boxes_of(textpage: pdfium.PdfTextPage, letters: list[int]) -> Boxes:
    """Of the letters at these places of the page's text, in their order."""
    boxes = Boxes([], [], [], [])
    for at in range(0, len(letters), CHUNK):
        _add_boxes(boxes, textpage, letters[at : at + CHUNK])
    return boxes


def _add_boxes(boxes: Boxes, textpage: pdfium.PdfTextPage, letters: list[int]) -> None:
    _answers, numbers, pointers = _room()
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p)
    known = list(map(LETTER_BOX, repeat(handle), letters, pointers))
    for side, column in enumerate(boxes):
        column += numbers[side : SIDES * len(letters) : SIDES].tolist()
    if not all(known):
        first = len(boxes.lefts) - len(letters)
        for n, is_known in enumerate(known, start=first):
            boxes.lefts[n] = boxes.lefts[n] if is_known else NOWHERE
