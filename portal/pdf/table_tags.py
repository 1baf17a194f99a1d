"""What the structure of a piece says of its table, to those who listen to it.

Knows nothing of Django.
"""

from typing import Any

import pydyf
from weasyprint import Document

from portal.pdf.set_pages import SetPage
from portal.pdf.tags import kind_of, number_of, pages_with_marks


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
        tag = kind_of(thing)
        if tag == "/TH":
            thing["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
            thing.pop("ID", None)
        elif tag == "/TD":
            thing["A"].pop("Headers", None)
            if list(thing["A"]) == ["O"]:
                del thing["A"]
        if tag in ("/TH", "/TD"):
            folded |= _take_texts(thing, pdf)
    for _page, marked in pages_with_marks(pdf):
        marked[:] = [folded.get(reference, reference) for reference in marked]


def _take_texts(cell: pydyf.Dictionary, pdf: Any) -> dict[bytes, bytes]:
    """The texts of a cell that holds nothing else become its own."""
    texts = [pdf.objects[number_of(kid)] for kid in cell["K"] if isinstance(kid, bytes)]
    if len(texts) != len(cell["K"]) or any(text["S"] != "/Span" for text in texts):
        return {}
    cell["K"] = pydyf.Array(mark for text in texts for mark in text["K"])
    for text in texts:
        text.free = "f"
    return {text.reference: cell.reference for text in texts}


def tell_rows(document: Document, pdf: Any) -> None:
    """The rows of each page join the structure of its table."""
    tables = {thing["Pg"]: thing for thing in pdf.objects if kind_of(thing) == "/Table"}
    for set_page, (page, marked) in zip(document.pages, pages_with_marks(pdf), strict=True):
        _tell_page(set_page, tables[page.reference], marked, pdf)


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
