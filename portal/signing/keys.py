"""Who signs: what the settings name, opened and looked at. Nothing of it goes into the database."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal.vietnamese.dates import PartialDate

# So long before its end the certificate is spoken of; getting another takes weeks.
WARN_DAYS = 30


class SigningFailed(Exception):
    """Carries a sentence, in the reader's language, that says what is wrong."""


def is_configured() -> bool:
    return bool(settings.SIGNING_PKCS12 or settings.SIGNING_HOOK)


def key_file() -> tuple[bytes, bytes]:
    """The PKCS#12 file and its passphrase. Raises SigningFailed."""
    try:
        data = Path(settings.SIGNING_PKCS12).read_bytes()
    except OSError as error:
        raise SigningFailed(_("Không đọc được tệp khóa ký số trên máy chủ.")) from error
    return data, settings.SIGNING_PASSPHRASE.encode()


def certificate_of(data: bytes, passphrase: bytes) -> Certificate:
    """Raises SigningFailed where the passphrase does not open the file or it holds no key."""
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as error:
        raise SigningFailed(
            _("Mật khẩu không mở được tệp khóa ký số, hoặc tệp bị hỏng.")
        ) from error
    if key is None or certificate is None:
        raise SigningFailed(_("Tệp khóa ký số không có khóa riêng hoặc không có chứng thư."))
    return certificate


def refuse_out_of_force(since: datetime, until: datetime) -> None:
    """Raises SigningFailed where a certificate of these dates signs nothing today."""
    now = timezone.now()
    if now > until:
        raise SigningFailed(_("Chứng thư ký số đã hết hạn ngày %(day)s.") % {"day": _day(until)})
    if now < since:
        raise SigningFailed(
            _("Chứng thư ký số chỉ có hiệu lực từ ngày %(day)s.") % {"day": _day(since)}
        )


def roots() -> list[bytes]:
    """The certification authorities of the settings, each as DER. Raises SigningFailed."""
    if not settings.SIGNING_ROOTS:
        return []
    try:
        found = load_pem_x509_certificates(Path(settings.SIGNING_ROOTS).read_bytes())
    except (OSError, ValueError) as error:
        raise SigningFailed(_("Không đọc được tệp chứng thư của tổ chức chứng thực.")) from error
    return [certificate.public_bytes(Encoding.DER) for certificate in found]


def check_signing(**_options: Any) -> list[CheckMessage]:
    """What would make the next report fail at its signature is told before. Warnings, since the
    portal does all else without one."""
    found = []
    for look, hint in (
        (_look_at_key, "SIGNING_PKCS12, SIGNING_PASSPHRASE"),
        (_look_at_hook, "SIGNING_HOOK"),
        (roots, "SIGNING_ROOTS"),
    ):
        try:
            look()
        except SigningFailed as failure:
            found.append(Warning(str(failure), hint=hint, id="signing.W001"))
    return found


def _look_at_key() -> None:
    if not settings.SIGNING_PKCS12:
        return
    certificate = certificate_of(*key_file())
    until = certificate.not_valid_after_utc
    refuse_out_of_force(certificate.not_valid_before_utc, until)
    if until < timezone.now() + timedelta(days=WARN_DAYS):
        raise SigningFailed(_("Chứng thư ký số sắp hết hạn, ngày %(day)s.") % {"day": _day(until)})


def _look_at_hook() -> None:
    """Only whether it is there: what it signs with is a service's, which may be away just now."""
    if not settings.SIGNING_HOOK:
        return
    try:
        import_string(settings.SIGNING_HOOK)
    except ImportError as error:
        raise SigningFailed(_("Không tìm thấy hàm ký số từ xa đã khai.")) from error


def _day(moment: datetime) -> str:
    day = timezone.localdate(moment)
    return PartialDate(day.year, day.month, day.day).short()
