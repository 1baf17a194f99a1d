"""The rectangles of many letters at once."""

import ctypes
from functools import cache
from itertools import repeat

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# So many letters are asked about in one go.
CHUNK = 4096
NOWHERE = (float("nan"),) * 4
# The library's function as it is, told nothing of its arguments: checking them takes the binding
# three times as long as the call. They are of the right types here, and numbers fit.
LETTER_BOX = ctypes.CFUNCTYPE(ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
)


@cache
def _places() -> tuple[ctypes.Array, list]:
    """Room for the answers, and a pointer to each; the library has no use for two threads."""
    room = (raw.FS_RECTF * CHUNK)()
    return room, [ctypes.byref(one) for one in room]


def boxes_of(textpage: pdfium.PdfTextPage, letters: list[int]) -> list[float]:
    """Left, top, right and bottom of each letter, bottom up as pages count, one after the other;
    none of them is a number where the library knows no box."""
    boxes: list[float] = []
    for at in range(0, len(letters), CHUNK):
        boxes += _boxes(textpage, letters[at : at + CHUNK])
    return boxes


def _boxes(textpage: pdfium.PdfTextPage, letters: list[int]) -> list[float]:
    room, pointers = _places()
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p)
    known = list(map(LETTER_BOX, repeat(handle), letters, pointers))
    boxes = memoryview(room).cast("B").cast("f")[: 4 * len(letters)].tolist()
    for n, is_known in enumerate(known if not all(known) else ()):
        if not is_known:
            boxes[4 * n : 4 * n + 4] = NOWHERE
    return boxes
