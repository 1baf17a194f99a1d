"""One edition as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against the standard's schema.

Ids of elements are the portal's own ids of clauses, so that an address of a clause and its element
carry the same name. Words are untouched; asterisks that marked bold type become <b>.
"""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import timezone

from directives.models import Clause, Document, Edition
from directives.naming import article_types
from directives.pieces import Piece
from directives.reading import Reading, ShownClause
from portal.vietnamese.folding import slugify

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
SOURCE = "#cong"
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
LANGUAGE = "vie"
# Characters XML 1.0 has no way to write.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def akn_uri(document: Document) -> str:
    """The work's address in the manner of the standard's naming convention."""
    kind = "act" if document.type in article_types() else "doc"
    year = document.issued_year or "khong-ro"
    return f"/akn/vn/{kind}/{document.type}/{year}/{document.slug}"


def akn_xml(reading: Reading) -> bytes:
    edition = reading.edition
    root = Element("akomaNtoso", xmlns=NAMESPACE)
    is_act = edition.document.type in article_types()
    body_name = "body" if is_act else "mainBody"
    main = SubElement(root, "act" if is_act else "doc", name=edition.document.type)
    main.set("contains", "originalVersion" if edition.number == 1 else "singleVersion")
    _meta(main, edition)
    _lines(main, "preface", reading.preface)
    body = SubElement(main, body_name)
    for shown in reading.body:
        _clause(body, shown)
    if not reading.body:
        _content(SubElement(body, "hcontainer", name="trong"), [])
    _lines(main, "conclusions", reading.conclusions)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _meta(main: Element, edition: Edition) -> None:
    document = edition.document
    meta = SubElement(main, "meta")
    identification = SubElement(meta, "identification", source=SOURCE)
    work = akn_uri(document)
    expression = f"{work}/{LANGUAGE}@{_day(edition)}"
    published = timezone.localdate(edition.published_at).isoformat()
    issued = document.issued
    whole = issued is not None and issued.is_whole
    first = (issued.earliest.isoformat(), "issued") if whole else (published, "published")
    _level(identification, "FRBRWork", work, first, document, country=True)
    _level(identification, "FRBRExpression", expression, (published, "published"), document)
    _level(identification, "FRBRManifestation", f"{expression}.xml", (published, "made"), document)
    references = SubElement(meta, "references", source=SOURCE)
    SubElement(references, "TLCOrganization", eId="cong", href="/", showAs="Cổng triển khai")
    if document.issuer:
        SubElement(
            references,
            "TLCOrganization",
            eId="co-quan-ban-hanh",
            href=f"/akn/ontology/organization/vn/{slugify(document.issuer)}",
            showAs=document.issuer,
        )


def _level(
    parent: Element,
    name: str,
    uri: str,
    day: tuple[str, str],
    document: Document,
    *,
    country: bool = False,
) -> None:
    """Work, expression or manifestation; the schema wants its parts in this very order."""
    level = SubElement(parent, name)
    SubElement(level, "FRBRthis", value=f"{uri}/!main")
    SubElement(level, "FRBRuri", value=uri)
    if document.identifier:
        SubElement(level, "FRBRalias", value=document.identifier, name="number")
    SubElement(level, "FRBRdate", date=day[0], name=day[1])
    author = "#co-quan-ban-hanh" if document.issuer and name == "FRBRWork" else SOURCE
    SubElement(level, "FRBRauthor", href=author)
    if country:
        SubElement(level, "FRBRcountry", value="vn")
        if document.number:
            SubElement(level, "FRBRnumber", value=document.number)
        SubElement(level, "FRBRname", value=document.title)
    elif name == "FRBRExpression":
        SubElement(level, "FRBRlanguage", language=LANGUAGE)
    else:
        SubElement(level, "FRBRformat", value="application/akn+xml")


def _day(edition: Edition) -> str:
    issued = edition.document.issued
    if edition.effective_on:
        return edition.effective_on.isoformat()
    if edition.number == 1 and issued and issued.is_whole:
        return issued.earliest.isoformat()
    return timezone.localdate(edition.published_at).isoformat()


def _lines(main: Element, name: str, clauses: list[ShownClause]) -> None:
    if not clauses:
        return
    part = SubElement(main, name)
    for shown in clauses:
        for node in shown.walk():
            paragraph = SubElement(part, "p", eId=node.clause.eid)
            _mixed(paragraph, _with_label(node))


def _with_label(node: ShownClause) -> list[Piece]:
    return [*([Piece(f"{node.label} ")] if node.label else []), *node.pieces]


def _clause(parent: Element, shown: ShownClause) -> None:
    name = _element_name(shown.clause)
    word = shown.clause.eid.rpartition("__")[2].rpartition("-")[0] or "muc"
    element = SubElement(parent, name, eId=shown.clause.eid)
    if name == "hcontainer":
        element.set("name", word)
    if shown.label:
        SubElement(element, "num").text = _writable(shown.label)
    if not shown.children:
        _content(element, [shown])
        return
    if name in HEADED and shown.pieces:
        _mixed(SubElement(element, "heading"), shown.pieces)
    elif shown.pieces:
        _paragraph(SubElement(element, "intro"), shown)
    for child in shown.children:
        _clause(element, child)


def _element_name(clause: Clause) -> str:
    word = clause.eid.rpartition("__")[2].rpartition("-")[0]
    if clause.label.lstrip("*#_ ").lower().startswith("mục"):
        return "section"
    return ELEMENTS.get(word, "hcontainer")


def _content(element: Element, shown: list[ShownClause]) -> None:
    content = SubElement(element, "content")
    for node in shown:
        _paragraph(content, node)
    if not shown:
        SubElement(content, "p")


def _paragraph(parent: Element, shown: ShownClause) -> None:
    if shown.clause.form == Clause.Form.TABLE:
        _table(parent, shown.clause.text)
    else:
        _mixed(SubElement(parent, "p"), shown.pieces)


def _table(parent: Element, text: str) -> None:
    rows = [row.split("\t") for row in text.split("\n")]
    width = max(len(row) for row in rows)
    table = SubElement(parent, "table")
    for row in rows:
        line = SubElement(table, "tr")
        for cell in [*row, *[""] * (width - len(row))]:
            SubElement(SubElement(line, "td"), "p").text = _writable(cell)


def _mixed(element: Element, pieces: Iterable[Piece]) -> None:
    """Text with <b> and <ref> in it: what stands before the first child, and after each."""
    last: Element | None = None
    for piece in pieces:
        words = _writable(piece.text)
        if piece.cited and piece.document:
            last = SubElement(element, "ref", href=_target_uri(piece))
            last.text = words
        elif piece.bold:
            last = SubElement(element, "b")
            last.text = words
        elif last is None:
            element.text = (element.text or "") + words
        else:
            last.tail = (last.tail or "") + words


def _target_uri(piece: Piece) -> str:
    """The work, and the element of it that carries the clause's id."""
    place = f"#{piece.target.eid}" if piece.target.eid else ""
    return f"{akn_uri(piece.document)}{place}"


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
