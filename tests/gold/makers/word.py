"""Word files: header and closing in tables without lines, numbers typed or automatic.

Layout: `order`, `closing` name the blocks ("head" and "end" are two columns, other names stand
alone); `auto` gives the levels of an automatic list as [format, text, a label as printed];
`breaks` ends the lines of a cell by breaks instead of paragraphs; `sep` stands after a typed label.
"""

import re
from dataclasses import dataclass

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from tests.gold.makers.hand import Hand
from tests.gold.spec import Document, Gold, Node
from tests.intake.docx_maker import made, numbered, with_lists

LIST = 77
COLUMN_WIDTHS = (Cm(6), Cm(10.5))
CELL_SIZE, TEXT_SIZE = Pt(12), Pt(14)
ORDER, CLOSING = ["head", "title", "to"], ["end"]
BOX = (
    '<w:r {ns}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
    'style="position:absolute;width:90pt;height:24pt"><v:textbox><w:txbxContent><w:p><w:r>'
    "<w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def docx(gold: Gold, hand: Hand | None = None) -> bytes:
    return made(lambda file: Writer(file, gold.layout, hand or Hand()).fill(gold))


@dataclass
class Writer:
    file: object
    layout: dict
    hand: Hand

    def fill(self, gold: Gold) -> None:
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", TEXT_SIZE
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(1.5)
        if levels := self.layout.get("auto"):
            with_lists(self.file, [(form, text) for form, text, _label in levels], LIST)
        for at, document in enumerate(gold.documents):
            if at:
                self.file.add_page_break()
            self._document(document)

    def _document(self, document: Document) -> None:
        for name in self.layout.get("order", ORDER):
            self._block(document, name)
        for node in document.body:
            self._node(node)
        for name in self.layout.get("closing", CLOSING):
            self._block(document, name)
        for node in document.annexes:
            if node.is_annex:
                self.file.add_page_break()
            self._node(node)

    def _block(self, document: Document, name: str) -> None:
        if name == "head":
            self._columns(document.block("left"), document.block("right"))
        elif name == "end":
            self._columns(document.block("end_left"), document.block("end_right"))
        elif name == "box":
            box = BOX.format(ns=nsdecls("w"), text="".join(document.block(name)))
            self.file.add_paragraph()._p.append(parse_xml(box))
        elif name == "to":
            for line in document.block(name):
                self.hand.say(self.file.add_paragraph(), line)
        else:
            for line in document.block(name):
                self._centred(self.file, line)

    def _columns(self, left: list[str], right: list[str]) -> None:
        """A table without lines; "%%" in either column begins a row."""
        columns = [_rows(left), _rows(right)]
        table = self.file.add_table(rows=max(map(len, columns)), cols=2)
        for column, width in zip(table.columns, COLUMN_WIDTHS, strict=True):
            for cell in column.cells:
                cell.width = width
        for column, rows in enumerate(columns):
            for row, lines in enumerate(rows):
                self._cell(table.cell(row, column), lines)
        # No Word file ends with a table; LibreOffice loses one that does.
        self.file.add_paragraph()

    def _cell(self, cell, lines: list[str]) -> None:
        if self.layout.get("breaks"):
            self.hand.say(cell.paragraphs[0], "⏎".join(lines))
            return
        for n, line in enumerate(lines):
            listed = line.startswith(("- ", "Nơi nhận"))
            paragraph = cell.add_paragraph() if n else cell.paragraphs[0]
            if not listed:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.hand.say(paragraph, line)
            for run in paragraph.runs:
                run.font.size = CELL_SIZE

    def _centred(self, where, text: str) -> None:
        paragraph = where.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.hand.say(paragraph, text)

    def _node(self, node: Node) -> None:
        if node.is_table:
            self._grid(node)
        elif node.is_heading or node.is_annex:
            for line in (node.label, *node.text.split("⏎")):
                if line:
                    self._centred(self.file, line)
        else:
            self._paragraph(node)

    def _paragraph(self, node: Node) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        level = self._level(node.label)
        if level is None:
            typed = f"{node.label}{self.layout.get('sep', ' ')}{node.text}" if node.label else ""
            self.hand.say(paragraph, typed or node.text)
        else:
            numbered(paragraph, LIST, level)
            self.hand.say(paragraph, node.text)

    def _level(self, label: str) -> int | None:
        samples = [_shape(sample) for _form, _text, sample in self.layout.get("auto", [])]
        shape = _shape(label)
        return samples.index(shape) if label and shape in samples else None

    def _grid(self, node: Node) -> None:
        rows, columns = len(node.rows), len(node.rows[0])
        table = self.file.add_table(rows=rows, cols=columns, style="Table Grid")
        for r, row in enumerate(node.rows):
            for c, text in enumerate(row):
                if text == "<":
                    table.cell(r, c - 1).merge(table.cell(r, c))
                elif text == "^":
                    table.cell(r - 1, c).merge(table.cell(r, c))
                else:
                    self.hand.say(table.cell(r, c).paragraphs[0], text)
        _without_empty(table)


def _without_empty(table) -> None:
    """Merging leaves the covered cell's empty paragraph behind in the one that stays."""
    for cell in table._cells:
        for paragraph in cell.paragraphs[1:]:
            if not paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)


def _rows(lines: list[str]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for line in lines:
        if line == "%%":
            rows.append([])
        else:
            rows[-1].append(line)
    return rows


def _shape(label: str) -> str:
    """ "II." and "I." have one shape, so have "2.1." and "1.3."."""
    if re.fullmatch(r"[IVXLC]+\.", label):
        return "R."
    return re.sub(r"\d+", "9", re.sub(r"^[a-zđ]\)", "a)", label))
