"""What a document does to others: what it is based on, carries out, corrects, replaces, ends."""

import re
from collections.abc import Iterator

from directives.intake.tree import DraftCitation, DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop

# How the words before a citation begin, nearest first; kinds are those of directives.Relation.
BEFORE = [
    ("corrects", re.compile(r"đính chính[^.;]*$", re.IGNORECASE)),
    ("replaces", re.compile(r"thay thế(?: cho)?[^.;]*$", re.IGNORECASE)),
    ("repeals", re.compile(r"bãi bỏ[^.;]*$", re.IGNORECASE)),
    ("amends", re.compile(r"sửa đổi(?:, bổ sung)?[^.;]*$", re.IGNORECASE)),
    ("implements", re.compile(r"^\W*(?:Thực hiện|Triển khai|Tiếp tục thực hiện)\b[^.;]*$")),
    ("based_on", re.compile(r"^\W*(?:Căn cứ|Theo)\b[^.;]*$")),
]
# So far from a citation its verb may stand.
REACH = 1000
AFTER = [
    ("repeals", re.compile(r"^[^.;]{0,80}hết hiệu lực", re.IGNORECASE)),
    ("replaces", re.compile(r"^[^.;]{0,60}được thay thế bằng", re.IGNORECASE)),
]
REASON = {
    "corrects": gettext_noop("Văn bản nói đính chính %(text)s."),
    "replaces": gettext_noop("Văn bản nói thay thế %(text)s."),
    "repeals": gettext_noop("Văn bản nói bãi bỏ hoặc chấm dứt hiệu lực của %(text)s."),
    "amends": gettext_noop("Văn bản nói sửa đổi, bổ sung %(text)s."),
    "implements": gettext_noop("Mở đầu văn bản nói thực hiện, triển khai %(text)s."),
    "based_on": gettext_noop("Phần căn cứ của văn bản nêu %(text)s."),
}


def relations(document: DraftDocument) -> Iterator[DraftSuggestion]:
    """Each relation once, from the first clause that says it."""
    said: set[tuple[str, str]] = set()
    clauses = {clause.eid: clause for clause in document.walk()}
    for citation in document.citations:
        if citation.place or citation.text == document.identifier:
            continue
        clause = clauses[citation.eid]
        kind = _kind(clause, citation)
        if kind and (kind, citation.key) not in said:
            said.add((kind, citation.key))
            yield _hint(kind, clause, citation)


def _kind(clause: DraftClause, citation: DraftCitation) -> str:
    far = citation.start > REACH
    before = clause.text[citation.start - REACH if far else 0 : citation.start]
    if far:
        # A letter stands for what is left out: this is not how the clause begins.
        before = f"x{before}"
    after = clause.text[citation.end : citation.end + REACH]
    for kind, form in AFTER:
        if form.match(after):
            return kind
    return next((kind for kind, form in BEFORE if form.search(before)), "")


def _hint(kind: str, clause: DraftClause, citation: DraftCitation) -> DraftSuggestion:
    return DraftSuggestion(
        "relation",
        f"quan-he-{kind.replace('_', '-')}",
        REASON[kind],
        {"text": citation.text},
        clause.eid,
        citation.text,
        citation.start,
        citation.end,
        {"kind": kind, "text": citation.text, "key": citation.key},
    )
