"""References to a place in a document: "khoản 1 Điều 8 Quyết định số …", "điểm a khoản này".

A place is written as the eid it leads to: "dieu-8__khoan-1". Before it may stand "kem-theo__" (in
the text a document encloses), "^dieu__" (under the article the words themselves stand in) or "/"
(in the enclosing document, not in the annex). The key is the cited document's, "" for this one.
"""

import re
from dataclasses import dataclass

from directives.intake.labels import numeral_value
from directives.intake.tree import DraftCitation
from directives.intake.words import CITED_TYPES

ENCLOSED, HERE, OUTSIDE = "kem-theo__", "^", "/"
SEVERAL = r"(?:\s*,\s*|\s+(?:và|hoặc|hay)\s+)"


MOST = 40


def _list(word: str, numeral: str, again: str = "") -> str:
    """Numerals behind one word; `again`: what may stand before the later ones too."""
    return rf"{word}\s+{numeral}(?!\w)(?:{SEVERAL}(?:{again}\s+)?{numeral}(?!\w)){{0,{MOST}}}"


POINT_N, ITEM_N, ARTICLE_N = r"[a-zđ][0-9]{0,2}", r"[0-9]{1,3}[a-zđ]?", r"[0-9]{1,3}[a-zđ]?"
POINT = _list(r"[Đđ]iểm", POINT_N, again="điểm")
# "điểm a, b khoản 1" or "khoản 1, 2"; several such share the article behind them: "khoản 1, 2 và
# điểm a khoản 3 Điều 8".
GROUP = rf"(?:(?:{POINT})\s*,?\s+[Kk]hoản\s+{ITEM_N}(?!\w)|{_list('[Kk]hoản', ITEM_N)})"
GROUPS = rf"(?>{GROUP})(?:(?:\s*[,;]\s*|\s+(?:và|hoặc|hay|đến)\s+)(?>{GROUP})){{0,{MOST}}}"
IN_GROUP = re.compile(
    rf"(?:(?P<point>{POINT})\s*,?\s+(?P<of>[Kk]hoản\s+{ITEM_N}(?!\w))"
    rf"|(?P<item>{_list('[Kk]hoản', ITEM_N)}))"
)
ARTICLE = _list(r"(?:Điều|các điều)", ARTICLE_N, again="Điều")
DIVISION = r"(?:\s*,?\s*(?:Mục\s+[0-9IVX]+\s*,?\s*)?Chương\s+[IVXLC0-9]+(?!\w))?"
IN_ARTICLE = re.compile(
    rf"(?<!\w)(?:(?P<groups>{GROUPS})|(?P<point>{POINT}))\s*,?\s+"
    rf"(?:(?P<one>Điều\s+{ARTICLE_N}(?!\w)){DIVISION}|(?P<here>Điều này))"
    rf"|(?<!\w)(?P<article>{ARTICLE}){DIVISION}"
    rf"|(?<!\w)(?P<here_point>{POINT})\s+khoản này(?!\w)"
)
IN_CHAPTER = re.compile(
    r"(?<!\w)(?:[Mm]ục\s+(?P<section>[0-9IVX]+)\s*,?\s+)?Chương\s+(?P<chapter>[IVXLC]+|[0-9]+)(?!\w)"
)
# Letters and plans: "điểm 2 mục I Công văn số …".
HEADING_N = r"(?:[IVXLC]+|[0-9]{1,2}(?:\.[0-9]{1,2})*)(?!\w)"
IN_LETTER = re.compile(
    rf"(?<!\w)(?:(?:điểm|khoản)\s+(?P<number>[0-9]{{1,2}}(?:\.[0-9]{{1,2}})*)\s*,?\s+"
    rf"(?:[Mm]ục|[Pp]hần)\s+(?P<of>{HEADING_N})"
    rf"|(?:[Mm]ục|[Pp]hần)\s+(?P<headings>{HEADING_N}(?:{SEVERAL}{HEADING_N}){{0,{MOST}}}))"
)
# Letters of which some stand in every reference of a form: cheaper to look for than the form.
SIGNS_OF_ARTICLES, SIGNS_OF_CHAPTERS, SIGNS_OF_LETTERS = (
    ("iều", "khoản này"),
    ("Chương",),
    ("ục", "hần"),
)
WORD_AGAIN = re.compile(r"(?:[Đđ]iểm|[Kk]hoản|Điều)\s+$")
NUMERAL = re.compile(r"(?<!\w)(?:[0-9]{1,3}[a-zđ]?|[a-zđ][0-9]{0,2})(?!\w)")
SELVES = "|".join(sorted([*CITED_TYPES, "Bộ Quy tắc", "Điều lệ", "Nội quy"], key=len, reverse=True))
# What promulgates: in its annex "Quyết định này" is not the annex itself.
PROMULGATING = re.compile(r"^(Quyết định|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Công văn)", re.I)
TO_SELF = re.compile(rf"^\s*,?\s*(?:của\s+)?(?P<self>{SELVES})(?:\s[\w\s]{{0,40}}?)?\s+này\b", re.I)
# Between a place and the document it is in; the longer one names what is enclosed.
TO_DOCUMENT = re.compile(
    r"^\s*,?\s*(?:(?:của|tại|trong)\s+)?(?P<enclosed>[^.;:()]{0,160}kèm theo\s+)?$"
)
JOINED = re.compile(r"^\s*(?:,|;|và|hoặc|hay)?(?:\s+(?:và|hoặc|tại|theo))?\s*$")
AMENDING = re.compile(
    r"^[“\"\s]*(?:sửa đổi|bổ sung|bãi bỏ|thay thế|đính chính|thay cụm từ|bỏ cụm từ|thay đổi)\b",
    re.I,
)
# The number of a heading that is quoted: "“Điều 5. Trách nhiệm".
HEADING = re.compile(r"^\s*[.:](?=\s)")


@dataclass(frozen=True)
class Amended:
    """The key of the document that the clauses above amend, "" for none."""

    key: str


@dataclass(frozen=True)
class Found:
    """Places said in one breath: the items of the innermost list, each with its span."""

    start: int
    end: int
    items: tuple[tuple[int, int, str], ...]
    needs_document: bool


def is_amending(text: str) -> bool:
    return bool(AMENDING.match(text))


def cited_places(
    text: str, eid: str, documents: list[DraftCitation], amended: Amended
) -> list[DraftCitation]:
    """In order. Where no document is said it is the amended one, or this one if it has articles."""
    found = [
        run
        for run in _found(text)
        if not any(run.start < c.end and c.start < run.end for c in documents)
    ]
    bound: list[tuple[str, str] | None] = [None] * len(found)
    for at in range(len(found) - 1, -1, -1):
        bound[at] = _document_after(text, found[at], documents) or (
            bound[at + 1]
            if at + 1 < len(found) and JOINED.match(text[found[at].end : found[at + 1].start])
            else None
        )
    return [
        DraftCitation(text[start:end], key, eid, start, end, place=f"{before}{place}")
        for place_run, of in zip(found, bound, strict=True)
        for start, end, place in place_run.items
        for key, before in [of or _unsaid(text, eid, place_run, place, amended)]
        if key is not None
    ]


def _unsaid(
    text: str, eid: str, found: Found, place: str, amended: Amended
) -> tuple[str | None, str]:
    """Of which document the place is, where the words do not say it; None for nobody's."""
    if place.startswith(HERE):
        return "", ""
    if amended.key:
        return amended.key, ""
    in_articles = eid.startswith("dieu-") or "__dieu-" in eid
    if found.needs_document or not in_articles or is_amending(text):
        return None, ""
    return "", ""


def _document_after(
    text: str, found: Found, documents: list[DraftCitation]
) -> tuple[str, str] | None:
    """The key and what stands before the place, or None where no document is said."""
    if itself := TO_SELF.match(text[found.end : found.end + 80]):
        return "", OUTSIDE if PROMULGATING.match(itself["self"]) else ""
    following = next((c for c in documents if c.start >= found.end), None)
    between = TO_DOCUMENT.match(text[found.end : following.start]) if following else None
    if following is None or between is None:
        return None
    return following.key, ENCLOSED if between["enclosed"] else ""


def _found(text: str) -> list[Found]:
    runs: list[Found] = []
    if _has(text, SIGNS_OF_ARTICLES):
        runs = [_in_article(match) for match in IN_ARTICLE.finditer(text)]
    taken = [(run.start, run.end) for run in runs]
    for signs, form, read in OTHERS:
        for match in form.finditer(text) if _has(text, signs) else ():
            if not any(match.start() < end and start < match.end() for start, end in taken):
                runs.append(read(match))
                taken.append(match.span())
    kept = (run for run in runs if run.items and not HEADING.match(text[run.end : run.end + 2]))
    return sorted(kept, key=lambda run: run.start)


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _in_article(match: re.Match[str]) -> Found:
    """The innermost list gives the items; what stands outside it is the same for all."""
    if match["here_point"]:
        items = _items(match, "here_point", "diem", f"{HERE}khoan__")
    elif match["article"]:
        items = _items(match, "article", "dieu", "")
    else:
        one = match["one"]
        above = f"dieu-{_numerals(one, 0)[0][2]}__" if one else f"{HERE}dieu__"
        items = _in_groups(match, above) if match["groups"] else []
        items = items or _items(match, "point", "diem", above)
    start, _end, place = items[-1]
    items[-1] = (start, match.end(), place)
    return Found(match.start(), match.end(), tuple(items), needs_document=False)


def _in_groups(match: re.Match[str], above: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for group in IN_GROUP.finditer(match.string, match.start("groups"), match.end("groups")):
        if group["item"]:
            found += _items(group, "item", "khoan", above)
            continue
        within = f"{above}khoan-{_numerals(group['of'], 0)[0][2]}__"
        points = _items(group, "point", "diem", within)
        start, _end, place = points[-1]
        found += [*points[:-1], (start, group.end(), place)]
    return found


def _items(match: re.Match[str], name: str, word: str, above: str) -> list[tuple[int, int, str]]:
    numerals = _numerals(match[name], match.start(name))
    starts = [match.start(name), *(_start(match.string, n) for n, _end, _name in numerals[1:])]
    return [
        (start, end, f"{above}{word}-{n}")
        for start, (_s, end, n) in zip(starts, numerals, strict=True)
    ]


def _start(text: str, numeral: int) -> int:
    """ "điểm a và điểm b": a word said again belongs to its numeral."""
    again = WORD_AGAIN.search(text, max(0, numeral - 10), numeral)
    return again.start() if again else numeral


def _numerals(words: str, base: int) -> list[tuple[int, int, str]]:
    return [
        (base + n.start(), base + n.end(), "dd" if n[0] == "đ" else n[0].replace("đ", "d"))
        for n in NUMERAL.finditer(words)
    ]


def _in_chapter(match: re.Match[str]) -> Found:
    place = f"chuong-{numeral_value(match['chapter'])}"
    if match["section"]:
        place += f"__muc-{numeral_value(match['section'])}"
    return Found(*match.span(), ((*match.span(), place),), needs_document=True)


def _in_letter(match: re.Match[str]) -> Found:
    if match["number"]:
        place = f"{_heading(match['of'])}__muc-{match['number'].replace('.', '-')}"
        return Found(*match.span(), ((*match.span(), place),), needs_document=True)
    base = match.start("headings")
    numerals = list(re.finditer(HEADING_N, match["headings"]))
    starts = [match.start(), *(base + n.start() for n in numerals[1:])]
    items = tuple(
        (start, base + n.end(), _heading(n[0])) for start, n in zip(starts, numerals, strict=True)
    )
    return Found(*match.span(), items, needs_document=True)


def _heading(numeral: str) -> str:
    return f"{'muc' if numeral[0].isdigit() else 'de-muc'}-{numeral_value(numeral)}"


OTHERS = (
    (SIGNS_OF_CHAPTERS, IN_CHAPTER, _in_chapter),
    (SIGNS_OF_LETTERS, IN_LETTER, _in_letter),
)
