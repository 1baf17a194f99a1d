"""A gold document: how it is printed, and what a reader must find in it.

Each file in `specs` is written by hand from the rules for official documents. Its `body` is at
once what is printed and what must be read, one clause a line:

    eid | label | text

Indentation is the parent; the eid is given without its parent's. A line that begins with a bar is
a row of the table above it, with "<" and "^" for cells merged with the one before or above. In a
text "⏎" ends a line, {+ +} and {- -} are tracked changes, {~ ~} hidden words; what is accepted and
shown is expected.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SPECS, FILES = FOLDER / "specs", FOLDER / "files"
SUFFIXES = {
    **{"txt": "txt", "md": "md", "tcvn3-txt": "txt", "vni-txt": "txt"},
    **{"docx": "docx", "tcvn3-docx": "docx", "vni-docx": "docx", "rtf": "rtf", "doc": "doc"},
    **{"pdf": "pdf", "pdf-office": "pdf", "scan": "pdf"},
}
MARKUP = re.compile(r"\{(?P<sign>[-+~])(?P<words>.*?)(?P=sign)\}")
MERGED = ("<", "^")
# Articles are counted through the whole document, so their eids do not name their chapter.
ARTICLE, ANNEX = "dieu-", "phu-luc-"


@dataclass(frozen=True)
class Node:
    """`text` as printed, with its marks; `rows` of a table."""

    eid: str
    label: str
    text: str
    depth: int
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_annex(self) -> bool:
        return self.eid.startswith(ANNEX) and "__" not in self.eid

    @property
    def is_table(self) -> bool:
        return self.label == "bảng"

    @property
    def is_heading(self) -> bool:
        """ "Chương I" stands on a line of its own above its title."""
        words = ("Phần", "PHẦN", "Chương", "CHƯƠNG", "Mục", "MỤC", "Tiểu mục")
        return self.label.startswith(words) and not self.label.endswith((".", ":"))

    @property
    def expected(self) -> str:
        if self.is_table:
            shown = (("" if cell in MERGED else cell for cell in row) for row in self.rows)
            return " ⏎ ".join(" ¦ ".join(row) for row in shown)
        return " ".join(accepted(self.text).replace("⏎", " ").split())


@dataclass(frozen=True)
class Document:
    """The blocks as printed, by their names in the file, and the metadata a reader must find."""

    blocks: dict[str, str]
    nodes: tuple[Node, ...]
    expect: dict

    def block(self, name: str) -> list[str]:
        return self.blocks.get(name, "").strip("\n").split("\n") if self.blocks.get(name) else []

    @property
    def body(self) -> tuple[Node, ...]:
        return self.nodes[: self._annexes_from]

    @property
    def annexes(self) -> tuple[Node, ...]:
        return self.nodes[self._annexes_from :]

    @property
    def _annexes_from(self) -> int:
        starts = (at for at, node in enumerate(self.nodes) if node.is_annex)
        return next(starts, len(self.nodes))


@dataclass(frozen=True)
class Gold:
    name: str
    says: str
    kind: str
    layout: dict
    documents: tuple[Document, ...]
    file_warnings: tuple[str, ...] = ()
    known_gap: str = ""

    @property
    def file(self) -> Path:
        return FILES / f"{self.name}.{SUFFIXES[self.kind]}"


def accepted(text: str) -> str:
    return MARKUP.sub(lambda m: m["words"] if m["sign"] == "+" else "", text)


@cache
def golds() -> tuple[Gold, ...]:
    return tuple(_gold(path) for path in sorted(SPECS.glob("*.toml")))


def _gold(path: Path) -> Gold:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    documents = tuple(_document(part) for part in said["documents"])
    layout, gap = said.get("layout", {}), said.get("known_gap", "")
    warnings = tuple(said.get("file_warnings", ()))
    return Gold(path.stem, said["says"], said["kind"], layout, documents, warnings, gap)


def _document(part: dict) -> Document:
    blocks = {name: text for name, text in part.items() if isinstance(text, str)}
    return Document(blocks, tuple(_nodes(part["body"])), part["expect"])


def _nodes(body: str) -> Iterator[Node]:
    above: list[tuple[int, str]] = []
    waiting: Node | None = None
    for line in body.strip("\n").split("\n"):
        depth = (len(line) - len(line.lstrip())) // 2
        cells = [cell.strip() for cell in line.strip().split("|")]
        if not cells[0]:
            waiting = _with_row(waiting, tuple(cells[1:-1]))
            continue
        if waiting:
            yield waiting
        name, label, text = (part.strip() for part in line.split("|", 2))
        above = [(d, eid) for d, eid in above if d < depth]
        eid = _eid(name, above)
        above.append((depth, eid))
        waiting = Node(eid, label, text, depth)
    if waiting:
        yield waiting


def _eid(name: str, above: list[tuple[int, str]]) -> str:
    parent = above[-1][1] if above else ""
    if name.startswith(ARTICLE):
        parent = above[0][1] if above and above[0][1].startswith(ANNEX) else ""
    return f"{parent}__{name}" if parent else name


def _with_row(table: Node | None, row: tuple[str, ...]) -> Node:
    if table is None or not table.is_table:
        raise ValueError(f"no table above the row {row}")
    return Node(table.eid, table.label, table.text, table.depth, (*table.rows, row))
