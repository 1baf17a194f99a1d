"""Plain and Markdown-like text, as people copy it out of a letter.

Layout: `width` wraps lines; `head` and `end` set two columns by "spaces", by "tab", or "stacked"
one below the other; `order` and `closing` name the blocks; `tight` leaves no blank lines in the
body; `page_lines` puts a lone page number after so many lines; `form` decomposes letters ("NFD");
`eol`, `bom`, `encoding` are those of the file.
"""

import codecs
import textwrap
import unicodedata
from itertools import zip_longest

from tests.gold.spec import Document, Gold, Node, accepted

LEFT_WIDTH, GAP = 40, "    "
ORDER, CLOSING = ["head", "title", "to"], ["end"]


def plain(gold: Gold) -> bytes:
    text = unicodedata.normalize(gold.layout.get("form", "NFC"), text_of(gold))
    text = text.replace("\n", gold.layout.get("eol", "\n"))
    bom = codecs.BOM_UTF8 if gold.layout.get("bom") else b""
    return bom + text.encode(gold.layout.get("encoding", "utf-8"))


def text_of(gold: Gold) -> str:
    lines: list[str] = []
    for document in gold.documents:
        lines += ["", "", *_lines(document, gold.layout)]
    if every := gold.layout.get("page_lines"):
        lines = _paged(lines, every)
    return "\n".join(lines).strip("\n") + "\n"


def _lines(document: Document, layout: dict) -> list[str]:
    blocks = [_block(document, name, layout) for name in layout.get("order", ORDER)]
    blocks += _body(document.body, layout)
    blocks += [_block(document, name, layout) for name in layout.get("closing", CLOSING)]
    for node in document.annexes:
        blocks += [["", *_printed(node, layout)]] if node.is_annex else _body((node,), layout)
    return [line for block in blocks if block for line in [*block, ""]]


def _body(nodes: tuple[Node, ...], layout: dict) -> list[list[str]]:
    printed = [_printed(node, layout) for node in nodes]
    if layout.get("tight"):
        return [[line for lines in printed for line in lines]]
    return printed


def _block(document: Document, name: str, layout: dict) -> list[str]:
    if name == "head":
        return _columns(document.block("left"), document.block("right"), layout.get("head"))
    if name == "end":
        left, right = document.block("end_left"), document.block("end_right")
        return _columns(left, right, layout.get("end"))
    return [line for line in document.block(name) if line != "%%"]


def _columns(left: list[str], right: list[str], how: str | None) -> list[str]:
    left, right = ([line for line in side if line != "%%"] for side in (left, right))
    if how in {None, "stacked"}:
        return [*left, *([""] if left and right else []), *right]
    if how == "tab":
        pairs = zip_longest(left, right, fillvalue="")
        return [f"{one}\t{other}".rstrip() for one, other in pairs]
    width = max([LEFT_WIDTH, *map(len, left)])
    return [
        f"{one.ljust(width)}{GAP}{other}".rstrip()
        for one, other in zip_longest(left, right, fillvalue="")
    ]


def _printed(node: Node, layout: dict) -> list[str]:
    if node.is_table:
        rows = [f"| {' | '.join(row)} |" for row in node.rows]
        return [rows[0], "|" + " --- |" * len(node.rows[0]), *rows[1:]]
    text = accepted(node.text)
    if node.is_heading or node.is_annex:
        lines = [line for line in (node.label, *text.split("⏎")) if line]
        return [line.center(layout.get("width", 0)).rstrip() for line in lines]
    lines = f"{node.label}{layout.get('sep', ' ')}{text}".strip().split("⏎")
    if width := layout.get("width"):
        first = layout.get("indent", "")
        return [
            wrapped
            for line in lines
            for wrapped in textwrap.wrap(
                line, width, initial_indent=first, break_on_hyphens=False, break_long_words=False
            )
        ]
    return lines


def _paged(lines: list[str], every: int) -> list[str]:
    """A page's number stands alone between two pages, in the middle of a sentence too."""
    pages = [lines[at : at + every] for at in range(0, len(lines), every)]
    out = pages[0]
    for number, page in enumerate(pages[1:], start=2):
        out = [*out, "", str(number), "", *page]
    return out
