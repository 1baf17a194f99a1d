"""The words of one paragraph, in their order, each once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from directives.intake.readers.capitals import BEGIN, END
from directives.intake.readers.docx.numbering import SYMBOLS
from directives.intake.readers.docx.package import MC, W

RUN, TEXT, PROPERTIES = f"{W}r", f"{W}t", f"{W}rPr"
VANISH, FONTS, ALTERNATE = f"{W}vanish", f"{W}rFonts", f"{MC}AlternateContent"
SCRIPTS = {f"{W}ascii", f"{W}hAnsi", f"{W}cs"}
DELETED = {f"{W}del", f"{W}moveFrom"}
INSERTED = {f"{W}ins", f"{W}moveTo"}
# A text box is a part of its own; its paragraphs stand after the one it hangs on.
BOX = f"{W}txbxContent"
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
# Of a paragraph or of a run; what is in them is no text.
WORDLESS = {f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}fldChar"}
FALSE = {"0", "false", "off"}
SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
CODE = re.compile(r"[0-9A-Fa-f]{1,4}")


@dataclass
class Found:
    """What was met on the way, for the warnings."""

    insertions: int = 0
    deletions: int = 0
    authors: set[str] = field(default_factory=set)
    hidden: int = 0
    comments: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Looks:
    """What a part of the package has at all of what runs say of their letters: mostly nothing, and
    then no run need be asked."""

    hidden: bool
    capitals: bool


def looks_of(root: etree._Element, fonts: Iterable[str] | None = None) -> Looks:
    """`fonts`: those of the part and maybe more, where they are known."""
    hidden = next(root.iter(VANISH), None) is not None
    return Looks(hidden, any(map(_is_capital_font, fonts_in(root) if fonts is None else fonts)))


def fonts_in(root: etree._Element) -> set[str]:
    """The names of the fonts that its runs and styles name."""
    return {
        name
        for fonts in root.iter(FONTS)
        for script, name in fonts.items()
        if script in SCRIPTS and name
    }


def words_of(
    paragraph: etree._Element, found: Found, looks: Looks
) -> tuple[str, list[etree._Element]]:
    """The text with its tabs and line breaks, and the text boxes that hang on it."""
    walk = Walk(found, looks)
    walk.through(paragraph)
    return "".join(walk.words), walk.boxes


@dataclass
class Walk:
    """Through one paragraph. Words go on one list: a generator a run would cost more than them."""

    found: Found
    looks: Looks
    words: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def through(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == RUN:
                self._run(child)
            elif tag in DELETED:
                _note_change(child, self.found, deleted=True)
            elif tag == BOX:
                self.boxes.append(child)
            elif tag == ALTERNATE:
                self._alternative(child)
            elif tag not in WORDLESS:
                if tag in INSERTED:
                    _note_change(child, self.found, deleted=False)
                self.through(child)

    def _alternative(self, element: etree._Element) -> None:
        """One of the choices, never two: both hold the same words."""
        chosen = element.find(f"{MC}Choice")
        if chosen is None:
            chosen = element.find(f"{MC}Fallback")
        if chosen is not None:
            self.through(chosen)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(PROPERTIES) if self.looks.hidden or self.looks.capitals else None
        if properties is not None and _is_on(properties.find(VANISH)):
            self.found.hidden += sum(1 for _text in run.iter(TEXT))
            return
        capitals = _shows_capitals(properties)
        for child in run:
            tag = child.tag
            if tag == TEXT:
                words = child.text or ""
                self.words.append(f"{BEGIN}{words}{END}" if capitals and words else words)
            elif tag in SIGNS:
                self.words.append(SIGNS[tag])
            elif tag not in WORDLESS:
                self._other(child, tag)

    def _other(self, child: etree._Element, tag: str) -> None:
        if tag == f"{W}sym":
            self.words.append(_symbol(child))
        elif tag in NOTES:
            self.found.notes.append((NOTES[tag], child.get(f"{W}id", "")))
            self.words.append(f"({len(self.found.notes)})")
        elif tag == f"{W}commentReference":
            self.found.comments += 1
        elif tag == ALTERNATE:
            self._alternative(child)
        else:
            # Drawings and old pictures hold text boxes somewhere below.
            self.through(child)


def _shows_capitals(properties: etree._Element | None) -> bool:
    """In .VnTimeH and its like a small letter of TCVN3 looks a capital."""
    fonts = None if properties is None else properties.find(FONTS)
    name = "" if fonts is None else fonts.get(f"{W}ascii", fonts.get(f"{W}hAnsi", ""))
    return _is_capital_font(name)


def _is_capital_font(name: str) -> bool:
    return name.lower().startswith(".vn") and name.endswith("H")


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val") not in FALSE


def _symbol(element: etree._Element) -> str:
    digits = element.get(f"{W}char", "")
    # A Word file that names no letter shows none.
    code = int(digits, 16) if CODE.fullmatch(digits) else 0
    if not code or 0xD800 <= code < 0xE000:
        return ""
    sign = chr(code)
    return SYMBOLS.get(sign, "•" if 0xE000 <= code <= 0xF8FF else sign)


def _note_change(element: etree._Element, found: Found, *, deleted: bool) -> None:
    if deleted:
        found.deletions += 1
    else:
        found.insertions += 1
    found.authors.add(element.get(f"{W}author", ""))
