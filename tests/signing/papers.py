"""PDFs to be signed, and what others may do to them afterwards."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import TextStampStyle

from portal.pdf.engine import render_pdf
from portal.signing.found import Asked, Reading
from portal.signing.read import read
from tests.signing.keys import PASSPHRASE, Identity, pkcs12_bytes


def page_of(body: str) -> str:
    style = "<style>body { font-family: 'Liberation Serif' }</style>"
    return f"<!doctype html><html lang=vi><title>Báo cáo</title>{style}<body>{body}</body></html>"


HTML = page_of("<h1>Báo cáo</h1><p>Số liệu.</p>")


def read_here(data: bytes, issued: bytes = b"", **asked: object) -> Reading:
    return read(data, Asked(issued_bytes=len(issued), **asked))


@cache
def paper() -> bytes:
    return render_pdf(HTML)


def signer_of(whose: Identity) -> SimpleSigner:
    return SimpleSigner.load_pkcs12_data(pkcs12_bytes(whose), [], PASSPHRASE.encode())


def signed_later(
    data: bytes, whose: Identity, *, field: str = "VanThu", seen: bool = False
) -> bytes:
    """As a document system does: another signature after what is there, with a stamp if `seen`."""
    box = (300, 100, 500, 160) if seen else None
    signer = PdfSigner(
        PdfSignatureMetadata(field_name=field),
        signer_of(whose),
        stamp_style=TextStampStyle(stamp_text="Signed") if seen else None,
        new_field_spec=SigFieldSpec(field, box=box),
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    # It runs an event loop, and so does the browser of other tests in this thread.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(signer.sign_pdf, writer, output=out).result()
    return out.getvalue()


def turned_later(data: bytes) -> bytes:
    """An incremental update that changes what is seen: the page is upside down."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    return _written(writer)


def noted_later(data: bytes) -> bytes:
    """An incremental update that lays a note over the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/FT": "/Tx"}
    named = {generic.pdf_name(key): generic.pdf_name(value) for key, value in note.items()}
    notes = [*page.get("/Annots", []), writer.add_object(generic.DictionaryObject(named))]
    page["/Annots"] = generic.ArrayObject(notes)
    writer.update_container(page)
    return _written(writer)


def acting_later(data: bytes) -> bytes:
    """An incremental update that makes a program act when it opens the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    act = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.TextStringObject("1")}
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {generic.pdf_name(key): value for key, value in act.items()}
    )
    writer.update_root()
    return _written(writer)


def described_later(data: bytes) -> bytes:
    """An incremental update that changes nothing but the day of the last change."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.document_meta.title = "Báo cáo"
    writer.update_root()
    return _written(writer)


def tampered(data: bytes) -> bytes:
    """One byte of the page's drawing is another."""
    at = data.index(b"stream\n") + 40
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
