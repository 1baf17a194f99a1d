"""file_store · file_keep · file_keep_open — put bytes under a random key; nothing is ever
overwritten.

orphans_erase — bytes that no row knows: a process was killed between the two.
"""

import hashlib
import re
from datetime import timedelta
from io import SEEK_END
from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.files.images import TooManyPixelsError, UnreadableImageError, without_metadata
from portal.files.models import StoredFile
from portal.files.sniff import IMAGES, FileKind, sniff
from portal.refusals import Refused

if TYPE_CHECKING:
    from portal.accounts.models import User

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
# Keys stand in folders of two digits; other folders of the storage are not looked at.
FOLDER = re.compile(r"[0-9a-f]{2}")
ORPHAN_HOURS = 24


def file_store(
    *, upload: UploadedFile, kinds: frozenset[FileKind], stored_by: "User | None"
) -> StoredFile:
    """Keep what a person sent, images without their metadata; refuse in words what is not asked."""
    name = PurePath(upload.name or "").name[-200:] or "tep"
    if upload.size > MAX_UPLOAD_BYTES:
        raise Refused(
            _("Tệp “%(name)s” lớn hơn 20 MB. Hãy giảm dung lượng hoặc tách tệp rồi gửi lại.")
            % {"name": name}
        )
    data = upload.read()
    kind = sniff(data)
    if kind not in kinds:
        raise Refused(_kind_refusal(name, kinds))
    received = hashlib.sha256(data).hexdigest()
    if kind in IMAGES:
        try:
            data, kind = without_metadata(data, kind)
        except TooManyPixelsError:
            raise Refused(
                _(
                    "Ảnh “%(name)s” có hơn 80 triệu điểm ảnh. "
                    "Hãy chụp lại ở cỡ thường của điện thoại rồi gửi."
                )
                % {"name": name}
            ) from None
        except UnreadableImageError:
            raise Refused(
                _("Ảnh “%(name)s” bị hỏng, không mở được. Hãy chụp lại hoặc gửi tệp khác.")
                % {"name": name}
            ) from None
    return file_keep(
        data=data, name=_renamed(name, kind), kind=kind, stored_by=stored_by, received=received
    )


def file_keep(
    *,
    data: bytes,
    name: str,
    kind: FileKind,
    stored_by: "User | None",
    received: str = "",
) -> StoredFile:
    """Keep bytes the portal made or has checked already."""
    digest = hashlib.sha256(data).hexdigest()
    return StoredFile.objects.create(
        key=_saved(kind, ContentFile(data)),
        name=name,
        content_type=kind.content_type,
        size=len(data),
        sha256=digest,
        received_sha256=received or digest,
        stored_by=stored_by,
    )


def file_keep_open(*, source: BinaryIO, name: str, kind: FileKind, sha256: str) -> StoredFile:
    """The same for what the portal itself made, too large to be held in memory."""
    size = source.seek(0, SEEK_END)
    source.seek(0)
    return StoredFile.objects.create(
        key=_saved(kind, File(source)),
        name=name,
        content_type=kind.content_type,
        size=size,
        sha256=sha256,
        received_sha256=sha256,
        stored_by=None,
    )


def _saved(kind: FileKind, content: File) -> str:
    """The key; where the disk is full no half of a file stays."""
    key = _new_key(kind)
    try:
        return default_storage.save(key, content)
    except OSError:
        default_storage.delete(key)
        raise


def _new_key(kind: FileKind) -> str:
    token = token_hex(16)
    return f"{token[:2]}/{token}.{kind.extension}"


def orphans_erase() -> int:
    """How many were erased. A younger file may belong to a transaction that is still open."""
    latest = timezone.now() - timedelta(hours=ORPHAN_HOURS)
    folders, _files = default_storage.listdir("")
    erased = 0
    for folder in filter(FOLDER.fullmatch, folders):
        keys = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        known = set(StoredFile.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in sorted(keys - known):
            if default_storage.get_modified_time(key) < latest:
                default_storage.delete(key)
                erased += 1
    return erased


def _kind_refusal(name: str, kinds: frozenset[FileKind]) -> str:
    allowed = ", ".join(sorted(kind.name for kind in kinds))
    return _(
        "Không nhận được tệp “%(name)s”: nội dung tệp không phải là %(allowed)s, "
        "hoặc tệp có chứa macro. Hãy chọn tệp khác."
    ) % {"name": name, "allowed": allowed}


def _renamed(name: str, kind: FileKind) -> str:
    """The name with the extension of what the file is: a HEIC photo is kept as JPEG."""
    path = PurePath(name)
    known = {"jpg": {".jpg", ".jpeg"}, "txt": {".txt", ".md"}}
    if path.suffix.lower() in known.get(kind.extension, {f".{kind.extension}"}):
        return name
    return f"{path.stem[:190]}.{kind.extension}"
