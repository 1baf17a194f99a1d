"""The rows of a piece of an annex, read from its HTML: cells of plain words, which can be set
without laying them out as a browser does (see `portal.pdf.setting`).

A cell holds parts with `<br>` between them, `<i>` around all of it; a part is words, or one
`unbroken` span. Anything else is not plain, and the piece is left to WeasyPrint alone. Knows
nothing of Django.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.pdf.unbroken import CLOSED, OPENED

BODY = re.compile(r"<tbody>(?P<rows>.*)</tbody>", re.DOTALL)
ATTRIBUTES = r'(?P<{}>(?: class="[a-z ]+")?)'
ROW = re.compile(rf"<tr{ATTRIBUTES.format('row')}>(?P<cells>.+?)</tr>", re.DOTALL)
CELL = re.compile(
    rf"<td{ATTRIBUTES.format('cell')}>(?P<italic><i>)?(?P<words>.*?)(?(italic)</i>)</td>",
    re.DOTALL,
)
PART = re.compile(rf"(?P<unbroken>{OPENED})?(?P<words>[^<]*)(?(unbroken){CLOSED})")
MODEL_WORD = "0"
SPACES = re.compile(r"[ \t\n\r\f]+")
# Nothing but the ends of what was begun: words there would come after the last row.
AFTER = re.compile(r"(?:\s|</[a-z]+>)*")


class NotPlain(Exception):
    """The table, or its page, holds what is left to WeasyPrint."""


class NoRows(NotPlain):
    """There is nothing to be set."""


class TooHigh(NotPlain):
    """A row that does not fit on a page."""


@dataclass(frozen=True)
class Part:
    """Words without a break of ours; `is_unbroken`: on one line, however long."""

    words: str
    is_unbroken: bool


@dataclass(frozen=True)
class Look:
    """What the style sheet sees of a cell: the attributes of its row and its own. (It must not ask
    for the place of a row among the others.)"""

    row: str
    cell: str
    italic: bool

    def markup(self, words: str) -> str:
        return f"<td{self.cell}>{f'<i>{words}</i>' if self.italic else words}</td>"


@dataclass(frozen=True)
class Cell:
    look: Look
    parts: tuple[Part, ...]


Row = list[Cell]


@dataclass(frozen=True)
class PlainTable:
    """`before` and `after` are the rest of the document."""

    before: str
    rows: list[Row]
    after: str

    def looks(self) -> list[list[Look]]:
        """As few rows as show each look of each column."""
        columns: dict[str, list[dict[Look, None]]] = {}
        for row in self.rows:
            found = columns.setdefault(row[0].look.row, [{} for _cell in row])
            for seen, cell in zip(found, row, strict=True):
                seen[cell.look] = None
        return [row for found in columns.values() for row in _rows_of(found)]

    def model(self) -> str:
        """The document with one row on its first page, and on its second a row of each of the
        looks."""
        lines = [_model_row(row) for row in self.looks()]
        groups = ["<tbody>", lines[0], '</tbody><tbody style="break-before: page">', *lines]
        return "".join([self.before, *groups, "</tbody>", self.after])


def _rows_of(columns: list[dict[Look, None]]) -> Iterator[list[Look]]:
    every = [list(column) for column in columns]
    for at in range(max(map(len, every))):
        yield [looks[at % len(looks)] for looks in every]


def _model_row(looks: list[Look]) -> str:
    return f"<tr{looks[0].row}>{''.join(look.markup(MODEL_WORD) for look in looks)}</tr>"


def read_table(page: str) -> PlainTable:
    """Raises NotPlain, or NoRows."""
    body = BODY.search(page)
    if body is None:
        raise NotPlain("no body of a table")
    if not AFTER.fullmatch(page, body.end()):
        raise NotPlain("something after the rows")
    markup = SPACES.sub(" ", body["rows"])
    rows = [_row(found["row"], found["cells"]) for found in _all(ROW, markup)]
    if not rows:
        raise NoRows("no rows")
    if len({len(row) for row in rows}) > 1:
        raise NotPlain("rows of different lengths")
    return PlainTable(page[: body.start()], rows, page[body.end() :])


def _row(attributes: str, cells: str) -> Row:
    return [
        Cell(
            Look(attributes, found["cell"], found["italic"] is not None),
            _parts(found["words"]),
        )
        for found in _all(CELL, cells)
    ]


def _parts(words: str) -> tuple[Part, ...]:
    return tuple(map(_part, words.split("<br>"))) if words.strip(" ") else ()


def _part(markup: str) -> Part:
    found = PART.fullmatch(markup)
    words = found and html.unescape(found["words"]).strip(" ")
    if not words:
        raise NotPlain(markup)
    return Part(words, is_unbroken=found["unbroken"] is not None)


def _all(pattern: re.Pattern[str], markup: str) -> Iterator[re.Match[str]]:
    """One after the other, nothing between them."""
    at = 0
    while at < len(markup):
        found = pattern.match(markup, at)
        if found is None:
            raise NotPlain(markup[at : at + 80])
        yield found
        at = found.end()
