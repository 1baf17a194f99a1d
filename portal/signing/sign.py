"""The portal's own signature on a finished PDF: an incremental update, the last thing done to it.

It is not seen on the page: the picture of a signature and the red seal that Nghị định 30/2020 wants
are the authority's own and not ours to print, so their place stays free.
"""

import io
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner

from portal.signing.found import Asked, Found, State
from portal.signing.keys import (
    SigningFailed,
    certificate_of,
    key_file,
    refuse_out_of_force,
    roots,
)
from portal.signing.read import read

logger = logging.getLogger(__name__)
# A service elsewhere that does not answer must not hold a worker for ever.
SECONDS = 120
FIELD = "ChuKySo"
# Printed and yet outside the page: what PDF/A and PDF/UA want of a signature without a picture.
UNSEEN = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)


@dataclass(frozen=True)
class Signed:
    """`data` begins with the very bytes that were given to be signed."""

    data: bytes
    signature: Found


def sign(data: bytes) -> Signed:
    """Signs with what the settings name and looks at the result. Raises SigningFailed."""
    known = tuple(roots())
    try:
        signed = _within(SECONDS, lambda: _signed(data))
    except TimeoutError as error:
        raise SigningFailed(
            _("Dịch vụ ký số không trả lời sau %(seconds)s giây.") % {"seconds": SECONDS}
        ) from error
    return Signed(signed, _looked_at(signed, data, known))


def _within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """Raises TimeoutError, and leaves the work to itself then: a thread cannot be ended."""
    outcome: Future[bytes] = Future()
    threading.Thread(target=_fulfil, args=(outcome, work), daemon=True).start()
    return outcome.result(timeout=seconds)


def _fulfil(outcome: Future[bytes], work: Callable[[], bytes]) -> None:
    try:
        outcome.set_result(work())
    except Exception as error:
        outcome.set_exception(error)


def _signed(data: bytes) -> bytes:
    signer = _signer()
    certificate = signer.signing_cert
    refuse_out_of_force(certificate.not_valid_before, certificate.not_valid_after)
    metadata = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
    field = SigFieldSpec(FIELD, invis_sig_settings=UNSEEN)
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        if "/Info" in writer.trailer and not writer.trailer["/Info"]:
            # PDF/A-4 wants none, and pyHanko would add its name to an empty one.
            writer.set_info(None)
        PdfSigner(metadata, signer, new_field_spec=field).sign_pdf(writer, output=out)
    except TimeoutError:
        raise
    except Exception as error:
        logger.exception("a PDF could not be signed")
        raise SigningFailed(_("Không ký số được: dịch vụ hoặc khóa ký số báo lỗi.")) from error
    return out.getvalue()


def _signer() -> Signer:
    if settings.SIGNING_HOOK:
        return _signer_of_hook()
    data, passphrase = key_file()
    certificate_of(data, passphrase)
    return SimpleSigner.load_pkcs12_data(data, [], passphrase)


def _signer_of_hook() -> Signer:
    """The function is called without arguments, for each paper anew."""
    try:
        signer = import_string(settings.SIGNING_HOOK)()
    except TimeoutError:
        raise
    except Exception as error:
        logger.exception("the signing hook %s failed", settings.SIGNING_HOOK)
        raise SigningFailed(_("Dịch vụ ký số từ xa không hoạt động.")) from error
    if not isinstance(signer, Signer) or signer.signing_cert is None:
        raise SigningFailed(_("Dịch vụ ký số từ xa không đưa ra chứng thư để ký."))
    return signer


def _looked_at(signed: bytes, data: bytes, known: tuple[bytes, ...]) -> Found:
    """As anybody will see it: a service may give back a signature of something else."""
    try:
        found = read(signed, Asked(known)).signatures
    except Exception as error:
        logger.exception("a PDF just signed could not be read")
        raise SigningFailed(_("Tệp vừa ký không đọc lại được.")) from error
    if not signed.startswith(data) or [one.state for one in found] != [State.INTACT]:
        raise SigningFailed(_("Chữ ký nhận được không khớp với tệp nên không dùng."))
    return found[0]
