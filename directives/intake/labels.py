"""What stands at the head of a paragraph: its printed label, its rank and its name in an eid.

Ranks grow inwards. Both families share one ladder: Phần, Chương, Mục, Tiểu mục, Điều, and below
or instead of them I., 1., 1.1., a), a sub-heading with a star, dashes, plus signs, stars.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from portal.vietnamese.folding import fold

PART, CHAPTER, SECTION, SUBSECTION, ARTICLE = 1, 2, 3, 4, 5
# "A. ĐẶC ĐIỂM TÌNH HÌNH" stands above "I.".
CAPITAL = 5.5
ROMAN, NUMBERED, LETTERED, GROUP, DASHED, PLUS, STAR = 6, 7, 9, 10, 11, 12, 13
# Below these a paragraph without a label is a further paragraph of theirs; a dash takes none.
TAKES_PARAGRAPHS = GROUP
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ORDINALS = ["nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"]
OTHER_ORDINALS = {"mot": "1", "bon": "4"}


class Label(NamedTuple):
    """`printed` with its punctuation and marks of bold type, "" where no blank parts it from the
    text; `name` as in "khoan-1", "" where the place counts under the word `counted_as`."""

    printed: str
    rank: float
    name: str = ""
    counted_as: str = ""


def roman_value(digits: str) -> int:
    values = [ROMAN_DIGITS[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def numeral_value(numeral: str) -> str:
    """ "IV", "4", "4.1" → "4", "4", "4-1": as eids write it."""
    return (
        str(roman_value(numeral))
        if set(numeral) <= set(ROMAN_DIGITS)
        else numeral.replace(".", "-")
    )


def _numeral(words: str) -> str:
    """ "IV", "4", "thứ tư" → "4"."""
    if set(words) <= set(ROMAN_DIGITS):
        return str(roman_value(words))
    word = fold(words).split()[-1]
    if word in ORDINALS:
        return str(ORDINALS.index(word) + 1)
    return OTHER_ORDINALS.get(word, word)


def _letter(numeral: str) -> str:
    """ "đ" is a letter of the alphabet beside "d", so its eid is written "dd"."""
    return numeral.replace("đ", "dd")


def _sub_rank(numeral: str) -> float:
    """1.1 stands between 1 and a), 1.1.1 below 1.1, however deep."""
    dots = numeral.count(".")
    return NUMBERED + dots / (dots + 1)


Reader = Callable[[str, bool], Label]
# U+00D0, which old converters wrote for Đ.
LOOK_ALIKE = "Ð"
# Whose names begin as a label does.
PEOPLE = r"C\.\s?Mác|V\.\s?I\.\s?L"
# Behind a label may hang the mark of a footnote, as consolidated texts have it: "Điều 1.[2]".
MARKS_BEFORE, MARKS_AFTER = r"[#*_]*\s*", r"[*_]*(?:(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\))[*_]*)?"
NOTE_MARK = re.compile(r"[*_]*(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\))?[*_]*$")


def _form(core: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<printed>{MARKS_BEFORE}{core}{MARKS_AFTER})(?=\s|$)")


def _heading(word: str, numeral: str) -> re.Pattern[str]:
    return _form(rf"(?:{word.upper()}|{word})\s+(?P<n>{numeral})[.:]?")


DIGITS, SMALL = "0123456789", "abcdefghijklmnopqrstuvwxyzđ"
# With the letters and signs, behind marks of bold type, that each form may begin with.
FORMS: list[tuple[str, re.Pattern[str], Reader]] = [
    (
        "P",
        _heading("Phần", r"[IVXLC]+|[0-9]+|(?:thứ|THỨ)\s+\w{2,5}"),
        lambda n, _articles: Label("", PART, f"phan-{_numeral(n)}"),
    ),
    (
        "C",
        _heading("Chương", r"[IVXLC]+|[0-9]+"),
        lambda n, _articles: Label("", CHAPTER, f"chuong-{_numeral(n)}"),
    ),
    (
        "T",
        _heading("Tiểu mục", r"[0-9]+"),
        lambda n, _articles: Label("", SUBSECTION, f"tieu-muc-{n}"),
    ),
    (
        "M",
        _heading("Mục", r"[0-9]+|[IVXLC]+"),
        lambda n, _articles: Label("", SECTION, f"muc-{_numeral(n)}"),
    ),
    (
        "Đ",
        _form(r"(?:Điều|ĐIỀU)\s+(?P<n>[0-9]+[a-zđ]?)\s*[.:]"),
        lambda n, _articles: Label("", ARTICLE, f"dieu-{fold(n)}"),
    ),
    (
        "Đ",
        re.compile(rf"(?P<printed>{MARKS_BEFORE}Điều\s+(?P<n>[0-9]+[a-zđ]?){MARKS_AFTER})$"),
        lambda n, _articles: Label("", ARTICLE, f"dieu-{fold(n)}"),
    ),
    (
        "ABCDEFGHLĐ",
        # No list of this kind is so long that C or L is a Roman hundred or fifty.
        _form(rf"(?!{PEOPLE})(?P<n>[A-HLĐ])(?:[.)]|[-–])"),
        lambda n, _articles: Label("", CAPITAL, f"muc-{_letter(n.lower())}"),
    ),
    (
        "IVXLC",
        # Party documents: "I- MỤC ĐÍCH", "1- Các cấp ủy".
        _form(rf"(?!{PEOPLE})(?P<n>[IVXLC]+)(?:\.|\s?[-–])"),
        lambda n, _articles: Label("", ROMAN, f"de-muc-{roman_value(n)}"),
    ),
    (
        DIGITS,
        _form(r"(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})+)(?:[.)]|[-–])?"),
        lambda n, _articles: Label("", _sub_rank(n), f"muc-{n.replace('.', '-')}"),
    ),
    (
        DIGITS,
        # "1/" as letters have it, but no "1/5" and no number of a document.
        _form(r"(?P<n>[0-9]{1,3}[a-zđ]?)(?:[.)]|[-–]|/(?=\s))"),
        lambda n, articles: Label("", NUMBERED, f"{'khoan' if articles else 'muc'}-{fold(n)}"),
    ),
    (
        SMALL,
        # A point put in later: "a1)".
        _form(r"(?P<n>[a-zđ](?:[0-9]{1,2}(?=\)))?)[.)/]"),
        lambda n, _articles: Label("", LETTERED, f"diem-{_letter(n)}"),
    ),
    (
        "*",
        re.compile(r"(?P<printed>\*{1,3}(?:\s+\*)?)(?=\s)(?=.*:[*_]*$)(?P<n>)"),
        lambda _n, _articles: Label("", GROUP, counted_as="nhom"),
    ),
    (
        "-–—",
        _form(r"[-–—](?P<n>)"),
        lambda _n, _articles: Label("", DASHED, counted_as="gach"),
    ),
    ("+", _form(r"\+(?P<n>)"), lambda _n, _articles: Label("", PLUS, counted_as="cong")),
    (
        "*•·▪◦●○\uf0b7\uf0a7",
        re.compile(r"(?P<printed>[*•·▪◦●○\uf0b7\uf0a7])(?=\s)(?P<n>)"),
        lambda _n, _articles: Label("", STAR, counted_as="sao"),
    ),
]
CITED = re.compile(r"\s+(Phần|Chương|Mục|Điều|Nghị|Luật|Thông tư|Quyết định|Bộ luật)\b")
# Labels with no blank after them, as they are often typed: "1.Tăng cường", "-Đẩy mạnh".
GLUED = re.compile(
    r"(?P<printed>(?:Điều\s+[0-9]+[a-zđ]?|[0-9]{1,2}(?:\.[0-9]{1,2})*)\.|[0-9a-zđ]{1,2}\)|[-–—+])"
    r"(?=[^\W\d_])"
)

# Most paragraphs have no label: their first letter behind marks of bold type tells, and which forms
# may fit those that have. One that begins with an asterisk may be of any form.
BLANK_MARKS = "#*_" + "".join(filter(str.isspace, map(chr, range(0x3001))))
BY_FIRST = {
    sign: [(form, read) for first, form, read in FORMS if sign in first]
    for sign in {sign for first, _form, _read in FORMS for sign in first}
}
ANY = [(form, read) for _first, form, read in FORMS]


def label_of(text: str, *, articles: bool) -> Label | None:
    """The label at the head of a paragraph; `articles`: the document has Điều, so "1." is khoản."""
    if LOOK_ALIKE in text:
        label = label_of(text.replace(LOOK_ALIKE, "Đ"), articles=articles)
        return label and Label(text[: len(label.printed)], *label[1:])
    first = text.lstrip(BLANK_MARKS)[:1]
    forms = ANY if text.startswith("*") else BY_FIRST.get(first)
    if forms is None:
        return None
    for form, read in forms:
        if match := form.match(text):
            label = read(match["n"], articles)
            if label.rank < ARTICLE and _is_cited(match["printed"], text[match.end() :]):
                return None
            return Label(match["printed"], *label[1:])
    glued = GLUED.match(text)
    if glued is None or not text[glued.end()].isupper():
        return None
    label = label_of(f"{glued['printed']} …", articles=articles)
    return label and Label("", *label[1:])


def _is_cited(printed: str, rest: str) -> bool:
    """ "Mục 2 Chương I Nghị định này", or a sentence that goes on small: no heading."""
    if NOTE_MARK.sub("", printed).endswith((".", ":")) or not rest.strip():
        return False
    return bool(CITED.match(rest)) or rest.strip()[0].islower()
