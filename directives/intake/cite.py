"""References to other documents in running text: "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021"."""

import re
from collections.abc import Iterable

from directives.intake.tree import BODY, DraftCitation, DraftClause
from directives.intake.words import CITED_TYPES
from portal.vietnamese.numbers import find_numbers

TYPE_BEFORE = re.compile(
    rf"(?:{'|'.join(sorted(CITED_TYPES, key=len, reverse=True))})\s+(?:số:?\s*)?$", re.IGNORECASE
)
DATE_AFTER = re.compile(
    r"^,?\s*ngày\s+(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
)


def cite(clauses: Iterable[DraftClause]) -> tuple[DraftCitation, ...]:
    """Every reference in the bodies, with its span in the clause's text."""
    return tuple(
        citation
        for top in clauses
        for clause in top.walk()
        if clause.part == BODY
        for citation in citations_in(clause.text, clause.eid)
    )


def citations_in(text: str, eid: str = "") -> list[DraftCitation]:
    found = []
    for start, end, number in find_numbers(text):
        if number.number is None:
            continue
        before = TYPE_BEFORE.search(text[:start])
        after = DATE_AFTER.match(text[end:])
        begin = before.start() if before else start
        stop = end + after.end() if after else end
        found.append(DraftCitation(text[begin:stop], number.key, eid, begin, stop))
    return found
