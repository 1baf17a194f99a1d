"""One edition as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against the standard's schema.

Ids of elements are the portal's own ids of clauses, so that an address of a clause and its element
carry the same name. Words are untouched; asterisks that marked bold type become <b>.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings

from directives.intake.quotes import ENDS, MOST_PARAGRAPHS, OPENING, quoted
from directives.models import Clause, Document
from directives.naming import article_types
from directives.opendata.akn_meta import akn_uri, identification, meta_of
from directives.pieces import Piece
from directives.reading import ShownClause, ShownText
from portal.vietnamese.numbers import find_numbers

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# The first word of a clause's own id → the standard's element; whatever is not here is a
# hcontainer that carries the word as its name.
ELEMENTS = {
    "phan": "part",
    "chuong": "chapter",
    "tieu-muc": "subsection",
    "dieu": "article",
    "khoan": "paragraph",
    "diem": "point",
}
HEADED = {"part", "chapter", "section", "subsection", "article"}
ANNEX = re.compile(r"phu-luc-[0-9]+")
# Characters XML 1.0 has no way to write.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def akn_xml(reading: ShownText) -> bytes:
    edition = reading.edition
    root = Element("akomaNtoso", xmlns=NAMESPACE)
    is_act = edition.document.type in article_types()
    main = SubElement(root, "act" if is_act else "doc", name=edition.document.type)
    main.set("contains", "originalVersion" if edition.number == 1 else "singleVersion")
    meta_of(main, reading)
    _lines(main, "preface", reading.preface, reading.document)
    annexes = [shown for shown in reading.body if _is_annex(shown)]
    body = SubElement(main, "body" if is_act else "mainBody")
    if edition.is_summary:
        body.set("status", "edited")
    _hierarchy(body, [s for s in reading.body if not _is_annex(s)], reading.document)
    _lines(main, "conclusions", reading.conclusions, reading.document)
    if annexes:
        # What stands after the signature on paper stands after it here.
        attachments = SubElement(main, "attachments")
        for annex in annexes:
            _annex(attachments, annex, reading)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _is_annex(shown: ShownClause) -> bool:
    return bool(ANNEX.fullmatch(shown.clause.eid))


def _annex(parent: Element, shown: ShownClause, reading: ShownText) -> None:
    """A document of its own inside the work, as the standard wants it."""
    attachment = SubElement(parent, "attachment", eId=shown.clause.eid)
    if shown.label:
        SubElement(attachment, "num").text = _writable(shown.label)
    if shown.pieces:
        _mixed(SubElement(attachment, "heading"), shown.pieces, reading.document)
    doc = SubElement(attachment, "doc", name="phu-luc")
    identification(SubElement(doc, "meta"), reading.edition, shown.clause.eid)
    _hierarchy(SubElement(doc, "mainBody"), shown.children, reading.document)


def _lines(main: Element, name: str, clauses: list[ShownClause], document: Document) -> None:
    if not clauses:
        return
    part = SubElement(main, name)
    for shown in clauses:
        for node in shown.walk():
            paragraph = SubElement(part, "p", eId=node.clause.eid)
            _mixed(paragraph, _with_label(node), document)


def _with_label(node: ShownClause) -> list[Piece]:
    return [*([Piece(f"{node.label} ")] if node.label else []), *node.pieces]


def _hierarchy(parent: Element, clauses: list[ShownClause], document: Document) -> None:
    """Clauses side by side; those that quote another text stand inside a quotation."""
    if not clauses:
        _content(SubElement(parent, "hcontainer", name="trong"), [], document)
    at = 0
    while at < len(clauses):
        end = _quotation_end(clauses, at)
        if end > at:
            _quotation(parent, clauses[at:end], document)
        else:
            _clause(parent, clauses[at], document)
        at = max(end, at + 1)


def _quotation_end(clauses: list[ShownClause], at: int) -> int:
    """Behind the last clause of the quotation that begins here; `at` where none does."""
    first = f"{clauses[at].label} {clauses[at].clause.text}".lstrip(" *_")
    if clauses[at].children or not first.startswith(OPENING):
        return at
    near = clauses[at : at + MOST_PARAGRAPHS]
    inside = quoted([f"{shown.label} {shown.clause.text}".strip() for shown in near])
    length = next((n for n in range(1, len(near)) if n not in inside), len(near))
    whole = length > 1 or (first.count(OPENING) == 1 and ENDS.search(first.rstrip()))
    flat = not any(shown.children for shown in near[:length])
    return at + length if whole and flat else at


def _quotation(parent: Element, clauses: list[ShownClause], document: Document) -> None:
    content = SubElement(SubElement(parent, "hcontainer", name="trich-dan"), "content")
    modification = SubElement(SubElement(content, "p"), "mod")
    quotation = SubElement(modification, "quotedStructure")
    for shown in clauses:
        _clause(quotation, shown, document)


def _clause(parent: Element, shown: ShownClause, document: Document) -> None:
    name = _element_name(shown.clause)
    word = shown.clause.eid.rpartition("__")[2].rpartition("-")[0] or "muc"
    element = SubElement(parent, name, eId=shown.clause.eid)
    if name == "hcontainer":
        element.set("name", word)
    if shown.clause.awaits_official_text:
        element.set("status", "incomplete")
    if shown.label:
        SubElement(element, "num").text = _writable(shown.label)
    if not shown.children:
        _content(element, [shown], document)
        return
    if name in HEADED and shown.pieces:
        _mixed(SubElement(element, "heading"), shown.pieces, document)
    elif shown.pieces:
        _paragraph(SubElement(element, "intro"), shown, document)
    _hierarchy(element, shown.children, document)


def _element_name(clause: Clause) -> str:
    word = clause.eid.rpartition("__")[2].rpartition("-")[0]
    if clause.label.lstrip("*#_ ").lower().startswith("mục"):
        return "section"
    return ELEMENTS.get(word, "hcontainer")


def _content(element: Element, shown: list[ShownClause], document: Document) -> None:
    content = SubElement(element, "content")
    for node in shown:
        _paragraph(content, node, document)
    if not shown:
        SubElement(content, "p")


def _paragraph(parent: Element, shown: ShownClause, document: Document) -> None:
    if shown.clause.form == Clause.Form.TABLE:
        _table(parent, shown.pieces, document)
    else:
        _mixed(SubElement(parent, "p"), shown.pieces, document)


def _table(parent: Element, pieces: list[Piece], document: Document) -> None:
    rows = [_parted(row, "\t") for row in _parted(pieces, "\n")]
    width = max(len(row) for row in rows)
    table = SubElement(parent, "table")
    for row in rows:
        line = SubElement(table, "tr")
        for cell in [*row, *[[]] * (width - len(row))]:
            _mixed(SubElement(SubElement(line, "td"), "p"), cell, document)


def _parted(pieces: Iterable[Piece], sign: str) -> list[list[Piece]]:
    """The runs cut where the sign stands, as a text's `split` cuts it."""
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split(sign)
        parts[-1].append(replace(piece, text=first))
        parts += [[replace(piece, text=words)] for words in others]
    return parts


def _mixed(element: Element, pieces: Iterable[Piece], document: Document | None = None) -> None:
    """Text with <b> and <ref> in it: what stands before the first child, and after each."""
    last: Element | None = None
    for piece in pieces:
        words = _writable(piece.text)
        if piece.cited:
            last = SubElement(element, "ref", _reference(piece, document))
            last.text = words
        elif piece.bold:
            last = SubElement(element, "b")
            last.text = words
        elif last is None:
            element.text = (element.text or "") + words
        else:
            last.tail = (last.tail or "") + words


def _reference(piece: Piece, own: Document | None) -> dict[str, str]:
    """To the work, and the clause of it; within the text by its id. A number that the portal does
    not have, or has several of, leads to the search for it and says that it is not known which."""
    eid = piece.target.eid
    if piece.document and piece.document == own:
        return {"href": f"#{eid}" if eid else akn_uri(piece.document)}
    if piece.document:
        return {"href": akn_uri(piece.document) + (f"/~{eid}" if eid else "")}
    numbers = find_numbers(piece.text)
    words = numbers[0][2].printed if numbers else piece.text
    query = urlencode({"q": _writable(words).strip()})
    return {"href": f"{settings.SITE_URL}/van-ban/?{query}", "status": "unknown"}


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
