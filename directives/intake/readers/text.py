"""Plain and Markdown-like text."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from directives.intake.lines import Line, lines_of
from directives.intake.source import TEXT, Source, UnreadableFile

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# A row of a Markdown table, and the line of dashes under its head.
ROW = re.compile(r"^\|.*\|$")
RULER = re.compile(r"^\|(?:\s*:?-{2,}:?\s*\|)+$")


def read_text(data: bytes) -> Source:
    return Source(tuple(with_tables(lines_of(decoded(data)))), TEXT)


def decoded(data: bytes) -> str:
    """Text in whatever Unicode form; raises UnreadableFile for bytes of another encoding."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(
            "Tệp không dùng bảng mã UTF-8 nên không đọc được đúng chữ Việt. "
            "Hãy lưu lại bằng bảng mã UTF-8 rồi gửi lại."
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """Rows between bars become one table; what only looks like one stays lines."""
    for is_row, group in groupby(lines, lambda line: bool(ROW.match(line.text))):
        rows = list(group)
        if is_row and any(RULER.match(row.text) for row in rows):
            cells = [_cells(row.text) for row in rows if not RULER.match(row.text)]
            text = "\n".join("\t".join(row) for row in cells)
            yield Line(text, rows[0].after_blank, is_whole=True, is_table=True)
        else:
            yield from rows


def _cells(row: str) -> list[str]:
    return [" ".join(cell.split()) for cell in row.strip("|").split("|")]
