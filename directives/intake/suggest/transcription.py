"""Likely mistakes of copying: lost accents in fixed phrases, doubled letters, a wrong post.

Names of persons are never corrected, and neither is where the tone of oa, oe, uy stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directives.intake.tree import DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop

PHRASE = gettext_noop("Cụm từ quen dùng là “%(suggested)s”; có thể mất dấu khi chép lại.")
SYMBOL = gettext_noop("Cùng văn bản viết “%(suggested)s” ở chỗ khác; có thể thừa hoặc lẫn chữ.")
BODY_NAME = gettext_noop("Tên cơ quan này thường viết tắt là “%(suggested)s”.")
SPACES = gettext_noop("Số, ký hiệu văn bản viết liền: “%(suggested)s”.")
POST = gettext_noop(
    "“KT.” là cấp phó ký thay, nên dòng dưới phải là chức vụ của cấp phó (Nghị định 30/2020)."
)
TWICE = gettext_noop("Hai từ này có thể bị chép hai lần.")
COLON = gettext_noop("Sau chữ “Số” có dấu hai chấm.")


@dataclass(frozen=True)
class Rule:
    """`group` of the form is what is printed; `suggested` may name other groups of it."""

    name: str
    form: re.Pattern[str]
    suggested: str
    reason: str = PHRASE


def _rule(name: str, form: str, suggested: str, reason: str = PHRASE) -> Rule:
    return Rule(name, re.compile(form), suggested, reason)


RULES = [
    _rule("doi-truy", r"\b[đĐ]òi [tT]r[uụ]y?[yỵ]?\b", "đồi trụy"),
    _rule("phan-cam", r"\bphân cảm\b", "phản cảm"),
    _rule("de-danh-gia", r"\bđề (?=đánh giá\b)", "để "),
    _rule("tao-du-luan", r"\btại (?=dư luận trái chiều\b)", "tạo "),
    _rule("thuan-phong", r"\bthuần phong mĩ tụ[ct]\b|\bthuần phóng mỹ tục\b", "thuần phong mỹ tục"),
    _rule("xuyen-tac", r"\bxuyên tạt\b|\bxuyên tac\b", "xuyên tạc"),
    _rule("khieu-dam", r"\bkhiêu dăm\b|\bkhiêu dam\b", "khiêu dâm"),
    _rule("quan-triet", r"\bquán triêt\b|\bquan triệt\b", "quán triệt"),
    _rule("tuyen-truyen", r"\btuyên truyên\b|\btuyền truyền\b", "tuyên truyền"),
    _rule("chi-thi", r"\bChi thị\b", "Chỉ thị"),
    _rule("quyet-dinh", r"\bQuyêt định\b|\bQuyết đinh\b", "Quyết định"),
    _rule("nghi-dinh", r"\bNghi định\b|\bNghị đinh\b", "Nghị định"),
    _rule("ubmttq", r"\bUBNDTTQVN\b", "UBMTTQVN", BODY_NAME),
    _rule("ubmttq-ngan", r"\bUBNDTTQ\b", "UBMTTQ", BODY_NAME),
]
# Most clauses break no rule: one look tells.
ANY_RULE = re.compile("|".join(f"(?:{rule.form.pattern})" for rule in RULES))
# Two words said twice; one word may well end a compound and begin the next ("hành vi vi phạm").
DOUBLED = re.compile(r"\b(?P<words>[^\W\d_]{2,} [^\W\d_]{2,}) (?P=words)\b")
NUMBER_BLANKS = re.compile(
    r"\b\d{1,5}(?: +/ ?| ?/ +)[A-ZĐ][A-ZĐa-zđ&]*(?:-[A-ZĐ][A-ZĐa-zđ&]*)+"
    r"|\b\d{1,5}/[A-ZĐ]{2,}(?: +- ?| ?- +)[A-ZĐ]{2,}\b"
)
SYMBOL_FORM = re.compile(r"(?<=/)[A-ZĐ]{2,}(?:-[A-ZĐ]+)*\b|\b[A-ZĐ]{4,}(?=-[A-ZĐ]{2,})")
NUMBER_LINE = re.compile(r"^[*#_\s]*Số(?=\s+\*?\d)")


def transcription(document: DraftDocument) -> Iterator[DraftSuggestion]:
    symbols = _symbols(document)
    for clause in document.walk():
        yield from _by_rules(clause)
        yield from _blanks(clause)
        yield from _doubled_letters(clause, symbols)
        yield from _said_twice(clause)
    yield from _deputy(document)
    yield from _colon(document)


def _by_rules(clause: DraftClause) -> Iterator[DraftSuggestion]:
    if not ANY_RULE.search(clause.text):
        return
    for rule in RULES:
        for match in rule.form.finditer(clause.text):
            suggested = _in_case_of(match[0], rule.suggested)
            if suggested != match[0]:
                yield _hint(rule.name, rule.reason, clause, match.span(), suggested)


def _in_case_of(printed: str, suggested: str) -> str:
    if printed.isupper() and len(printed) > 1:
        return suggested.upper()
    return suggested[0].upper() + suggested[1:] if printed[0].isupper() else suggested


def _blanks(clause: DraftClause) -> Iterator[DraftSuggestion]:
    for match in NUMBER_BLANKS.finditer(clause.text):
        suggested = re.sub(r"\s*([/-])\s*", r"\1", match[0])
        yield _hint("so-co-khoang-trang", SPACES, clause, match.span(), suggested)


def _symbols(document: DraftDocument) -> set[str]:
    return {symbol for clause in document.walk() for symbol in SYMBOL_FORM.findall(clause.text)}


def _doubled_letters(clause: DraftClause, symbols: set[str]) -> Iterator[DraftSuggestion]:
    """SGDDĐT beside SGDĐT: one letter more than a symbol that is printed elsewhere."""
    for match in SYMBOL_FORM.finditer(clause.text):
        printed = match[0]
        shorter = {printed[:n] + printed[n + 1 :] for n in range(len(printed))} - {printed}
        doubled = {s for s in shorter if _is_doubled(printed, s)}
        if fitting := sorted(doubled & symbols):
            yield _hint("ky-hieu-thua-chu", SYMBOL, clause, match.span(), fitting[0])
        elif "DDĐ" in printed:
            suggested = printed.replace("DDĐ", "DĐ")
            yield _hint("ky-hieu-thua-chu", BODY_NAME, clause, match.span(), suggested)


def _is_doubled(printed: str, shorter: str) -> bool:
    at = next((n for n, (a, b) in enumerate(zip(printed, shorter, strict=False)) if a != b), None)
    place = len(printed) - 1 if at is None else at
    near = printed[max(0, place - 1) : place] + printed[place + 1 : place + 2]
    return printed[place] in near


def _said_twice(clause: DraftClause) -> Iterator[DraftSuggestion]:
    if clause.form == "table":
        return
    for match in DOUBLED.finditer(clause.text):
        yield _hint("tu-lap", TWICE, clause, match.span(), match["words"])


def _deputy(document: DraftDocument) -> Iterator[DraftSuggestion]:
    """ "KT. CHỦ TỊCH" above "CHỦ TỊCH": the one who signs for the head is a deputy."""
    signature = document.signature
    if not signature.capacity.upper().startswith(("KT", "K/T")) or not signature.position:
        return
    post = signature.position.strip()
    if post.upper().startswith(("PHÓ ", "QUYỀN ", "THỨ TRƯỞNG")):
        return
    for clause in document.walk():
        lines = clause.text.split("\n")
        for n, line in enumerate(lines[1:], start=1):
            above = lines[n - 1].strip("*# ").upper()
            if line.strip("*# ") == post and above.startswith(("KT", "K/T")):
                start = sum(len(before) + 1 for before in lines[:n]) + line.index(post)
                span = (start, start + len(post))
                yield _hint("kt-cap-pho", POST, clause, span, f"PHÓ {post}")
                return


def _colon(document: DraftDocument) -> Iterator[DraftSuggestion]:
    for clause in document.clauses:
        # Party documents print "Số 05-CT/HU" without one.
        if document.symbol and "/" in document.symbol:
            return
        if clause.eid == "so-ky-hieu" and (match := NUMBER_LINE.match(clause.text)):
            at = match.end() - 2
            yield _hint("so-hai-cham", COLON, clause, (at, at + 2), "Số:")


def _hint(
    rule: str, reason: str, clause: DraftClause, span: tuple[int, int], suggested: str
) -> DraftSuggestion:
    start, end = span
    return DraftSuggestion(
        "correction",
        rule,
        reason,
        {"suggested": suggested.strip()},
        clause.eid,
        clause.text[start:end],
        start,
        end,
        {"suggested": suggested},
    )


# For the other modules of corrections.
hint = _hint
