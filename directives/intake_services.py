"""document_intake · summary_intake — from a file, or from staff's own summary, to drafts."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from directives.intake import DraftClause, DraftDocument, UnreadableFile, read_documents
from directives.models import Citation, Clause, Document, Edition, SourceFile
from directives.services import folded_of, identify
from portal.access import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.refusals import Refused
from portal.vietnamese.folding import fold, slugify

TYPES_BY_FOLDED_NAME = {fold(str(label)): value for value, label in Document.Type.choices}
MAX_SLUG = 100


@dataclass(frozen=True)
class SummaryClause:
    """A clause in the staff's own words; without text its official wording is awaited."""

    eid: str
    label: str
    text: str = ""
    audience: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Summary:
    """A document whose words the portal does not hold. `fields` are columns of Document."""

    fields: dict
    official_text: str
    note: str
    clauses: tuple[SummaryClause, ...]


@transaction.atomic
def document_intake(*, actor: Actor, data: bytes, name: str, origin: str = "") -> list[Document]:
    """One draft a document found in the file; all point at the one stored file."""
    digest = hashlib.sha256(data).hexdigest()
    known = SourceFile.objects.filter(file__received_sha256=digest).select_related(
        "edition__document"
    )
    if earlier := known.first():
        raise Refused(
            _("Tệp này đã được nhập từ trước: %(title)s. Không nhập lần nữa.")
            % {"title": earlier.edition.document.title}
        )
    try:
        found = read_documents(data, name)
    except UnreadableFile as error:
        raise Refused(str(error)) from error
    file = file_keep(
        data=data, name=PurePath(name).name[-200:], kind=FileKind.TEXT, stored_by=actor.user
    )
    return [_write(actor, draft, file, origin) for draft in found]


def _write(actor: Actor, draft: DraftDocument, file: StoredFile, origin: str) -> Document:
    document = Document(
        type=TYPES_BY_FOLDED_NAME.get(fold(draft.type), Document.Type.OTHER),
        number=draft.number or "",
        symbol=draft.symbol,
        identifier=draft.identifier,
        issued_year=draft.issued.year if draft.issued else None,
        issued_month=draft.issued.month if draft.issued else None,
        issued_day=draft.issued.day if draft.issued else None,
        place=draft.place,
        issuer=draft.issuer,
        superior=draft.superior,
        subject=draft.subject[:500],
        addressees=list(draft.addressees),
        recipients=list(draft.recipients),
        signer_capacity=draft.signature.capacity[:60],
        signer_position=draft.signature.position[:150],
        signer_name=draft.signature.name[:150],
        entered_by=actor.user,
    )
    _save_new(document)
    text = draft.joined_text()
    edition = Edition.objects.create(
        document=document,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        source_text=text,
        warnings=[vars(warning) for warning in draft.warnings],
    )
    SourceFile.objects.create(edition=edition, file=file, origin=origin)
    clauses = _write_tree(edition, draft.clauses)
    Citation.objects.bulk_create(
        Citation(clause=clauses[c.eid], text=c.text[:300], key=c.key, start=c.start, end=c.end)
        for c in draft.citations
    )
    record(
        actor=actor.user,
        act="document_intake",
        subject=document,
        data={"sha256": file.sha256, "clauses": len(clauses)},
    )
    return document


def _save_new(document: Document) -> None:
    year = str(document.issued_year or "")
    stem = slugify(f"{document.get_type_display()} {document.identifier} {year}")[:MAX_SLUG]
    slug, again = stem or "van-ban", 1
    while Document.objects.filter(slug=slug).exists():
        again += 1
        slug = f"{stem}-{again}"
    document.slug = slug
    document.folded = folded_of(document)
    document.save()
    identify(document)


def _write_tree(edition: Edition, tops: tuple[DraftClause, ...]) -> dict[str, Clause]:
    """All clauses in reading order, parents before children."""
    written: dict[str, Clause] = {}

    def write(draft: DraftClause, parent: Clause | None) -> None:
        written[draft.eid] = clause = Clause.objects.create(
            edition=edition,
            parent=parent,
            order=len(written),
            depth=parent.depth + 1 if parent else 0,
            part=draft.part,
            eid=draft.eid[:120],
            label=draft.label[:80],
            text=draft.text,
            folded=fold(draft.text),
        )
        for child in draft.children:
            write(child, clause)

    for top in tops:
        write(top, None)
    return written


@transaction.atomic
def summary_intake(*, actor: Actor, summary: Summary) -> Document:
    """A draft whose one edition says of itself that it is a summary."""
    document = Document(entered_by=actor.user, **summary.fields)
    _save_new(document)
    joined = "\n".join(f"{clause.label} {clause.text}" for clause in summary.clauses)
    edition = Edition.objects.create(
        document=document,
        is_summary=True,
        official_text=summary.official_text,
        note=summary.note,
        text_hash=hashlib.sha256(joined.encode()).hexdigest(),
    )
    written: dict[str, Clause] = {}
    for order, clause in enumerate(summary.clauses):
        parent = written.get(clause.parent)
        written[clause.eid] = Clause.objects.create(
            edition=edition,
            parent=parent,
            order=order,
            depth=parent.depth + 1 if parent else 0,
            eid=clause.eid,
            label=clause.label,
            text=clause.text,
            folded=fold(clause.text),
            audience=clause.audience,
            awaits_official_text=not clause.text,
        )
    record(actor=actor.user, act="summary_intake", subject=document)
    return document
