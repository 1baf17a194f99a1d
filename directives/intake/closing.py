"""The lines after the body: "Nơi nhận" and the signature, in either order."""

from dataclasses import dataclass

from directives.intake.lines import Line
from directives.intake.tree import CONCLUSIONS, DraftClause, ReadingWarning, Signature
from directives.intake.words import CAPACITY, DASH, RECIPIENTS
from portal.vietnamese.folding import fold

LAST_PARAGRAPH_OF_NAME = 60
DEPUTY_SIGNS = ("kt.", "kt ", "k/t")


@dataclass(frozen=True)
class Closing:
    recipients: tuple[str, ...]
    signature: Signature
    clauses: tuple[DraftClause, ...]
    warnings: tuple[ReadingWarning, ...]


def take_closing(lines: list[Line]) -> tuple[list[Line], Closing]:
    """The lines of the body, and what stands after it."""
    at = _where_it_begins(lines)
    recipients, signing = _recipients(lines[at:])
    signature = _signature(signing)
    clauses = []
    for eid, group in _groups(lines[at:], signing):
        text = "\n".join(line.text for line in group)
        match = RECIPIENTS.match(text) if eid == "noi-nhan" else None
        label = text[: match.end()] if match else ""
        clauses.append(DraftClause(eid, label, text[len(label) :].strip(), CONCLUSIONS))
    return lines[:at], Closing(recipients, signature, tuple(clauses), _warnings(signature, signing))


def _where_it_begins(lines: list[Line]) -> int:
    for at in range(len(lines) - 1, -1, -1):
        if RECIPIENTS.match(lines[at].text):
            return _signature_above(lines, at)
    return _signature_above(lines, len(lines))


def _signature_above(lines: list[Line], end: int) -> int:
    """A signature may stand above "Nơi nhận", or close a document that has none."""
    at = end
    if at and len(lines[at - 1].text) < LAST_PARAGRAPH_OF_NAME and _is_name(lines[at - 1]):
        at -= 1
        while at and lines[at - 1].is_capitals and not lines[at - 1].text.endswith((".", ":")):
            at -= 1
    return at if at < end and lines[at].is_capitals else end


def _is_name(line: Line) -> bool:
    words = line.bare.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() for word in words)


def _recipients(lines: list[Line]) -> tuple[tuple[str, ...], list[Line]]:
    """The list under "Nơi nhận", and the lines that are the signature."""
    found, signing, listing = [], [], False
    for line in lines:
        if RECIPIENTS.match(line.text):
            listing = True
        elif listing and (DASH.match(line.text) or _is_group_title(line)):
            if DASH.match(line.text):
                found.append(DASH.sub("", line.text).strip("* ").rstrip(";.").strip())
        else:
            listing = False
            signing.append(line)
    return tuple(found), signing


def _is_group_title(line: Line) -> bool:
    """ "Bản điện tử:" among the recipients."""
    return line.text.endswith(":") and not line.is_capitals


def _signature(lines: list[Line]) -> Signature:
    capitals = [line.bare for line in lines if line.is_capitals]
    names = [line.bare for line in lines if not line.is_capitals]
    capacity = [line for line in capitals if CAPACITY.match(line)]
    positions = [line for line in capitals if not CAPACITY.match(line)]
    if capacity and not positions:
        # "KT. CHỦ TỊCH" with no post below it: the post is the capacity's own.
        positions = [CAPACITY.sub("", capacity[-1]).strip()]
    return Signature(" / ".join(capacity), " / ".join(positions), names[-1] if names else "")


def _groups(lines: list[Line], signing: list[Line]) -> list[tuple[str, list[Line]]]:
    groups: list[tuple[str, list[Line]]] = []
    marks = {id(line) for line in signing}
    for line in lines:
        eid = "chu-ky" if id(line) in marks else "noi-nhan"
        if groups and groups[-1][0].startswith(eid):
            groups[-1][1].append(line)
        else:
            earlier = sum(name.startswith(eid) for name, _group in groups)
            groups.append((f"{eid}-{earlier + 1}" if earlier else eid, [line]))
    return groups


def _warnings(signature: Signature, signing: list[Line]) -> tuple[ReadingWarning, ...]:
    found = []
    for_head = fold(signature.capacity).split(" / ")[-1].startswith(DEPUTY_SIGNS)
    if for_head and signature.position and not fold(signature.position).startswith("pho"):
        found.append(
            ReadingWarning(
                "deputy-signs-as-head",
                "Ký thay (KT.) nhưng chức vụ bên dưới không phải cấp phó; kiểm tra lại bản gốc.",
                "chu-ky",
            )
        )
    if signing and not signature.position:
        found.append(
            ReadingWarning("no-position", "Chữ ký không ghi chức vụ của người ký.", "chu-ky")
        )
    if not signing:
        found.append(ReadingWarning("no-signature", "Không thấy phần chữ ký."))
    return tuple(found)
