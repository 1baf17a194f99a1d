"""Who is to do what, how often and by when, with the words that order it.

What orders watching, policing, discipline or what persons may say is hinted as "never": it is
published and never becomes a task. In doubt between a task and that, both are hinted, apart.
"""

from collections.abc import Iterator

from directives.intake.suggest.duty_facts import (
    due_on,
    evidence,
    frequency,
    indicators,
    said_in,
)
from directives.intake.suggest.duty_signs import (
    CONDUCT,
    NEVER,
    OPTIONAL,
    ORDERING,
    REPORT,
    YES,
    Sign,
    in_small,
)
from directives.intake.suggest.duty_subjects import named_by, named_in
from directives.intake.suggest.orders import orders_in
from directives.intake.tree import BODY, DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop

ACTION_LETTERS = 200
CONDUCT_SIGN = Sign(NEVER, "quy-tac-ca-nhan", CONDUCT)
REASONS = {
    YES: gettext_noop("Câu này giao một việc cho đơn vị."),
    REPORT: gettext_noop("Câu này yêu cầu báo cáo."),
    OPTIONAL: gettext_noop("Câu này khuyến khích hoặc phát động; theo dõi hay không tùy cơ quan."),
    NEVER: gettext_noop(
        "Câu này nói về giám sát, xử lý hoặc phát ngôn của cá nhân: chỉ công bố, không theo dõi."
    ),
}


def duties(document: DraftDocument) -> Iterator[DraftSuggestion]:
    has_items = any(clause.label for clause in document.clauses if clause.part == BODY)
    for top in document.clauses:
        if top.part != BODY:
            continue
        # Before and after the items of a letter a paragraph tells, unless it says whom it asks.
        tells = has_items and not top.label and not ORDERING.search(in_small(top.text))
        if not tells or top.children:
            yield from _below(top, document, "")


def _below(clause: DraftClause, document: DraftDocument, heading: str) -> Iterator[DraftSuggestion]:
    if clause.form == "table" or clause.text.startswith("Căn cứ"):
        return
    is_short = bool(clause.children) and len(clause.text) < ACTION_LETTERS
    if is_short and CONDUCT.search(in_small(clause.text)):
        yield _hint(clause, CONDUCT_SIGN, 0, len(clause.text), document, heading)
        return
    for sign, start, end in orders_in(clause.text, has_items=bool(clause.children)):
        yield _hint(clause, sign, start, end, document, heading)
    is_heading = is_short and clause.text.rstrip("* ").endswith(":")
    own = clause.text.strip("* :") if is_heading else heading
    own = is_short and named_by(clause.text) or own
    for child in clause.children:
        yield from _below(child, document, own)


def _hint(
    clause: DraftClause, sign: Sign, start: int, end: int, document: DraftDocument, heading: str
) -> DraftSuggestion:
    quote = clause.text[start:end]
    start += len(quote) - len(quote.lstrip(" ,;-–"))
    quote = clause.text[start:end].rstrip(" ,;.")
    words = in_small(quote)
    said = said_in(words)
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
            "addressees": named_in(quote) or heading or "; ".join(document.addressees)[:300],
            "frequency": frequency(words) if is_tracked else "",
            "due_on": due_on(quote, words) if is_tracked else "",
            "tracked": sign.tracked,
            "indicators": indicators(said) if is_tracked else [],
            "evidence": evidence(words, said, sign.tracked),
        },
    )


def _action(quote: str) -> str:
    words = " ".join(quote.replace("*", "").split())
    if len(words) <= ACTION_LETTERS:
        return words[:1].upper() + words[1:]
    return words[:1].upper() + words[1:ACTION_LETTERS].rsplit(" ", 1)[0] + "…"
