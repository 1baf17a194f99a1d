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
    """Whatever the form matches holds one of `signs`: most texts hold none, and looking for fixed
    letters costs next to nothing."""

    name: str
    form: re.Pattern[str]
    suggested: str
    reason: str
    signs: tuple[str, ...]


def _rule(name: str, form: str, suggested: str, reason: str = PHRASE, *, signs: str = "") -> Rule:
    """Without `signs` the form is a choice of plain words, which are their own signs."""
    plain = (signs or form.replace(r"\b", "")).split("|")
    return Rule(name, re.compile(form), suggested, reason, tuple(plain))


RULES = [
    _rule("doi-truy", r"\b[đĐ]òi [tT]r[uụ]y?[yỵ]?\b", "đồi trụy", signs="òi tr|òi Tr"),
    _rule("phan-cam", r"\bphân cảm\b", "phản cảm"),
    _rule("de-danh-gia", r"\bđề (?=đánh giá\b)", "để ", signs="đề đánh giá"),
    _rule("tao-du-luan", r"\btại (?=dư luận trái chiều\b)", "tạo ", signs="tại dư luận"),
    _rule(
        "thuan-phong",
        r"\bthuần phong mĩ tục\b|\bthuần phong mĩ tụt\b|\bthuần phóng mỹ tục\b",
        "thuần phong mỹ tục",
    ),
    _rule("xuyen-tac", r"\bxuyên tạt\b|\bxuyên tac\b", "xuyên tạc"),
    _rule("khieu-dam", r"\bkhiêu dăm\b|\bkhiêu dam\b", "khiêu dâm"),
    _rule("quan-triet", r"\bquán triêt\b|\bquan triệt\b", "quán triệt"),
    _rule("tuyen-truyen", r"\btuyên truyên\b|\btuyền truyền\b", "tuyên truyền"),
    _rule("chi-thi", r"\bChi thị\b", "Chỉ thị"),
    _rule("quyet-dinh", r"\bQuyêt định\b|\bQuyết đinh\b", "Quyết định"),
    _rule("nghi-dinh", r"\bNghi định\b|\bNghị đinh\b", "Nghị định"),
    _rule("ubmttq", r"\bUBNDTTQVN\b", "UBMTTQVN", BODY_NAME),
    _rule("ubmttq-ngan", r"\bUBNDTTQ\b", "UBMTTQ", BODY_NAME),
    # In a number it is compared with what the same document prints elsewhere, below.
    _rule("sgddt", r"(?<![/\w-])SGDDĐT(?![\w-])", "SGDĐT", BODY_NAME, signs="SGDDĐT"),
]
# Two words said twice; one word may well end a compound and begin the next ("hành vi vi phạm").
DOUBLED = re.compile(r"\b(?P<words>[^\W\d_]{2,} [^\W\d_]{2,}) (?P=words)\b")
NUMBER_BLANKS = re.compile(
    r"\b\d{1,5}(?: +/ ?| ?/ +)[A-ZĐ][A-ZĐa-zđ&]*(?:-[A-ZĐ][A-ZĐa-zđ&]*)+"
    r"|\b\d{1,5}/[A-ZĐ]{2,}(?: +- ?| ?- +)[A-ZĐ]{2,}\b"
)
# Where blanks stand beside a sign.
BLANK_SIGNS = (" /", "/ ", " -", "- ")
# Behind a slash, or before a hyphen. Its first capital is asked for first: so the search goes from
# capital to capital.
SYMBOL_FORM = re.compile(
    r"[A-ZĐ](?:(?<=/.)[A-ZĐ]+(?:-[A-ZĐ]+)*\b|(?<=\b.)[A-ZĐ]{3,}(?=-[A-ZĐ]{2,}))"
)
Symbols = list[re.Match[str]]
NUMBER_LINE = re.compile(r"^[*#_\s]*Số(?=\s+\*?\d)")


def transcription(document: DraftDocument) -> Iterator[DraftSuggestion]:
    clauses = list(document.walk())
    whole = "\n".join([clause.text for clause in clauses])
    signs = [(sign, rule) for rule in RULES for sign in rule.signs if sign in whole]
    found = [_symbols_in(clause.text) for clause in clauses]
    symbols = {match[0] for matches in found for match in matches}
    for clause, matches in zip(clauses, found, strict=True):
        yield from _by_rules(clause, signs)
        yield from _blanks(clause)
        yield from _doubled_letters(clause, matches, symbols)
        yield from _said_twice(clause)
    yield from _deputy(document)
    yield from _colon(document)


def _by_rules(clause: DraftClause, signs: list[tuple[str, Rule]]) -> Iterator[DraftSuggestion]:
    text = clause.text
    for rule in {rule.name: rule for sign, rule in signs if sign in text}.values():
        for match in rule.form.finditer(text):
            suggested = _in_case_of(match[0], rule.suggested)
            if suggested != match[0]:
                yield hint(rule.name, rule.reason, clause, match.span(), suggested)


def _in_case_of(printed: str, suggested: str) -> str:
    if printed.isupper() and len(printed) > 1:
        return suggested.upper()
    return suggested[0].upper() + suggested[1:] if printed[0].isupper() else suggested


def _blanks(clause: DraftClause) -> Iterator[DraftSuggestion]:
    text = clause.text
    if "/" not in text or not any(sign in text for sign in BLANK_SIGNS):
        return
    for match in NUMBER_BLANKS.finditer(text):
        suggested = re.sub(r"\s*([/-])\s*", r"\1", match[0])
        yield hint("so-co-khoang-trang", SPACES, clause, match.span(), suggested)


def _symbols_in(text: str) -> Symbols:
    return list(SYMBOL_FORM.finditer(text)) if "/" in text or "-" in text else []


def _doubled_letters(
    clause: DraftClause, matches: Symbols, symbols: set[str]
) -> Iterator[DraftSuggestion]:
    """SGDDĐT beside SGDĐT: one letter more than a symbol that is printed elsewhere."""
    for match in matches:
        printed = match[0]
        shorter = {printed[:n] + printed[n + 1 :] for n in range(len(printed))} - {printed}
        if fitting := sorted(s for s in shorter & symbols if _is_doubled(printed, s)):
            yield hint("ky-hieu-thua-chu", SYMBOL, clause, match.span(), fitting[0])
        elif "DDĐ" in printed:
            suggested = printed.replace("DDĐ", "DĐ")
            yield hint("ky-hieu-thua-chu", BODY_NAME, clause, match.span(), suggested)


def _is_doubled(printed: str, shorter: str) -> bool:
    at = next((n for n, (a, b) in enumerate(zip(printed, shorter, strict=False)) if a != b), None)
    place = len(printed) - 1 if at is None else at
    near = printed[max(0, place - 1) : place] + printed[place + 1 : place + 2]
    return printed[place] in near


def _said_twice(clause: DraftClause) -> Iterator[DraftSuggestion]:
    words = clause.text.split(" ")
    # Of two words said twice one at least ends the word two before; few texts have that.
    if clause.form == "table" or not any(map(str.endswith, words, words[2:])):
        return
    for match in DOUBLED.finditer(clause.text):
        yield hint("tu-lap", TWICE, clause, match.span(), match["words"])


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
                yield hint("kt-cap-pho", POST, clause, span, f"PHÓ {post}")
                return


def _colon(document: DraftDocument) -> Iterator[DraftSuggestion]:
    for clause in document.clauses:
        # Party documents print "Số 05-CT/HU" without one.
        if document.symbol and "/" in document.symbol:
            return
        if clause.eid == "so-ky-hieu" and (match := NUMBER_LINE.match(clause.text)):
            at = match.end() - 2
            yield hint("so-hai-cham", COLON, clause, (at, at + 2), "Số:")


def hint(
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
