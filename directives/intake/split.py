"""One file, several documents: a new one begins where a header follows a finished letter."""

from directives.intake.lines import Line
from directives.intake.signing import is_signing
from directives.intake.words import (
    ADDRESSED_TO,
    ANNEX,
    ANNEXED,
    BODY_ISSUER,
    CAPACITY,
    ENCLOSED_TYPE,
    MOTTO,
    NUMBER_CELL,
    POST,
    RECIPIENTS,
    type_of,
)
from portal.vietnamese.numbers import read_number

# A header's cells stand within so many lines of its first.
HEADER_LINES = 10
# A repeated header and a title of several lines.
ENCLOSED_LINES = 16


def split(lines: list[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = [[]]
    closing = annexed = signed = False
    for at, line in enumerate(lines):
        ended = closing or signed and _is_headed(lines, at)
        if ended and _begins_document(lines, at, annexed=annexed):
            runs.append([])
            closing = annexed = signed = False
        runs[-1].append(line)
        closing = closing or bool(RECIPIENTS.match(line.text))
        signed = signed or is_signing(lines, at)
        annexed = annexed or closing and bool(ANNEX.match(line.text) or ANNEXED.match(line.text))
    return [run for run in runs if run]


def _begins_document(lines: list[Line], at: int, *, annexed: bool) -> bool:
    """A header cell after a blank line. A signature's capitals (TM., KT., BỘ TRƯỞNG) are none, and
    neither is the title of what the document itself encloses ("Ban hành kèm theo …"). Among its
    annexes stand forms with a motto and a blank number: only a filled number begins another."""
    line = lines[at]
    if not line.after_blank or CAPACITY.match(line.bare) or POST.match(line.bare):
        return False
    if annexed:
        return _is_number_cell(line, filled=True) or _heads_another(lines, at)
    following = lines[at + 1 : at + HEADER_LINES]
    if _is_enclosed(lines[at : at + ENCLOSED_LINES]):
        return False
    if MOTTO.match(line.text) or _is_number_cell(line):
        return True
    if type_of(line.text):
        return not ENCLOSED_TYPE.match(line.text)
    issues = line.is_capitals and BODY_ISSUER.match(line.bare)
    return bool(issues) and any(_is_of_a_header(later) for later in following)


def _heads_another(lines: list[Line], at: int) -> bool:
    """Behind an annex: an issuer or the motto, and in the same header a filled number."""
    line, cells = lines[at], lines[at : at + HEADER_LINES]
    is_cell = MOTTO.match(line.text) or line.is_capitals and BODY_ISSUER.match(line.bare)
    if not is_cell or not any(MOTTO.match(cell.text) for cell in cells):
        return False
    number = next(filter(_is_number_cell, cells), None)
    is_filled = number is not None and _is_number_cell(number, filled=True)
    return is_filled and not _is_enclosed(lines[at : at + ENCLOSED_LINES])


def _is_enclosed(lines: list[Line]) -> bool:
    """ "(Ban hành kèm theo …)" stands below, and no number of its own before that: what the
    document encloses repeats its header."""
    for line in lines:
        if ANNEXED.match(line.text):
            return True
        if _is_number_cell(line, filled=True):
            return False
    return False


def _is_headed(lines: list[Line], at: int) -> bool:
    """After a signature without "Nơi nhận" only a whole header begins another document."""
    cells = lines[at : at + HEADER_LINES]
    return any(MOTTO.match(line.text) for line in cells) and any(map(_is_number_cell, cells))


def _is_number_cell(line: Line, *, filled: bool = False) -> bool:
    number = read_number(line.text) if NUMBER_CELL.match(line.text) else None
    return number is not None and (number.number is not None or not filled)


def _is_of_a_header(line: Line) -> bool:
    return bool(
        MOTTO.match(line.text)
        or _is_number_cell(line)
        or ADDRESSED_TO.match(line.text)
        or type_of(line.text)
    )
