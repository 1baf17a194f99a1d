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
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    told = {element.number for kid in root["K"] for element in _below(_number(kid), pdf)}
    numbers = pdf.objects[_number(root["ParentTree"])]["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference in pdf.page_references:
        page = pdf.objects[_number(reference)]
        entry = parents[page["StructParents"]]
        lost = {mark for mark, held in enumerate(entry) if _number(held) not in told}
        for mark in lost:
            _forget(pdf.objects[_number(entry[mark])], pdf)
            entry[mark] = b"null"
        if lost:
            _unmark(pdf.objects[_number(page["Contents"])].stream, lost)


def _forget(element: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """The element, and those above it that hold nothing else; up to the document."""
    while element["S"] != "/Document" and element.free != "f":
        element.free = "f"
        element = pdf.objects[_number(element["P"])]


def _unmark(stream: list[Any], marks: set[int]) -> None:
    """ "/Span <</MCID 7>> BDC" becomes "/Artifact BMC"."""
    for at, words in enumerate(stream):
        if isinstance(words, pydyf.Dictionary) and words.get("MCID") in marks:
            stream[at - 1 : at + 2] = ["/Artifact", b"BMC", b""]


def layout_is_no_table(_document: Document, pdf: pydyf.PDF) -> None:
    """A table without any head stands there for its layout alone: nobody wants to hear in which row
    and column the signature is. (WeasyPrint does not look at role="presentation".)"""
    for thing in pdf.objects:
        if _kind(thing) == "/Table":
            parts = [thing, *_own(thing, pdf)]
            if "/TH" not in map(_kind, parts):
                _unmake(parts)


def _unmake(parts: list[pydyf.Dictionary]) -> None:
    for part in parts:
        if _kind(part) in TABLE_PARTS:
            part["S"] = "/Div"
            # What was said of rows and columns.
            part.pop("A", None)


def _below(number: int, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """The element and all below it."""
    left = [pdf.objects[number]]
    while left:
        element = left.pop()
        yield element
        kids = [pdf.objects[_number(kid)] for kid in element["K"] if isinstance(kid, bytes)]
        left += [kid for kid in kids if _kind(kid)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _own(element: pydyf.Dictionary, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """All below it but the tables within it."""
    for kid in element["K"]:
        # A number is a mark on the page, a reference an element or a link's annotation.
        if isinstance(kid, bytes):
            child = pdf.objects[_number(kid)]
            if _kind(child) and _kind(child) != "/Table":
                yield child
                yield from _own(child, pdf)


def _kind(thing: Any) -> str:
    """The tag of an element of the structure; "" for anything else."""
    return thing.get("S", "") if isinstance(thing, pydyf.Dictionary) and "K" in thing else ""
