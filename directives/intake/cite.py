"""References to other documents in running text: "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021"."""

import re
from collections.abc import Iterable

from directives.intake.tree import BODY, DraftCitation, DraftClause
from directives.intake.words import CITED_TYPES
from portal.vietnamese.numbers import find_numbers

TYPES = "|".join(sorted(CITED_TYPES, key=len, reverse=True))
# "Quyết định số ", or with a title between: "Luật An ninh mạng số ".
TYPE_BEFORE = re.compile(
    rf"\b(?:{TYPES})(?:\s+(?:số:?\s*)?|\s(?:(?!\b(?:{TYPES})\b)[^\d,;:.()]){{2,80}}số:?\s*)$",
    re.IGNORECASE,
)
# So far back a type's name may stand.
BEFORE = 120
DATE_AFTER = re.compile(
    r"^,?\s*ngày\s+(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
    r"|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4})"
)
AFTER = 60


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
        before = TYPE_BEFORE.search(text[max(0, start - BEFORE) : start])
        after = DATE_AFTER.match(text[end : end + AFTER])
        begin = start - len(before[0]) if before else start
        stop = end + after.end() if after else end
        found.append(DraftCitation(text[begin:stop], number.key, eid, begin, stop))
    return found
