"""The document's paragraphs and tables to lines, in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from directives.intake.lines import Line, cells_of
from directives.intake.marks import is_mark
from directives.intake.readers.docx.fonts import fonts_of_package
from directives.intake.readers.docx.numbering import Numbering, numbering_of
from directives.intake.readers.docx.package import BROKEN, Package, W
from directives.intake.readers.docx.runs import INSERTED, Found, Looks, looks_of, words_of
from directives.intake.readers.docx.styles import (
    VAL,
    Style,
    Styles,
    is_line,
    styles_of,
    value,
    whole,
)
from directives.intake.source import DOCX, MAX_LINES, TOO_MUCH, Source, UnreadableFile
from directives.intake.tree import ReadingWarning
from directives.intake.words import MOTTO, NUMBER_CELL, RECIPIENTS, gettext_noop
from portal.vietnamese.numbers import read_number

PARAGRAPH, TABLE, PROPERTIES = f"{W}p", f"{W}tbl", f"{W}pPr"
STYLE, LIST, ALIGNED, OF_THE_END = f"{W}pStyle", f"{W}numPr", f"{W}jc", f"{W}rPr"
NO_BLOCKS = {f"{W}sectPr", f"{W}del", f"{W}moveFrom"}
# So deep tables may lie in tables; deeper ones are read as plain paragraphs of the last.
MAX_TABLE_DEPTH = 8
MOST_SPANNED = 60
CENTRED = {"center", "centre"}
PAGE_PART = re.compile(r"word/(?:header|footer)\d*\.xml$")
TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
# The head of a column that counts the rows: no frame has one, so it is a table without lines too.
COUNTING = re.compile(r"(?:S(?:ố)?\s?)?TT\.?|Số thứ tự", re.IGNORECASE)
BLANKS = re.compile(r"[ \u00a0]+")
NO_PROPERTIES: dict[str, etree._Element] = {}


@dataclass
class Reader:
    styles: Styles
    numbering: Numbering
    looks: Looks
    found: Found = field(default_factory=Found)
    lines: list[Line] = field(default_factory=list)
    is_blank: bool = True
    was_centred: bool = False
    # Words whose paragraph's end was deleted: they go on in the next paragraph.
    carried: str = ""

    def take(self, element: etree._Element, depth: int = 0) -> None:
        for child in element:
            tag = child.tag
            if tag == PARAGRAPH:
                self.take_paragraph(child)
            elif tag == TABLE:
                self.take_table(child, depth)
            elif tag not in NO_BLOCKS:
                # Content controls, custom XML and tracked insertions hold blocks as well.
                self.take(child, depth)

    def take_paragraph(self, paragraph: etree._Element) -> None:
        words, boxes = words_of(paragraph, self.found, self.looks)
        own = _properties(paragraph)
        style = self.styles.paragraph(_value(own.get(STYLE)) or "")
        text = self.carried
        if words.strip():
            text += self._label(own.get(LIST), style) + words
        self.carried = ""
        end = own.get(OF_THE_END)
        if end is not None and end.find(f"{W}del") is not None:
            self.carried = text
        else:
            self._add(text, is_centred=(_value(own.get(ALIGNED)) or style.jc) in CENTRED)
        for box in boxes:
            self.is_blank = True
            self.take(box)
            self.is_blank = True

    def take_table(self, table: etree._Element, depth: int) -> None:
        self.is_blank = True
        rows = list(_rows(table))
        if depth >= MAX_TABLE_DEPTH or self._is_layout(table, rows):
            for row in rows:
                for cell in row:
                    self.take(cell, depth + 1)
                    self.is_blank = True
        elif text := self._table_text(rows):
            self.lines.append(Line(text, True, is_whole=True, is_table=True))
            self.was_centred = False
        self.is_blank = True

    def _add(self, text: str, *, is_centred: bool) -> None:
        """A paragraph; line breaks inside it end lines, tabs part columns or are blanks."""
        for piece in text.split("\n"):
            cells = _cells(piece)
            if not cells:
                self.is_blank = True
            for cell in cells:
                after_blank = self.is_blank or is_centred != self.was_centred
                self.lines.append(Line(cell, after_blank, is_whole=True, is_centred=is_centred))
                self.is_blank, self.was_centred = False, is_centred
        if len(self.lines) > MAX_LINES:
            raise UnreadableFile(TOO_MUCH)

    def _label(self, own: etree._Element | None, style: Style) -> str:
        """The automatic number; a style gives what the paragraph does not say itself."""
        num_id = None if own is None else value(own, "numId")
        level = None if own is None else value(own, "ilvl")
        num_id = style.num_id if num_id is None else num_id
        if num_id in {None, "0"}:
            return ""
        number = whole(level, style.level or 0)
        return self.numbering.label(num_id, number)

    def _is_layout(self, table: etree._Element, rows: list[list[etree._Element]]) -> bool:
        """A frame for a header or a signature: told by its words, or by having no lines."""
        first = ["".join(cell.itertext(f"{W}t")) for row in rows for cell in row][:12]
        if any(form.match(text.strip()) for text in first for form in (MOTTO, RECIPIENTS)):
            return True
        if any(_is_number(text.strip()) for text in first) and len(rows) <= 4:
            return True
        has_head = bool(first) and COUNTING.fullmatch(first[0].strip()) is not None
        return len(rows) < 2 or not (has_head or self._has_lines(table))

    def _has_lines(self, table: etree._Element) -> bool:
        own = table.find(f"{W}tblPr/{W}tblBorders")
        if own is not None:
            return any(is_line(border) for border in own)
        if self.styles.has_borders(value(table, "tblPr/tblStyle") or "?"):
            return True
        return any(is_line(b) for cell in table.iter(f"{W}tcBorders") for b in cell)

    def _table_text(self, rows: list[list[etree._Element]]) -> str:
        """Rows on lines, cells between tabs; what a merged cell covers stays empty."""
        lines = []
        for row in rows:
            cells: list[str] = []
            for cell in row:
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                is_covered = merge is not None and merge.get(f"{W}val") != "restart"
                words = " ".join(self._cell_words(cell).split())
                span = value(cell, "tcPr/gridSpan") or "1"
                cells += ["" if is_covered and not words else words]
                cells += [""] * (min(whole(span, 1), MOST_SPANNED) - 1)
            lines.append("\t".join(cells))
        text = "\n".join(lines)
        return text if text.strip() else ""

    def _cell_words(self, cell: etree._Element) -> str:
        inner = apart(self)
        inner.take(cell, MAX_TABLE_DEPTH)
        return " ".join(line.text for line in inner.lines)


def _properties(paragraph: etree._Element) -> dict[str, etree._Element]:
    """What the paragraph says of itself, by its name: looked through once."""
    properties = next(paragraph.iterchildren(PROPERTIES), None)
    # Of what is said twice the first counts.
    return NO_PROPERTIES if properties is None else {one.tag: one for one in reversed(properties)}


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(VAL)


def _cells(piece: str) -> list[str]:
    """Only a tab parts cells: blanks are one, however many stand in the file."""
    if "\t" not in piece:
        plain = " ".join(piece.split())
        return [plain] if plain else []
    parted = BLANKS.sub(" ", piece).strip()
    return [" ".join(cell.split()) for cell in cells_of(parted)] if parted else []


def apart(reader: Reader, root: etree._Element | None = None) -> Reader:
    """A reader with the same counters and findings, and lines of its own; `root`: in that part."""
    looks = reader.looks if root is None else looks_of(root)
    return replace(reader, lines=[], carried="", looks=looks)


def read_docx(data: bytes) -> Source:
    """Raises UnreadableFile."""
    return read_package(Package(data))


def read_docx_and_fonts(data: bytes) -> tuple[Source, frozenset[str]]:
    """With the fonts by which an old encoding is known; each part is parsed once. Raises
    UnreadableFile."""
    package = Package(data)
    fonts = fonts_of_package(package)
    return read_package(package, fonts), fonts


def read_package(package: Package, fonts: Iterable[str] | None = None) -> Source:
    """`fonts`: those the document names, where they are known already."""
    root = package.part("word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise UnreadableFile(BROKEN)
    reader = Reader(
        styles_of(package.part("word/styles.xml")),
        numbering_of(package.part("word/numbering.xml")),
        looks_of(body, fonts),
    )
    reader.take(body)
    if reader.carried:
        reader._add(reader.carried, is_centred=False)
    _take_notes(package, reader)
    _take_marks(package, reader)
    return Source(tuple(reader.lines), DOCX, 0, tuple(_warnings(reader)))


def _take_marks(package: Package, reader: Reader) -> None:
    """Page headers and footers are no text, but a mark of secrecy in one must be seen."""
    for name in sorted(package.names):
        root = package.part(name) if PAGE_PART.match(name) else None
        if root is not None:
            inner = apart(reader, root)
            inner.take(root)
            shown = [Line(words, True, is_whole=True) for words in _watermarks(root)]
            reader.lines[:0] = [line for line in (*inner.lines, *shown) if is_mark(line.text)]


def _watermarks(root: etree._Element) -> Iterator[str]:
    """Word draws one as a shape whose words are no text of the page."""
    return (shape.get("string", "") for shape in root.iter(TEXT_PATH))


def _take_notes(package: Package, reader: Reader) -> None:
    """Foot- and endnotes stand after the text, each behind the number it has there."""
    parts = {
        kind: package.part(f"word/{kind}s.xml")
        for kind in {kind for kind, _id in reader.found.notes}
    }
    for number, (kind, note_id) in enumerate(list(reader.found.notes), start=1):
        root = parts.get(kind)
        notes = root.findall(f"{W}{kind}") if root is not None else []
        note = next((n for n in notes if n.get(f"{W}id") == note_id), None)
        if note is not None:
            inner = apart(reader, note)
            inner.take(note)
            words = " ".join(line.text for line in inner.lines)
            reader.lines.append(Line(f"({number}) {words}".strip(), True, is_whole=True))


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """Cells of the table's own rows, through content controls and tracked insertions."""
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield list(_own_cells(child))
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", *INSERTED}:
            yield from _rows(child)


def _own_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
            yield from _own_cells(child)


def _is_number(text: str) -> bool:
    """ "Số: 12/UBND", not the head of a column "Số người"."""
    return bool(NUMBER_CELL.match(text)) and read_number(text) is not None


def _warnings(reader: Reader) -> Iterator[ReadingWarning]:
    found = reader.found
    if found.insertions or found.deletions:
        yield ReadingWarning(
            "tracked-changes",
            gettext_noop(
                "Tệp còn vết sửa chưa chốt: %(insertions)s chỗ thêm, %(deletions)s chỗ xóa, của "
                "%(authors)s người. Đã đọc như mọi chỗ đều được chấp nhận; hãy so với bản đã ký."
            ),
            "",
            {
                "insertions": found.insertions,
                "deletions": found.deletions,
                "authors": len(found.authors),
            },
        )
    if found.hidden:
        yield ReadingWarning(
            "hidden-text", gettext_noop("Tệp có chữ ẩn; phần chữ ẩn không được đưa vào.")
        )
    if found.comments:
        yield ReadingWarning(
            "comments",
            gettext_noop("Tệp có %(count)s lời ghi chú bên lề; không đưa vào văn bản."),
            "",
            {"count": found.comments},
        )
    if found.notes:
        yield ReadingWarning(
            "notes",
            gettext_noop("Tệp có %(count)s chú thích; chúng được đặt ở cuối văn bản."),
            "",
            {"count": len(found.notes)},
        )
    if reader.numbering.has_passed_d:
        yield ReadingWarning(
            "lettered-without-dd",
            gettext_noop(
                "Word tự đánh chữ a, b, c, d, e… không có “đ”. Hãy so các điểm với bản đã ký."
            ),
        )
