"""signs · paper_sign · signature_keep — the signature of a report, made when its paper is drawn"""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.refusals import Refused
from portal.signing.found import Found
from portal.signing.keys import SigningFailed, is_configured
from reports.models import Report, ReportSignature


@dataclass(frozen=True)
class SignedPaper:
    """What is issued. Unsigned, `data` is the paper as drawn."""

    data: bytes
    drawn: bytes
    signature: Found | None = None


def signs(report: Report) -> bool:
    """The key is the authority's: what a unit reports of itself is not signed with it."""
    return report.unit_id is None and is_configured()


def paper_sign(*, report: Report, drawn: bytes) -> SignedPaper:
    """The last thing done to a paper before it is issued; nothing where no signer is named. Raises
    Refused: the report then waits with its number until somebody tries again."""
    if not signs(report):
        return SignedPaper(drawn, drawn)
    # Here, as a web process never signs.
    from portal.signing.sign import sign

    try:
        signed = sign(drawn)
    except SigningFailed as failure:
        raise Refused(
            _(
                "%(cause)s Báo cáo chưa phát hành, số đã cấp vẫn được giữ. "
                "Hãy báo quản trị hệ thống, rồi bấm “Làm lại”."
            )
            % {"cause": failure}
        ) from failure
    return SignedPaper(signed.data, drawn, signed.signature)


def signature_keep(*, report: Report, paper: SignedPaper) -> None:
    """In the transaction that issues the report."""
    found = paper.signature
    if found is None:
        return
    ReportSignature.objects.create(
        report=report,
        subject=found.subject or found.serial_number,
        issuer=found.issuer,
        serial_number=found.serial_number,
        certificate_sha256=found.certificate_sha256,
        signed_at=found.moment,
        trust=found.trust,
        drawn_size=len(paper.drawn),
        drawn_sha256=hashlib.sha256(paper.drawn).hexdigest(),
    )
    record(
        actor=report.issued_by,
        act="report_sign",
        subject=report,
        data={"code": report.code, "certificate": found.certificate_sha256},
    )
