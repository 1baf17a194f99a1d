"""What a PDF says of itself, read back: the standard it names and what that standard asks for that
a program can see. No validator looks here, so nothing is claimed beyond that."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from weasyprint.pdf import VARIANTS as KNOWN

from portal import environment as env
from portal.pdf.administrative import digits_page
from portal.pdf.engine import render_pdf
from portal.pdf.long import Annex, render_long
from portal.pdf.standards import DEFAULT, VARIANTS

TITLE = "Báo cáo kết quả"
ADDRESS = "https://mau.example/"
HEADS = "<tr><th>Đơn vị</th><th>Số</th></tr>"
# Joined from pieces it takes a process each; these are one of each kind of file.
JOINED = ["", "pdf/ua-1", "pdf/a-1a", "pdf/a-3u", "pdf/a-4f"]
FIRST_OF_A = {"1": "1.4", "2": "1.7", "3": "1.7", "4": "2.0"}


def page_of(body: str) -> str:
    style = "<style>body { font-family: 'Liberation Serif'; color: #300 }</style>"
    return f"<!doctype html><html lang=vi><title>{TITLE}</title>{style}<body>{body}</body></html>"


def short() -> bytes:
    return render_pdf(page_of(f"<h1>Phần đầu</h1><p>Xem <a href='{ADDRESS}'>trang</a>.</p>"))


def piece(number: int) -> str:
    rows = "".join(f"<tr><td>Xã {number}-{n}</td><td>{n}</td></tr>" for n in range(40))
    return page_of(f"<table><thead>{HEADS}</thead><tbody>{rows}</tbody></table>")


def long() -> bytes:
    annexes = [Annex(f"Phụ lục {name}", [piece(1), piece(2)], 2) for name in ("I", "II")]
    body = page_of(f"<h1>Phần đầu</h1><p>Xem <a href='{ADDRESS}'>trang</a>.</p>")
    return render_long(body, annexes, digits=digits_page())


def opened(data: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(data))
    assert pdf.check_pdf_syntax() == []
    return pdf


def named(pdf: pikepdf.Pdf) -> dict[str, str]:
    if "/Metadata" not in pdf.Root:
        return {}
    metadata = pdf.open_metadata()
    names = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title")
    return {name: str(metadata[name]) for name in names if name in metadata}


def wanted(variant: str) -> dict[str, str]:
    """What XMP has to say; nothing where no standard is named."""
    if not variant:
        return {}
    family, part = variant.removeprefix("pdf/").split("-")
    if family == "ua":
        return {"pdfuaid:part": part, "dc:title": TITLE}
    return {"pdfaid:part": part[0], "pdfaid:conformance": part[1].upper(), "dc:title": TITLE}


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        for font in page.resources.Font.values():
            yield from font.get("/DescendantFonts", [font])


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def assert_it_says(data: bytes, variant: str) -> pikepdf.Pdf:
    pdf = opened(data)
    root = pdf.Root
    assert named(pdf) == wanted(variant)
    assert root.Lang == "vi"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.StructTreeRoot.K[0].S == "/Document"
    assert "/Encrypt" not in pdf.trailer
    assert len(pdf.trailer.ID) == 2
    if not variant.startswith("pdf/a-4"):
        assert pdf.docinfo["/Title"] == TITLE
    embedded = [font.FontDescriptor.get("/FontFile2") is not None for font in fonts(pdf)]
    assert embedded
    assert all(embedded)
    if variant.startswith("pdf/a"):
        assert_archive(pdf, variant)
    return pdf


def assert_archive(pdf: pikepdf.Pdf, variant: str) -> None:
    part = variant.removeprefix("pdf/a-")[0]
    assert pdf.pdf_version == FIRST_OF_A[part]
    [intent] = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert len(intent.DestOutputProfile.read_bytes()) > 1000
    links = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
    assert links
    assert all(int(link.F) == 4 for link in links)
    if part == "4":
        assert len(pdf.trailer.get("/Info", {})) == 0
    if part == "1":
        # PDF 1.4 has no object streams, and its metadata must be readable as they stand.
        assert pdf.trailer.get("/Type") is None
        assert "/Filter" not in pdf.Root.Metadata


@pytest.mark.parametrize("variant", ["", *VARIANTS])
def test_a_short_document_names_its_standard(variant: str, settings: object):
    settings.PDF_VARIANT = variant
    pdf = assert_it_says(short(), variant)
    assert bookmarks(pdf) == ["Phần đầu"]
    assert short() == short()


@pytest.mark.parametrize("variant", JOINED)
def test_a_document_joined_from_pieces_names_it_too(variant: str, settings: object):
    settings.PDF_VARIANT = variant
    data = long()
    pdf = assert_it_says(data, variant)
    assert bookmarks(pdf) == ["Phần đầu", "Phụ lục I", "Phụ lục II"]
    assert len(pdf.pages) >= 5
    numbered = pdf.pages[-1].resources.Font["/PortalDigits"]
    assert "/ToUnicode" in numbered
    assert long() == data


def test_one_colour_profile_is_enough_for_all_the_pieces(settings: object):
    settings.PDF_VARIANT = "pdf/a-3a"
    pdf = opened(long())
    profiles = {
        stream.objgen
        for stream in pdf.objects
        if isinstance(stream, pikepdf.Stream) and "/N" in stream and "/Type" not in stream
    }
    assert len(profiles) == 1


def test_every_variant_of_weasyprint_for_reading_and_keeping_is_offered():
    assert set(VARIANTS) == {name for name in KNOWN if name.startswith(("pdf/a", "pdf/ua"))}
    assert DEFAULT in VARIANTS


def test_the_setting_takes_a_variant_or_nothing_and_refuses_the_rest():
    def read(**given: str) -> str:
        return env.choice("PDF_VARIANT", VARIANTS, DEFAULT, env=given)

    assert read() == DEFAULT
    assert read(PDF_VARIANT=" ") == ""
    assert read(PDF_VARIANT="PDF/A-3A") == "pdf/a-3a"
    with pytest.raises(ImproperlyConfigured, match="PDF_VARIANT must be empty or one of pdf/ua-1"):
        read(PDF_VARIANT="pdf/x-4")
