"""One file, several documents: a new one begins where a header follows a finished signature."""

from directives.intake.lines import Line
from directives.intake.words import (
    BODY_ISSUER,
    CAPACITY,
    MOTTO,
    NUMBER_CELL,
    RECIPIENTS,
    type_of,
)


def split(lines: list[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = [[]]
    closing = False
    for line in lines:
        if closing and _begins_document(line):
            runs.append([])
            closing = False
        runs[-1].append(line)
        closing = closing or bool(RECIPIENTS.match(line.text))
    return [run for run in runs if run]


def _begins_document(line: Line) -> bool:
    """A header cell after a blank line. A signature's capitals (TM., KT., GIÁM ĐỐC) are none."""
    if not line.after_blank or CAPACITY.match(line.bare):
        return False
    if MOTTO.match(line.text) or type_of(line.text):
        return True
    if NUMBER_CELL.match(line.text) and "/" in line.text:
        return True
    return line.is_capitals and bool(BODY_ISSUER.match(line.bare))
