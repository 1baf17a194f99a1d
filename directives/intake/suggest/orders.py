"""The orders in a clause: each with what kind it is and where its words stand."""

import re
from collections.abc import Iterable, Iterator

from directives.intake.suggest.duty_signs import (
    DONE,
    EXHORTS,
    LEADS_ON,
    NARRATIVE,
    NEVER,
    NEVERS,
    OPTIONALS,
    OVERSIGHT,
    REPORTS,
    TASKS,
    TITLES,
    YES,
    Sign,
    in_small,
    small,
)

# What kind of order, and the span of its words.
Order = tuple[Sign, int, int]
# Words that end no order: what stands before them goes with what follows.
DANGLING = small(
    r"(?:công tác|biện pháp|phải|để|việc|nhằm|và|hoặc|kiểm tra|chỉ đạo|tăng cường|có|được)[ ,*]*$"
)
FEWEST_WORDS = 4
SENTENCE = re.compile(r"(?:[^.;]|(?<=\d)[.](?=\d)|\.(?=\.))+[.;]?")


def orders_in(text: str, *, has_items: bool) -> list[Order]:
    """In their order. `has_items`: clauses stand under this one."""
    words = TITLES.sub(lambda match: "·" * len(match[0]), in_small(text))
    found: list[Order] = []
    for match in SENTENCE.finditer(text):
        at, end = match.span()
        if _orders_nothing(match[0], words[at:end], has_items=has_items):
            continue
        mine = [(sign, at + start, at + stop) for sign, start, stop in _orders(words[at:end])]
        if not mine and found and found[-1][0].tracked == YES and found[-1][2] == at:
            # "tuyên truyền …; Quyết định …; các kỹ năng …": more objects of the same order.
            found[-1] = (found[-1][0], found[-1][1], end)
        found += mine
    return list(_merged(found))


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


def _orders(sentence: str) -> Iterator[Order]:
    """The orders of a sentence with the span of their words: a task before what is never tracked,
    which reaches to the sentence's end."""
    whole = len(sentence)
    if OVERSIGHT.search(sentence):
        yield TASKS[-1], 0, whole
        return
    never = _first(NEVERS, sentence, 0, whole)
    cut = never[1].start() if never else whole
    if never and _is_no_order(sentence[:cut]):
        yield never[0], 0, whole
        return
    yield from _tracked(sentence, cut)
    if never:
        yield never[0], cut, whole


def _tracked(sentence: str, cut: int) -> Iterator[Order]:
    """A report that closes a sentence is a duty of its own beside the task before it."""
    report = _first(REPORTS, sentence, 0, cut)
    at = report[1].start() if report else 0
    task = _first(TASKS, sentence, 0, at) if report else None
    if report and task and not _is_no_order(sentence[:at]):
        yield task[0], 0, at
        yield report[0], at, cut
        return
    for signs in (REPORTS, OPTIONALS, TASKS):
        if found := _first(signs, sentence, 0, cut):
            yield found[0], 0, cut
            return


def _is_no_order(words: str) -> bool:
    return len(words.split()) < FEWEST_WORDS or bool(DANGLING.search(words))


def _first(signs: list[Sign], text: str, start: int, end: int) -> tuple[Sign, re.Match[str]] | None:
    found = [(sign, match) for sign in signs if (match := sign.form.search(text, start, end))]
    return min(found, key=lambda pair: pair[1].start(), default=None)
