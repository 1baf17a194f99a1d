"""What stands on the pages of a PDF, as one would measure it with a ruler: letters with their font,
size and place, and drawn lines. In points, from the upper left corner.

Letters come from the file itself. Lines are looked for in the picture of the page, so it does not
matter how they were drawn.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

POINTS_A_MM = 72 / 25.4
# Dots a point of the picture in which lines are looked for, and the shortest that counts as one.
DOTS = 4
SHORTEST_LINE = 15.0
THICKEST_LINE = 2.0
DARK = b"\\x00-\\x80"
# Letters whose baselines differ by less stand in one line.
SAME_LINE = 1.0
# A gap of so many times the size parts two cells of one line.
GAP = 2.5
FONT_NAME_BYTES = 200


def mm(points: float) -> float:
    return points / POINTS_A_MM


@dataclass(frozen=True)
class Letter:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    font: str

    @property
    def is_bold(self) -> bool:
        return "Bold" in self.font

    @property
    def is_italic(self) -> bool:
        return "Italic" in self.font or "Oblique" in self.font


@dataclass(frozen=True)
class Passage:
    """Letters that belong together: a phrase, a line, what a cell holds. Blanks are left out."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def left(self) -> float:
        return min(letter.left for letter in self.letters)

    @property
    def right(self) -> float:
        return max(letter.right for letter in self.letters)

    @property
    def top(self) -> float:
        return min(letter.top for letter in self.letters)

    @property
    def bottom(self) -> float:
        return max(letter.bottom for letter in self.letters)

    @property
    def baseline(self) -> float:
        """Of its first line."""
        return min(letter.baseline for letter in self.letters)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def sizes(self) -> set[float]:
        return {round(letter.size, 1) for letter in self.letters}

    @property
    def fonts(self) -> set[str]:
        return {letter.font for letter in self.letters}

    @property
    def styles(self) -> set[tuple[bool, bool]]:
        """(bold, italic) of its letters."""
        return {(letter.is_bold, letter.is_italic) for letter in self.letters}

    def lines(self) -> list["Passage"]:
        """From top to bottom, each from left to right."""
        rows: list[list[Letter]] = []
        for letter in sorted(self.letters, key=lambda letter: (letter.baseline, letter.left)):
            if rows and letter.baseline - rows[-1][-1].baseline < SAME_LINE:
                rows[-1].append(letter)
            else:
                rows.append([letter])
        return [Passage(tuple(sorted(row, key=lambda letter: letter.left))) for row in rows]

    def read(self) -> str:
        """Line after line, as the eye reads it."""
        return "".join(line.text for line in self.lines())

    def parts(self) -> Iterator["Passage"]:
        """A line in the pieces that wide gaps make of it."""
        begun = [self.letters[0]]
        for letter in self.letters[1:]:
            if letter.left - begun[-1].right > GAP * letter.size:
                yield Passage(tuple(begun))
                begun = []
            begun.append(letter)
        yield Passage(tuple(begun))


@dataclass(frozen=True)
class Stroke:
    """A straight line, along or down the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    """`number` counts from 1 in the file, whatever is printed."""

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    file: bytes = field(repr=False)

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height

    @cached_property
    def squeezed(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @cached_property
    def lines(self) -> list[Passage]:
        return Passage(self.letters).lines()

    def find_all(self, words: str) -> list[Passage]:
        """Every place where the words stand one after another; blanks do not count."""
        wanted = squeeze(words)
        places = re.finditer(re.escape(wanted), self.squeezed)
        return [Passage(self.letters[place.start() : place.end()]) for place in places]

    def find(self, words: str) -> Passage:
        found = self.find_all(words)
        assert found, f"page {self.number} does not say “{words}”"
        return found[0]

    def says(self, words: str) -> bool:
        return squeeze(words) in self.squeezed

    def within(self, left: float, top: float, right: float, bottom: float) -> Passage:
        """The letters whose middle lies there."""
        return Passage(
            tuple(
                letter
                for letter in self.letters
                if left <= (letter.left + letter.right) / 2 <= right
                and top <= (letter.top + letter.bottom) / 2 <= bottom
            )
        )

    def picture(self, dots_a_point: float = DOTS) -> Image.Image:
        with pypdfium2.PdfDocument(self.file) as pdf:
            return pdf[self.number - 1].render(scale=dots_a_point, grayscale=True).to_pil()

    @cached_property
    def rules(self) -> list[Stroke]:
        """Lines along the page, from top to bottom."""
        return [
            Stroke(start, above, end, below)
            for start, end, above, below in _strokes(self.picture())
        ]

    @cached_property
    def uprights(self) -> list[Stroke]:
        """Lines down the page, from left to right."""
        turned = self.picture().transpose(Image.Transpose.TRANSPOSE)
        return [Stroke(above, start, below, end) for start, end, above, below in _strokes(turned)]

    def table(self) -> list[list[Passage]]:
        """The cells of each row of the table that fills the page, as its lines part them."""
        edges = _apart(rule.top for rule in self.rules if rule.width > self.width / 2)
        return [self._cells(above, below) for above, below in pairwise(edges)]

    def _cells(self, above: float, below: float) -> list[Passage]:
        middle = (above + below) / 2
        walls = _apart(wall.left for wall in self.uprights if wall.top < middle < wall.bottom)
        return [self.within(left, above, right, below) for left, right in pairwise(walls)]

    def rule_below(self, passage: Passage, within: float = 12) -> Stroke:
        """The first line under the words and in their middle."""
        for rule in self.rules:
            is_near = passage.baseline < rule.top < passage.bottom + within
            if is_near and abs(rule.middle - passage.middle) < passage.width / 4:
                return rule
        raise AssertionError(f"no line under “{passage.text}”")


def squeeze(words: str) -> str:
    return "".join(words.split())


def read(pdf: bytes) -> list[Page]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            Page(number, *page.get_size(), tuple(_letters(page)), pdf)
            for number, page in enumerate(document, start=1)
        ]


def text_of(pages: Iterable[Page]) -> str:
    """Without blanks; compare with `squeeze(words)`."""
    return "".join(page.squeezed for page in pages)


def _apart(places: Iterable[float]) -> list[float]:
    """In order; what one line made twice, as its edges are not sharp, counts once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > THICKEST_LINE:
            found.append(place)
    return found


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    height = page.get_height()
    text = page.get_textpage()
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if letter.isspace() or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        yield Letter(
            text=letter,
            left=left,
            top=height - top,
            right=right,
            bottom=height - bottom,
            baseline=height - y.value,
            size=_size(text, index),
            font=_font(text, index),
        )
    text.close()


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    return pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)


def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
    name = ctypes.create_string_buffer(FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, FONT_NAME_BYTES, flags)
    return name.value.decode()


def _strokes(picture: Image.Image) -> Iterator[tuple[float, float, float, float]]:
    """Thin dark runs along the rows: (start, end, above, below)."""
    width, height = picture.size
    shortest = int(SHORTEST_LINE * DOTS)
    dots = picture.tobytes()
    run = re.compile(rb"[%s]{%d,}" % (DARK, shortest))
    grown: dict[tuple[int, int], int] = {}
    for row in range(height + 1):
        line = dots[row * width : (row + 1) * width]
        found = {match.span() for match in run.finditer(line)}
        for span in [span for span in grown if span not in found]:
            first = grown.pop(span)
            if row - first <= THICKEST_LINE * DOTS:
                yield span[0] / DOTS, span[1] / DOTS, first / DOTS, row / DOTS
        for span in found:
            grown.setdefault(span, row)
