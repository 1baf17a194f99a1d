"""Several letters in one file: a document that came without its header may be named by the letter
that encloses it. What is taken over is said in a warning; in doubt nothing is."""

from dataclasses import replace
from typing import TypeVar

from directives.intake.cite.numbers import numbered
from directives.intake.tree import DraftDocument, ReadingWarning
from directives.intake.words import gettext_noop
from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import DocumentNumber, find_numbers

# So much of the subject must agree for two titles to be one.
SUBJECT_LETTERS = 60

T = TypeVar("T")
Named = tuple[DocumentNumber, PartialDate | None, str]


def with_enclosed_numbers(documents: list[DraftDocument]) -> list[DraftDocument]:
    return [
        document if document.identifier or not document.subject else _named(document, documents)
        for document in documents
    ]


def _named(document: DraftDocument, documents: list[DraftDocument]) -> DraftDocument:
    """Named as the other letters agree; where they do not, the part in doubt stays empty."""
    found = [
        named
        for other in documents
        if other is not document
        for named in _mentions(document, other)
    ]
    numbers = {number for number, _issued, _issuer in found}
    if len(numbers) != 1:
        return document
    number = numbers.pop()
    warning = ReadingWarning(
        "named-by-letter",
        gettext_noop(
            "Số, ngày và cơ quan ban hành (%(number)s) lấy theo công văn gửi kèm trong cùng tệp, "
            "không có ở phần đầu của chính văn bản."
        ),
        "",
        {"number": number.printed},
    )
    return replace(
        document,
        number=number.number,
        symbol=number.symbol,
        identifier=number.printed,
        issued=document.issued or _agreed({issued for _number, issued, _issuer in found}),
        issuer=document.issuer or _agreed({issuer for _number, _issued, issuer in found}) or "",
        warnings=(*document.warnings, warning),
    )


def _agreed(said: set[T]) -> T | None:
    """What all say who say anything."""
    said = {value for value in said if value}
    return said.pop() if len(said) == 1 else None


def _mentions(document: DraftDocument, other: DraftDocument) -> list[Named]:
    """Where the other letter names a document of this type and this subject."""
    found = []
    wanted = fold(document.subject)[:SUBJECT_LETTERS]
    for clause in other.walk():
        for citation in numbered(clause.text):
            rest = clause.text[citation.end :]
            same_type = fold(citation.text).startswith(fold(document.type))
            if same_type and wanted and wanted in fold(rest[:300]):
                number = find_numbers(citation.text)[0][2]
                found.append((number, parse_date(citation.text), citation.issuer))
    return found
