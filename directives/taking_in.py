"""document_intake · summary_intake — from a file, or from a summary of our own, to a draft."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePath

from django.db import connection, transaction
from django.utils.translation import gettext as _

from directives.intake import DraftClause, DraftDocument, UnreadableFile, read_documents
from directives.intake.lines import Line, lines_of
from directives.intake.read import read
from directives.intake.split import split
from directives.models import Citation, Clause, Document, Edition, SourceFile
from directives.naming import give_names, number_and_symbol, set_identifiers, type_of
from portal.access import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind, sniff
from portal.refusals import Refused
from portal.vietnamese.dates import PartialDate
from portal.vietnamese.folding import fold

# Marks of secrecy (Luật Bảo vệ bí mật nhà nước), printed alone on their line.
SECRECY_MARKS = {"MẬT", "TỐI MẬT", "TUYỆT MẬT"}
LABEL_LENGTH = 80
EID_LENGTH = 120
KEY_LENGTH = 80


@dataclass(frozen=True)
class SummaryClause:
    """One point of a summary; `eid` says where it belongs (`dieu-8__khoan-1` under `dieu-8`)."""

    eid: str
    label: str
    text: str = ""
    audience: str = ""
    awaits_official_text: bool = False


@dataclass(frozen=True)
class SummaryContent:
    """A document the portal does not hold word for word, in our own words."""

    type: str
    identifier: str
    issued: PartialDate
    issuer: str
    subject: str
    official_text: str
    note: str
    clauses: tuple[SummaryClause, ...]
    reader_note: str = ""
    asserted_in_force: bool = False


@transaction.atomic
def document_intake(*, actor: Actor, data: bytes, name: str, origin: str = "") -> list[Document]:
    """A draft for every document in the file; each keeps the file as it was received."""
    drafts, sources = _read(data, name)
    digest = hashlib.sha256(data).hexdigest()
    _refuse_second_time(digest)
    file = file_keep(
        data=data, name=PurePath(name).name[-200:], kind=FileKind.TEXT, stored_by=actor.user
    )
    documents = []
    for draft, source in zip(drafts, sources, strict=True):
        document = _document_of(draft, actor)
        edition = Edition.objects.create(
            document=document,
            text_hash=_hash(draft.walk()),
            source_text=source,
            warnings=[asdict(warning) for warning in draft.warnings],
        )
        SourceFile.objects.create(edition=edition, file=file, origin=origin[:300])
        _store_clauses(edition, draft)
        documents.append(document)
    for document in documents:
        record(
            actor=actor.user,
            act="document_intake",
            subject=document,
            data={"title": document.title, "sha256": digest},
        )
    return documents


@transaction.atomic
def summary_intake(*, actor: Actor, content: SummaryContent) -> Document:
    number, symbol = number_and_symbol(content.identifier)
    issued = content.issued
    document = Document(
        type=content.type,
        number=number,
        symbol=symbol,
        identifier=content.identifier,
        issued_year=issued.year,
        issued_month=issued.month,
        issued_day=issued.day,
        issuer=content.issuer,
        subject=content.subject,
        reader_note=content.reader_note,
        asserted_in_force=content.asserted_in_force,
        entered_by=actor.user,
    )
    give_names(document)
    document.save()
    set_identifiers(document, [])
    edition = Edition.objects.create(
        document=document,
        is_summary=True,
        official_text=content.official_text,
        note=content.note,
        text_hash=_hash(content.clauses),
    )
    placed: dict[str, Clause] = {}
    for order, point in enumerate(content.clauses):
        parent = placed.get(point.eid.rpartition("__")[0])
        placed[point.eid] = Clause.objects.create(
            edition=edition,
            parent=parent,
            order=order,
            depth=parent.depth + 1 if parent else 0,
            folded=fold(f"{point.label} {point.text}"),
            **asdict(point),
        )
    record(
        actor=actor.user,
        act="summary_intake",
        subject=document,
        data={"title": document.title},
    )
    return document


def _read(data: bytes, name: str) -> tuple[list[DraftDocument], list[str]]:
    if data.strip() and sniff(data) not in {FileKind.TEXT, None}:
        raise Refused(
            _("Cổng đọc được tệp văn bản thuần TXT (UTF-8). Hãy lưu văn bản dưới dạng đó.")
        )
    try:
        lines = lines_of(read(data, name))
        drafts = read_documents(data, name)
    except UnreadableFile as error:
        raise Refused(str(error)) from error
    if any(line.bare in SECRECY_MARKS for line in lines):
        raise Refused(
            _("Văn bản có dấu chỉ độ mật nên không được đưa lên cổng. Không có gì được lưu lại.")
        )
    _refuse_beyond_measure(drafts)
    return drafts, [_text_of(run) for run in split(lines)]


def _refuse_beyond_measure(drafts: list[DraftDocument]) -> None:
    nodes = [node for draft in drafts for node in draft.walk()]
    if any(len(node.eid) > EID_LENGTH or len(node.label) > LABEL_LENGTH for node in nodes):
        raise Refused(
            _("Bố cục của tệp có quá nhiều cấp lồng nhau nên chưa đọc được. Hãy kiểm tra lại tệp.")
        )


def _text_of(run: list[Line]) -> str:
    """The lines as received, with blank lines where they stood."""
    return "\n".join(f"\n{line.text}" if line.after_blank else line.text for line in run).strip()


def _refuse_second_time(digest: str) -> None:
    """Two people may send the same file at the same moment: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
    stored = StoredFile.objects.filter(received_sha256=digest)
    earlier = (
        SourceFile.objects.filter(file__in=stored)
        .select_related("edition__document")
        .order_by("pk")
        .first()
    )
    if earlier:
        raise Refused(
            _("Tệp này đã được nhập rồi: %(document)s. Hãy mở văn bản đó để tiếp tục.")
            % {"document": earlier.edition.document.title}
        )


def _document_of(draft: DraftDocument, actor: Actor) -> Document:
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


def _store_clauses(edition: Edition, draft: DraftDocument) -> None:
    """Level by level, so that a tree of any size takes as many statements as it has levels."""
    order = {node.eid: at for at, node in enumerate(draft.walk())}
    level: list[tuple[DraftClause, Clause | None]] = [(node, None) for node in draft.clauses]
    stored: dict[str, Clause] = {}
    while level:
        rows = Clause.objects.bulk_create(
            Clause(
                edition=edition,
                parent=parent,
                order=order[node.eid],
                depth=parent.depth + 1 if parent else 0,
                part=node.part,
                eid=node.eid,
                label=node.label,
                text=node.text,
                folded=fold(f"{node.label} {node.text}"),
            )
            for node, parent in level
        )
        stored |= {row.eid: row for row in rows}
        level = [(child, stored[node.eid]) for node, _parent in level for child in node.children]
    Citation.objects.bulk_create(
        Citation(
            clause=stored[cited.eid],
            text=cited.text[:300],
            key=cited.key,
            start=cited.start,
            end=cited.end,
        )
        for cited in draft.citations
        if len(cited.key) <= KEY_LENGTH
    )


def _hash(nodes: Iterable[DraftClause | SummaryClause]) -> str:
    """SHA-256 of every label and text in reading order, one a line."""
    lines = (part for node in nodes for part in (node.label, node.text) if part)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
