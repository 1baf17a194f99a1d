"""Bytes to text, by what the bytes are. The bytes themselves are kept elsewhere, unchanged."""

import unicodedata
from collections.abc import Callable

from directives.intake.source import UnreadableFile

MAX_BYTES = 20 * 1024 * 1024
NO_TEXT = "Tệp không phải là văn bản thuần. Hãy lưu lại dưới dạng TXT (UTF-8) rồi gửi lại."
# How files of other kinds begin, with the name a person knows them by.
OTHER_KINDS = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "Word hoặc Excel",
    b"\xd0\xcf\x11\xe0": "Word hoặc Excel",
    b"{\\rtf": "RTF",
    b"\xff\xd8\xff": "ảnh",
    b"\x89PNG": "ảnh",
}


def read(data: bytes, name: str = "") -> str:
    """The text in NFC with plain line ends. Raises UnreadableFile."""
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise UnreadableFile("Tệp không có nội dung. Hãy chọn tệp khác.")
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Tệp lớn hơn 20 MB. Hãy tách tệp rồi gửi lại.")
    reader = next((r for start, r in READERS.items() if data.startswith(start)), _plain_text)
    text = reader(data).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _plain_text(data: bytes) -> str:
    kind = next((kind for start, kind in OTHER_KINDS.items() if data.startswith(start)), "")
    if kind:
        raise UnreadableFile(
            f"Đây là tệp {kind}, cổng chưa đọc được nội dung. "
            "Hãy lưu nội dung dưới dạng TXT (UTF-8) rồi gửi lại."
        )
    if b"\x00" in data:
        raise UnreadableFile(NO_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(
            "Tệp không dùng bảng mã UTF-8 nên không đọc được đúng chữ Việt. "
            "Hãy lưu lại bằng bảng mã UTF-8 rồi gửi lại."
        ) from None


# How a file begins → what reads it. Whatever is not here is taken for plain text.
READERS: dict[bytes, Callable[[bytes], str]] = {}
