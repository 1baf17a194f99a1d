"""References in running text: to documents by number or by name, and to places in them.

Each is a span of the text it stands in; the text itself stays untouched. What a reference leads to
is answered by `directives.citations` when the text is read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from directives.intake.cite.names import law_names
from directives.intake.cite.numbers import numbered
from directives.intake.cite.places import Amended, cited_places, is_amending
from directives.intake.tree import BODY, DraftCitation, DraftClause

NOTHING_AMENDED = Amended("")
# A long table is looked through row by row, and no row further than this: looking for a place and
# its document goes through all that stand in one text.
LONG = 50_000
ROW = re.compile(rf".{{1,{LONG}}}")
# Most clauses cite nothing, which shows in what they do not contain.
NUMERAL = re.compile("[0-9]")
WORDS_OF_REFERENCES = ("uật ", "lệnh ", "Hiến pháp", "khoản này")


def cite(clauses: Iterable[DraftClause]) -> tuple[DraftCitation, ...]:
    """Every reference in the bodies, with its span in the clause's text."""
    return tuple(
        found for top in clauses if top.part == BODY for found in _below(top, NOTHING_AMENDED)
    )


def citations_in(
    text: str, eid: str = "", amended: Amended = NOTHING_AMENDED
) -> list[DraftCitation]:
    """In order, none inside another. `amended`: what the clauses above say is changed here."""
    if not NUMERAL.search(text) and not any(word in text for word in WORDS_OF_REFERENCES):
        return []
    if len(text) > LONG:
        return [found for row in ROW.finditer(text) for found in _in_row(row, eid, amended)]
    by_number = numbered(text, eid)
    documents = sorted([*by_number, *law_names(text, eid, by_number)], key=lambda c: c.start)
    places = cited_places(text, eid, documents, amended)
    return sorted([*documents, *places], key=lambda citation: citation.start)


def _in_row(row: re.Match[str], eid: str, amended: Amended) -> Iterator[DraftCitation]:
    for found in citations_in(row[0], eid, amended):
        yield replace(found, start=found.start + row.start(), end=found.end + row.start())


def amended_by(text: str, amended: Amended) -> Amended:
    """What the clauses under one of this text change: the one document it says is amended."""
    if not is_amending(text):
        return amended
    keys = {c.key for c in citations_in(text) if c.key and not c.place}
    return Amended(keys.pop()) if len(keys) == 1 else amended


def _below(clause: DraftClause, amended: Amended) -> list[DraftCitation]:
    found = citations_in(clause.text, clause.eid, amended)
    inside = amended_by(clause.text, amended) if clause.children else amended
    for child in clause.children:
        found += _below(child, inside)
    return found
