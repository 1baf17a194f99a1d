"""Certificates and PKCS#12 files made for a test, by nobody for nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = "chỉ để thử"
BODY = "Ủy ban nhân dân huyện Mẫu"
PERSON = "Nguyễn Văn Mẫu"
# As many Vietnamese certificates have it in their subject; shown nowhere.
IDENTITY = "CMND:012345678"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def identity(
    name: str = PERSON,
    *,
    since: timedelta = -DAY,
    until: timedelta = 400 * DAY,
    by: Identity | None = None,
    is_authority: bool = False,
) -> Identity:
    """Self-signed where nobody is named `by`; its dates are reckoned from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, BODY),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.USER_ID, IDENTITY),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
    )
    return Identity(key, builder.sign(by.key if by else key, hashes.SHA256()))


def pkcs12_bytes(whose: Identity, passphrase: str = PASSPHRASE) -> bytes:
    locked = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"thu", whose.key, whose.certificate, None, locked)


def pkcs12_file(folder: Path, whose: Identity, passphrase: str = PASSPHRASE) -> Path:
    path = folder / "khoa.p12"
    path.write_bytes(pkcs12_bytes(whose, passphrase))
    return path


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
