"""What the words of an order say of it: how often, by when, what is counted and kept as proof."""

from directives.intake.suggest.duty_signs import NEVER, REPORT, in_small, small
from portal.vietnamese.dates import find_date, parse_date

FREQUENCIES = [
    ("own-report", small(r"lồng ghép (?:vào|trong|chung)[^.;]{0,30}báo cáo")),
    ("yearly", small(r"\bh[aà]ng năm\b|\bhằng năm\b|\bmỗi năm\b")),
    ("ongoing", small(r"\bthường xuyên\b|\bhằng ngày\b|\bchủ động\b")),
]
DEADLINE = small(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn|xong|đến)(?:\s+(?:hết|là|vào|trước|cuối))*\s+(?=ngày|\d)"
)
# The date stands so near behind the words that make it a deadline.
NEAR = 8
# Numbers of the catalogue of indicators (the columns an office counts in).
INDICATORS = [
    (small(r"hội nghị|tập huấn|cuộc họp|quán triệt|sinh hoạt"), (2, 3)),
    (small(r"loa|truyền thanh|phát thanh"), (5, 6)),
    (small(r"cổng|trang thông tin|tin, bài|đăng tải"), (4,)),
    (small(r"chào cờ|ngoại khóa|lồng ghép|tiết học"), (17,)),
    (small(r"hội thi|cuộc thi"), (18,)),
    (small(r"quy chế"), (19,)),
    (small(r"cán bộ, công chức|viên chức"), (21,)),
    (small(r"học sinh"), (22,)),
]


# What an office usually keeps as proof; codes of the catalogue of evidence.
EVIDENCE = [
    (small(r"hội nghị|tập huấn|cuộc họp|quán triệt|sinh hoạt"), "minutes"),
    (small(r"loa|truyền thanh|phát thanh"), "broadcast-log"),
    (small(r"cổng|trang thông tin|tin, bài|đăng tải"), "link"),
    (small(r"quy chế|nội quy"), "regulation"),
    (small(r"xây dựng (?:và ban hành )?kế hoạch|ban hành kế hoạch"), "plan"),
    (small(r"\bhướng dẫn (?:các|thực hiện|cán bộ|học sinh)"), "guidance"),
]


def frequency(quote: str) -> str:
    words = in_small(quote)
    return next((value for value, form in FREQUENCIES if form.search(words)), "")


def due_on(quote: str) -> str:
    """ISO; only a whole date that is a deadline by its words."""
    for match in DEADLINE.finditer(in_small(quote)):
        rest = quote[match.end() :]
        found = find_date(rest)
        date = parse_date(rest) if found and found.start() < NEAR else None
        if date and date.is_whole:
            return date.earliest.isoformat()
    return ""


def indicators(quote: str) -> list[int]:
    words = in_small(quote)
    return sorted({n for form, ns in INDICATORS if form.search(words) for n in ns})


def evidence(quote: str, tracked: str) -> list[str]:
    if tracked == NEVER:
        return []
    if tracked == REPORT:
        return ["report"]
    words = in_small(quote)
    return [code for form, code in EVIDENCE if form.search(words)]
