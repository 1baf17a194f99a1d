"""What people who listen to a PDF are told of it, where WeasyPrint alone would tell too much."""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import Document

TABLE_PARTS = {"/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TD"}


def tell_what_is_there(document: Document, pdf: pydyf.PDF) -> None:
    """What every document is finished with; pieces of tables have neither of the two."""
    layout_is_no_table(document, pdf)
    margins_are_artifacts(pdf)


def margins_are_artifacts(pdf: pydyf.PDF) -> None:
    """Page numbers and the like have marks, and elements that the structure does not hold: they
    would be neither told nor left out. PDF/UA wants the one or the other; nobody wants to hear a
    number at every turn of a page."""
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    told = {element.number for kid in root["K"] for element in _below(number_of(kid), pdf)}
    for page, entry in pages_with_marks(pdf):
        lost = {mark for mark, held in enumerate(entry) if number_of(held) not in told}
        for mark in lost:
            _forget(pdf.objects[number_of(entry[mark])], pdf)
            entry[mark] = b"null"
        if lost:
            _unmark(pdf.objects[number_of(page["Contents"])].stream, lost)


def _forget(element: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """The element, and those above it that hold nothing else; up to the document."""
    while element["S"] != "/Document" and element.free != "f":
        element.free = "f"
        element = pdf.objects[number_of(element["P"])]


def _unmark(stream: list[Any], marks: set[int]) -> None:
    """ "/Span <</MCID 7>> BDC" becomes "/Artifact BMC"."""
    for at, words in enumerate(stream):
        if isinstance(words, pydyf.Dictionary) and words.get("MCID") in marks:
            stream[at - 1 : at + 2] = ["/Artifact", b"BMC", b""]


def layout_is_no_table(_document: Document, pdf: pydyf.PDF) -> None:
    """A table without any head stands there for its layout alone: nobody wants to hear in which row
    and column the signature is. (WeasyPrint does not look at role="presentation".)"""
    for thing in pdf.objects:
        if kind_of(thing) == "/Table":
            parts = [thing, *_own(thing, pdf)]
            if "/TH" not in map(kind_of, parts):
                _unmake(parts)


def _unmake(parts: list[pydyf.Dictionary]) -> None:
    for part in parts:
        if kind_of(part) in TABLE_PARTS:
            part["S"] = "/Div"
            # What was said of rows and columns.
            part.pop("A", None)


def _below(number: int, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """The element and all below it."""
    left = [pdf.objects[number]]
    while left:
        element = left.pop()
        yield element
        kids = [pdf.objects[number_of(kid)] for kid in element["K"] if isinstance(kid, bytes)]
        left += [kid for kid in kids if kind_of(kid)]


def _own(element: pydyf.Dictionary, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """All below it but the tables within it."""
    for kid in element["K"]:
        # A number is a mark on the page, a reference an element or a link's annotation.
        if isinstance(kid, bytes):
            child = pdf.objects[number_of(kid)]
            if kind_of(child) and kind_of(child) != "/Table":
                yield child
                yield from _own(child, pdf)


def pages_with_marks(pdf: pydyf.PDF) -> Iterator[tuple[pydyf.Dictionary, pydyf.Array]]:
    """Each page, and by mark the element of the structure that holds it."""
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    numbers = pdf.objects[number_of(root["ParentTree"])]["Nums"]
    held = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference in pdf.page_references:
        page = pdf.objects[number_of(reference)]
        yield page, held[page["StructParents"]]


def number_of(reference: bytes) -> int:
    """Where the thing stands in `pdf.objects`."""
    return int(reference.split()[0])


def kind_of(thing: Any) -> str:
    """The tag of an element of the structure; "" for anything else."""
    return thing.get("S", "") if isinstance(thing, pydyf.Dictionary) and "K" in thing else ""
