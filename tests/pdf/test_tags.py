"""What is told of a page to people who listen to it."""

import io
from dataclasses import dataclass

import pikepdf

from portal.pdf.drawings import titled
from portal.pdf.engine import render_pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'
LAYOUT = "<table role=presentation><tr><td><p>Trái</p></td><td><p>Phải</p></td></tr></table>"
DATA = "<table><thead><tr><th>Đơn vị</th></tr></thead><tbody><tr><td>Xã</td></tr></tbody></table>"


@dataclass(frozen=True)
class Tag:
    kind: str
    alt: str
    has_attributes: bool
    below: list["Tag"]


def tags(body: str) -> list[Tag]:
    style = "<style>body { font-family: 'Liberation Serif' }</style>"
    return tags_of(render_pdf(f"<!doctype html><html lang=vi><title>x</title>{style}{body}"))


def tags_of(data: bytes) -> list[Tag]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return _below(pdf.Root.StructTreeRoot)


def _below(element: pikepdf.Object) -> list[Tag]:
    """All, each before those within it."""
    found = []
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            below = _below(kid)
            found += [Tag(str(kid.S), str(kid.get("/Alt", "")), "/A" in kid, below), *below]
    return found


def kinds(body: str) -> set[str]:
    return {tag.kind for tag in tags(body)}


def test_a_table_that_only_lays_out_is_not_told_as_one():
    told = tags(LAYOUT)
    assert {tag.kind for tag in told} <= {"/Document", "/Div", "/P", "/NonStruct", "/Span"}
    assert not any(tag.has_attributes for tag in told)


def test_a_table_with_heads_is_one_also_beside_or_within_a_layout():
    assert {"/Table", "/TR", "/TH", "/TD"} <= kinds(LAYOUT + DATA)
    within = [tag.kind for tag in tags(LAYOUT.replace("Phải", DATA))]
    assert {"/Table", "/TR", "/TH", "/TD"} <= set(within)
    assert within.count("/Table") == 1


def test_a_drawing_is_told_in_words():
    [figure] = [tag for tag in tags(titled(SVG, "Số <việc>")) if tag.kind == "/Figure"]
    assert figure.alt == "Số <việc>"
