"""What a document encloses after its signature: annexes, or the rules it promulgates."""

import re
from itertools import pairwise

from directives.intake.labels import label_of
from directives.intake.lines import Line
from directives.intake.parse import parse
from directives.intake.signing import is_name, is_signing
from directives.intake.tree import BODY, DraftClause, ReadingWarning, labelled
from directives.intake.words import (
    ANNEX,
    ANNEXED,
    BODY_ISSUER,
    CAPACITY,
    DASH,
    ENCLOSED_TYPE,
    MOTTO,
    POST,
    RECIPIENTS,
    RULE,
)

# "(Ban hành kèm theo …)" stands within so many lines of the enclosed text's title.
TITLE_LINES = 6
# What is promulgated may repeat the header of what promulgates it, in so many lines.
HEADER_LINES = 10
EID = "phu-luc"
# The first article or chapter of an enclosed text, and how near its title it stands.
FIRST = re.compile(r"^[#*_\s]*(?:Chương\s+(?:I|1)|CHƯƠNG\s+(?:I|1)|Điều\s+1|Mục\s+1|Phần\s+I)\b")
OPENING = 12


def take_annexes(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """The document itself, and one run of lines an annex; only what follows "Nơi nhận" or a
    signature is one."""
    closed = next((at for at in range(len(lines)) if _is_closed(lines, at)), len(lines))
    starts = sorted({at for line in range(closed + 1, len(lines)) for at in _start(lines, line)})
    # What stands within the title of the one before begins none of its own.
    starts = [
        at
        for n, at in enumerate(starts)
        if n == 0 or at > starts[n - 1] + _title_length(lines, starts[n - 1])
    ]
    if not starts:
        return lines, []
    runs = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    return lines[: starts[0]], runs


def _is_closed(lines: list[Line], at: int) -> bool:
    return bool(RECIPIENTS.match(lines[at].text)) or is_signing(lines, at)


def annex_tree(lines: list[Line], place: int) -> tuple[DraftClause, tuple[ReadingWarning, ...]]:
    """One node with the annex's title, and under it its own tree, articles too."""
    eid = f"{EID}-{place}"
    length = _title_length(lines, 0) + 1
    title = "\n".join(line.text for line in lines[:length])
    match = ANNEX.match(title)
    node = labelled(eid, match[0] if match else "", title, BODY)
    children, warnings = parse(lines[length:], within=eid)
    return DraftClause(eid, node.label, node.text, BODY, children), warnings


def _start(lines: list[Line], at: int) -> list[int]:
    """Where an annex begins that this line shows: itself, or the title above "(Kèm theo …)"."""
    if ANNEX.match(lines[at].text) and _is_apart(lines, at):
        return [at]
    if ENCLOSED_TYPE.match(lines[at].text) and _is_apart(lines, at) and not _heads(lines, at - 1):
        has_first = any(FIRST.match(line.text) for line in lines[at : at + OPENING])
        return [_with_header(lines, at)] if has_first else []
    if not ANNEXED.match(lines[at].text):
        return []
    top = _top_of_block(lines, at)
    if top == at:
        top = _top_of_block(lines, at - 1)
    line = lines[top]
    near = at - top <= TITLE_LINES and not _signs(line)
    fits = near and _is_apart(lines, top) and line.is_capitals
    return [_with_header(lines, top)] if fits else []


def _top_of_block(lines: list[Line], at: int) -> int:
    """The line after the nearest blank, no further up than a title is long."""
    for above in range(at, max(-1, at - TITLE_LINES), -1):
        if _is_apart(lines, above):
            return above
    return at


def _is_apart(lines: list[Line], at: int) -> bool:
    """A blank line stands before, or what nothing of a closing follows: the signer's name, the
    last of the recipients; or the header's motto."""
    if lines[at].after_blank or at == 0:
        return True
    above = lines[at - 1]
    if MOTTO.match(above.text) or RULE.match(above.text):
        return True
    if DASH.match(above.text):
        return above.text.endswith(".")
    return is_name(above) and not _heads(lines, at - 1)


def _heads(lines: list[Line], at: int) -> bool:
    """ "Chương I": what stands below is its title ("QUY ĐỊNH CHUNG")."""
    return at >= 0 and label_of(lines[at].text, articles=True) is not None


def _with_header(lines: list[Line], title: int) -> int:
    """Where the header begins that stands repeated above the title; the title itself for none."""
    start, has_motto = title, False
    for at in range(title - 1, max(-1, title - 1 - HEADER_LINES), -1):
        line = lines[at]
        is_motto = bool(MOTTO.match(line.text))
        if not (is_motto or line.is_capitals or RULE.match(line.text)) or _signs(line):
            break
        has_motto = has_motto or is_motto
        if has_motto and line.after_blank and (is_motto or BODY_ISSUER.match(line.bare)):
            start = at
    return start


def _signs(line: Line) -> bool:
    return bool(CAPACITY.match(line.bare) or POST.match(line.bare))


def _enclosing(lines: list[Line]) -> int:
    """How far below the title "(Kèm theo …)" stands; 0 for nowhere. Only a title lies between."""
    for n, line in enumerate(lines):
        if n and ANNEXED.match(line.text):
            return n
        if n and label_of(line.text, articles=True):
            break
    return 0


def _rest_of_bracket(lines: list[Line]) -> int:
    """ "(Ban hành kèm theo … năm" ⏎ "2024)": the lines below that close what the first opens."""
    if lines[0].text.count("(") <= lines[0].text.count(")"):
        return 0
    return next((n for n, line in enumerate(lines[1:3], start=1) if ")" in line.text), 0)


def _title_length(lines: list[Line], start: int) -> int:
    """How many lines after its first belong to an annex's title."""
    block = lines[start : start + TITLE_LINES + 1]
    if any(MOTTO.match(line.text) for line in block):
        block = lines[start : start + HEADER_LINES + TITLE_LINES + 1]
    if enclosing := _enclosing(block):
        return enclosing + _rest_of_bracket(block[enclosing:])
    length = 1
    while length < len(block) and block[length].is_capitals and not ANNEX.match(block[length].text):
        if label_of(block[length].text, articles=True):
            break
        length += 1
    return length - 1
