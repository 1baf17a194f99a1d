"""The lines after the body: "Nơi nhận" and the signature, in either order."""

import re
from collections import Counter
from dataclasses import dataclass

from directives.intake.lines import Line
from directives.intake.readers.text import PAGE_NUMBER
from directives.intake.tree import CONCLUSIONS, DraftClause, ReadingWarning, Signature, labelled
from directives.intake.words import (
    ACTING,
    CAPACITY,
    DASH,
    POST,
    RECIPIENTS,
    RULE,
    SIGNED_BY,
    SIGNING_DATA,
    gettext_noop,
)
from portal.vietnamese.folding import fold

LAST_PARAGRAPH_OF_NAME = 60
ENDS = (".", ":")
DEPUTY_SIGNS = ("kt.", "kt ", "k/t")
SIGNED = re.compile(r"^[(\[]?\s*(đã ký|ký tên|ký điện tử)\b", re.IGNORECASE)

# A note at the end of a text; in the list of recipients every line begins with a dash.
NOTE = re.compile(r"^(?:\[[0-9]{1,3}\]\s*|\([0-9]{1,3}\)\s*|[0-9]{1,3}\.?\s+)[^\W\d]")
NO_NAME = re.compile(r"[0-9:…@]|\.$")
# A post above "Nơi nhận", whose name stands below, takes no more lines than this.
POST_LINES = 3


@dataclass(frozen=True)
class Closing:
    recipients: tuple[str, ...]
    signature: Signature
    clauses: tuple[DraftClause, ...]
    warnings: tuple[ReadingWarning, ...]


def take_closing(lines: list[Line]) -> tuple[list[Line], Closing]:
    """The lines of the body, and what stands after it."""
    at = _where_it_begins(lines)
    end = next((n for n in range(at, len(lines)) if NOTE.match(lines[n].text)), len(lines))
    recipients, signing = _recipients(lines[at:end])
    signature = _signature(signing)
    clauses = []
    notes = [(f"chu-thich-{n}", [line]) for n, line in enumerate(lines[end:], start=1)]
    for eid, group in [*_groups(lines[at:end], signing), *notes]:
        text = "\n".join(line.text for line in group)
        match = RECIPIENTS.match(group[0].text) if eid == "noi-nhan" else None
        clauses.append(labelled(eid, match[0] if match else "", text, CONCLUSIONS))
    return lines[:at], Closing(recipients, signature, tuple(clauses), _warnings(signature, signing))


def _where_it_begins(lines: list[Line]) -> int:
    for at in range(len(lines) - 1, -1, -1):
        if RECIPIENTS.match(lines[at].text):
            above = _signature_above(lines, at)
            return above if above < at else _post_above(lines, at)
    return _signature_above(lines, _printed_end(lines))


def _printed_end(lines: list[Line]) -> int:
    """Where the text ends, before a program's lines and a page's number; all lines if it would be
    nothing."""
    at = len(lines)
    while at and _is_noise(lines[at - 1]):
        at -= 1
    return at if at and _signature_above(lines, at) < at else len(lines)


def _is_noise(line: Line) -> bool:
    forms = (SIGNED_BY, SIGNING_DATA, PAGE_NUMBER, NOTE, RULE)
    return any(form.match(line.text) for form in forms)


def _post_above(lines: list[Line], end: int) -> int:
    """ "KT. THỦ TƯỚNG" ⏎ "PHÓ THỦ TƯỚNG" above "Nơi nhận", the name below it."""
    at = end
    while at > max(0, end - POST_LINES) and lines[at - 1].is_capitals:
        at -= 1
    signs = at < end and CAPACITY.match(lines[at].bare) and not lines[end - 1].text.endswith(ENDS)
    return at if signs else end


def _signature_above(lines: list[Line], end: int) -> int:
    """A signature may stand above "Nơi nhận", or close a document that has none; two may."""
    at = end
    while (above := _one_signature_above(lines, at)) < at:
        at = above
    return at


def _one_signature_above(lines: list[Line], end: int) -> int:
    """Names, what says that they signed, and the capitals above them; `end` for none."""
    at = end
    while at and _is_short_name(lines[at - 1]):
        at -= 1
    while at and at < end and SIGNED.match(lines[at - 1].bare):
        at -= 1
    names = at
    while at and at < end and lines[at - 1].is_capitals and not lines[at - 1].text.endswith(ENDS):
        at -= 1
    return at if at < names else end


def _is_short_name(line: Line) -> bool:
    return len(line.text) < LAST_PARAGRAPH_OF_NAME and not line.is_capitals and _is_name(line)


def _is_name(line: Line) -> bool:
    words = line.bare.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() for word in words)


def _recipients(lines: list[Line]) -> tuple[tuple[str, ...], list[Line]]:
    """The list under "Nơi nhận", and the lines that are the signature."""
    found: list[str] = []
    signing: list[Line] = []
    begun = listing = False
    for line in lines:
        if RECIPIENTS.match(line.text):
            begun = listing = True
        elif begun and DASH.match(line.text):
            found.append(DASH.sub("", line.text))
            listing = True
        elif listing and found and _is_wrapped(line, found[-1]):
            found[-1] = f"{found[-1]} {line.text}"
        elif not listing or not _is_group_title(line):
            listing = False
            signing.append(line)
    return tuple(name.strip("*_ ").rstrip(";.,").strip() for name in found), signing


def _is_wrapped(line: Line, before: str) -> bool:
    """The rest of an entry that was too long for the narrow column."""
    if line.after_blank or line.is_capitals or before.endswith((";", ".")):
        return False
    return not before.endswith(",") or line.text[0].islower()


def _is_group_title(line: Line) -> bool:
    """ "Bản điện tử:" among the recipients."""
    return line.text.endswith(":") and not line.is_capitals


def _signature(lines: list[Line]) -> Signature:
    lines = [line for line in lines if not _is_noise(line) and not SIGNED.match(line.bare)]
    names = _names(lines)
    capitals = [line.bare for line in lines if line.is_capitals and line not in names]
    capacity = [line for line in capitals if CAPACITY.match(line)]
    positions = [line for line in capitals if not CAPACITY.match(line)]
    if capacity and not positions and ACTING.match(capacity[-1]):
        # "Q. GIÁM ĐỐC": who acts as head holds that post; TM. and KT. name whom one signs for.
        positions = [ACTING.sub("", capacity[-1])]
    return Signature(
        " / ".join(capacity), " / ".join(positions), " / ".join(line.bare for line in names)
    )


def _names(lines: list[Line]) -> list[Line]:
    """Those who sign, one as a rule: in small letters, or in capitals below the empty space."""
    small = [line for line in lines if not line.is_capitals]
    if small:
        named = [line for line in small if _is_short_name(line)]
        return named or [line for line in small if not NO_NAME.search(line.text)][-1:]
    last = lines[-1] if len(lines) > 1 else None
    alone = last and last.after_blank and _is_name(last)
    return [] if not alone or POST.match(last.bare) or CAPACITY.match(last.bare) else [last]


def _groups(lines: list[Line], signing: list[Line]) -> list[tuple[str, list[Line]]]:
    groups: list[tuple[str, list[Line]]] = []
    marks = {id(line) for line in signing}
    taken: Counter[str] = Counter()
    for line in lines:
        eid = "chu-ky" if id(line) in marks else "noi-nhan"
        if groups and groups[-1][0].startswith(eid):
            groups[-1][1].append(line)
        else:
            taken[eid] += 1
            groups.append((f"{eid}-{taken[eid]}" if taken[eid] > 1 else eid, [line]))
    return groups


def _warnings(signature: Signature, signing: list[Line]) -> tuple[ReadingWarning, ...]:
    found = []
    for_head = fold(signature.capacity).split(" / ")[-1].startswith(DEPUTY_SIGNS)
    if for_head and signature.position and not fold(signature.position).startswith("pho"):
        found.append(
            ReadingWarning(
                "deputy-signs-as-head",
                gettext_noop(
                    "Ký thay (KT.) nhưng chức vụ bên dưới không phải cấp phó; kiểm tra lại bản gốc."
                ),
                "chu-ky",
            )
        )
    if signing and not signature.position:
        found.append(
            ReadingWarning(
                "no-position", gettext_noop("Chữ ký không ghi chức vụ của người ký."), "chu-ky"
            )
        )
    if not signing:
        found.append(ReadingWarning("no-signature", gettext_noop("Không thấy phần chữ ký.")))
    return tuple(found)
