"""The library's side: opening, words with rectangles, ruled lines, pictures of pages."""

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from directives.intake.readers.pdf.watermark import without_watermark
from directives.intake.sentences import TOO_MANY_PAGES
from directives.intake.source import UnreadableFile
from directives.intake.words import gettext_noop

MAX_PAGES = 2000
MAX_SIDE_POINTS = 6000
MAX_PIXELS = 40_000_000
FONT_PAGES = 3
# A hyphen at a line's end joins two lines in the library's text: they are two words here.
WORD = re.compile(r"[^\s\ufffe\x02]+[\ufffe\x02]?")
# A drawn line is no thicker than this (points).
THIN = 2.5
SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-", "\ufffe": "-", "\x02": "-"})
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
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    has_image: bool = False
    # The words of a watermark.
    across: tuple[str, ...] = ()


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
    words, across = without_watermark(tuple(_words(page, frame)))
    marks = tuple(word.text for word in across)
    rules, has_image = _drawn(page, frame)
    page.close()
    return Page(index + 1, width, height, words, tuple(rules), has_image, marks)


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


def _words(page: pdfium.PdfPage, frame: _Frame) -> Iterator[Word]:
    """The rectangles of a word's first and last letter hold it: two calls a word."""
    textpage = page.get_textpage()
    text = textpage.get_text_range(errors="replace") if textpage.count_chars() else ""
    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    to_first, to_last = ctypes.byref(first), ctypes.byref(last)
    handle, get, placed = textpage.raw, raw.FPDFText_GetLooseCharBox, frame.placed
    for match in WORD.finditer(text):
        start, end = match.span()
        if not get(handle, start, to_first) or not get(handle, end - 1, to_last):
            continue
        word = match[0]
        if not word.isalnum():
            word = word.translate(SYMBOLS).replace("\x00", "")
        if word:
            left, right = first.left, last.right
            bottom = first.bottom if first.bottom < last.bottom else last.bottom
            top = first.top if first.top > last.top else last.top
            if right < left:
                left, right = last.left, first.right
            yield Word(word, *placed(left, bottom, right, top))
    textpage.close()


def _drawn(page: pdfium.PdfPage, frame: _Frame) -> tuple[list[Rule], bool]:
    rules, has_image = [], False
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for thing in page.get_objects(filter=kinds, max_depth=3):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            has_image = True
            continue
        try:
            left, bottom, right, top = thing.get_bounds()
        except pdfium.PdfiumError:
            continue
        rules += _edges(*frame.placed(left, bottom, right, top))
    return rules, has_image


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
