"""Bytes to lines, by what the bytes are. The bytes themselves are kept elsewhere, unchanged.

`read` works in its own process on files that may be hostile: call it through `sandbox`.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from directives.intake.characters import plain
from directives.intake.kinds import Kind, kind_of
from directives.intake.lines import Line
from directives.intake.readers.legacy import in_unicode
from directives.intake.sentences import NOT_TAKEN, OTHER_CONTENT
from directives.intake.source import Answers, Source, UnreadableFile, bounded
from directives.intake.words import gettext_noop

MAX_BYTES = 20 * 1024 * 1024
Progress = Callable[[int, int], None]
READ = frozenset({Kind.TEXT, Kind.DOCX, Kind.DOC, Kind.RTF, Kind.PDF})
# What a file's name promises; a file with other content is refused.
PROMISED = {
    **{".txt": Kind.TEXT, ".md": Kind.TEXT, ".docx": Kind.DOCX, ".doc": Kind.DOC},
    **{".rtf": Kind.RTF, ".pdf": Kind.PDF, ".odt": Kind.OPEN, ".pptx": Kind.SLIDES},
    **dict.fromkeys((".xls", ".xlsx"), Kind.SHEET),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff"), Kind.IMAGE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz"), Kind.ARCHIVE),
    **dict.fromkeys((".htm", ".html"), Kind.WEB),
    ".exe": Kind.PROGRAM,
}
ADVICE = {
    Kind.IMAGE: gettext_noop("Hãy lưu các ảnh của văn bản thành một tệp PDF rồi gửi lại."),
    Kind.LOCKED: gettext_noop("Hãy mở tệp bằng mật khẩu, lưu lại không có mật khẩu rồi gửi lại."),
    Kind.MACROS: gettext_noop("Hãy lưu lại dưới dạng DOCX không có macro rồi gửi lại."),
    Kind.ARCHIVE: gettext_noop(
        "Hãy giải nén rồi gửi từng văn bản; nếu là tệp Word, tệp đã bị hỏng."
    ),
}
# For kinds that are read, but not under this name: it may be the wrong file.
RENAME = gettext_noop(
    "Hãy xem có đúng tệp cần gửi không; nếu đúng, đổi đuôi tên tệp cho khớp nội dung rồi gửi lại."
)
OTHERWISE = gettext_noop("Hãy lưu văn bản dưới dạng DOCX, PDF hoặc TXT rồi gửi lại.")


def kind_to_read(data: bytes, name: str) -> Kind:
    """By its first bytes and its name, before anything of it is opened; raises UnreadableFile."""
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise UnreadableFile(gettext_noop("Tệp không có nội dung. Hãy chọn tệp khác."))
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("Tệp lớn hơn 20 MB. Hãy tách tệp rồi gửi lại."))
    kind = kind_of(data)
    if kind not in READ or kind != _promised(name, kind):
        raise UnreadableFile(_refusal(kind, name))
    return kind


def read(
    data: bytes,
    name: str = "",
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> Source:
    """Raises UnreadableFile, and NeedsAnswer where a person has to decide first."""
    kind = kind_to_read(data, name)
    answers = answers or Answers()
    source = _read_kind(kind, data, answers, progress)
    bounded(source.lines)
    lines = tuple(line for line in map(_composed, source.lines) if line.text)
    if not lines:
        raise UnreadableFile(gettext_noop("Tệp không có chữ nào. Hãy chọn tệp khác."))
    return replace(source, lines=lines)


def _read_kind(kind: Kind, data: bytes, answers: Answers, progress: Progress | None) -> Source:
    """Each reader is loaded only when its kind of file comes: a refusal costs next to nothing."""
    if kind == Kind.TEXT:
        from directives.intake.readers.legacy import read_any_text

        return read_any_text(data, answers.encoding)
    if kind == Kind.DOCX:
        from directives.intake.readers.docx import read_docx_and_fonts

        return in_unicode(*read_docx_and_fonts(data), answers.encoding)
    if kind == Kind.PDF:
        from directives.intake.readers.pdf import fonts_of, read_pdf

        return in_unicode(read_pdf(data, answers, progress), fonts_of(data), answers.encoding)
    from directives.intake.readers.office import read_office

    source, fonts = read_office(data, kind)
    return in_unicode(source, fonts, answers.encoding)


def _promised(name: str, kind: Kind) -> Kind:
    """A name that says nothing promises just what is there."""
    return PROMISED.get(PurePath(name).suffix.lower(), kind)


def _refusal(kind: Kind, name: str) -> str:
    if _promised(name, kind) != kind:
        values = {"suffix": PurePath(name).suffix, "kind": kind.value}
        opening = OTHER_CONTENT % values
    else:
        opening = NOT_TAKEN % {"kind": kind.value}
    return f"{opening} {RENAME if kind in READ else ADVICE.get(kind, OTHERWISE)}"


def _composed(line: Line) -> Line:
    """NFC without what is invisible; most lines are so already, and then are left as they are."""
    text = plain(line.text)
    if text is line.text and unicodedata.is_normalized("NFC", text):
        return line
    return replace(line, text=unicodedata.normalize("NFC", text).strip())
