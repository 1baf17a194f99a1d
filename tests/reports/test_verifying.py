"""Anybody may ask whether a file is the issued one, also with a file signed or changed since."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.signing import apart
from reports import approval, verifying
from reports.models import Report
from tests.cast import Cast
from tests.reports.acts import issue
from tests.reports.signatures import bytes_of, small_paper
from tests.signing.conftest import key, whose
from tests.signing.keys import PERSON, identity
from tests.signing.papers import described_later, signed_later, tampered, turned_later

__all__ = ["key", "whose"]
CLERK = "Văn thư Mẫu"
SIGNED_LATER = "Bản đã phát hành, có ký thêm sau đó"
CHANGED_LATER = "nhưng có thay đổi thêm vào sau đó"
ANOTHER = "Không phải tệp này"


@pytest.fixture
def signed(
    quick_papers: None, key: Path, cast: Cast, report: Report, monkeypatch: pytest.MonkeyPatch
) -> Report:
    monkeypatch.setattr(approval, "render_pdf", small_paper)
    return issue(report, cast.office_officer, cast.office_lead)


@pytest.fixture
def unsigned(
    quick_papers: None, cast: Cast, report: Report, monkeypatch: pytest.MonkeyPatch
) -> Report:
    monkeypatch.setattr(approval, "render_pdf", small_paper)
    return issue(report, cast.office_officer, cast.office_lead)


def verify(report: Report, data: bytes) -> str:
    upload = SimpleUploadedFile("bao-cao.pdf", data)
    answer = Client().post(f"/xac-minh/{report.code}/", {"file": upload})
    assert answer.status_code == 200
    return answer.content.decode()


def by_clerk(data: bytes) -> bytes:
    return signed_later(data, identity(CLERK), seen=True)


def test_the_very_file_is_known(signed: Report):
    page = verify(signed, bytes_of(signed))
    assert "Đúng tệp này" in page
    assert PERSON in page


def test_a_later_signature_is_told_with_all_there_are(signed: Report):
    page = verify(signed, by_clerk(bytes_of(signed)))
    assert SIGNED_LATER in page
    assert page.index(PERSON) < page.index("chữ ký khi phát hành") < page.index(CLERK)
    assert page.count("nguyên vẹn") == 2
    assert "Chưa đối chiếu với tổ chức chứng thực" in page


def test_a_report_that_others_sign_is_told_too(unsigned: Report):
    page = verify(unsigned, by_clerk(bytes_of(unsigned)))
    assert SIGNED_LATER in page
    assert "chữ ký khi phát hành" not in page


def test_a_later_change_is_told(signed: Report):
    page = verify(signed, turned_later(bytes_of(signed)))
    assert CHANGED_LATER in page
    assert "thay đổi khác ngoài việc ký thêm" in page


def test_a_later_change_under_a_later_signature_is_told(unsigned: Report):
    assert CHANGED_LATER in verify(unsigned, by_clerk(turned_later(bytes_of(unsigned))))


@pytest.mark.parametrize(
    "change",
    [
        tampered,
        lambda data: by_clerk(tampered(data)),
        lambda data: data + b"\n",
        lambda data: data[:-1],
        described_later,
        lambda data: data + b"%PDF-1.7\n" + b"\0" * 500,
        lambda data: b"",
        lambda data: b"%PDF-1.4\n",
        lambda data: b"\xff" * 1000,
    ],
)
def test_anything_else_is_another_file(change: Callable[[bytes], bytes], signed: Report):
    assert ANOTHER in verify(signed, change(bytes_of(signed)))


def test_only_a_file_that_begins_with_the_issued_one_is_looked_into(
    signed: Report, monkeypatch: pytest.MonkeyPatch
):
    def never(*_args: object) -> None:
        raise AssertionError("looked into")

    monkeypatch.setattr(verifying, "read_apart", never)
    data = bytes_of(signed)
    assert ANOTHER in verify(signed, by_clerk(tampered(data)))
    assert "Đúng tệp này" in verify(signed, data)


def test_what_takes_too_long_or_must_wait_is_said(signed: Report, monkeypatch: pytest.MonkeyPatch):
    later = by_clerk(bytes_of(signed))
    with monkeypatch.context() as slow:
        slow.setattr(apart, "SECONDS", 0.001)
        assert "quá phức tạp để xem tại đây" in verify(signed, later)
    for _place in range(apart.AT_ONCE):
        apart.PLACES.acquire(blocking=False)
    try:
        assert "gửi lại sau ít phút" in verify(signed, later)
    finally:
        apart.PLACES.release(apart.AT_ONCE)


def test_a_file_too_large_to_be_it_is_not_read(signed: Report, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verifying, "MAX_UPLOAD_BYTES", 1000)
    monkeypatch.setattr(verifying, "MAX_ADDED_BYTES", 1000)
    page = verify(signed, bytes_of(signed) + bytes(1001))
    assert "nên không thể là báo cáo này" in page


def test_no_file_is_asked_for(signed: Report):
    page = Client().post(f"/xac-minh/{signed.code}/").content.decode()
    assert "Hãy chọn một tệp" in page


def test_authorities_that_cannot_be_read_stop_nobody(signed: Report, settings: object):
    settings.SIGNING_ROOTS = "/nowhere/roots.pem"
    page = verify(signed, by_clerk(bytes_of(signed)))
    assert SIGNED_LATER in page
    assert "Chưa đối chiếu" in page


def test_in_english_too(signed: Report):
    upload = SimpleUploadedFile("bao-cao.pdf", by_clerk(bytes_of(signed)))
    page = Client().post(f"/en/xac-minh/{signed.code}/", {"file": upload}).content.decode()
    assert "signed again since" in page


# --- the code -------------------------------------------------------------------------------------


def test_a_code_of_no_report_can_be_mended_where_it_stands(cast: Cast):
    answer = Client().get("/xac-minh/ABCD1234/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'value="ABCD1234"' in page
    assert 'action="/xac-minh/"' in page
    # It may stand on a sheet of the Code, which has another page.
    assert 'href="/bo-quy-tac/to/"' in page


def test_without_a_code_nothing_was_to_be_saved(cast: Cast):
    page = Client().get("/xac-minh/?code=").content.decode()
    assert "Chưa kiểm tra được" in page
    assert "Hãy nhập mã in ở cuối báo cáo." in page
    assert "Chưa lưu được" not in page
