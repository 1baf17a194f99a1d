"""Is a file that somebody has the very report that was issued? Nothing sent is kept."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from portal.files.services import MAX_UPLOAD_BYTES
from portal.signing.apart import Busy, NotRead, TooSlow, read_apart
from portal.signing.found import Added, Asked, Found
from portal.signing.keys import SigningFailed, roots
from reports.models import Report

# What a later signature may add to a large report.
MAX_ADDED_BYTES = 2 * 1024 * 1024


class Outcome(StrEnum):
    NO_FILE = "no_file"
    TOO_BIG = "too_big"
    SAME = "same"
    # The issued file, and after it ...
    SIGNED_LATER = "signed_later"
    CHANGED_LATER = "changed_later"
    # ... something that is no signature, or no PDF.
    MORE = "more"
    # ... something that could not be read just now, or within bounds.
    BUSY = "busy"
    TOO_SLOW = "too_slow"
    OTHER = "other"


BY_WHAT_WAS_ADDED = {
    Added.SIGNATURES: Outcome.SIGNED_LATER,
    Added.CHANGES: Outcome.CHANGED_LATER,
    Added.OTHER: Outcome.MORE,
}


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    signatures: tuple[Found, ...] = ()


def largest_bytes(report: Report) -> int:
    return max(MAX_UPLOAD_BYTES, report.pdf.size + MAX_ADDED_BYTES)


def verdict_of(report: Report, upload: BinaryIO | None) -> Verdict:
    """Looks into the file only where it begins with the whole issued one."""
    if upload is None:
        return Verdict(Outcome.NO_FILE)
    if upload.size > largest_bytes(report):
        return Verdict(Outcome.TOO_BIG)
    data = upload.read()
    size = report.pdf.size
    if hashlib.sha256(memoryview(data)[:size]).hexdigest() != report.pdf.sha256:
        return Verdict(Outcome.OTHER)
    return Verdict(Outcome.SAME) if len(data) == size else _with_more(report, data)


def _with_more(report: Report, data: bytes) -> Verdict:
    asked = Asked(_roots(), report.pdf.size, report.issued_at)
    try:
        reading = read_apart(data, asked)
    except Busy:
        return Verdict(Outcome.BUSY)
    except TooSlow:
        return Verdict(Outcome.TOO_SLOW)
    except NotRead:
        return Verdict(Outcome.MORE)
    return Verdict(BY_WHAT_WAS_ADDED[Added(reading.added)], reading.signatures)


def _roots() -> tuple[bytes, ...]:
    """Where the settings name a file that cannot be read, nothing is said of authorities."""
    try:
        return tuple(roots())
    except SigningFailed:
        return ()
