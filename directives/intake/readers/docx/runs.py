"""The words of one paragraph, in their order, each once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from directives.intake.readers.capitals import BEGIN, END
from directives.intake.readers.docx.numbering import SYMBOLS
from directives.intake.readers.docx.package import MC, W

DELETED = {f"{W}del", f"{W}moveFrom"}
INSERTED = {f"{W}ins", f"{W}moveTo"}
# A text box is a part of its own; its paragraphs stand after the one it hangs on.
BOX = f"{W}txbxContent"
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
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


def words_of(paragraph: etree._Element, found: Found) -> tuple[str, list[etree._Element]]:
    """The text with its tabs and line breaks, and the text boxes that hang on it."""
    boxes: list[etree._Element] = []
    return "".join(_walk(paragraph, found, boxes)), boxes


def _walk(element: etree._Element, found: Found, boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in DELETED:
            _note_change(child, found, deleted=True)
        elif tag == BOX:
            boxes.append(child)
        elif tag == f"{MC}AlternateContent":
            yield from _alternative(child, found, boxes)
        elif tag == f"{W}r":
            yield from _run(child, found, boxes)
        elif tag not in {f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText"}:
            if tag in INSERTED:
                _note_change(child, found, deleted=False)
            yield from _walk(child, found, boxes)


def _alternative(
    element: etree._Element, found: Found, boxes: list[etree._Element]
) -> Iterator[str]:
    """One of the choices, never two: both hold the same words."""
    chosen = element.find(f"{MC}Choice")
    if chosen is None:
        chosen = element.find(f"{MC}Fallback")
    if chosen is not None:
        yield from _walk(chosen, found, boxes)


def _run(run: etree._Element, found: Found, boxes: list[etree._Element]) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if properties is not None and _is_on(properties.find(f"{W}vanish")):
        found.hidden += sum(1 for _text in run.iter(f"{W}t"))
        return
    capitals = _shows_capitals(properties)
    for child in run:
        tag = child.tag
        if tag == f"{W}t":
            words = child.text or ""
            yield f"{BEGIN}{words}{END}" if capitals and words else words
        elif tag == f"{W}br" and child.get(f"{W}type") in {"page", "column"}:
            yield "\n"
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag == f"{W}sym":
            yield _symbol(child)
        elif tag in NOTES:
            found.notes.append((NOTES[tag], child.get(f"{W}id", "")))
            yield f"({len(found.notes)})"
        elif tag == f"{W}commentReference":
            found.comments += 1
        elif tag not in {f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}fldChar"}:
            yield from _walk_one(child, found, boxes)


def _shows_capitals(properties: etree._Element | None) -> bool:
    """In .VnTimeH and its like a small letter of TCVN3 looks a capital."""
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    name = "" if fonts is None else fonts.get(f"{W}ascii", fonts.get(f"{W}hAnsi", ""))
    return name.lower().startswith(".vn") and name.endswith("H")


def _walk_one(child: etree._Element, found: Found, boxes: list[etree._Element]) -> Iterator[str]:
    """Drawings and old pictures hold text boxes somewhere below."""
    if child.tag == f"{MC}AlternateContent":
        yield from _alternative(child, found, boxes)
    else:
        yield from _walk(child, found, boxes)


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
