"""What a file really is, by its content; its name and the browser's word count for nothing."""

import io
import zipfile
from enum import Enum

MAX_ZIP_ENTRIES = 5000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024


class FileKind(Enum):
    JPEG = ("image/jpeg", "jpg")
    PNG = ("image/png", "png")
    HEIC = ("image/heic", "heic")
    PDF = ("application/pdf", "pdf")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    TEXT = ("text/plain", "txt")
    # Never sniffed here, and so never evidence: documents of before DOCX (directives/intakes.py).
    DOC = ("application/msword", "doc")
    RTF = ("application/rtf", "rtf")
    # Never sniffed: what the portal itself packs for readers.
    ZIP = ("application/zip", "zip")

    @property
    def content_type(self) -> str:
        return self.value[0]

    @property
    def extension(self) -> str:
        return self.value[1]


IMAGES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.HEIC})
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def sniff(data: bytes) -> FileKind | None:
    """The kind, or None for anything else, for a broken archive and for one with macros."""
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return FileKind.HEIC
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return FileKind.TEXT if _is_text(data) else None


def _office_kind(data: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    too_much = len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_UNPACKED_BYTES
    if too_much or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return FileKind.DOCX
    return FileKind.XLSX if "xl/workbook.xml" in names else None


def _is_text(data: bytes) -> bool:
    if not data or b"\x00" in data:
        return False
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
