"""document_intake · documents_from · document_of_draft · draft_store — from a file to drafts.

What a person sends through the pages goes by `intakes.py`, which asks and answers; both end here.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import PurePath
from typing import Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from directives.duplicates import bands_store, words_of
from directives.intake import DraftClause, DraftDocument, UnreadableFile
from directives.intake.kinds import Kind, kind_of
from directives.intake.lines import Line
from directives.intake.read import Progress
from directives.intake.sandbox import read_safely
from directives.intake.source import Answers, NeedsAnswer, Source
from directives.models import Citation, Clause, Document, Edition, SourceFile
from directives.naming import give_names, set_identifiers, type_of
from directives.secrecy import secrecy_mark
from portal.access import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.refusals import Refused

LABEL_LENGTH = 80
EID_LENGTH = 120
KEY_LENGTH = 80
# As what the files that are read are kept.
KEPT_AS = {
    Kind.TEXT: FileKind.TEXT,
    Kind.DOCX: FileKind.DOCX,
    Kind.DOC: FileKind.DOC,
    Kind.RTF: FileKind.RTF,
    Kind.PDF: FileKind.PDF,
}
# Between the rows of a table within one line of an edition's `source_text`.
ROW_END = "\u2028"


class TakenBefore(Refused):
    """Names the document that came of the same file, so that a page can lead to it."""

    def __init__(self, document: Document) -> None:
        sentence = _("Tệp này đã được nhập rồi: %(document)s. Hãy mở văn bản đó để tiếp tục.")
        super().__init__(sentence % {"document": document.title})
        self.document = document


class Printed(Protocol):
    """What has a label and a text: a clause, read or stored, or a point of a summary."""

    label: str
    text: str


@transaction.atomic
def document_intake(*, actor: Actor, data: bytes, name: str, origin: str = "") -> list[Document]:
    """A draft for every document in the file; each keeps the file as it was received."""
    try:
        source, drafts = read_file(data, name, Answers())
    except (UnreadableFile, NeedsAnswer) as refusal:
        raise Refused(str(refusal)) from refusal
    if secrecy_mark(drafts):
        raise Refused(
            _("Văn bản có dấu chỉ độ mật nên không được đưa lên cổng. Không có gì được lưu lại.")
        )
    refuse_second_time(hashlib.sha256(data).hexdigest())
    file = file_keep(
        data=data,
        name=PurePath(name).name[-200:],
        kind=KEPT_AS[kind_of(data)],
        stored_by=actor.user,
    )
    return documents_from(actor=actor, drafts=drafts, source=source, file=file, origin=origin)


def read_file(
    data: bytes, name: str, answers: Answers, progress: Progress | None = None
) -> tuple[Source, list[DraftDocument]]:
    """What the file holds. Raises UnreadableFile and NeedsAnswer."""
    reading = read_safely(data, name, answers, progress)
    return reading.source, list(reading.documents)


@transaction.atomic
def documents_from(
    *, actor: Actor, drafts: list[DraftDocument], source: Source, file: StoredFile, origin: str
) -> list[Document]:
    """A new document for each that was read."""
    documents = []
    for draft in drafts:
        document = document_of_draft(draft, actor)
        draft_store(
            document=document, draft=draft, source=source, file=file, origin=origin, actor=actor
        )
        documents.append(document)
    for document in documents:
        record(
            actor=actor.user,
            act="document_intake",
            subject=document,
            data={"title": document.title, "sha256": file.received_sha256},
        )
    return documents


def document_of_draft(draft: DraftDocument, actor: Actor) -> Document:
    """A document with what the draft says of itself; what it does not say stays empty."""
    issued, signature = draft.issued, draft.signature
    document = Document(
        type=type_of(draft.type),
        number=(draft.number or "")[:20],
        symbol=draft.symbol[:60],
        identifier=draft.identifier[:80],
        issued_year=issued.year if issued else None,
        issued_month=issued.month if issued else None,
        issued_day=issued.day if issued else None,
        place=draft.place[:100],
        issuer=draft.issuer[:200],
        superior=draft.superior[:200],
        subject=draft.subject[:500],
        addressees=list(draft.addressees),
        recipients=list(draft.recipients),
        signer_capacity=signature.capacity[:60],
        signer_position=signature.position[:150],
        signer_name=signature.name[:150],
        entered_by=actor.user,
    )
    give_names(document)
    document.save()
    set_identifiers(document, [])
    return document


@transaction.atomic
def draft_store(
    *,
    document: Document,
    draft: DraftDocument,
    source: Source | None,
    file: StoredFile | None,
    origin: str,
    actor: Actor,
    number: int = 1,
    **edition_fields: object,
) -> Edition:
    """The words of a draft as an edition of the document, with its tree, what it cites and the
    hints of the reading. `source` says of what kind the file was; without it nothing is known."""
    _refuse_beyond_measure(draft)
    found = source.warnings if source else ()
    edition = Edition.objects.create(
        document=document,
        number=number,
        text_hash=hash_of(draft.walk()),
        source_text=text_of_lines(draft.lines),
        source_places=_places_of(draft.lines),
        source_kind=source.kind if source else "",
        source_pages=source.pages if source else 0,
        warnings=[asdict(warning) for warning in (*found, *draft.warnings)],
        entered_by=actor.user,
        **edition_fields,
    )
    if file:
        SourceFile.objects.create(edition=edition, file=file, origin=origin[:300])
    bands_store(edition, words_of(draft))
    clauses = _store_clauses(edition, draft)
    _store_citations(draft, clauses)
    _store_suggestions(edition, draft, clauses)
    return edition


def text_of_lines(lines: Iterable[Line]) -> str:
    """One line of text for each, so that a clause's first and last line count the same in both;
    the rows of a table are parted by ROW_END."""
    return "\n".join(line.text.replace("\n", ROW_END) for line in lines)


def lines_of_source(edition: Edition) -> list[str]:
    """The lines a clause's `source_from` and `source_to` count; the rows of a table stand on lines
    of their own within one, their cells parted by tabs."""
    if not edition.source_text:
        return []
    return [line.replace(ROW_END, "\n") for line in edition.source_text.split("\n")]


def hash_of(nodes: Iterable[Printed]) -> str:
    """SHA-256 of every label and text in reading order, one a line."""
    lines = (part for node in nodes for part in (node.label, node.text) if part)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def refuse_second_time(digest: str, document: Document | None = None) -> None:
    """Two people may send the same file at the same moment: the second waits for the first. The
    words of one document may be taken from a file another one came from."""
    lock_until_stored([digest])
    sources = SourceFile.objects.filter(file__received_sha256=digest)
    if document:
        sources = sources.filter(edition__document=document)
    earlier = sources.select_related("edition__document").order_by("pk").first()
    if earlier:
        raise TakenBefore(earlier.edition.document)


def lock_until_stored(keys: Iterable[str]) -> None:
    """Until the end of the transaction nobody else stores a file or a number with these keys."""
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _refuse_beyond_measure(draft: DraftDocument) -> None:
    if any(len(node.eid) > EID_LENGTH or len(node.label) > LABEL_LENGTH for node in draft.walk()):
        raise Refused(
            _("Bố cục của tệp có quá nhiều cấp lồng nhau nên chưa đọc được. Hãy kiểm tra lại tệp.")
        )


def _places_of(lines: Iterable[Line]) -> list[list]:
    """For each line its rectangles; nothing at all where no line has one."""
    places = [
        [[place.page, place.left, place.top, place.right, place.bottom] for place in line.places]
        for line in lines
    ]
    return places if any(places) else []


def _store_clauses(edition: Edition, draft: DraftDocument) -> dict[str, Clause]:
    """By their eid. Level by level, so that a tree of any size takes as many statements as it has
    levels."""
    order = {node.eid: at for at, node in enumerate(draft.walk())}
    level: list[tuple[DraftClause, Clause | None]] = [(node, None) for node in draft.clauses]
    stored: dict[str, Clause] = {}
    while level:
        rows = Clause.objects.bulk_create(
            _clause_of(node, edition, parent, order[node.eid]) for node, parent in level
        )
        stored |= {row.eid: row for row in rows}
        level = [(child, stored[node.eid]) for node, _parent in level for child in node.children]
    return stored


def _clause_of(node: DraftClause, edition: Edition, parent: Clause | None, order: int) -> Clause:
    first, last = node.source or (None, None)
    return Clause(
        edition=edition,
        parent=parent,
        order=order,
        depth=parent.depth + 1 if parent else 0,
        part=node.part,
        eid=node.eid,
        label=node.label,
        text=node.text,
        form=node.form,
        source_from=first,
        source_to=last,
    )


def _store_citations(draft: DraftDocument, clauses: dict[str, Clause]) -> None:
    Citation.objects.bulk_create(
        Citation(
            clause=clauses[cited.eid],
            text=cited.text[:300],
            key=cited.key,
            place=cited.place,
            start=cited.start,
            end=cited.end,
        )
        for cited in draft.citations
        if max(len(cited.key), len(cited.place)) <= KEY_LENGTH
    )


def _store_suggestions(edition: Edition, draft: DraftDocument, clauses: dict[str, Clause]) -> None:
    if not draft.suggestions:
        return
    from directives.checking.hints import suggestions_store

    suggestions_store(edition=edition, draft=draft, clauses=clauses)
