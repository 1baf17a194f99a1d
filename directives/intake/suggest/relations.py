"""What a document does to others: what it is based on, carries out, corrects, replaces, ends."""

import re
from collections.abc import Iterator

from directives.intake.tree import DraftCitation, DraftClause, DraftDocument, DraftSuggestion
from directives.intake.words import gettext_noop

# How the words before a citation begin, nearest first; kinds are those of directives.Relation.
# What "được sửa đổi bởi …" tells was done by another document.
PASSIVE = r"(?<!được )(?<!bị )"
OPENINGS = [
    ("implements", re.compile(r"^\W*(?:Thực hiện|Triển khai|Tiếp tục thực hiện)\b[^.;]*$")),
    ("based_on", re.compile(r"^\W*(?:Căn cứ|Theo)\b[^.;]*$")),
]
CHANGES = [
    ("corrects", re.compile(rf"{PASSIVE}đính chính[^.;]*$", re.IGNORECASE)),
    ("replaces", re.compile(rf"{PASSIVE}thay thế(?: cho)?[^.;]*$", re.IGNORECASE)),
    ("repeals", re.compile(rf"{PASSIVE}bãi bỏ[^.;]*$", re.IGNORECASE)),
    ("amends", re.compile(rf"{PASSIVE}sửa đổi(?:, bổ sung)?[^.;]*$", re.IGNORECASE)),
]
# A legal basis changes nothing: what it says is amended is so by the document it names. And what
# stands in the title of that document is no basis itself.
BASIS = re.compile(r"^\W*(?:Căn cứ|Xét)\b")
IN_TITLE = re.compile(
    r"[^.;]*\b(?:được|về|V/v|quy định|hướng dẫn|ban hành|phê duyệt|triển khai|thực hiện|sửa đổi)\b"
    r"[^.;]*$"
)
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
    before: DraftCitation | None = None
    for citation in document.citations:
        if citation.place or citation.text == document.identifier:
            continue
        clause = clauses[citation.eid]
        kind = _kind(clause, citation, before)
        before = citation
        if kind and (kind, citation.key) not in said:
            said.add((kind, citation.key))
            yield _hint(kind, clause, citation)


def _kind(clause: DraftClause, citation: DraftCitation, last: DraftCitation | None) -> str:
    start = citation.start
    before = clause.text[max(0, start - REACH) : start]
    if start > REACH:
        # A letter stands for what is left out: this is not how the clause begins.
        before = f"x{before}"
    after = clause.text[citation.end : citation.end + REACH]
    changed = next((kind for kind, form in AFTER if form.match(after)), "")
    # An item that begins so orders others to carry it out.
    is_item = bool(clause.label) or "__" in clause.eid
    forms = OPENINGS[1:] if is_item else OPENINGS
    opened = next((kind for kind, form in forms if form.search(before)), "")
    is_basis = bool(BASIS.match(clause.text))
    if changed or not (opened or is_basis):
        return changed or next((kind for kind, form in CHANGES if form.search(before)), "")
    if last and last.eid == citation.eid and IN_TITLE.match(clause.text[last.end : start]):
        return ""
    return opened or "based_on"


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
