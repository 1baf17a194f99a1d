"""The lines before the body: cells in any order, each said by what it looks like."""

import re
from collections import Counter
from dataclasses import dataclass, field

from directives.intake.addressees import addressees_at
from directives.intake.labels import label_of
from directives.intake.lines import Line
from directives.intake.tree import PREFACE, DraftClause, ReadingWarning, labelled
from directives.intake.words import (
    ADDRESSED_TO,
    BODY_ISSUER,
    BODY_OPENING,
    CAPACITY,
    LEGAL_BASIS,
    LETTER_TYPE,
    MOTTO,
    NUMBER_CELL,
    PLACE_AND_DATE,
    POST,
    RECIPIENTS,
    RULE,
    SIGNED_BY,
    SIGNING_DATA,
    STAMP,
    SUBJECT,
    SUBJECT_IN_WORDS,
    gettext_noop,
    type_at_head,
    type_of,
)
from portal.vietnamese.dates import PartialDate, find_date, parse_date
from portal.vietnamese.folding import squash
from portal.vietnamese.numbers import DocumentNumber, read_number

# Within so many lines of the issuer's name stands the motto.
HEADER_LINES = 10
# A line of the header that is no cell is short, and a cell stands close below it.
LONGEST_UNREAD = 100
UNREAD_LINES = 6
# A subject that ends in a full stop is no longer than this.
LONGEST_SUBJECT = 300
# "KHÓA XVII, KỲ HỌP THỨ 4" below the name of a council.
SESSION = re.compile(r"^[*_(]*KH[ÓO][ÁA]?\b.*KỲ HỌP", re.IGNORECASE)
# So many lines a signing program prints at most.
SIGNING_LINES = 7

# Never the whole name of a body: it goes on below, even with a word for a body.
HALF_NAMES = {
    *("VĂN PHÒNG", "ỦY BAN", "UỶ BAN", "BAN CHẤP HÀNH", "BAN THƯỜNG VỤ", "TRƯỜNG", "HỘI ĐỒNG"),
    *("ĐẢNG BỘ", "BAN", "PHÒNG", "BAN CHỈ ĐẠO", "BAN QUẢN LÝ", "TRUNG TÂM"),
}


@dataclass
class Header:
    """Filled line by line; `clauses` keep every line in its place."""

    number: DocumentNumber | None = None
    type: str = ""
    issued: PartialDate | None = None
    place: str = ""
    capitals: list[str] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    clauses: list[DraftClause] = field(default_factory=list)
    warnings: list[ReadingWarning] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def issuers(self) -> list[str]:
        """Superior first; "ỦY BAN NHÂN DÂN" and "HUYỆN IA GRAI" on two lines are one body, and so
        are "VĂN PHÒNG" and "HĐND VÀ UBND"."""
        names: list[list[str]] = []
        for line in self.capitals:
            if names and (not BODY_ISSUER.match(line) or squash(names[-1][-1]) in HALF_NAMES):
                names[-1].append(line)
            else:
                names.append([line])
        return [" ".join(name) for name in names]

    def keep(self, eid: str, lines: list[Line], label: str = "") -> None:
        text = "\n".join(line.text for line in lines)
        self.taken[eid] += 1
        if self.taken[eid] > 1:
            eid = f"{eid}-{self.taken[eid]}"
        self.clauses.append(labelled(eid, label, text, PREFACE))


def take_header(lines: list[Line]) -> tuple[Header, list[Line]]:
    """What the header says, and the lines that are left."""
    header, at = Header(), 0
    while at < len(lines):
        taken = _take(header, lines, at) or _unread(header, lines, at)
        if taken == 0:
            break
        at += taken
    if not header.type and (header.subject or header.number):
        header.type = LETTER_TYPE
    return header, lines[at:]


def _take(header: Header, lines: list[Line], at: int) -> int:
    """How many lines from here are one cell of the header; 0 where the body begins."""
    for cell in CELLS:
        if taken := cell(header, lines, at):
            return taken
    return 0


def _unread(header: Header, lines: list[Line], at: int) -> int:
    """A short line that is no cell, while cells that are still missing follow it."""
    line = lines[at]
    whole = header.type or header.addressees
    if whole or len(line.text) > LONGEST_UNREAD or label_of(line.text, articles=True):
        return 0
    if not any(_is_awaited(header, later) for later in lines[at + 1 : at + 1 + UNREAD_LINES]):
        return 0
    header.keep("o-khac", [line])
    header.warnings.append(
        ReadingWarning(
            "cell-unread",
            gettext_noop(
                "Có dòng ở phần đầu chưa rõ là thành phần nào; dòng được giữ nguyên tại chỗ."
            ),
            header.clauses[-1].eid,
        )
    )
    return 1


def _is_awaited(header: Header, line: Line) -> bool:
    if ADDRESSED_TO.match(line.text) or MOTTO.match(line.text) and "quoc-hieu" not in header.taken:
        return True
    if header.number is None and NUMBER_CELL.match(line.text):
        return read_number(line.text) is not None
    return "dia-danh-ngay" not in header.taken and bool(PLACE_AND_DATE.match(line.text))


def _motto(header: Header, lines: list[Line], at: int) -> int:
    """On one line, or cut in two by a narrow column."""
    for count in (1, 2):
        taken = lines[at : at + count]
        if MOTTO.match(" ".join(line.text for line in taken)):
            header.keep("quoc-hieu", taken)
            return len(taken)
    return 0


def _stamp(header: Header, lines: list[Line], at: int) -> int:
    """Marks of urgency and of a draft, and the line under the motto."""
    if STAMP.match(lines[at].text):
        header.keep("dau", [lines[at]])
        return 1
    if RULE.match(lines[at].text) and header.clauses:
        header.keep("duong-ke", [lines[at]])
        return 1
    return 0


def _program(header: Header, lines: list[Line], at: int) -> int:
    """What a program that signed the file printed on its first page; the time stands last."""
    if not SIGNED_BY.match(lines[at].text):
        return 0
    following = lines[at + 1 : at + 1 + SIGNING_LINES]
    data = [n for n, line in enumerate(following, start=1) if SIGNING_DATA.match(line.text)]
    header.keep("ky-so", lines[at : at + 1 + max(data, default=0)])
    return 1 + max(data, default=0)


def _number(header: Header, lines: list[Line], at: int) -> int:
    text = lines[at].text
    cell = NUMBER_CELL.match(text)
    if header.number or cell is None:
        return 0
    header.number = read_number(text)
    if header.number is None:
        return 0
    header.keep("so-ky-hieu", [lines[at]])
    if not cell["colon"] and not header.number.is_party:
        header.warnings.append(
            ReadingWarning(
                "number-colon", gettext_noop("Sau chữ “Số” thiếu dấu hai chấm."), "so-ky-hieu"
            )
        )
    return 1


def _place_and_date(header: Header, lines: list[Line], at: int) -> int:
    text = lines[at].text
    match = PLACE_AND_DATE.match(text)
    if "dia-danh-ngay" in header.taken or match is None:
        return 0
    header.place = (match["place"] or "").strip("*#_ ")
    header.issued = parse_date(text)
    header.keep("dia-danh-ngay", [lines[at]])
    if header.issued is None:
        header.warnings.append(
            ReadingWarning(
                "date-impossible",
                gettext_noop(
                    "Ngày ban hành in trong văn bản không có trong lịch; xem lại bản gốc."
                ),
                "dia-danh-ngay",
            )
        )
        header.issued = _year_of(text)
    return 1


def _year_of(text: str) -> PartialDate | None:
    """What is left of a date whose day or month cannot be."""
    match = find_date(text)
    return PartialDate(int(match["year"])) if match and int(match["year"]) else None


def _subject(header: Header, lines: list[Line], at: int) -> int:
    if header.subject or header.type:
        return 0
    in_words = SUBJECT_IN_WORDS.match(lines[at].text) and header.number and not header.addressees
    if not in_words and not SUBJECT.match(lines[at].text):
        return 0
    block = _block(lines, at)
    header.subject = [line.bare for line in block]
    header.keep("trich-yeu", block)
    return len(block)


def _addressees(header: Header, lines: list[Line], at: int) -> int:
    match = ADDRESSED_TO.match(lines[at].text)
    if match is None or header.addressees:
        return 0
    header.addressees, length = addressees_at(lines, at)
    header.keep("kinh-gui", lines[at : at + length], label=match[0])
    return length


def _type(header: Header, lines: list[Line], at: int) -> int:
    if header.type or header.subject or header.addressees:
        return 0
    name = type_of(lines[at].text)
    if not name:
        return _type_with_title(header, lines, at)
    header.type = name
    header.keep("ten-loai", [lines[at]])
    following = _block(lines, at + 1) if at + 1 < len(lines) else []
    # The subject stands below the type in one block, not ended as a sentence is.
    if not following or _is_of_the_body(following):
        return 1
    header.subject = [line.bare for line in following]
    header.keep("trich-yeu", following)
    return 1 + len(following)


def _is_of_the_body(block: list[Line]) -> bool:
    first, last = block[0].text, block[-1].text.rstrip("*_ ")
    if last.endswith((":", ";")) or LEGAL_BASIS.match(first) or RULE.match(first):
        return True
    if BODY_OPENING.match(first) and last.endswith((".", ",", "/")):
        return True
    if label_of(first, articles=True) or block[0].is_capitals and BODY_ISSUER.match(block[0].bare):
        return True
    return last.endswith(".") and sum(len(line.text) for line in block) > LONGEST_SUBJECT


def _type_with_title(header: Header, lines: list[Line], at: int) -> int:
    """ "KẾ HOẠCH TRIỂN KHAI BỘ QUY TẮC" on one line: type and subject together."""
    name = type_at_head(lines[at].text)
    if not name:
        return 0
    block = _block(lines, at)
    block = block[: next((n for n, line in enumerate(block) if not line.is_capitals), len(block))]
    header.type = name
    words = " ".join(line.bare for line in block).split()
    header.subject = [" ".join(words[len(name.split()) :])]
    header.keep("ten-loai", block)
    return len(block)


def _issuer(header: Header, lines: list[Line], at: int) -> int:
    line = lines[at]
    begun = header.capitals and not header.clauses[-1].eid.startswith("co-quan")
    if header.addressees or header.type or header.number and begun:
        return 0
    if not line.is_capitals or CAPACITY.match(line.bare) or label_of(line.text, articles=True):
        return 0
    if not header.capitals and not BODY_ISSUER.match(line.bare):
        # A body the portal has no word for: a header's other cells say that it is one.
        following = lines[at + 1 : at + 1 + HEADER_LINES]
        if not header.number and not any(MOTTO.match(other.text) for other in following):
            return 0
    header.capitals.append(line.bare)
    header.keep("co-quan", [line])
    return 1


def _block(lines: list[Line], at: int) -> list[Line]:
    """This line and those that follow it without a blank line between or a cell of their own."""
    end = at + 1
    while end < len(lines) and not lines[end].after_blank and not _begins_cell(lines[end]):
        if _is_who_issues(lines, end):
            break
        end += 1
    return lines[at:end]


def _is_who_issues(lines: list[Line], at: int) -> bool:
    """ "BỘ TRƯỞNG BỘ …" between the subject and "Căn cứ …", where no blank line parts them."""
    bare = lines[at].bare
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    is_body = lines[at].is_capitals and (BODY_ISSUER.match(bare) or POST.match(bare))
    return bool(is_body and (LEGAL_BASIS.match(following) or SESSION.match(following)))


def _begins_cell(line: Line) -> bool:
    forms = (MOTTO, STAMP, RULE, PLACE_AND_DATE, SUBJECT, ADDRESSED_TO, RECIPIENTS, BODY_OPENING)
    if any(form.match(line.text) for form in forms) or type_of(line.text):
        return True
    if NUMBER_CELL.match(line.text) and read_number(line.text):
        return True
    return label_of(line.text, articles=True) is not None


CELLS = (
    *(_motto, _stamp, _program, _number, _place_and_date),
    *(_subject, _addressees, _type, _issuer),
)
