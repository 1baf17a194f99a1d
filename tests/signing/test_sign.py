"""The portal's signature: what it adds, what it leaves alone, and why it may not come about."""

import io
import threading
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pyhanko.sign.signers import SimpleSigner

from portal.pdf.engine import laid_out, options
from portal.pdf.standards import VARIANTS
from portal.signing import sign as signing
from portal.signing.found import State, Trust
from portal.signing.keys import SigningFailed
from portal.signing.sign import sign
from tests.signing.keys import BODY, DAY, IDENTITY, PERSON, Identity, identity, pkcs12_file
from tests.signing.papers import HTML, paper, read_here, signer_of, tampered

WHOSE = identity("Chủ khóa ở xa")
ENOUGH = threading.Event()


def hook() -> SimpleSigner:
    return signer_of(WHOSE)


def hook_of_nothing() -> None:
    return None


def hook_that_is_down() -> SimpleSigner:
    raise ConnectionError("no route")


def hook_that_does_not_answer() -> SimpleSigner:
    ENOUGH.wait(30)
    return hook()


def hook_that_signs_something_else() -> SimpleSigner:
    signer = hook()
    signer.signing_key = signer_of(identity()).signing_key
    return signer


def test_the_signature_comes_after_the_paper_and_holds(key: Path, whose: Identity):
    signed = sign(paper())
    assert signed.data.startswith(paper())
    assert signed.signature.state == State.INTACT
    assert signed.signature.covers == len(signed.data)
    [found] = read_here(signed.data).signatures
    assert found == signed.signature
    assert found.moment is not None
    assert int(found.serial_number, 16) == whose.certificate.serial_number


def test_names_are_told_and_no_identity_number(key: Path, whose: Identity):
    found = sign(paper()).signature
    assert found.subject == f"{PERSON}, {BODY}"
    assert found.issuer == f"{PERSON}, {BODY}"
    assert IDENTITY in whose.certificate.subject.rfc4514_string()
    assert IDENTITY not in repr(found)


def test_no_identity_number_goes_into_the_log(key: Path, caplog: pytest.LogCaptureFixture):
    sign(paper())
    assert IDENTITY not in caplog.text


def test_one_byte_changed_is_told(key: Path):
    [found] = read_here(tampered(sign(paper()).data)).signatures
    assert found.state == State.BROKEN


def test_signed_again_the_paper_is_the_same_and_the_signature_another(key: Path):
    """The snapshot gives the drawn bytes again; time and chance are in the signature."""
    first, second = sign(paper()), sign(paper())
    assert first.data != second.data
    assert first.data.startswith(paper())
    assert second.data.startswith(paper())


def pictures(data: bytes) -> list[bytes]:
    return [bytes(page.render(scale=1).buffer) for page in pypdfium2.PdfDocument(data)]


def test_nothing_of_the_signature_is_seen(key: Path):
    signed = sign(paper()).data
    assert pictures(signed) == pictures(paper())
    pdf = pikepdf.open(io.BytesIO(signed))
    [widget] = pdf.pages[0].obj.Annots
    left, bottom, right, top = map(float, widget.Rect)
    assert (right - left, top - bottom) == (0, 0)
    assert right < 0
    assert top < 0
    printed, hidden = 4, 2
    assert int(widget.F) & printed
    assert not int(widget.F) & hidden


@pytest.mark.parametrize("variant", ["", *VARIANTS])
def test_the_signed_file_is_whole_and_names_its_standard_still(variant: str, key: Path):
    how = options(variant)
    drawn = laid_out(HTML, how).write_pdf(**how)
    signed = sign(drawn)
    assert signed.data.startswith(drawn)
    pdf = pikepdf.open(io.BytesIO(signed.data))
    assert pdf.check_pdf_syntax() == []
    assert pdf.Root.Lang == "vi"
    assert pdf.Root.MarkInfo.Marked
    before, after = pikepdf.open(io.BytesIO(drawn)).open_metadata(), pdf.open_metadata()
    for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title"):
        assert after.get(name) == before.get(name)
    assert ("/OutputIntents" in pdf.Root) == ("pdf/a" in variant)
    if variant.startswith("pdf/a-4"):
        assert len(pdf.trailer.get("/Info", {})) == 0
    if variant.startswith("pdf/a-1"):
        assert "/Filter" not in pdf.Root.Metadata


def test_a_certificate_of_a_named_authority_is_said_to_be_theirs(
    settings: object, tmp_path: Path, key: Path
):
    authority = identity("Tổ chức chứng thực Mẫu", is_authority=True)
    pkcs12_file(tmp_path, identity(by=authority))
    assert sign(paper()).signature.trust == Trust.UNCHECKED
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authority.pem)
    settings.SIGNING_ROOTS = str(roots)
    assert sign(paper()).signature.trust == Trust.TRUSTED
    pkcs12_file(tmp_path, identity())
    assert sign(paper()).signature.trust == Trust.UNTRUSTED


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (lambda path: path.unlink(), "Không đọc được tệp khóa"),
        (lambda path: path.write_bytes(b"x"), "Mật khẩu không mở được"),
        (lambda path: pkcs12_file(path.parent, identity(), "khác"), "Mật khẩu không mở được"),
        (
            lambda path: pkcs12_file(path.parent, identity(since=-9 * DAY, until=-DAY)),
            "đã hết hạn ngày",
        ),
        (lambda path: pkcs12_file(path.parent, identity(since=DAY)), "chỉ có hiệu lực từ ngày"),
    ],
)
def test_a_key_that_does_not_sign_is_told_in_words(fault: object, sentence: str, key: Path):
    fault(key)
    with pytest.raises(SigningFailed, match=sentence):
        sign(paper())


def test_a_remote_service_signs_through_its_hook(settings: object):
    settings.SIGNING_HOOK = f"{__name__}.hook"
    assert sign(paper()).signature.subject.startswith("Chủ khóa ở xa")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("hook_that_is_down", "không hoạt động"),
        ("no_such_hook", "không hoạt động"),
        ("hook_of_nothing", "không đưa ra chứng thư"),
        ("hook_that_signs_something_else", "không khớp"),
    ],
)
def test_a_hook_that_fails_is_told_in_words(name: str, sentence: str, settings: object):
    settings.SIGNING_HOOK = f"{__name__}.{name}"
    with pytest.raises(SigningFailed, match=sentence):
        sign(paper())


def test_a_hook_that_does_not_answer_holds_nobody(
    settings: object, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(signing, "SECONDS", 0.001)
    settings.SIGNING_HOOK = f"{__name__}.hook_that_does_not_answer"
    with pytest.raises(SigningFailed, match="không trả lời"):
        sign(paper())
    ENOUGH.set()
