"""What a citation prints, against what the portal holds of the document it names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from directives.intake.tree import DraftCitation, DraftSuggestion
from directives.intake.words import gettext_noop
from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.folding import fold

DATE = gettext_noop(
    "Chỗ này ghi %(printed)s, còn văn bản %(identifier)s trên cổng ghi %(held)s. "
    "Có thể in sai ngày hoặc sai số."
)
TYPE = gettext_noop("Chỗ này gọi là %(printed)s, còn văn bản %(identifier)s trên cổng là %(held)s.")


@dataclass(frozen=True)
class HeldFact:
    identifier: str
    type: str
    issued: PartialDate | None


def contradictions(
    citations: Iterable[DraftCitation], held: Mapping[str, HeldFact]
) -> Iterator[DraftSuggestion]:
    """`held` by the citation's key. Missing parts of a date contradict nothing."""
    for citation in citations:
        fact = held.get(citation.key)
        if fact is None or citation.place:
            continue
        printed = parse_date(citation.text)
        if printed and fact.issued and _differ(printed, fact.issued):
            yield _hint("ngay-khac", DATE, citation, fact, printed.short(), fact.issued.short())
        named = _type_named(citation.text, fact.type)
        if named:
            yield _hint("loai-khac", TYPE, citation, fact, named, fact.type)


def _differ(one: PartialDate, other: PartialDate) -> bool:
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _type_named(text: str, held: str) -> str:
    """The words before the number, where they are another type's; "" where they agree."""
    words = text.split(" số ")[0].strip() if " số " in text else ""
    if not words or fold(words).startswith(fold(held)) or len(words.split()) > 4:
        return ""
    return words


def _hint(
    rule: str, reason: str, citation: DraftCitation, fact: HeldFact, printed: str, held: str
) -> DraftSuggestion:
    return DraftSuggestion(
        "correction",
        rule,
        reason,
        {"printed": printed, "identifier": fact.identifier, "held": held},
        citation.eid,
        citation.text,
        citation.start,
        citation.end,
        {"suggested": citation.text.replace(printed, held) if printed in citation.text else ""},
    )
