"""What the structure of a piece says of its table, to those who listen to it.

Knows nothing of Django.
"""

from typing import Any

import pydyf
from weasyprint import Document

from portal.pdf.set_pages import SetPage


def set_cells(document: Document, pdf: Any) -> None:
    """Of a piece whose rows are set (see `portal.pdf.setting`): its head, and each page's rows."""
    plain_cells(document, pdf)
    tell_rows(document, pdf)


def plain_cells(_document: Document, pdf: Any) -> None:
    """Every column has one head, so the heads say that they stand for their columns (scope), which
    is as good as naming the heads in each cell; and a cell holds its text itself. A third of the
    objects remains, and no id of one piece can be that of another."""
    folded: dict[bytes, bytes] = {}
    for thing in pdf.objects:
        tag = thing.get("S") if isinstance(thing, pydyf.Dictionary) else None
        if tag == "/TH":
            thing["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
            thing.pop("ID", None)
        elif tag == "/TD":
            thing["A"].pop("Headers", None)
            if list(thing["A"]) == ["O"]:
                del thing["A"]
        if tag in ("/TH", "/TD"):
            folded |= _take_texts(thing, pdf)
    parents = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["ParentTree"]
    for entry in pdf.objects[_number(parents)]["Nums"]:
        if isinstance(entry, pydyf.Array):
            entry[:] = [folded.get(reference, reference) for reference in entry]


def _take_texts(cell: pydyf.Dictionary, pdf: Any) -> dict[bytes, bytes]:
    """The texts of a cell that holds nothing else become its own."""
    texts = [pdf.objects[_number(kid)] for kid in cell["K"] if isinstance(kid, bytes)]
    if len(texts) != len(cell["K"]) or any(text["S"] != "/Span" for text in texts):
        return {}
    cell["K"] = pydyf.Array(mark for text in texts for mark in text["K"])
    for text in texts:
        text.free = "f"
    return {text.reference: cell.reference for text in texts}


def tell_rows(document: Document, pdf: Any) -> None:
    """The rows of each page join the structure of its table."""
    tables = {thing["Pg"]: thing for thing in pdf.objects if _is_table(thing)}
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    parents = pdf.objects[_number(root["ParentTree"])]["Nums"][1::2]
    for page, reference, marked in zip(document.pages, pdf.page_references, parents, strict=False):
        _tell_page(page, tables[reference], marked, pdf)


def _tell_page(page: SetPage, table: pydyf.Dictionary, marked: pydyf.Array, pdf: Any) -> None:
    body = _element(pdf, "TBody", table)
    for row in page.rows:
        line = _element(pdf, "TR", body)
        for cell in row.cells:
            told = _element(pdf, "TD", line)
            if cell.lines:
                told["Pg"] = table["Pg"]
                told["K"].append(len(marked))
                marked.append(told.reference)


def _element(pdf: Any, tag: str, parent: pydyf.Dictionary) -> pydyf.Dictionary:
    """Without what may be left out: of a long annex there are hundreds of thousands."""
    element = pydyf.Dictionary({"S": f"/{tag}", "P": parent.reference, "K": pydyf.Array()})
    pdf.add_object(element)
    parent["K"].append(element.reference)
    return element


def _is_table(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("S") == "/Table"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
