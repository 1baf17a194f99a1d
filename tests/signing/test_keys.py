"""What is wrong with the signing key is said when the portal starts, not when a report is due."""

from pathlib import Path

import pytest

from portal.signing.keys import check_signing
from tests.signing.keys import DAY, identity, pkcs12_file


def sentences() -> list[tuple[str, str]]:
    return [(warning.msg, warning.hint) for warning in check_signing()]


def test_without_a_signer_nothing_is_looked_at():
    assert check_signing() == []


def test_a_key_in_order_says_nothing(key: Path):
    assert check_signing() == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (lambda path: path.unlink(), "Không đọc được tệp khóa"),
        (lambda path: pkcs12_file(path.parent, identity(), "khác"), "Mật khẩu không mở được"),
        (lambda path: pkcs12_file(path.parent, identity(until=-DAY, since=-2 * DAY)), "đã hết hạn"),
        (lambda path: pkcs12_file(path.parent, identity(until=9 * DAY)), "sắp hết hạn"),
        (lambda path: pkcs12_file(path.parent, identity(since=DAY)), "chỉ có hiệu lực từ"),
    ],
)
def test_a_key_that_would_not_sign_is_told(fault: object, sentence: str, key: Path):
    fault(key)
    [(said, hint)] = sentences()
    assert sentence in said
    assert "SIGNING_PKCS12" in hint


def test_a_hook_that_is_not_there_is_told(settings: object):
    settings.SIGNING_HOOK = "portal.no.such.hook"
    [(said, hint)] = sentences()
    assert "Không tìm thấy hàm ký số" in said
    assert hint == "SIGNING_HOOK"


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_authorities_that_cannot_be_read_are_told(
    content: bytes | None, settings: object, tmp_path: Path
):
    path = tmp_path / "roots.pem"
    if content:
        path.write_bytes(content)
    settings.SIGNING_ROOTS = str(path)
    [(said, hint)] = sentences()
    assert "tổ chức chứng thực" in said
    assert hint == "SIGNING_ROOTS"


def test_the_passphrase_is_in_no_sentence(key: Path, settings: object):
    settings.SIGNING_PASSPHRASE = "bí mật sai"
    assert "bí mật" not in repr(check_signing())
