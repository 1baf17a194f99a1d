"""One run of lines to one document: header, body, closing, annexes, put together."""

from dataclasses import replace

from directives.intake.annexes import annex_tree, take_annexes
from directives.intake.cite import cite
from directives.intake.closing import take_closing
from directives.intake.header import Header, take_header
from directives.intake.lines import Line
from directives.intake.parse import parse
from directives.intake.suggest import suggestions_for
from directives.intake.tree import DraftDocument, ReadingWarning
from directives.intake.words import gettext_noop


def document_of(lines: list[Line]) -> DraftDocument:
    header, rest = take_header(lines)
    own, enclosed = take_annexes(rest)
    body, closing = take_closing(own)
    clauses, warnings = parse(body)
    annexes = [annex_tree(lines, place) for place, lines in enumerate(enclosed, start=1)]
    number, issuers = header.number, header.issuers
    document = DraftDocument(
        number=number.number if number else None,
        symbol=number.symbol if number else "",
        identifier=number.printed if number else "",
        type=header.type,
        issued=header.issued,
        place=header.place,
        issuer=issuers[-1] if issuers else "",
        superior=issuers[0] if len(issuers) > 1 else "",
        subject=_subject(header),
        addressees=tuple(header.addressees),
        recipients=closing.recipients,
        signature=closing.signature,
        clauses=(*header.clauses, *clauses, *closing.clauses, *(tree for tree, _w in annexes)),
        citations=cite([*clauses, *(tree for tree, _warnings in annexes)]),
        warnings=(
            *header.warnings,
            *_missing(header),
            *warnings,
            *closing.warnings,
            *(warning for _tree, found in annexes for warning in found),
        ),
    )
    return replace(document, suggestions=suggestions_for(document))


def _subject(header: Header) -> str:
    joined = " ".join(header.subject)
    for opening in ("V/v", "v/v"):
        joined = joined.removeprefix(opening)
    return joined.strip(" :").rstrip(".")


def _missing(header: Header) -> list[ReadingWarning]:
    """Parts that are not there; they stay empty, nothing is put in their place."""
    found = []
    if header.number is None:
        found.append(ReadingWarning("no-number-cell", gettext_noop("Không thấy ô số và ký hiệu.")))
    elif header.number.number is None:
        found.append(
            ReadingWarning("number-blank", gettext_noop("Số văn bản để trống."), "so-ky-hieu")
        )
    if header.issued is None:
        found.append(ReadingWarning("no-date", gettext_noop("Không thấy ngày ban hành.")))
    elif not header.issued.is_whole:
        found.append(
            ReadingWarning(
                "date-blank", gettext_noop("Ngày hoặc tháng ban hành để trống."), "dia-danh-ngay"
            )
        )
    if not header.capitals:
        found.append(
            ReadingWarning("no-issuer", gettext_noop("Không thấy tên cơ quan ban hành ở phần đầu."))
        )
    if not header.type:
        found.append(ReadingWarning("no-type", gettext_noop("Không nhận ra loại văn bản.")))
    return found
