"""What people who listen to a PDF are told of it, where WeasyPrint alone would tell too much."""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import Document

TABLE_PARTS = {"/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TD"}


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


def _own(element: pydyf.Dictionary, pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """All below it but the tables within it."""
    for kid in element["K"]:
        # A number is a mark on the page, a reference an element or a link's annotation.
        if isinstance(kid, bytes):
            child = pdf.objects[int(kid.split()[0])]
            if _kind(child) and _kind(child) != "/Table":
                yield child
                yield from _own(child, pdf)


def _kind(thing: Any) -> str:
    """The tag of an element of the structure; "" for anything else."""
    return thing.get("S", "") if isinstance(thing, pydyf.Dictionary) and "K" in thing else ""
