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


# A node, with its place among those of its kind where its name says one.
Placed = tuple[DraftClause, int | None]


def disorder(top: Iterable[DraftClause]) -> Iterator[ReadingWarning]:
    """Among the children of one clause; articles are counted through the whole text."""
    articles: list[Placed] = []
    found = _below(tuple(top), articles)
    yield from _among(articles)
    yield from found


def _below(siblings: tuple[DraftClause, ...], articles: list[Placed]) -> list[ReadingWarning]:
    """Articles on the way are put aside, in reading order."""
    by_word: dict[str, list[Placed]] = {}
    inside: list[ReadingWarning] = []
    for node in siblings:
        word, place = _step(node)
        same = articles if word == ARTICLE else by_word.setdefault(word, [])
        same.append((node, place))
        if node.children:
            inside += _below(node.children, articles)
    return [*(warning for nodes in by_word.values() for warning in _among(nodes)), *inside]


def _among(nodes: list[Placed]) -> Iterator[ReadingWarning]:
    """A label with a letter (Điều 5a) was put in later, and one printed twice is told elsewhere."""
    before, last = None, 0
    for node, place in nodes:
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


def _step(node: DraftClause) -> tuple[str, int | None]:
    match = STEP.match(node.eid.rpartition("__")[2])
    if match is None:
        return "", None
    word, n = match.groups()
    if n.isdigit():
        return word, int(n)
    return word, LETTERS.index(n) + 1 if n in LETTERS else None


def _shown(node: DraftClause) -> str:
    return node.label.strip("*#_ ") or node.text.split(" ")[0]
