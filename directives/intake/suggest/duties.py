"""Who is to do what, how often and by when, with the words that order it.

What orders watching, policing, discipline or what persons may say is hinted as "never": it is
published and never becomes a task. In doubt between a task and that, both are hinted, apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directives.intake.tree import BODY, DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop
from portal.vietnamese.dates import find_date, parse_date

YES, REPORT, OPTIONAL, NEVER = "yes", "report", "optional", "never"
ACTION_LETTERS = 200
SENTENCE = re.compile(r"(?:[^.;]|(?<=\d)[.](?=\d)|\.(?=\.))+[.;]?")


@dataclass(frozen=True)
class Sign:
    tracked: str
    rule: str
    form: re.Pattern[str]


def _sign(tracked: str, rule: str, form: str) -> Sign:
    return Sign(tracked, rule, re.compile(form, re.IGNORECASE))


# Units' own progress is what the portal is for: checking it is no policing.
OVERSIGHT = re.compile(
    r"(?:kiểm tra|theo dõi|đôn đốc)[^.;]{0,60}(?:việc )?(?:triển khai|thực hiện)"
    r"[^.;]{0,40}(?:Công văn|Chỉ thị|Kế hoạch|Quyết định|văn bản|nội dung) ?(?:này|trên)?",
    re.IGNORECASE,
)
NEVERS = [
    _sign(
        NEVER,
        "giam-sat",
        r"\b(?:theo dõi|giám sát|quản lý|nắm bắt|nắm chắc|rà quét|rà soát|phát hiện)[^.;]{0,80}"
        r"(?:tài khoản|tình hình|tư tưởng|dư luận|thông tin|vi phạm|hành vi|học sinh|trang mạng|"
        r"việc sử dụng)",
    ),
    _sign(NEVER, "nam-tinh-hinh", r"\bnắm (?:chắc |bắt )?(?:tình hình|tư tưởng|dư luận)\b"),
    _sign(
        NEVER,
        "ung-xu-ca-nhan",
        r"\b(?:đảng viên|công chức|viên chức|cá nhân)[^.;]{0,80}\bcần (?:có )?nhận thức đúng đắn\b",
    ),
    _sign(
        NEVER,
        "ngan-chan",
        r"\b(?:ngăn chặn|gỡ bỏ|bóc gỡ|vô hiệu hóa|đấu tranh|phản bác|điều tra|xác minh|thanh tra|"
        r"kịp thời phát hiện|phát hiện)\b",
    ),
    _sign(
        NEVER,
        "xu-ly",
        r"\b(?:xử lý|xử phạt|kỷ luật|kiểm điểm|phê bình|chấn chỉnh|nhắc nhở|truy cứu|"
        r"chịu trách nhiệm)\b",
    ),
    _sign(
        NEVER,
        "phat-ngon",
        r"\b(?:nghiêm cấm|tuyệt đối không|không được|không (?:cung cấp|chia sẻ|đăng|phát tán|"
        r"lợi dụng|để|bình luận|soạn thảo|tham gia|sử dụng|lưu trữ|truyền|kích động))\b",
    ),
]
REPORTS = [
    _sign(
        REPORT,
        "bao-cao",
        r"\b(?:gửi )?báo cáo (?:kết quả|tình hình|về|UBND|Ủy ban|Ban|Phòng|Sở|Huyện|Tỉnh|bằng)"
        r"|\btổng hợp[^.;]{0,60}báo cáo\b|\bgửi báo cáo\b",
    ),
]
OPTIONALS = [
    _sign(OPTIONAL, "khuyen-khich", r"\bkhuyến khích\b|\bvận động\b|\bphát động\b|\bthi đua\b"),
    _sign(OPTIONAL, "phat-ngon-co-quan", r"\bngười phát ngôn\b|\bphát ngôn và cung cấp\b"),
]
TASKS = [
    _sign(
        YES,
        "tuyen-truyen",
        r"\b(?:tuyên truyền|phổ biến|quán triệt|giáo dục|hướng dẫn|tập huấn|bồi dưỡng|"
        r"cung cấp thông tin|nâng cao nhận thức)\b",
    ),
    _sign(
        YES,
        "quy-che",
        r"\b(?:xây dựng|bổ sung|rà soát|ban hành|sửa đổi)[^.;]{0,60}(?:quy chế|quy định|nội quy|"
        r"kế hoạch|kênh|chuyên mục|chuyên trang)",
    ),
    _sign(
        YES,
        "trien-khai",
        r"\b(?:triển khai|tổ chức|đăng tải|đăng, phát|phát sóng|phân công|bố trí|tham mưu|"
        r"chỉ đạo|tăng cường|đẩy mạnh|nâng cao chất lượng|đưa nội dung|lồng ghép|thực hiện)\b",
    ),
    _sign(YES, "kiem-tra-don-vi", OVERSIGHT.pattern),
]
# Sentences that tell how things are, or on what the letter rests, and order nothing.
NARRATIVE = re.compile(
    r"^\W*(?:Hiện nay|Tuy nhiên|Thời gian (?:qua|gần đây)|Trong thời gian|Trong đó, có|"
    r"Một (?:số|bộ)|một (?:số|bộ)|xuất hiện|xúc phạm|có trường hợp|Lãnh đạo một số|"
    r"Thực hiện (?:Chỉ|Công|Chương|Quyết|Kế|Nghị)|Căn cứ|"
    r"Các cấp ủy, chính quyền, cơ quan chức năng)"
)
# Subjects of documents that are named, not orders: their words are looked past.
TITLES = re.compile(
    r"quản lý, cung cấp(?:,| và)? sử dụng[^.;]{0,90}mạng(?: internet)?"
    r"|xử lý(?:,| và) chia sẻ thông tin|quản lý, chấn chỉnh hoạt động[^.;]{0,60}",
    re.IGNORECASE,
)
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


def duties(document: DraftDocument) -> Iterator[DraftSuggestion]:
    for top in document.clauses:
        if top.part == BODY:
            yield from _below(top, document, "")


def _below(clause: DraftClause, document: DraftDocument, heading: str) -> Iterator[DraftSuggestion]:
    is_heading = bool(clause.children) and clause.text.rstrip("* ").endswith(":")
    if clause.form != "table" and not clause.text.startswith("Căn cứ"):
        yield from _in_clause(clause, document, heading)
    own = clause.text.strip("* :") if is_heading and len(clause.text) < ACTION_LETTERS else heading
    for child in clause.children:
        yield from _below(child, document, own)


def _in_clause(
    clause: DraftClause, document: DraftDocument, heading: str
) -> Iterator[DraftSuggestion]:
    for match in SENTENCE.finditer(clause.text):
        is_heading = match[0].rstrip("* ").endswith(":") and clause.children
        if is_heading or NARRATIVE.match(match[0]):
            continue
        for sign, start, end in _orders(match[0]):
            yield _hint(clause, sign, match.start() + start, match.start() + end, document, heading)


def _orders(sentence: str) -> Iterator[tuple[Sign, int, int]]:
    """The orders of a sentence with the span of their words: a task before what is never tracked,
    which reaches to the sentence's end."""
    whole = len(sentence)
    sentence = TITLES.sub(lambda match: "·" * len(match[0]), sentence)
    if OVERSIGHT.search(sentence):
        yield TASKS[-1], 0, whole
        return
    never = _first(NEVERS, sentence, 0, whole)
    cut = never[1].start() if never else whole
    for signs in (REPORTS, OPTIONALS, TASKS):
        if found := _first(signs, sentence, 0, cut):
            yield found[0], 0, cut
            break
    if never:
        yield never[0], cut if cut > 3 else 0, whole


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
            "indicators": sorted({n for form, ns in INDICATORS if form.search(quote) for n in ns})
            if is_tracked
            else [],
            "evidence": [],
        },
    )


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
