"""What a file is, by its bytes alone."""

import io
import zipfile
from enum import Enum

from directives.intake.words import gettext_noop

# Streams of an OLE container (the old Office format) as its directory spells them: UTF-16.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD, EXCEL = "WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le")
LOCKED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
# How the main stream of an old Word file begins, on a border of its sectors; a flag in its head
# says that what follows is locked.
WORD_HEAD, SECTOR, FLAGS, IS_LOCKED = b"\xec\xa5", 512, 11, 0x01
PDF_WITHIN = 1024
NOT_TEXT = frozenset(bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32)))


class Kind(Enum):
    """The values are the words a person knows the file by."""

    TEXT = gettext_noop("văn bản thuần")
    DOCX = gettext_noop("Word (DOCX)")
    DOC = gettext_noop("Word đời cũ (DOC)")
    RTF = gettext_noop("RTF")
    PDF = gettext_noop("PDF")
    IMAGE = gettext_noop("ảnh")
    SHEET = gettext_noop("bảng tính Excel")
    SLIDES = gettext_noop("trình chiếu")
    OPEN = gettext_noop("OpenDocument (ODT)")
    LOCKED = gettext_noop("Office có mật khẩu")
    MACROS = gettext_noop("Office có macro")
    ARCHIVE = gettext_noop("tệp nén")
    WEB = gettext_noop("trang web")
    PROGRAM = gettext_noop("chương trình")
    UNKNOWN = gettext_noop("tệp không rõ loại")


STARTS = [
    (b"{\\rtf", Kind.RTF),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
]
WEB_STARTS = (b"<!doctype html", b"<html", b"<?xml", b"<svg", b"<script")
PARTS = [
    ("word/document.xml", Kind.DOCX),
    ("xl/workbook.xml", Kind.SHEET),
    ("ppt/presentation.xml", Kind.SLIDES),
    ("META-INF/manifest.xml", Kind.OPEN),
]


def kind_of(data: bytes) -> Kind:
    if data.startswith(OLE):
        return _ole_kind(data)
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return Kind.PDF
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:20].lower().startswith(WEB_STARTS):
        return Kind.WEB
    for start, kind in STARTS:
        if data.startswith(start) and not (start == b"BM" and _is_text(data)):
            return kind
    return Kind.TEXT if _is_text(data) else Kind.UNKNOWN


def _ole_kind(data: bytes) -> Kind:
    if all(name in data for name in LOCKED):
        return Kind.LOCKED
    if any(name in data for name in MACROS):
        return Kind.MACROS
    if WORD in data:
        return Kind.LOCKED if _is_locked_word(data) else Kind.DOC
    return Kind.SHEET if EXCEL in data else Kind.UNKNOWN


def _is_locked_word(data: bytes) -> bool:
    heads = (
        at for at in range(SECTOR, len(data) - FLAGS, SECTOR) if data[at : at + 2] == WORD_HEAD
    )
    return any(data[at + FLAGS] & IS_LOCKED for at in heads)


def _zip_kind(data: bytes) -> Kind:
    """By its directory alone; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        # A Word file cut off on its way still names its parts; its reader says that it is broken.
        return Kind.DOCX if PARTS[0][0].encode() in data else Kind.ARCHIVE
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Kind.MACROS
    return next((kind for part, kind in PARTS if part in names), Kind.ARCHIVE)


def _is_text(data: bytes) -> bool:
    """Unicode, or bytes of an old encoding without any that stands in no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    if b"\x00" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return not any(byte in NOT_TEXT for byte in data)
    return True
