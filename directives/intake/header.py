"""The lines before the body: cells in any order, each said by what it looks like."""

from dataclasses import dataclass, field

from directives.intake.lines import Line
from directives.intake.tree import PREFACE, DraftClause, ReadingWarning
from directives.intake.words import (
    ADDRESSED_TO,
    CAPACITY,
    DASH,
    LETTER_TYPE,
    MOTTO,
    NUMBER_CELL,
    PLACE_AND_DATE,
    SUBJECT,
    TERRITORY,
    type_of,
)
from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.numbers import DocumentNumber, find_numbers


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

    @property
    def issuers(self) -> list[str]:
        """Superior first; "ỦY BAN NHÂN DÂN" and "HUYỆN IA GRAI" on two lines are one body."""
        names: list[str] = []
        for line in self.capitals:
            if names and TERRITORY.match(line) and not TERRITORY.search(names[-1]):
                names[-1] = f"{names[-1]} {line}"
            else:
                names.append(line)
        return names

    def keep(self, eid: str, lines: list[Line], label: str = "") -> None:
        text = "\n".join(line.text for line in lines)
        taken = {clause.eid for clause in self.clauses}
        count = 2
        wanted = eid
        while eid in taken:
            eid, count = f"{wanted}-{count}", count + 1
        self.clauses.append(DraftClause(eid, label, text.removeprefix(label).strip(), PREFACE))


def take_header(lines: list[Line]) -> tuple[Header, list[Line]]:
    """What the header says, and the lines that are left."""
    header, at = Header(), 0
    while at < len(lines):
        taken = _take(header, lines, at)
        if taken == 0:
            break
        at += taken
    if not header.type and (header.subject or header.number):
        header.type = LETTER_TYPE
    return header, lines[at:]


def _take(header: Header, lines: list[Line], at: int) -> int:
    """How many lines from here are one cell of the header; 0 where the body begins."""
    for cell in (_motto, _number, _place_and_date, _subject, _addressees, _type, _issuer):
        if taken := cell(header, lines, at):
            return taken
    return 0


def _motto(header: Header, lines: list[Line], at: int) -> int:
    if not MOTTO.match(lines[at].text):
        return 0
    header.keep("quoc-hieu", [lines[at]])
    return 1


def _number(header: Header, lines: list[Line], at: int) -> int:
    text = lines[at].text
    cell = NUMBER_CELL.match(text)
    if header.number or cell is None or "/" not in text:
        return 0
    found = find_numbers(text.replace("* /", "*/"))
    if not found:
        return 0
    header.number = found[0][2]
    header.keep("so-ky-hieu", [lines[at]])
    if not cell["colon"]:
        header.warnings.append(
            ReadingWarning("number-colon", "Sau chữ “Số” thiếu dấu hai chấm.", "so-ky-hieu")
        )
    return 1


def _place_and_date(header: Header, lines: list[Line], at: int) -> int:
    match = PLACE_AND_DATE.match(lines[at].text)
    if header.place or match is None:
        return 0
    header.place = match["place"].strip("* ")
    header.issued = parse_date(lines[at].text) or _year_only(lines[at].text)
    header.keep("dia-danh-ngay", [lines[at]])
    return 1


def _year_only(text: str) -> PartialDate | None:
    digits = [word.strip("*.") for word in text.split() if word.strip("*.").isdigit()]
    years = [int(word) for word in digits if len(word) == 4]
    return PartialDate(years[-1]) if years else None


def _subject(header: Header, lines: list[Line], at: int) -> int:
    if header.subject or not SUBJECT.match(lines[at].text):
        return 0
    block = _block(lines, at)
    header.subject = [line.bare for line in block]
    header.keep("trich-yeu", block)
    return len(block)


def _addressees(header: Header, lines: list[Line], at: int) -> int:
    match = ADDRESSED_TO.match(lines[at].text)
    if match is None:
        return 0
    taken = [lines[at]]
    for line in lines[at + 1 :]:
        if not DASH.match(line.text):
            break
        taken.append(line)
    inline = lines[at].text[match.end() :].strip("* ")
    header.addressees = [_entry(text) for text in [inline] if text]
    header.addressees += [_entry(DASH.sub("", line.text)) for line in taken[1:]]
    header.keep("kinh-gui", taken, label=lines[at].text[: match.end()])
    return len(taken)


def _type(header: Header, lines: list[Line], at: int) -> int:
    name = type_of(lines[at].text)
    if header.type or not name:
        return 0
    header.type = name
    header.keep("ten-loai", [lines[at]])
    following = _block(lines, at + 1) if at + 1 < len(lines) else []
    # The subject stands below the type in one block, not ended as a sentence is.
    if not following or following[-1].text.rstrip("* ").endswith((".", ":", ";")):
        return 1
    header.subject = [line.bare for line in following]
    header.keep("trich-yeu", following)
    return 1 + len(following)


def _issuer(header: Header, lines: list[Line], at: int) -> int:
    line = lines[at]
    begun = header.number or header.type or header.addressees
    if begun and header.capitals or not line.is_capitals or CAPACITY.match(line.bare):
        return 0
    if header.addressees or header.type:
        return 0
    header.capitals.append(line.bare)
    header.keep("co-quan", [line])
    return 1


def _block(lines: list[Line], at: int) -> list[Line]:
    """This line and those that follow it without a blank line between."""
    end = at + 1
    while end < len(lines) and not lines[end].after_blank:
        end += 1
    return lines[at:end]


def _entry(text: str) -> str:
    return text.strip("* ").rstrip(";.").strip()
