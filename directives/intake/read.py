"""Bytes to text. The bytes themselves are kept elsewhere, unchanged."""

import unicodedata

MAX_BYTES = 20 * 1024 * 1024


class UnreadableFile(Exception):
    """Says in a Vietnamese sentence why a file cannot be read and what to do."""


def read(data: bytes, name: str = "") -> str:
    """The text in NFC with plain line ends. Only text files; other kinds get their own reader."""
    if not data.strip():
        raise UnreadableFile("Tệp không có nội dung. Hãy chọn tệp khác.")
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Tệp lớn hơn 20 MB. Hãy tách tệp rồi gửi lại.")
    if b"\x00" in data:
        raise UnreadableFile(
            "Tệp không phải là văn bản thuần. Hãy lưu lại dưới dạng TXT (UTF-8) rồi gửi lại."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(
            "Tệp không dùng bảng mã UTF-8 nên không đọc được đúng chữ Việt. "
            "Hãy lưu lại bằng bảng mã UTF-8 rồi gửi lại."
        ) from None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
