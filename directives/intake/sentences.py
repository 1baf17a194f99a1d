"""Sentences with values in them: said in Vietnamese where a file is read, and found again by their
form where a person reads them in another language."""

import re

from directives.intake.words import gettext_noop

OTHER_CONTENT = gettext_noop("Tên tệp là %(suffix)s nhưng nội dung là %(kind)s.")
NOT_TAKEN = gettext_noop("Cổng không nhận loại tệp này (%(kind)s).")
NO_OFFICE = gettext_noop(
    "Máy chủ chưa cài LibreOffice nên chưa đọc được tệp %(kind)s. Hãy lưu lại dưới dạng DOCX hoặc "
    "PDF rồi gửi lại."
)
TOO_MANY_PAGES = gettext_noop("Tệp PDF dài hơn %(pages)s trang. Hãy tách tệp rồi gửi lại.")
NOT_RECOGNISED = gettext_noop(
    "Không nhận dạng được chữ ở trang %(page)s. Hãy quét lại rõ hơn rồi gửi."
)
SCANNED = gettext_noop(
    "Tệp PDF này có %(pages)s trang là ảnh quét. Cổng có thể nhận dạng chữ, mất khoảng vài giây "
    "mỗi trang; chữ nhận dạng có thể sai nên phải so từng dòng với bản gốc."
)
OLD_ENCODING = gettext_noop(
    "Tệp viết bằng bảng mã cũ %(encoding)s. Nếu đoạn chuyển thử dưới đây đọc đúng, hãy đồng ý "
    "chuyển; tệp gốc vẫn giữ nguyên."
)
WITH_VALUES = (
    *(OTHER_CONTENT, NOT_TAKEN, NO_OFFICE, TOO_MANY_PAGES, NOT_RECOGNISED),
    *(SCANNED, OLD_ENCODING),
)
PLACE = re.compile(r"%\((\w+)\)s")


def _pattern(form: str) -> re.Pattern[str]:
    """What is said between the places stands as it is; no value reaches into another sentence."""
    pieces = PLACE.split(form)
    for at, piece in enumerate(pieces):
        pieces[at] = rf"(?P<{piece}>(?:(?!\. ).)+)" if at % 2 else re.escape(piece)
    return re.compile("".join(pieces) + "$")


FORMS = [(form, _pattern(form)) for form in WITH_VALUES]
BETWEEN = re.compile(r"(?<=[.!?]) ")


def form_of(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The sentence with places, and what fills them; None for a sentence without values."""
    for form, pattern in FORMS:
        if match := pattern.match(sentence):
            return form, match.groupdict()
    return None


def sentences_of(text: str) -> list[str]:
    return BETWEEN.split(text)
