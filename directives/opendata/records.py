"""Documents, editions, clauses and relations as plain values for JSON. Ids are addresses."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from directives.force import Standing
from directives.models import Clause, Document, Edition, Relation

Record = dict[str, Any]


def address(name: str, *args: object) -> str:
    """An absolute address, without the language's prefix."""
    return settings.SITE_URL + reverse(f"directives:{name}", args=args)


def document_record(document: Document, standing: Standing) -> Record:
    return {
        "id": address("data_document", document.slug),
        "slug": document.slug,
        "url": settings.SITE_URL + document.get_absolute_url(),
        "type": document.type,
        "type_name": document.get_type_display(),
        "number": document.number or None,
        "symbol": document.symbol or None,
        "identifier": document.identifier or None,
        "issued": {
            "year": document.issued_year,
            "month": document.issued_month,
            "day": document.issued_day,
        },
        "issuer": document.issuer or None,
        "superior": document.superior or None,
        "subject": document.subject,
        "addressees": document.addressees,
        "state": document.state,
        "force": {
            "value": standing.force.value,
            "sentence": standing.sentence,
            "by": [relation_record(relation) for relation in standing.by],
        },
        "published_at": document.published_at.isoformat() if document.published_at else None,
    }


def edition_record(edition: Edition, *, is_current: bool) -> Record:
    document = edition.document
    return {
        "id": address("data_edition", document.slug, edition.number),
        "document": address("data_document", document.slug),
        "number": edition.number,
        "kind": edition.kind,
        "is_summary": edition.is_summary,
        "is_current": is_current,
        "note": edition.note,
        "effective_on": edition.effective_on.isoformat() if edition.effective_on else None,
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "sha256": edition.text_hash,
        "akoma_ntoso": address("data_akn", document.slug, edition.number),
    }


def clause_records(clauses: Iterable[Clause]) -> list[Record]:
    """In reading order; `parent` is the eid of the clause above."""
    clauses = list(clauses)
    eids = {clause.pk: clause.eid for clause in clauses}
    return [
        {
            "eid": clause.eid,
            "parent": eids.get(clause.parent_id),
            "part": clause.part,
            "form": clause.form,
            "label": clause.label,
            "text": clause.text,
            "awaits_official_text": clause.awaits_official_text,
        }
        for clause in clauses
    ]


def relation_record(relation: Relation) -> Record:
    target = relation.target
    shown = target if target and target.state in Document.READABLE else None
    return {
        "source": address("data_document", relation.source.slug),
        "kind": relation.kind,
        "target": address("data_document", shown.slug) if shown else None,
        "target_text": relation.target_text,
        "clause": relation.clause_eid or None,
        "effective_on": relation.effective_on.isoformat() if relation.effective_on else None,
        "note": relation.note or None,
    }
