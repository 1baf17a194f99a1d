"""Labels out of their order: an item that is missing, or printed before the one it follows."""

import re
from collections.abc import Iterable, Iterator

from directives.intake.tree import DraftClause, ReadingWarning
from directives.intake.words import gettext_noop

GAP = gettext_noop("Sau “%(before)s” là “%(label)s”: có thể thiếu mục ở giữa hoặc in sai số.")
BACK = gettext_noop("“%(label)s” đứng sau “%(before)s”: thứ tự các mục không liền nhau.")
STEP = re.compile(
    r"^(?P<word>phan|chuong|muc|tieu-muc|dieu|khoan|diem|de-muc)-(?P<n>[0-9]+|[a-z]+)$"
)
# Letters of points in their order; "đ" is written "dd".
LETTERS = [*"abcd", "dd", *"eghiklmnopqrstuvxy"]
ARTICLE = "dieu"


def disorder(top: Iterable[DraftClause]) -> Iterator[ReadingWarning]:
    """Among the children of one clause; articles are counted through the whole text."""
    top = tuple(top)
    yield from _among([node for clause in top for node in clause.walk() if _word(node) == ARTICLE])
    yield from _below(top)


def _below(siblings: tuple[DraftClause, ...]) -> Iterator[ReadingWarning]:
    for word in dict.fromkeys(_word(node) for node in siblings):
        if word and word != ARTICLE:
            yield from _among([node for node in siblings if _word(node) == word])
    for node in siblings:
        yield from _below(node.children)


def _among(nodes: list[DraftClause]) -> Iterator[ReadingWarning]:
    """A label with a letter (Điều 5a) was put in later, and one printed twice is told elsewhere."""
    before, last = None, 0
    for node in nodes:
        place = _place(node)
        if place is None:
            continue
        if (
            before is not None
            and place != last + 1
            and place != last
            and not _skips_dd(before, node)
        ):
            params = {"before": _shown(before), "label": _shown(node)}
            code, text = ("label-gap", GAP) if place > last else ("label-back", BACK)
            yield ReadingWarning(code, text, node.eid, params)
        before, last = node, place


def _skips_dd(before: DraftClause, node: DraftClause) -> bool:
    """Among capitals (A., B. …) E mostly follows D; among points that is worth a look."""
    return before.eid.endswith("muc-d") and node.eid.endswith("muc-e")


def _word(node: DraftClause) -> str:
    match = STEP.match(node.eid.rpartition("__")[2])
    return match["word"] if match else ""


def _place(node: DraftClause) -> int | None:
    match = STEP.match(node.eid.rpartition("__")[2])
    if match is None:
        return None
    if match["n"].isdigit():
        return int(match["n"])
    return LETTERS.index(match["n"]) + 1 if match["n"] in LETTERS else None


def _shown(node: DraftClause) -> str:
    return node.label.strip("*#_ ") or node.text.split(" ")[0]
