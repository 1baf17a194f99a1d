import io
import os
import zipfile
from pathlib import Path

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.files.images import UnreadableImageError, without_metadata
from portal.files.responses import file_response
from portal.files.services import file_store, orphans_erase
from portal.files.sniff import IMAGES, FileKind, sniff
from portal.refusals import Refused
from tests.cast import Cast


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def picture(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "blue").save(out, kind, **options)
    return out.getvalue()


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "green")).save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture("JPEG"), FileKind.JPEG),
        (picture("PNG"), FileKind.PNG),
        (b"%PDF-1.7\n", FileKind.PDF),
        (archive("word/document.xml"), FileKind.DOCX),
        (archive("xl/workbook.xml"), FileKind.XLSX),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (archive("anything.txt"), None),
        (b"PK\x03\x04broken", None),
        ("Chữ Việt".encode(), FileKind.TEXT),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_holds(data: bytes, kind: FileKind | None):
    assert sniff(data) is kind


def test_heic_is_recognised_and_kept_as_jpeg():
    data = heic()
    assert sniff(data) is FileKind.HEIC
    kept, kind = without_metadata(data, FileKind.HEIC)
    assert (sniff(kept), kind) == (FileKind.JPEG, FileKind.JPEG)


def test_a_photo_is_turned_upright_before_its_metadata_goes():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept, _kind = without_metadata(picture("JPEG", exif=exif.tobytes()), FileKind.JPEG)
    image = Image.open(io.BytesIO(kept))
    assert (image.size, dict(image.getexif())) == ((48, 64), {})


@pytest.mark.parametrize("data", [picture("JPEG")[:200], b"\x89PNG\r\n\x1a\n"])
def test_half_a_picture_is_refused(data: bytes):
    with pytest.raises(UnreadableImageError):
        without_metadata(data, FileKind.JPEG)


def test_a_picture_of_too_many_pixels_is_refused_for_that(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.files.images.MAX_PIXELS", 64 * 48 - 1)
    with pytest.raises(Refused, match="80 triệu điểm ảnh"):
        file_store(
            upload=SimpleUploadedFile("a.jpg", picture("JPEG")),
            kinds=IMAGES,
            stored_by=cast.clerk,
        )


def test_a_photograph_of_two_lenses_in_one_file_is_kept_as_one():
    """Some telephones write MPO: two JPEG pictures behind one another."""
    first, second = Image.new("RGB", (64, 48), "blue"), Image.new("RGB", (32, 24), "red")
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    assert sniff(out.getvalue()) is FileKind.JPEG
    kept, _kind = without_metadata(out.getvalue(), FileKind.JPEG)
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size) == ("JPEG", (64, 48))


def test_too_large_a_file_is_refused_by_its_name(cast: Cast):
    upload = SimpleUploadedFile("to.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024))
    with pytest.raises(Refused, match=r"to\.pdf.*20 MB"):
        file_store(upload=upload, kinds=frozenset({FileKind.PDF}), stored_by=cast.clerk)


def test_a_program_with_the_name_of_a_photo_is_refused(cast: Cast):
    upload = SimpleUploadedFile("anh.jpg", b"MZ\x90\x00")
    with pytest.raises(Refused, match=r"anh\.jpg"):
        file_store(upload=upload, kinds=IMAGES, stored_by=cast.clerk)


def test_both_digests_are_kept(cast: Cast):
    kept = file_store(
        upload=SimpleUploadedFile("a.jpg", picture("JPEG")), kinds=IMAGES, stored_by=cast.clerk
    )
    assert kept.sha256 != kept.received_sha256
    assert kept.name == "a.jpg"


@pytest.mark.django_db
def test_bytes_that_no_row_knows_are_erased_after_a_day(cast: Cast):
    place = Path(default_storage.location)
    upload = SimpleUploadedFile("a.png", picture("PNG"))
    kept = file_store(upload=upload, kinds=IMAGES, stored_by=cast.office_officer)
    old, young, other = place / "ab/old.txt", place / "cd/young.txt", place / "gop/a.zip"
    for path in (old, young, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for path in (old, other, place / kept.key):
        os.utime(path, (0, 0))
    assert orphans_erase() == 1
    assert orphans_erase() == 0
    assert not old.exists()
    assert young.exists()
    assert other.exists()
    assert (place / kept.key).exists()


def test_a_file_that_the_storage_has_lost_is_said_so_in_words(cast: Cast):
    upload = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7")
    file = file_store(upload=upload, kinds=frozenset({FileKind.PDF}), stored_by=cast.clerk)
    default_storage.delete(file.key)
    response = file_response(file)
    assert response.status_code == 404
    assert "không còn trong kho lưu trữ" in response.content.decode()
