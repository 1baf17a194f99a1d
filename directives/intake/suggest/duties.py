"""Who is to do what, how often and by when, with the words that order it.

What orders watching, policing, discipline or what persons may say is hinted as "never": it is
published and never becomes a task. In doubt between a task and that, both are hinted, apart.
"""

import re
from collections.abc import Iterable, Iterator

from directives.intake.suggest.duty_signs import (
    CONDUCT,
    EXHORTS,
    LEADS_ON,
    NARRATIVE,
    NEVER,
    NEVERS,
    OPTIONAL,
    OPTIONALS,
    ORDERING,
    OVERSIGHT,
    REPORT,
    REPORTS,
    TASKS,
    TITLES,
    YES,
    Sign,
)
from directives.intake.tree import BODY, DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop
from portal.vietnamese.dates import find_date, parse_date

ACTION_LETTERS = 200
# Words that end no order: what stands before them goes with what follows.
DANGLING = re.compile(
    r"(?:công tác|biện pháp|phải|để|việc|nhằm|và|hoặc|kiểm tra|chỉ đạo|tăng cường|có|được)\W*$",
    re.IGNORECASE,
)
FEWEST_WORDS = 4
SENTENCE = re.compile(r"(?:[^.;]|(?<=\d)[.](?=\d)|\.(?=\.))+[.;]?")


# What kind of order, and where its words stand.
Order = tuple[Sign, int, int]
CONDUCT_SIGN = Sign(NEVER, "quy-tac-ca-nhan", CONDUCT)
REASONS = {
    YES: gettext_noop("Câu này giao một việc cho đơn vị."),
    REPORT: gettext_noop("Câu này yêu cầu báo cáo."),
    OPTIONAL: gettext_noop("Câu này khuyến khích hoặc phát động; theo dõi hay không tùy cơ quan."),
    NEVER: gettext_noop(
        "Câu này nói về giám sát, xử lý hoặc phát ngôn của cá nhân: chỉ công bố, không theo dõi."
    ),
}
FREQUENCIES = [
    ("own-report", re.compile(r"lồng ghép (?:vào|trong|chung)[^.;]{0,30}báo cáo", re.IGNORECASE)),
    ("yearly", re.compile(r"\bh[aà]ng năm\b|\bhằng năm\b|\bmỗi năm\b", re.IGNORECASE)),
    ("ongoing", re.compile(r"\bthường xuyên\b|\bhằng ngày\b|\bchủ động\b", re.IGNORECASE)),
]
DEADLINE = re.compile(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn|xong|đến)(?:\s+(?:hết|là|vào|trước|cuối))*\s+(?=ngày|\d)",
    re.IGNORECASE,
)
# Numbers of the catalogue of indicators (the columns an office counts in).
INDICATORS = [
    (re.compile(r"hội nghị|tập huấn|cuộc họp|quán triệt|sinh hoạt", re.IGNORECASE), (2, 3)),
    (re.compile(r"loa|truyền thanh|phát thanh", re.IGNORECASE), (5, 6)),
    (re.compile(r"cổng|trang thông tin|tin, bài|đăng tải", re.IGNORECASE), (4,)),
    (re.compile(r"chào cờ|ngoại khóa|lồng ghép|tiết học", re.IGNORECASE), (17,)),
    (re.compile(r"hội thi|cuộc thi", re.IGNORECASE), (18,)),
    (re.compile(r"quy chế", re.IGNORECASE), (19,)),
    (re.compile(r"cán bộ, công chức|viên chức", re.IGNORECASE), (21,)),
    (re.compile(r"học sinh", re.IGNORECASE), (22,)),
]


# What an office usually keeps as proof; codes of the catalogue of evidence.
EVIDENCE = [
    (re.compile(r"hội nghị|tập huấn|cuộc họp|quán triệt|sinh hoạt", re.IGNORECASE), "minutes"),
    (re.compile(r"loa|truyền thanh|phát thanh", re.IGNORECASE), "broadcast-log"),
    (re.compile(r"cổng|trang thông tin|tin, bài|đăng tải", re.IGNORECASE), "link"),
    (re.compile(r"quy chế|nội quy", re.IGNORECASE), "regulation"),
    (re.compile(r"xây dựng (?:và ban hành )?kế hoạch|ban hành kế hoạch", re.IGNORECASE), "plan"),
    (re.compile(r"\bhướng dẫn (?:các|thực hiện|cán bộ|học sinh)", re.IGNORECASE), "guidance"),
]


def duties(document: DraftDocument) -> Iterator[DraftSuggestion]:
    is_letter = any(clause.label for clause in document.clauses if clause.part == BODY)
    for top in document.clauses:
        if top.part != BODY:
            continue
        tells = is_letter and not top.label and not ORDERING.search(top.text)
        if not tells or top.children:
            yield from _below(top, document, "")


def _below(clause: DraftClause, document: DraftDocument, heading: str) -> Iterator[DraftSuggestion]:
    if clause.form == "table" or clause.text.startswith("Căn cứ"):
        return
    if clause.children and CONDUCT.search(clause.text) and len(clause.text) < ACTION_LETTERS:
        yield _hint(clause, CONDUCT_SIGN, 0, len(clause.text), document, heading)
        return
    for sign, start, end in _merged(_in_clause(clause)):
        yield _hint(clause, sign, start, end, document, heading)
    is_heading = bool(clause.children) and clause.text.rstrip("* ").endswith(":")
    own = clause.text.strip("* :") if is_heading and len(clause.text) < ACTION_LETTERS else heading
    for child in clause.children:
        yield from _below(child, document, own)


def _in_clause(clause: DraftClause) -> list[Order]:
    orders: list[Order] = []
    for match in SENTENCE.finditer(clause.text):
        at = match.start()
        if _orders_nothing(match[0], has_items=bool(clause.children)):
            continue
        found = [(sign, at + start, at + end) for sign, start, end in _orders(match[0])]
        if not found and orders and orders[-1][0].tracked == YES and orders[-1][2] == at:
            # "tuyên truyền …; Quyết định …; các kỹ năng …": more objects of the same order.
            orders[-1] = (orders[-1][0], orders[-1][1], match.end())
        orders += found
    return orders


def _orders_nothing(sentence: str, *, has_items: bool) -> bool:
    ends = sentence.rstrip("*_ ")[-1:]
    if has_items and ends not in {".", ";", ":"}:
        return True
    leads_on = has_items and ends == ":" or LEADS_ON.search(sentence)
    if leads_on and not TASKS[0].form.search(sentence):
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


def _orders(sentence: str) -> Iterator[Order]:
    """The orders of a sentence with the span of their words: a task before what is never tracked,
    which reaches to the sentence's end."""
    whole = len(sentence)
    sentence = TITLES.sub(lambda match: "·" * len(match[0]), sentence)
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
    if report and task and not _is_no_order(sentence[:at]) and not EXHORTS.match(sentence[:at]):
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


def _hint(
    clause: DraftClause, sign: Sign, start: int, end: int, document: DraftDocument, heading: str
) -> DraftSuggestion:
    quote = clause.text[start:end]
    start += len(quote) - len(quote.lstrip(" ,;-–"))
    quote = clause.text[start:end].rstrip(" ,;.")
    is_tracked = sign.tracked != NEVER
    return DraftSuggestion(
        "duty",
        sign.rule,
        REASONS[sign.tracked],
        {},
        clause.eid,
        quote,
        start,
        start + len(quote),
        {
            "action": _action(quote),
            "addressees": heading or "; ".join(document.addressees)[:300],
            "frequency": _frequency(quote) if is_tracked else "",
            "due_on": _due(quote) if is_tracked else "",
            "tracked": sign.tracked,
            "indicators": _indicators(quote) if is_tracked else [],
            "evidence": _evidence(quote, sign),
        },
    )


def _indicators(quote: str) -> list[int]:
    return sorted({n for form, ns in INDICATORS if form.search(quote) for n in ns})


def _evidence(quote: str, sign: Sign) -> list[str]:
    if sign.tracked == NEVER:
        return []
    if sign.tracked == REPORT:
        return ["report"]
    return [code for form, code in EVIDENCE if form.search(quote)]


def _action(quote: str) -> str:
    words = " ".join(quote.replace("*", "").split())
    if len(words) <= ACTION_LETTERS:
        return words[:1].upper() + words[1:]
    return words[:1].upper() + words[1:ACTION_LETTERS].rsplit(" ", 1)[0] + "…"


def _frequency(quote: str) -> str:
    return next((value for value, form in FREQUENCIES if form.search(quote)), "")


def _due(quote: str) -> str:
    """Only a whole date that is a deadline by its words."""
    for match in DEADLINE.finditer(quote):
        rest = quote[match.end() :]
        found = find_date(rest)
        date = parse_date(rest) if found and found.start() < 8 else None
        if date and date.is_whole:
            return date.earliest.isoformat()
    return ""
