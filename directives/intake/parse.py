"""The paragraphs of the body to the tree of clauses."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from directives.intake.labels import (
    ARTICLE,
    CAPITAL,
    DASHED,
    GROUP,
    ROMAN,
    TAKES_PARAGRAPHS,
    Label,
)
from directives.intake.lines import Line
from directives.intake.paragraphs import Paragraph, paragraphs_of
from directives.intake.quotes import quoted
from directives.intake.sequence import disorder
from directives.intake.tree import TABLE, TEXT, DraftClause, ReadingWarning
from directives.intake.words import LEGAL_BASIS, gettext_noop

TWICE = gettext_noop("Số mục “%(label)s” xuất hiện hai lần.")
ARTICLE_LINE = re.compile(r"^[#*_\s]*(?:Điều|ĐIỀU)\s+[0-9]+[a-zđ]?\s*[.:]")
ADOPTED = re.compile(
    r"^[*_]*(?:Nghị quyết|Luật|Bộ luật|Pháp lệnh)\s(?:này\s)?(?:đã\s)?được .*thông qua"
)
# How the last words of a letter begin, when they speak to everybody again.
CLOSING_WORDS = re.compile(
    r"^(Giao |Nhận được |Trên đây |Trân trọng|Trong quá trình |Đề nghị các |Yêu cầu các |UBND "
    r"|Ủy ban nhân dân |Uỷ ban nhân dân |(Chỉ|Chi) thị này|Công văn này|Kế hoạch này|Văn bản này"
    r"|Quyết định này|Căn cứ (nội dung|Kế hoạch|Công văn) )"
)


@dataclass
class Node:
    """A clause while the tree grows."""

    eid: str
    label: str
    text: str
    rank: float
    children: list["Node"] = field(default_factory=list)
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    is_paragraph: bool = False
    is_capital: bool = False
    form: str = TEXT

    def frozen(self) -> DraftClause:
        children = tuple([child.frozen() for child in self.children])
        return DraftClause(self.eid, self.label, self.text, children=children, form=self.form)

    @property
    def is_heading(self) -> bool:
        """Says what follows is about, and orders nothing itself."""
        return not self.text.rstrip("*_ ").endswith((".", ";", "/"))


def parse(
    lines: list[Line], within: str = ""
) -> tuple[tuple[DraftClause, ...], tuple[ReadingWarning, ...]]:
    """The clauses and what is to be looked at; their eids stand below `within`."""
    articles = any(ARTICLE_LINE.match(line.text) for line in lines)
    paragraphs = paragraphs_of(lines, articles=articles)
    inside = quoted([paragraph.text for paragraph in paragraphs])
    labels = [None if at in inside else paragraph.label for at, paragraph in enumerate(paragraphs)]
    closing_from = (
        _adopted_at(paragraphs, labels) if articles else _closing_from(paragraphs, labels)
    )
    tree = Tree(within)
    for at, (paragraph, label) in enumerate(zip(paragraphs, labels, strict=True)):
        if label:
            tree.add_labelled(paragraph.text, label)
        elif paragraph.is_table:
            tree.add_table(paragraph.text)
        else:
            tree.add_paragraph(paragraph.text, at_top=at >= closing_from)
    clauses = tuple(node.frozen() for node in tree.root.children)
    return clauses, (*tree.warnings, *disorder(clauses))


def _adopted_at(paragraphs: list[Paragraph], labels: list[Label | None]) -> int:
    """The last paragraph of a resolution says when it was adopted, and is no item's own."""
    last = len(paragraphs) - 1
    adopted = last >= 0 and labels[last] is None and ADOPTED.match(paragraphs[last].text)
    return last if adopted else len(paragraphs)


def _closing_from(paragraphs: list[Paragraph], labels: list[Label | None]) -> int:
    """Where the paragraphs begin that close a letter and belong to no item.

    The last paragraph after the last item is such a one, and those before it that begin as closing
    words do; but the first after an item that is only a heading is that item's own.
    """
    last = max((at for at, label in enumerate(labels) if label), default=-1)
    if last < 0:
        return len(paragraphs)
    first = last + 1
    label = labels[last]
    heading = Node(
        "", "", paragraphs[last].text[len(label.printed) :].strip(), label.rank
    ).is_heading
    if heading and label.rank < DASHED:
        first += 1
    at = len(paragraphs) - 1 if first < len(paragraphs) else len(paragraphs)
    while at > first and CLOSING_WORDS.match(paragraphs[at - 1].text):
        at -= 1
    return at


class Tree:
    def __init__(self, within: str = "") -> None:
        self.root = Node(within, "", "", 0)
        self.open = [self.root]
        self.taken: defaultdict[str, int] = defaultdict(int)
        self.warnings: list[ReadingWarning] = []

    def add_labelled(self, text: str, label: Label) -> None:
        rank = self._rank(label)
        while self.open[-1].rank >= rank:
            self.open.pop()
        # A paragraph ending in a colon owns the dashes after it, and nothing greater.
        while self.open[-1].is_paragraph and label.rank <= GROUP:
            self.open.pop()
        parent = self.open[-1]
        name = label.name or self._next(parent, label.counted_as)
        node = Node(
            self._eid(parent, name, label),
            label.printed.strip(),
            text[len(label.printed) :].strip(),
            rank,
            is_capital=label.rank == CAPITAL,
        )
        self._grow(parent, node)

    def _rank(self, label: Label) -> float:
        """A. stands above I., but within an item where the first of them is met inside one."""
        if label.rank != CAPITAL:
            return label.rank
        above = CAPITAL
        for node in self.open:
            if node.is_capital:
                return node.rank
            if ROMAN <= node.rank < GROUP and not node.is_paragraph:
                above = node.rank + 0.25
        return above

    def add_paragraph(self, text: str, *, at_top: bool) -> None:
        while len(self.open) > 1 and (at_top or not self._takes_paragraphs(self.open[-1])):
            self.open.pop()
        parent = self.open[-1]
        if LEGAL_BASIS.match(text) and parent is self.root:
            name = self._next(parent, "can-cu")
        else:
            if parent is not self.root:
                # The item's own text is its first paragraph.
                parent.counts["doan"] = max(parent.counts["doan"], 1)
            name = self._next(parent, "doan")
        node = Node(self._eid(parent, name), "", text, parent.rank + 0.5, is_paragraph=True)
        self._grow(parent, node)
        if not text.rstrip("*_ ").endswith(":"):
            self.open.pop()

    def add_table(self, text: str) -> None:
        """Under the item it follows; the paragraph that announces it stays beside it."""
        while len(self.open) > 1 and not self._takes_paragraphs(self.open[-1]):
            self.open.pop()
        parent = self.open[-1]
        node = Node(self._eid(parent, self._next(parent, "bang")), "", text, parent.rank + 0.5)
        node.form = TABLE
        self._grow(parent, node)
        self.open.pop()

    @staticmethod
    def _takes_paragraphs(node: Node) -> bool:
        return not node.is_paragraph and node.rank <= TAKES_PARAGRAPHS

    @staticmethod
    def _next(parent: Node, word: str) -> str:
        parent.counts[word] += 1
        return f"{word}-{parent.counts[word]}"

    def _eid(self, parent: Node, name: str, label: Label | None = None) -> str:
        """Unique: a label printed twice under one parent is told apart and pointed out."""
        # Articles are numbered through the whole document, whatever chapter they stand in.
        above = self.root.eid if label and label.rank == ARTICLE else parent.eid
        eid = f"{above}__{name}" if above else name
        self.taken[eid] += 1
        if self.taken[eid] == 1:
            return eid
        eid = f"{eid}-lan-{self.taken[eid]}"
        self.taken[eid] += 1
        printed = label.printed.strip("*_ ") if label else ""
        self.warnings.append(ReadingWarning("label-twice", TWICE, eid, {"label": printed or name}))
        return eid

    def _grow(self, parent: Node, node: Node) -> None:
        parent.children.append(node)
        self.open.append(node)
