"""Files as people send them: photos from phones, papers, and what is none of these."""

import io
import struct
import zipfile

import pillow_heif
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from portal.files.models import StoredFile
from portal.refusals import Refused
from tests.cast import Cast
from tests.training.acts import acting, bring_to, confirm, image, pdf
from training.evidence import MAX_FILES, evidence_add, evidence_remove
from training.models import Assignment, Evidence
from training.review import review_return

EXE = b"MZ\x90\x00" + bytes(200)
GPS = {1: "N", 2: (17.0, 4.0, 30.0), 3: "E", 4: (107.0, 1.0, 0.0)}


def send(
    assignment: Assignment,
    cast: Cast,
    content: bytes,
    name: str = "anh.jpg",
    kind: str = "photo",
) -> Evidence:
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return evidence_add(
        actor=acting(cast.clerk), assignment_id=assignment.pk, upload=upload, kind=kind
    )


def stored(evidence: Evidence) -> bytes:
    with default_storage.open(evidence.file.key) as file:
        return file.read()


def photo_with_place(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(GPS)
    exif[0x010F] = "May anh cua toi"
    return image(kind, exif=exif)


def document(**extra: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for name, content in extra.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Danh sách đơn vị"
    book.save(out)
    return out.getvalue()


def overstated(content: bytes) -> bytes:
    """The same archive, whose directory says its first entry unpacks to 3 GB."""
    data = bytearray(content)
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 3_000_000_000)
    return bytes(data)


def test_a_photo_loses_its_place_and_the_name_of_the_camera(
    assignment: Assignment, cast: Cast
) -> None:
    sent = photo_with_place()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    evidence = send(assignment, cast, sent)
    kept = stored(evidence)
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"May anh cua toi" not in kept
    assert evidence.file.sha256 != evidence.file.received_sha256


def test_a_photo_of_a_phone_becomes_one_that_every_office_opens(
    assignment: Assignment, cast: Cast
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "green")).save(out, exif=exif.tobytes())
    evidence = send(assignment, cast, out.getvalue(), "IMG_0001.HEIC")
    picture = Image.open(io.BytesIO(stored(evidence)))
    assert picture.format == "JPEG"
    assert picture.size == (64, 48)
    assert not picture.getexif()
    assert evidence.file.name == "IMG_0001.jpg"


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (image("PNG"), "trang-da-dang.png", "image/png"),
        (pdf().read(), "bien-ban.pdf", "application/pdf"),
        (document(), "ke-hoach.docx", "application/vnd.openxmlformats-officedocument"),
        (sheet(), "so-lieu.xlsx", "application/vnd.openxmlformats-officedocument"),
    ],
    ids=["png", "pdf", "docx", "xlsx"],
)
def test_the_papers_of_an_office_are_taken(
    content: bytes, name: str, content_type: str, assignment: Assignment, cast: Cast
) -> None:
    evidence = send(assignment, cast, content, name)
    assert evidence.file.name == name
    assert evidence.file.content_type.startswith(content_type)
    assert evidence.confirmation is None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "bien-ban.pdf"),
        (EXE, "anh.jpg"),
        (b"<script>alert(1)</script>", "trang.pdf"),
        ("Biên bản".encode(), "bien-ban.txt"),
        (document(**{"word/vbaProject.bin": b"macro"}), "ke-hoach.docm"),
        (overstated(sheet()), "so-lieu.xlsx"),
        (b"PK\x03\x04 broken", "ke-hoach.docx"),
        (b"", "trong.pdf"),
        (image()[:300], "anh-hong.jpg"),
    ],
    ids=["exe", "exe-jpg", "html", "text", "macro", "bomb", "broken", "empty", "half-image"],
)
def test_anything_else_is_refused_by_name_and_leaves_nothing(
    content: bytes, name: str, assignment: Assignment, cast: Cast
) -> None:
    with pytest.raises(Refused, match=name):
        send(assignment, cast, content, name)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_more_than_twenty_megabytes_is_refused(assignment: Assignment, cast: Cast) -> None:
    with pytest.raises(Refused, match="lớn hơn 20 MB"):
        send(assignment, cast, b"%PDF-1.7" + bytes(21 * 1024 * 1024), "lon.pdf")


def test_the_eleventh_file_is_refused_and_the_ten_stay(assignment: Assignment, cast: Cast) -> None:
    for number in range(MAX_FILES):
        send(assignment, cast, b"%PDF-1.7 " + str(number).encode(), f"{number}.pdf")
    with pytest.raises(Refused, match="nhiều nhất 10 tệp"):
        send(assignment, cast, b"%PDF-1.7 mot nua", "11.pdf")
    assert assignment.evidence.count() == MAX_FILES


def test_the_same_file_sent_twice_is_there_once_a_kind(assignment: Assignment, cast: Cast) -> None:
    first = send(assignment, cast, photo_with_place())
    assert send(assignment, cast, photo_with_place()) == first
    assert send(assignment, cast, photo_with_place(), kind="document") != first
    assert assignment.evidence.count() == 2


def test_a_file_taken_out_is_gone_with_its_bytes(
    assignment: Assignment, cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    evidence = send(assignment, cast, image())
    key = evidence.file.key
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            evidence_remove(
                actor=acting(cast.clerk), assignment_id=assignment.pk, evidence_id=evidence.pk
            )
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(key)


def test_a_copy_taken_out_leaves_the_signed_one(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    review_return(
        actor=acting(cast.office_officer), confirmation_id=signed.pk, reason="Ảnh quá mờ."
    )
    copy = assignment.evidence.in_draft().get()
    evidence_remove(actor=acting(cast.clerk), assignment_id=assignment.pk, evidence_id=copy.pk)
    assert default_storage.exists(signed.evidence.get().file.key)


def test_signed_evidence_stays(assignment: Assignment, cast: Cast) -> None:
    bring_to("returned", assignment, cast)
    signed = assignment.evidence.exclude(confirmation=None).get()
    with pytest.raises(Refused, match="được giữ nguyên"):
        evidence_remove(
            actor=acting(cast.clerk), assignment_id=assignment.pk, evidence_id=signed.pk
        )


def test_another_unit_neither_adds_nor_removes(assignment: Assignment, cast: Cast) -> None:
    evidence = send(assignment, cast, image())
    with pytest.raises(PermissionDenied):
        evidence_remove(
            actor=acting(cast.other_chairman),
            assignment_id=assignment.pk,
            evidence_id=evidence.pk,
        )
