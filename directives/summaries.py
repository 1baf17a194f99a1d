"""summary_intake — a document the portal does not hold word for word, in our own words."""

from dataclasses import asdict, dataclass

from django.db import transaction

from directives.models import Clause, Document, Edition
from directives.naming import give_names, number_and_symbol, set_identifiers
from directives.taking_in import hash_of
from portal.access import Actor
from portal.audit.services import record
from portal.vietnamese.dates import PartialDate


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
def summary_intake(*, actor: Actor, content: SummaryContent) -> Document:
    document = _document_of(content, actor)
    edition = Edition.objects.create(
        document=document,
        is_summary=True,
        official_text=content.official_text,
        note=content.note,
        text_hash=hash_of(content.clauses),
        entered_by=actor.user,
    )
    placed: dict[str, Clause] = {}
    for order, point in enumerate(content.clauses):
        parent = placed.get(point.eid.rpartition("__")[0])
        placed[point.eid] = Clause.objects.create(
            edition=edition,
            parent=parent,
            order=order,
            depth=parent.depth + 1 if parent else 0,
            **asdict(point),
        )
    record(
        actor=actor.user,
        act="summary_intake",
        subject=document,
        data={"title": document.title},
    )
    return document


def _document_of(content: SummaryContent, actor: Actor) -> Document:
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
    return document
