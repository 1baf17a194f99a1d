"""Which signatures a PDF bears, and whether what they signed is still what it shows.

`python -m portal.signing.read` does so for a file of a stranger, in a process of its own that knows
nothing of Django (see portal.signing.apart). In: a line of JSON, then the file. Out: JSON.
"""

import hashlib
import io
import json
import os
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, BinaryIO

from asn1crypto.x509 import Certificate, Name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    KeyUsageConstraints,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext

from portal.signing.changes import is_changed
from portal.signing.found import TOO_MUCH, Added, Asked, Found, Reading, State, Trust

SECONDS = 15
# Beside the file itself, which is held a few times.
MEMORY_BYTES, MEMORY_EACH_BYTE = 512 * 1024**2, 12
OPEN_FILES = 32
MAX_SIGNATURES = 20
MAX_LETTERS = 300
POSSIBLE_YEARS = (1990, 2200)
# Of a certificate's subject: the rest may be the number of an identity card.
SHOWN = ("common_name", "organizational_unit_name", "organization_name")
FOR_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def read(data: bytes, asked: Asked) -> Reading:
    """Raises whatever pyHanko does where the file cannot be read at all."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    found = []
    for name, _value, field in enumerate_sig_fields(reader, filled_status=True):
        found.append(_one(reader, field, name, data, asked))
        if len(found) == MAX_SIGNATURES:
            break
    found.sort(key=lambda one: one.covers)
    return Reading(tuple(found), _added(data, asked.issued_bytes, found))


def _one(reader: PdfFileReader, field: Any, name: str, data: bytes, asked: Asked) -> Found:
    try:
        return _found(EmbeddedPdfSignature(reader, field, name), data, asked)
    except MemoryError:
        raise
    except Exception:
        # A broken signature makes the libraries raise whatever they like.
        return Found()


def _found(embedded: EmbeddedPdfSignature, data: bytes, asked: Asked) -> Found:
    _start, _before, after, length = map(int, embedded.byte_range)
    covers = after + length
    # What lies within the issued file was there when it was issued: that day counts for it.
    is_issued = covers <= asked.issued_bytes
    context = ValidationContext(
        trust_roots=[Certificate.load(root) for root in asked.roots],
        moment=asked.issued_at if is_issued else datetime.now(UTC),
    )
    # pyHanko runs an event loop of its own, which a thread that has one already does not allow.
    with ThreadPoolExecutor(1) as apart:
        status, signed_at = apart.submit(_validated, embedded, context).result()
    certificate = embedded.signer_cert
    return Found(
        state=_state(status, data, covers),
        subject=name_shown(certificate.subject),
        issuer=name_shown(certificate.issuer),
        serial_number=f"{certificate.serial_number:x}"[:MAX_LETTERS],
        certificate_sha256=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_at=_moment(signed_at),
        trust=_trust(status, asked),
        covers=covers,
    )


def _validated(embedded: EmbeddedPdfSignature, context: ValidationContext) -> tuple[Any, Any]:
    if embedded.sig_object_type == "/DocTimeStamp":
        status = validate_pdf_timestamp(embedded, context, skip_diff=True)
        return status, status.timestamp
    status = validate_pdf_signature(
        embedded, context, key_usage_settings=FOR_SIGNING, skip_diff=True
    )
    return status, status.signer_reported_dt


def _moment(said: datetime | None) -> str:
    """In UTC; "" for none and for one that no clock shows."""
    if said is None or not POSSIBLE_YEARS[0] <= said.year <= POSSIBLE_YEARS[1]:
        return ""
    return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _state(status: Any, data: bytes, covers: int) -> State:
    if not (status.intact and status.valid):
        return State.BROKEN
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return State.INTACT
    # A part that is no whole file of its own is not what anybody signs.
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return State.CHANGED
    return State.CHANGED if is_changed(data[:covers], data) else State.INTACT


def _trust(status: Any, asked: Asked) -> Trust:
    if not asked.roots:
        return Trust.UNCHECKED
    return Trust.TRUSTED if status.trusted else Trust.UNTRUSTED


def name_shown(name: Name) -> str:
    native = name.native
    words = []
    for part in SHOWN:
        value = native.get(part) or []
        words += [value] if isinstance(value, str) else value
    shown = ", ".join(dict.fromkeys(words))[:MAX_LETTERS]
    return "".join(letter for letter in shown if letter.isprintable())


def _added(data: bytes, issued_bytes: int, found: list[Found]) -> Added:
    """What came after the first so many bytes."""
    if not 0 < issued_bytes < len(data):
        return Added.OTHER
    if is_changed(data[:issued_bytes], data):
        return Added.CHANGES
    later = any(one.covers > issued_bytes and one.state != State.BROKEN for one in found)
    return Added.SIGNATURES if later else Added.OTHER


def bound(size: int) -> None:
    os.nice(5)
    memory = MEMORY_BYTES + MEMORY_EACH_BYTE * size
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(given: BinaryIO, out: BinaryIO) -> None:
    asked = Asked.of(json.loads(given.readline()))
    data = given.read()
    bound(len(data))
    try:
        reading = read(data, asked)
    except MemoryError:
        raise SystemExit(TOO_MUCH) from None
    out.write(json.dumps(asdict(reading)).encode())


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
