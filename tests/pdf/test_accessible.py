"""Each condition of `accessible` holds for our documents, and is proved able to fail."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from portal.pdf.administrative import digits_page
from portal.pdf.drawings import titled
from portal.pdf.engine import render_pdf
from portal.pdf.long import Annex, render_long
from tests.pdf.accessible import CONDITIONS, File, faults_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'
STYLE = "body { font-family: 'Liberation Serif' }"
NUMBERED = "@page { @top-center { content: counter(page) } }"
# How WeasyPrint writes it.
ARTIFACT = b"/Artifact\nBMC"
BODY = f"""<h1 id="dau">Phần đầu</h1><p>Xem <a href="https://mau.example/">trang</a>, hoặc
<a href="#sau">phần sau</a>.</p>
<ul><li>một</li><li>hai<ul><li>ba</li></ul></li></ul>
<table><caption>Bảng</caption>
<thead><tr><th>Đơn vị</th><th>Số</th></tr></thead>
<tbody><tr><td rowspan="2">Xã</td><td>1</td></tr><tr><td>2</td></tr>
<tr><td colspan="2">Không có</td></tr></tbody></table>
{titled(SVG, "Hình mẫu")}
<p style="break-before: page">Trang hai.</p><h2 id="sau">Phần sau</h2>"""
ROWS = "".join(f"<tr><td>Xã {n}</td><td>{n}</td></tr>" for n in range(60))
TABLE = f"<table><thead><tr><th>Đơn vị</th><th>Số</th></tr></thead><tbody>{ROWS}</tbody></table>"


def page_of(body: str, style: str = NUMBERED) -> str:
    style = f"<style>{STYLE}{style}</style>"
    return f"<!doctype html><html lang=vi><title>Báo cáo</title>{style}<body>{body}"


@pytest.fixture(scope="module")
def short() -> bytes:
    return render_pdf(page_of(BODY))


@pytest.fixture(scope="module")
def long() -> bytes:
    # Pieces have nothing in their margins: their pages are numbered when they are joined.
    annexes = [Annex(f"Phụ lục {n}", [page_of(TABLE, "")] * 2, 2) for n in ("I", "II")]
    return render_long(page_of(BODY), annexes, digits=digits_page())


def test_a_document_of_one_piece_has_no_fault(short: bytes):
    assert faults_of(short) == []
    # Everything that is looked at is in it.
    kinds = {element.kind for element in File(short).elements}
    assert {"H1", "H2", "Link", "L", "LI", "Table", "TH", "TD", "Figure", "Caption"} <= kinds


def test_a_document_joined_from_pieces_has_no_fault(long: bytes):
    assert faults_of(long) == []
    # One on each page that a table goes over.
    assert len(File(long).of("Table")) > 5


def test_page_numbers_are_left_out_of_what_is_told(short: bytes):
    """WeasyPrint marks them and gives the marks to nobody."""
    file = File(short)
    told = {mark for element in file.elements for mark in element.marks}
    assert {(key, mark) for key, drawn in file.drawn.items() for mark in drawn.marks} == told
    for page in file.pdf.pages:
        content = page.obj.Contents.read_bytes()
        assert content.count(ARTIFACT) >= 1
        assert content.count(b"BMC") + content.count(b"BDC") == content.count(b"EMC")


# --- each condition can fail ----------------------------------------------------------------------


def elements(pdf: Pdf, kind: str) -> list[Object]:
    found, left = [], [pdf.Root.StructTreeRoot]
    while left:
        thing = left.pop(0)
        if thing.get("/S") == "/" + kind:
            found.append(thing)
        kids = thing.get("/K", [])
        left += [k for k in kids if isinstance(k, Dictionary) and "/S" in k]
    return found


def content(pdf: Pdf, before: bytes, after: bytes) -> None:
    page = pdf.pages[0].obj
    data = page.Contents.read_bytes()
    assert before in data
    page.Contents = pdf.make_stream(data.replace(before, after, 1))


def parents(pdf: Pdf) -> Array:
    return pdf.Root.StructTreeRoot.ParentTree.Nums


def links(pdf: Pdf) -> list[Object]:
    return list(pdf.pages[0].obj.Annots)


def fonts(pdf: Pdf) -> list[Object]:
    return list(pdf.pages[0].resources.Font.values())


def metadata(pdf: Pdf, before: bytes, after: bytes) -> None:
    data = pdf.Root.Metadata.read_bytes()
    assert before in data
    pdf.Root.Metadata.write(data.replace(before, after))


def other_parent(pdf: Pdf) -> None:
    elements(pdf, "TD")[0].P = elements(pdf, "H1")[0]


def bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Lạc", Array([pdf.make_indirect(Dictionary())])))


def same_place(pdf: Pdf) -> None:
    pdf.pages[1].obj.StructParents = pdf.pages[0].obj.StructParents


def exchange(pdf: Pdf) -> None:
    marks = parents(pdf)[1]
    first, other = marks[0], next(m for m in marks if m.objgen != marks[0].objgen)
    at = next(n for n, m in enumerate(marks) if m.objgen == other.objgen)
    marks[0], marks[at] = other, first


def dropped(pdf: Pdf) -> None:
    """The table is taken out of the structure; its marks stay on the page."""
    table = elements(pdf, "Table")[0]
    table.P.K = Array([kid for kid in table.P.K if kid.objgen != table.objgen])


def gone_page(pdf: Pdf) -> None:
    elements(pdf, "H2")[0].Pg = pdf.make_indirect(Dictionary(Type=Name.Page))


BROKEN: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "no name": (lambda pdf: metadata(pdf, b"pdfuaid:part", b"pdfuaid:past"), "06-002"),
    "no title": (lambda pdf: metadata(pdf, "Báo cáo".encode(), b" "), "06-003"),
    "title not shown": (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "07-001"),
    "no language": (lambda pdf: pdf.Root.__delitem__("/Lang"), "11-006"),
    "not tagged": (lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False), "01-006"),
    "no structure": (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "no structure"),
    "drawn outside": (lambda pdf: content(pdf, b"EMC", b"EMC 0 0 9 9 re f "), "01-005"),
    "text outside": (
        lambda pdf: content(pdf, ARTIFACT, b"/Nothing BMC"),
        "01-005",
    ),
    "artifact within": (
        lambda pdf: content(pdf, b"BDC", b"BDC /Artifact BMC EMC "),
        "01-001",
    ),
    "mark within artifact": (
        lambda pdf: content(pdf, ARTIFACT, b"/Artifact BMC /Span <</MCID 0>> BDC EMC "),
        "01-002",
    ),
    "mark within mark": (
        lambda pdf: content(pdf, b"BDC", b"BDC /Span <</MCID 900>> BDC EMC "),
        "a mark within a mark",
    ),
    "mark without end": (lambda pdf: content(pdf, b"EMC", b""), "does not end"),
    "end without mark": (lambda pdf: content(pdf, b"EMC", b"EMC EMC"), "never began"),
    "mark twice": (lambda pdf: content(pdf, b"/MCID 1>>", b"/MCID 0>>"), "stands twice"),
    "unknown mark": (lambda pdf: content(pdf, b"/MCID 0>>", b"/MCID 900>>"), "belongs to 0"),
    "mark not drawn": (lambda pdf: content(pdf, b"/MCID 0>>", b"/MCID 900>>"), "is on no page"),
    "table of too many": (
        lambda pdf: parents(pdf)[1].append(elements(pdf, "H1")[0]),
        "lists mark",
    ),
    "table of too few": (lambda pdf: parents(pdf)[1].__setitem__(0, None), "not in the table"),
    "table of others": (exchange, "to another element"),
    "page of no table": (lambda pdf: pdf.pages[0].obj.__delitem__("/StructParents"), "no place"),
    "other parent": (other_parent, "names another parent"),
    "lost elements": (dropped, "what the structure lacks"),
    "lost page": (gone_page, "on a page that is not there"),
    "child of no kind": (
        lambda pdf: elements(pdf, "H1")[0].K.append(Dictionary(Type=Name.Nothing)),
        "is no element",
    ),
    "place twice": (same_place, "is given twice"),
    "place unknown": (
        lambda pdf: links(pdf)[0].__setitem__("/StructParent", 900),
        "900 is not in the table",
    ),
    "bookmark to nowhere": (bookmark, "the bookmark “Lạc” leads nowhere"),
    "link to nowhere": (
        lambda pdf: [link.__setitem__("/Dest", String("mất")) for link in links(pdf)],
        "a link leads nowhere",
    ),
    "unknown kind": (lambda pdf: elements(pdf, "P")[0].__setitem__("/S", Name.Para), "02-001"),
    "cell outside": (lambda pdf: elements(pdf, "TR")[0].__setitem__("/S", Name.Div), "09-004"),
    "list of others": (lambda pdf: elements(pdf, "LI")[0].__setitem__("/S", Name.P), "09-005"),
    "level left out": (lambda pdf: elements(pdf, "H2")[0].__setitem__("/S", Name.H4), "14-003"),
    "begins at two": (lambda pdf: elements(pdf, "H1")[0].__setitem__("/S", Name.H2), "14-003"),
    "no heads": (
        lambda pdf: [th.__setitem__("/S", Name.TD) for th in elements(pdf, "TH")],
        "has no heads",
    ),
    "head of nothing": (
        lambda pdf: [th.__delitem__("/ID") for th in elements(pdf, "TH")],
        "for which cells",
    ),
    "uneven rows": (lambda pdf: elements(pdf, "TR")[-1].K.__delitem__(0), "cells wide"),
    "picture without words": (lambda pdf: elements(pdf, "Figure")[0].__delitem__("/Alt"), "13-004"),
    "link untagged": (
        lambda pdf: elements(pdf, "Link")[0].__setitem__("/S", Name.Span),
        "28-011",
    ),
    "link given to another": (
        lambda pdf: links(pdf)[0].__setitem__("/StructParent", links(pdf)[1].StructParent),
        "gives a link to another",
    ),
    "link of no page": (lambda pdf: pdf.pages[0].obj.__delitem__("/Annots"), "of no page"),
    "silent link": (lambda pdf: links(pdf)[0].__delitem__("/Contents"), "28-012"),
    "tabs": (lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs"), "28-008"),
    "font not there": (
        lambda pdf: [
            f.DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2") for f in fonts(pdf)
        ],
        "31-009",
    ),
    "font without letters": (
        lambda pdf: [f.__delitem__("/ToUnicode") for f in fonts(pdf)],
        "10-001",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(name: str, short: bytes):
    harm, words = BROKEN[name]
    with Pdf.open(io.BytesIO(short)) as pdf:
        harm(pdf)
        out = io.BytesIO()
        pdf.save(out)
    found = faults_of(out.getvalue())
    assert any(words in fault for fault in found), found


def test_an_encrypted_file_is_found(short: bytes):
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(short)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    assert any("26-001" in fault for fault in faults_of(out.getvalue()))


def test_every_condition_was_broken(short: bytes):
    """Of each there is a sample that it alone, or it too, finds."""
    seen = set()
    for harm, _words in BROKEN.values():
        with Pdf.open(io.BytesIO(short)) as pdf:
            harm(pdf)
            out = io.BytesIO()
            pdf.save(out)
        file = File(out.getvalue())
        seen |= {condition.__name__ for condition in CONDITIONS if list(condition(file))}
    assert seen == {condition.__name__ for condition in CONDITIONS}


@pytest.mark.parametrize(
    "kind", ["<h3>Nhảy cấp</h3>", "<table><tr><th>Chỉ có đầu</th></tr></table>"]
)
def test_what_html_does_wrong_is_found_in_the_pdf(kind: str):
    assert faults_of(render_pdf(page_of(f"<h1>Đầu</h1>{kind}"))) != []
