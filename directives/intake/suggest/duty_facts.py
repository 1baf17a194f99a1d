"""What the words of an order say of it: how often, by when, what is counted and kept as proof."""

import re

from directives.intake.suggest.duty_signs import NEVER, REPORT, small
from portal.vietnamese.dates import find_date, parse_date

# Each with letters of which some stand in whatever it matches: cheaper to look for than the form.
FREQUENCIES = [
    ("own-report", ("lồng ghép",), small(r"lồng ghép (?:vào|trong|chung)[^.;]{0,30}báo cáo")),
    ("yearly", (" năm",), small(r"\bh[aà]ng năm\b|\bhằng năm\b|\bmỗi năm\b")),
    (
        "ongoing",
        ("thường xuyên", "hằng ngày", "chủ động"),
        small(r"\bthường xuyên\b|\bhằng ngày\b|\bchủ động\b"),
    ),
]
SIGNS_OF_FREQUENCIES = tuple(sign for _value, signs, _form in FREQUENCIES for sign in signs)
# Without a year there is no date.
YEAR = re.compile("[0-9]{4}")
DEADLINE = small(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn|xong|đến)(?:\s+(?:hết|là|vào|trước|cuối))*\s+(?=ngày|\d)"
)
# The date stands so near behind the words that make it a deadline.
NEAR = 8
# Numbers of the catalogue of indicators (the columns an office counts in).
INDICATORS = [
    (("hội nghị", "tập huấn", "cuộc họp", "quán triệt", "sinh hoạt"), (2, 3)),
    (("loa", "truyền thanh", "phát thanh"), (5, 6)),
    (("cổng", "trang thông tin", "tin, bài", "đăng tải"), (4,)),
    (("chào cờ", "ngoại khóa", "lồng ghép", "tiết học"), (17,)),
    (("hội thi", "cuộc thi"), (18,)),
    (("quy chế",), (19,)),
    (("cán bộ, công chức", "viên chức"), (21,)),
    (("học sinh",), (22,)),
]
# What an office usually keeps as proof; codes of the catalogue of evidence.
EVIDENCE = [
    (("hội nghị", "tập huấn", "cuộc họp", "quán triệt", "sinh hoạt"), "minutes"),
    (("loa", "truyền thanh", "phát thanh"), "broadcast-log"),
    (("cổng", "trang thông tin", "tin, bài", "đăng tải"), "link"),
    (("quy chế", "nội quy"), "regulation"),
    (("xây dựng kế hoạch", "ban hành kế hoạch"), "plan"),
    (("hướng dẫn ",), "guidance"),
]
GUIDANCE = small(r"\bhướng dẫn (?:các|thực hiện|cán bộ|học sinh)")
# All of them, each looked for once.
SAID = tuple(dict.fromkeys(word for words, _what in [*INDICATORS, *EVIDENCE] for word in words))


def said_in(words: str) -> frozenset[str]:
    """Which of the words that say what is counted and kept stand in a quote in small letters."""
    return frozenset(filter(words.__contains__, SAID))


def frequency(words: str) -> str:
    """`words`: the quote in small letters."""
    if not any(sign in words for sign in SIGNS_OF_FREQUENCIES):
        return ""
    return next((value for value, _signs, form in FREQUENCIES if form.search(words)), "")


def due_on(quote: str, words: str) -> str:
    """ISO; only a whole date that is a deadline by its words."""
    if not YEAR.search(quote):
        return ""
    for match in DEADLINE.finditer(words):
        rest = quote[match.end() :]
        found = find_date(rest)
        date = parse_date(rest) if found and found.start() < NEAR else None
        if date and date.is_whole:
            return date.earliest.isoformat()
    return ""


def indicators(said: frozenset[str]) -> list[int]:
    if not said:
        return []
    return sorted({n for words, ns in INDICATORS if not said.isdisjoint(words) for n in ns})


def evidence(words: str, said: frozenset[str], tracked: str) -> list[str]:
    if tracked == NEVER or not said and tracked != REPORT:
        return []
    if tracked == REPORT:
        return ["report"]
    codes = [code for signs, code in EVIDENCE if not said.isdisjoint(signs)]
    return [code for code in codes if code != "guidance" or GUIDANCE.search(words)]
