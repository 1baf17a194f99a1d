"""The library's side: opening, words with rectangles, ruled lines, pictures of pages."""

import ctypes
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, count, groupby, pairwise
from math import isnan
from operator import le, ne, or_
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from directives.intake.readers.pdf.boxes import Boxes, boxes_of
from directives.intake.readers.pdf.watermark import without_watermark
from directives.intake.sentences import TOO_MANY_PAGES
from directives.intake.source import UnreadableFile
from directives.intake.words import gettext_noop

MAX_PAGES = 2000
MAX_SIDE_POINTS = 6000
MAX_PIXELS = 40_000_000
FONT_PAGES = 3
# So deep things may be grouped.
MAX_DEPTH = 3
# A hyphen at a line's end joins two lines in the library's text: they are two words here.
WORD = re.compile(r"[^\s\ufffe\x02]+[\ufffe\x02]?")
# A drawn line is no thicker than this (points).
THIN = 2.5
SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-", "\ufffe": "-", "\x02": "-"})
UNPRINTABLE = re.compile("[\uf0b7\uf0a7\uf02d\ufffe\x02\x00]")
BROKEN = gettext_noop("Tệp PDF bị hỏng nên không mở được. Hãy xuất lại PDF hoặc gửi tệp Word.")


class Word(NamedTuple):
    """In points from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Run(NamedTuple):
    """Words of one height that follow each other, as a line of text mostly is: what is done with
    them is done with whole columns of their values, a page has hundreds of words and few runs."""

    texts: list[str]
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float

    # Told by top and bottom alone.
    height, middle = Word.height, Word.middle

    def words(self) -> Iterator[Word]:
        for text, left, right in zip(self.texts, self.lefts, self.rights, strict=True):
            yield Word(text, left, self.top, right, self.bottom)


@dataclass(frozen=True)
class Rule:
    """A drawn line or the edge of a box."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_vertical(self) -> bool:
        return self.right - self.left <= THIN


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()
    has_image: bool = False
    # The words of a watermark.
    across: tuple[str, ...] = ()

    @property
    def words(self) -> Iterator[Word]:
        return (word for run in self.runs for word in run.words())


def opened(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(
                gettext_noop(
                    "Tệp PDF có mật khẩu. Hãy mở tệp, lưu lại không có mật khẩu rồi gửi lại."
                )
            ) from None
        raise UnreadableFile(BROKEN) from None
    if not pages:
        raise UnreadableFile(BROKEN)
    if pages > MAX_PAGES:
        raise UnreadableFile(TOO_MANY_PAGES % {"pages": MAX_PAGES})
    return document


def page_of(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        raise UnreadableFile(BROKEN) from None
    width, height = page.get_size()
    if not (0 < width < MAX_SIDE_POINTS and 0 < height < MAX_SIDE_POINTS):
        raise UnreadableFile(gettext_noop("Tệp PDF có trang khổ quá lớn nên không được đọc."))
    frame = _Frame(page, width, height)
    runs, across = without_watermark(_runs(page, frame))
    marks = tuple(text for run in across for text in run.texts)
    rules, has_image = _drawn(page, frame)
    page.close()
    return Page(index + 1, width, height, runs, tuple(rules), has_image, marks)


class _Frame:
    """From the page's own coordinates (bottom up, maybe turned, maybe cropped) to the reader's."""

    def __init__(self, page: pdfium.PdfPage, width: float, height: float) -> None:
        self.turn = page.get_rotation() // 90 % 4
        left, bottom, right, top = page.get_cropbox()
        self.left, self.bottom = min(left, right), min(bottom, top)
        self.width, self.height = width, height

    def placed(self, left: float, bottom: float, right: float, top: float) -> tuple:
        """(left, top, right, bottom) as seen."""
        x1, x2 = left - self.left, right - self.left
        y1, y2 = bottom - self.bottom, top - self.bottom
        if self.turn == 1:
            return y1, x1, y2, x2
        if self.turn == 2:
            return self.width - x2, y1, self.width - x1, y2
        if self.turn == 3:
            return self.width - y2, self.height - x2, self.width - y1, self.height - x1
        return x1, self.height - y2, x2, self.height - y1


def _runs(page: pdfium.PdfPage, frame: _Frame) -> tuple[Run, ...]:
    textpage = page.get_textpage()
    text = textpage.get_text_range(errors="replace") if textpage.count_chars() else ""
    spans = [match.span() for match in WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    if UNPRINTABLE.search(text):
        words = list(map(_printable, words))
    first = boxes_of(textpage, [start for start, _end in spans])
    last = boxes_of(textpage, [end - 1 for _start, end in spans])
    textpage.close()
    runs = None if frame.turn else _even_runs(words, first, last, frame)
    return tuple(runs_of(_words(words, first, last, frame)) if runs is None else runs)


def _even_runs(words: list[str], first: Boxes, last: Boxes, frame: _Frame) -> list[Run] | None:
    """What `_words` and `runs_of` give, column by column and not word by word; None where a word is
    not like most: without letters or a box, or running to the left."""
    lefts, rights = first.lefts, last.rights
    # What is no number is not less than another either.
    if not all(words) or not all(map(le, lefts, rights)) or isnan(sum(last.lefts)):
        return None
    if frame.left:
        lefts, rights = ([x - frame.left for x in side] for side in (lefts, rights))
    tops, bottoms = _more(max, first.tops, last.tops), _more(min, first.bottoms, last.bottoms)
    changed = map(or_, map(ne, tops, tops[1:]), map(ne, bottoms, bottoms[1:]))
    cuts = [0, *compress(count(1), changed), len(words)]
    runs = []
    for at, end in pairwise(cuts if words else ()):
        _left, top, _right, bottom = frame.placed(0, bottoms[at], 0, tops[at])
        runs.append(Run(words[at:end], lefts[at:end], rights[at:end], top, bottom))
    return runs


def _more(pick: Callable, firsts: list[float], lasts: list[float]) -> list[float]:
    """First and last letter are mostly of one height."""
    return firsts if firsts == lasts else list(map(pick, firsts, lasts))


def _words(words: list[str], first: Boxes, last: Boxes, frame: _Frame) -> Iterator[Word]:
    """The rectangles of a word's first and last letter hold it."""
    for word, one, other in zip(
        words, zip(*first, strict=True), zip(*last, strict=True), strict=True
    ):
        left, top, right, bottom = one
        left2, top2, right2, bottom2 = other
        if not word or isnan(left) or isnan(left2):
            continue
        if right2 < left:
            left, right2 = left2, right
        yield Word(word, *frame.placed(left, min(bottom, bottom2), right2, max(top, top2)))


def _printable(word: str) -> str:
    return word if word.isalnum() else word.translate(SYMBOLS).replace("\x00", "")


def runs_of(words: Iterable[Word]) -> list[Run]:
    """Each word in its place among the others."""
    return [
        Run([w.text for w in same], [w.left for w in same], [w.right for w in same], top, bottom)
        for (top, bottom), group in groupby(words, lambda word: (word.top, word.bottom))
        for same in [list(group)]
    ]


def _drawn(page: pdfium.PdfPage, frame: _Frame) -> tuple[list[Rule], bool]:
    rules, has_image = [], False
    bounds = tuple(ctypes.c_float() for _side in range(4))
    for kind, thing in _things(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            has_image = True
        elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(thing, *bounds):
            rules += _edges(*frame.placed(*(side.value for side in bounds)))
    return rules, has_image


def _things(
    parent: object, count: Callable, get: Callable, depth: int = MAX_DEPTH
) -> Iterator[tuple[int, object]]:
    """Kind and handle of all that stands on a page, down into what is grouped: without an object of
    ours for each, for most of them are letters."""
    for at in range(count(parent)):
        thing = get(parent, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_UNKNOWN:
            raise UnreadableFile(BROKEN)
        yield kind, thing
        if kind == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            yield from _things(
                thing, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth - 1
            )


def _edges(left: float, top: float, right: float, bottom: float) -> list[Rule]:
    """A thin path is a line; a box gives its four edges."""
    if right - left <= THIN or bottom - top <= THIN:
        return [Rule(left, top, right, bottom)]
    return [
        Rule(left, top, right, top),
        Rule(left, bottom, right, bottom),
        Rule(left, top, left, bottom),
        Rule(right, top, right, bottom),
    ]


def picture(document: pdfium.PdfDocument, index: int, width: int) -> "object":
    """A page as a Pillow image, `width` pixels wide unless that is beyond measure."""
    page = document[index]
    across, down = page.get_size()
    scale = width / across
    if across * down * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (across * down)) ** 0.5
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    page.close()
    return image


def page_count(data: bytes) -> int:
    """Raises UnreadableFile."""
    return len(opened(data))


def page_image(data: bytes, page: int, width: int) -> bytes:
    """A page as PNG. Raises UnreadableFile."""
    document = opened(data)
    if not 1 <= page <= len(document):
        raise UnreadableFile(gettext_noop("Tệp không có trang này."))
    out = io.BytesIO()
    picture(document, page - 1, width).convert("L").save(out, "PNG", optimize=False)
    return out.getvalue()


def fonts_of(data: bytes) -> frozenset[str]:
    """Names of the fonts of the first pages."""
    document, names = opened(data), set()
    for index in range(min(FONT_PAGES, len(document))):
        for thing in document[index].get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=2):
            font = raw.FPDFTextObj_GetFont(thing)
            length = raw.FPDFFont_GetBaseFontName(font, None, 0) if font else 0
            if length > 1:
                name = ctypes.create_string_buffer(length)
                raw.FPDFFont_GetBaseFontName(font, name, length)
                names.add(name.value.decode("latin-1"))
    return frozenset(names)
