"""The orders in a clause: each with what kind it is and where its words stand."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from directives.intake.suggest.duty_signs import (
    BY_HEAD,
    DONE,
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


class Near(NamedTuple):
    """The signs by what they make of an order."""

    nevers: tuple[Sign, ...]
    reports: tuple[Sign, ...]
    optionals: tuple[Sign, ...]
    tasks: tuple[Sign, ...]


# Up to a full stop or a semicolon; a stop inside a number or before another ends nothing.
INNER = r"(?:(?<=\d)\.(?=\d)|\.(?=\.))[^.;]*"
SENTENCE = re.compile(rf"(?:[^.;]+|{INNER})(?:{INNER})*[.;]?")


def orders_in(text: str, *, has_items: bool) -> list[Order]:
    """In their order. `has_items`: clauses stand under this one."""
    words = _without_titles(in_small(text))
    near = _near(frozenset(HEADS.findall(words)))
    if not any(near) and not OVERSIGHT.search(words):
        return []
    found: list[Order] = []
    for at, end in _sentences(text):
        if _orders_nothing(text[at:end], words[at:end], has_items=has_items):
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


@lru_cache(maxsize=4096)
def _near(heads: frozenset[str]) -> Near:
    """The signs that a sentence of a clause with these heads may show, in their order."""
    rules = {rule for head in heads for rule in BY_HEAD[head]}
    kinds = (NEVERS, REPORTS, OPTIONALS, TASKS)
    return Near(*(tuple(sign for sign in signs if sign.rule in rules) for signs in kinds))


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    """Where they stand; most clauses are one."""
    if len(text) > 1 and text.find(".", 0, -1) < 0 and text.find(";", 0, -1) < 0:
        return [(0, len(text))]
    return [match.span() for match in SENTENCE.finditer(text)]


def _orders_nothing(sentence: str, words: str, *, has_items: bool) -> bool:
    ends = sentence.rstrip("*_ ")[-1:]
    if has_items and ends not in {".", ";", ":"}:
        return True
    leads_on = ends == ":" and (has_items or LEADS_ON.search(words))
    if leads_on and not TASKS[0].form.search(words):
        return True
    return bool(NARRATIVE.match(sentence) or EXHORTS.match(sentence) or _is_done(words))


def _is_done(words: str) -> bool:
    done = DONE.search(words)
    return bool(done and not any(sign.form.search(words, 0, done.start()) for sign in TASKS))


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


def _orders(sentence: str, near: Near) -> Iterator[Order]:
    """The orders of a sentence with the span of their words: a task before what is never tracked,
    which reaches to the sentence's end."""
    whole = len(sentence)
    if OVERSIGHT.search(sentence):
        yield TASKS[-1], 0, whole
        return
    never = _first(near.nevers, sentence, whole)
    cut = never[1].start() if never else whole
    if never and _is_no_order(sentence[:cut]):
        yield never[0], 0, whole
        return
    yield from _tracked(sentence, cut, near)
    if never:
        yield never[0], cut, whole


def _tracked(sentence: str, cut: int, near: Near) -> Iterator[Order]:
    """A report that closes a sentence is a duty of its own beside the task before it."""
    report = _first(near.reports, sentence, cut)
    at = report[1].start() if report else 0
    task = _first(near.tasks, sentence, at) if report else None
    if report and task and not _is_no_order(sentence[:at]):
        yield task[0], 0, at
        yield report[0], at, cut
        return
    if (
        found := report
        or _first(near.optionals, sentence, cut)
        or _first(near.tasks, sentence, cut)
    ):
        yield found[0], 0, cut


def _is_no_order(words: str) -> bool:
    if len(words.split(None, FEWEST_WORDS - 1)) < FEWEST_WORDS:
        return True
    return words.removesuffix("\n").rstrip(" ,*").endswith(DANGLING)


def _first(signs: Iterable[Sign], text: str, end: int) -> tuple[Sign, re.Match[str]] | None:
    found = [(sign, match) for sign in signs if (match := sign.form.search(text, 0, end))]
    return min(found, key=lambda pair: pair[1].start(), default=None)
