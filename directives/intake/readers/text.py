"""Plain and Markdown-like text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from directives.intake.characters import plain_lines
from directives.intake.lines import Line, lines_of
from directives.intake.source import (
    MAX_LETTERS,
    MAX_LINES,
    TEXT,
    TOO_MUCH,
    Source,
    UnreadableFile,
)
from directives.intake.tree import ReadingWarning
from directives.intake.words import gettext_noop

MARKS = (
    *((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32")),
    *((b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:[Tt]rang\s*)?[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})?[-–—\s]*$")
# Lines of text may all be parted by blank ones.
BLANK_TOO = 2
DIGITS = re.compile(r"[0-9]+")
LEFT_OUT = gettext_noop("Đã bỏ số trang và dòng đầu trang lặp lại: %(count)s dòng.")
NOT_TEXT = gettext_noop(
    "Tệp không dùng bảng mã UTF-8 nên không đọc được đúng chữ Việt. "
    "Hãy lưu lại bằng bảng mã UTF-8 rồi gửi lại."
)
# A row of a Markdown table, and the line of dashes under its head.
ROW = re.compile(r"^\|.*\|$")
BAR, TAB, FEWEST_CELLS = "|", "\t", 3
RULER = re.compile(r"^\|(?:\s*:?-{2,}:?\s*\|)+$")


def read_text(data: bytes) -> Source:
    return text_source(decoded(data))


def text_source(text: str) -> Source:
    if len(text) > MAX_LETTERS or text.count("\n") > BLANK_TOO * MAX_LINES:
        raise UnreadableFile(TOO_MUCH)
    lines, left_out = without_page_numbers(lines_of(text))
    warnings = (ReadingWarning("margins-left-out", LEFT_OUT, "", {"count": len(left_out)}),)
    return Source(tuple(with_tables(lines)), TEXT, warnings=warnings if left_out else ())


def without_page_numbers(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Numbers alone between blank lines, each one more than the last, of which one at least cuts a
    sentence in two: a text copied from printed pages. What was cut stands together again."""
    numbers = [at for at in range(1, len(lines) - 1) if _stands_alone(lines, at)]
    counted = [int(DIGITS.search(lines[at].text)[0]) for at in numbers]
    in_turn = all(after == before + 1 for before, after in pairwise(counted))
    if not in_turn or not any(_cuts_a_sentence(lines, at) for at in numbers):
        return lines, []
    kept = [
        replace(line, after_blank=not _cuts_a_sentence(lines, at - 1))
        if at - 1 in numbers
        else line
        for at, line in enumerate(lines)
        if at not in numbers
    ]
    return kept, [lines[at] for at in numbers]


def _stands_alone(lines: list[Line], at: int) -> bool:
    between = lines[at].after_blank and lines[at + 1].after_blank
    return between and bool(PAGE_NUMBER.match(lines[at].text))


def _cuts_a_sentence(lines: list[Line], at: int) -> bool:
    before, after = lines[at - 1].bare, lines[at + 1].bare
    return before[-1:].isalpha() and after[:1].islower()


def decoded(data: bytes) -> str:
    """Text in whatever Unicode form; raises UnreadableFile for bytes of another encoding."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(NOT_TEXT) from None
    if "\x00" in text:
        raise UnreadableFile(NOT_TEXT)
    return plain_lines(text)


def with_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """Rows between bars become one table, and rows of cells between tabs; what only looks like one
    stays lines."""
    for sign, group in groupby(lines, _sign_of_row):
        rows = list(group)
        if sign == BAR and any(RULER.match(row.text) for row in rows):
            yield _table(rows, [_cells(row.text) for row in rows if not RULER.match(row.text)])
        elif sign == TAB:
            yield from _tabbed(rows)
        else:
            yield from rows


def _sign_of_row(line: Line) -> str:
    if ROW.match(line.text):
        return BAR
    return TAB if TAB in line.text else ""


def _tabbed(rows: list[Line]) -> Iterator[Line]:
    """A table copied out of another program: three cells at least in its first row, and no row
    with more than that. Two cells beside each other are the columns of a header or a closing."""
    most = rows[0].text.count(TAB)
    cells = [[" ".join(cell.split()) for cell in row.text.split(TAB)] for row in rows]
    is_table = len(rows) > 1 and all(row.text.count(TAB) <= most for row in rows)
    if is_table and all(cells[0]) and len(cells[0]) >= FEWEST_CELLS:
        yield _table(rows, cells)
    else:
        yield from rows


def _table(rows: list[Line], cells: list[list[str]]) -> Line:
    text = "\n".join("\t".join(row) for row in cells)
    return Line(text, rows[0].after_blank, is_whole=True, is_table=True)


def _cells(row: str) -> list[str]:
    return [" ".join(cell.split()) for cell in row.strip("|").split("|")]
