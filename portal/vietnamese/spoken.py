"""How the short forms of official writing are said: "874/QĐ-BTTTT" as "874 quyết định Bộ Thông tin
và Truyền thông". For screen readers, which would spell them or make words of them."""

import re
from collections.abc import Iterator

from portal.vietnamese.numbers import find_numbers

# Short forms of types, bodies and fields (Nghị định 30/2020/NĐ-CP, Appendix III, and daily use).
SAID = {
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "KH": "kế hoạch",
    "NQ": "nghị quyết",
    "NĐ": "nghị định",
    "TT": "thông tư",
    "TB": "thông báo",
    "BC": "báo cáo",
    "HD": "hướng dẫn",
    "CV": "công văn",
    "TTr": "tờ trình",
    "CTr": "chương trình",
    "KL": "kết luận",
    "QC": "quy chế",
    "CP": "Chính phủ",
    "TTg": "Thủ tướng",
    "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "STTTT": "Sở Thông tin và Truyền thông",
    "TTTT": "Thông tin và Truyền thông",
    "TT&TT": "Thông tin và Truyền thông",
    "VHTTDL": "Văn hóa, Thể thao và Du lịch",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "SVHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
    "VHTT": "Văn hóa và Thông tin",
    "VH&TT": "Văn hóa và Thông tin",
    "VX": "văn xã",
    "VP": "văn phòng",
    "VT": "văn thư",
    "NV": "nội vụ",
    "GDĐT": "Giáo dục và Đào tạo",
    "GD&ĐT": "Giáo dục và Đào tạo",
    "SGDĐT": "Sở Giáo dục và Đào tạo",
    "PGDĐT": "Phòng Giáo dục và Đào tạo",
    "TU": "Tỉnh ủy",
    "HU": "Huyện ủy",
    "ĐU": "Đảng ủy",
    "TW": "Trung ương",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "TP": "thành phố",
    "TX": "thị xã",
}
# Those that are words of the running text; of the others a text may mean something else by them.
ALONE = [
    *("QĐ", "NĐ", "UBND", "HĐND", "UBMTTQ", "UBMTTQVN", "BTTTT", "STTTT", "TTTT", "TT&TT"),
    *(
        "VHTTDL",
        "BVHTTDL",
        "SVHTTDL",
        "VHTT",
        "VH&TT",
        "GDĐT",
        "GD&ĐT",
        "SGDĐT",
        "PGDĐT",
        "THCS",
        "THPT",
        "CBCCVC",
    ),
]
# Before the post of who signs, in capitals as the paper has it (the same decree, Appendix I).
SIGNS = {
    "KT.": "ký thay",
    "TM.": "thay mặt",
    "T/M": "thay mặt",
    "TL.": "thừa lệnh",
    "TUQ.": "thừa ủy quyền",
    "Q.": "quyền",
}
FOR_WHOM = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, SIGNS))})(?=\s+[A-ZÀ-ỸĐ]{{2}}|$)")
ABOUT = re.compile(r"(?<!\w)V/v(?!\w)")
# A symbol without its number: "theo NĐ-CP".
SYMBOL = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐa-z]{0,4}-[A-ZĐ&]{2,8}(?![\w/-])")
WORDS = "|".join(sorted(map(re.escape, ALONE), key=len, reverse=True))
ALONE_FORM = re.compile(rf"(?<![\w/&-])(?:{WORDS})(?![\w/&-])")
ASSEMBLY = re.compile(r"(?P<body>UBTVQH|QH)(?P<term>[0-9]{1,2})")


def said_runs(text: str) -> Iterator[tuple[str, str]]:
    """The whole text in runs, each with how it is said; "" where it is said as it is written."""
    at = 0
    for start, end, said in sorted([*_numbers(text), *_alone(text), *_signs(text)]):
        if start < at:
            continue
        if start > at:
            yield text[at:start], ""
        yield text[start:end], said
        at = end
    if at < len(text):
        yield text[at:], ""


def said_symbol(symbol: str) -> str:
    """ "QĐ-BTTTT" → "quyết định Bộ Thông tin và Truyền thông"; what is unknown letter by letter."""
    return " ".join(_part(part) for part in re.split(r"[-/]", symbol) if part)


def _part(part: str) -> str:
    if assembly := ASSEMBLY.fullmatch(part):
        return f"{SAID[assembly['body']]} khóa {assembly['term']}"
    return SAID.get(part) or " ".join(part)


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for start, end, number in find_numbers(text):
        year = f" năm {number.year}" if number.year else ""
        yield start, end, f"{number.number or ''}{year} {said_symbol(number.symbol)}".strip()


def _alone(text: str) -> Iterator[tuple[int, int, str]]:
    for match in ALONE_FORM.finditer(text):
        yield match.start(), match.end(), SAID[match[0]]
    for match in SYMBOL.finditer(text):
        if all(part in SAID for part in match[0].split("-")):
            yield match.start(), match.end(), said_symbol(match[0])


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    for match in FOR_WHOM.finditer(text):
        yield match.start(), match.end(), SIGNS[match[0]]
    for match in ABOUT.finditer(text):
        yield match.start(), match.end(), "về việc"
