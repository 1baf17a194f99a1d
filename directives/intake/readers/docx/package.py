"""The parts of the package, each unpacked with a bound and parsed without reaching outside."""

import io
import zipfile
import zlib

from lxml import etree

from directives.intake.source import UnreadableFile
from directives.intake.words import gettext_noop

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Strict files name the same elements under another address.
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# For their words and for their fonts.
READ_TWICE = {"word/document.xml", "word/styles.xml"}
MAX_ENTRIES = 5000
MAX_PART_BYTES = 48 * 1024**2
# Of elements, opened or closed: as many as a document of some thousand pages has.
MAX_TAGS = 2_000_000
ENCRYPTED = 0x1
BROKEN = gettext_noop("Tệp Word bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại rồi gửi lại.")
TOO_LARGE = gettext_noop("Tệp Word chứa nhiều chữ hơn cỡ cho phép. Hãy tách tệp rồi gửi lại.")


class Package:
    def __init__(self, data: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self.archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError):
            raise UnreadableFile(BROKEN) from None
        if len(entries) > MAX_ENTRIES:
            raise UnreadableFile(BROKEN)
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise UnreadableFile(
                gettext_noop("Tệp có mật khẩu. Hãy mở tệp, lưu lại không có mật khẩu rồi gửi lại.")
            )
        self.names = {entry.filename for entry in entries}
        self.kept: dict[str, etree._Element] = {}

    def part(self, name: str) -> etree._Element | None:
        """The root of a part; None where the package has none. Raises UnreadableFile."""
        if name not in self.names:
            return None
        if name in self.kept:
            return self.kept[name]
        root = self._parsed(name)
        if name in READ_TWICE:
            self.kept[name] = root
        return root

    def _parsed(self, name: str) -> etree._Element:
        data = self._unpacked(name)
        if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data:
            raise UnreadableFile(BROKEN)
        if data.count(b"<") > MAX_TAGS:
            raise UnreadableFile(TOO_LARGE)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(data.replace(STRICT, TRANSITIONAL), parser)
        except etree.XMLSyntaxError:
            raise UnreadableFile(BROKEN) from None
        # In UTF-16 the bytes do not show it.
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableFile(BROKEN)
        return root

    def _unpacked(self, name: str) -> bytes:
        """What the directory claims of the size is not believed: reading stops at the bound."""
        try:
            with self.archive.open(name) as stream:
                data = stream.read(MAX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise UnreadableFile(BROKEN) from None
        if len(data) > MAX_PART_BYTES:
            raise UnreadableFile(TOO_LARGE)
        return data
