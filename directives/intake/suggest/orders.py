"""The orders in a clause: each with what kind it is and where its words stand."""

import re
from collections.abc import Iterable, Iterator

from directives.intake.suggest.duty_signs import (
    BY_HEAD,
    EXHORTS,
    HEADS,
    LEADS_ON,
    NARRATIVE,
    NEVER,
    NEVERS,
    OPTIONALS,
    OVERSIGHT,
    REPORTS,
    TASKS,
    TITLE_SIGNS,
    TITLES,
    YES,
    Sign,
    in_small,
)

# What kind of order, and the span of its words.
Order = tuple[Sign, int, int]
# Words that end no order: what stands before them goes with what follows.
DANGLING = (
    *("công tác", "biện pháp", "phải", "để", "việc", "nhằm", "và", "hoặc", "kiểm tra", "chỉ đạo"),
    *("tăng cường", "có", "được"),
)
FEWEST_WORDS = 4
NO_SIGN: frozenset[str] = frozenset()
# Up to a full stop or a semicolon; a stop inside a number or before another ends nothing.
INNER = r"(?:(?<=\d)\.(?=\d)|\.(?=\.))[^.;]*"
SENTENCE = re.compile(rf"(?:[^.;]+|{INNER})(?:{INNER})*[.;]?")


def orders_in(text: str, *, has_items: bool) -> list[Order]:
    """In their order. `has_items`: clauses stand under this one."""
    words = _without_titles(in_small(text))
    near = _signs_near(words)
    if not near and not OVERSIGHT.search(words):
        return []
    found: list[Order] = []
    for match in SENTENCE.finditer(text):
        at, end = match.span()
        if _orders_nothing(match[0], words[at:end], has_items=has_items):
            continue
        mine = [(sign, at + start, at + stop) for sign, start, stop in _orders(words[at:end], near)]
        if not mine and found and found[-1][0].tracked == YES and found[-1][2] == at:
            # "tuyên truyền …; Quyết định …; các kỹ năng …": more objects of the same order.
            found[-1] = (found[-1][0], found[-1][1], end)
        found += mine
    return list(_merged(found))


def _without_titles(words: str) -> str:
    if not any(sign in words for sign in TITLE_SIGNS):
        return words
    return TITLES.sub(lambda match: "·" * len(match[0]), words)


def _signs_near(words: str) -> frozenset[str]:
    """The rules of the signs that a sentence of this clause may show; often none."""
    heads = set(HEADS.findall(words))
    return frozenset().union(*(BY_HEAD[head] for head in heads)) if heads else NO_SIGN


def _orders_nothing(sentence: str, words: str, *, has_items: bool) -> bool:
    ends = sentence.rstrip("*_ ")[-1:]
    if has_items and ends not in {".", ";", ":"}:
        return True
    leads_on = ends == ":" and (has_items or LEADS_ON.search(words))
    if leads_on and not TASKS[0].form.search(words):
        return True
    return bool(NARRATIVE.match(sentence) or EXHORTS.match(sentence))


def _merged(orders: Iterable[Order]) -> Iterator[Order]:
    """Sentences that follow each other and are never tracked make one hint."""
    last: Order | None = None
    for order in orders:
        if last and last[0].tracked == order[0].tracked == NEVER:
            last = (last[0], last[1], order[2])
            continue
        if last:
            yield last
        last = order
    if last:
        yield last


def _orders(sentence: str, near: frozenset[str]) -> Iterator[Order]:
    """The orders of a sentence with the span of their words: a task before what is never tracked,
    which reaches to the sentence's end."""
    whole = len(sentence)
    if OVERSIGHT.search(sentence):
        yield TASKS[-1], 0, whole
        return
    never = _first(NEVERS, near, sentence, whole)
    cut = never[1].start() if never else whole
    if never and _is_no_order(sentence[:cut]):
        yield never[0], 0, whole
        return
    yield from _tracked(sentence, cut, near)
    if never:
        yield never[0], cut, whole


def _tracked(sentence: str, cut: int, near: frozenset[str]) -> Iterator[Order]:
    """A report that closes a sentence is a duty of its own beside the task before it."""
    report = _first(REPORTS, near, sentence, cut)
    at = report[1].start() if report else 0
    task = _first(TASKS, near, sentence, at) if report else None
    if report and task and not _is_no_order(sentence[:at]):
        yield task[0], 0, at
        yield report[0], at, cut
        return
    if (
        found := report
        or _first(OPTIONALS, near, sentence, cut)
        or _first(TASKS, near, sentence, cut)
    ):
        yield found[0], 0, cut


def _is_no_order(words: str) -> bool:
    if len(words.split(None, FEWEST_WORDS - 1)) < FEWEST_WORDS:
        return True
    return words.removesuffix("\n").rstrip(" ,*").endswith(DANGLING)


def _first(
    signs: list[Sign], near: frozenset[str], text: str, end: int
) -> tuple[Sign, re.Match[str]] | None:
    found = [
        (sign, match)
        for sign in signs
        if sign.rule in near and (match := sign.form.search(text, 0, end))
    ]
    return min(found, key=lambda pair: pair[1].start(), default=None)
