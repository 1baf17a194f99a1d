"""Documents, editions, clauses and relations as plain values for JSON. Ids are addresses, the same
in every language; `url` leads to the page for people."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from directives.force import Standing
from directives.models import Clause, Document, Edition, Relation
from directives.pieces import Piece
from directives.reading import ShownClause

Record = dict[str, Any]


def site_address(path: str) -> str:
    return settings.SITE_URL + path


def address(name: str, *args: object) -> str:
    """An absolute address, without the language's prefix."""
    with override("vi"):
        return site_address(reverse(f"directives:{name}", args=args))


def document_record(document: Document, standing: Standing, on: date) -> Record:
    return {
        "id": address("data_document", document.slug),
        "slug": document.slug,
        "url": site_address(document.get_absolute_url()),
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
        "place": document.place or None,
        "subject": document.subject,
        "addressees": document.addressees,
        "state": document.state,
        "withdrawn": _withdrawal(document),
        "force": {
            "on": on.isoformat(),
            "value": standing.force.value,
            "sentence": standing.sentence,
            "by": [relation_record(relation, document) for relation in standing.by],
        },
        "published_at": _moment(document.published_at),
    }


def _withdrawal(document: Document) -> Record | None:
    if document.state != Document.State.WITHDRAWN:
        return None
    return {"at": _moment(document.withdrawn_at), "reason": document.withdrawn_reason}


def edition_record(edition: Edition, *, is_current: bool) -> Record:
    document, cause = edition.document, edition.caused_by
    shown = cause if cause and cause.state in Document.READABLE else None
    return {
        "id": address("data_edition", document.slug, edition.number),
        "document": address("data_document", document.slug),
        "number": edition.number,
        "kind": edition.kind,
        "is_summary": edition.is_summary,
        "official_text": edition.official_text or None,
        "is_current": is_current,
        "note": edition.note,
        "stands_from": edition.stood_from.isoformat(),
        "effective_on": edition.effective_on.isoformat() if edition.effective_on else None,
        "caused_by": address("data_document", shown.slug) if shown else None,
        "published_at": _moment(edition.published_at),
        "sha256": edition.text_hash,
        "clauses_at": address("data_clauses", document.slug, edition.number),
        "akoma_ntoso": address("data_akn", document.slug, edition.number),
    }


def clause_records(clauses: Sequence[Clause], edition: Edition) -> list[Record]:
    """In the order given; `parent` is the eid of the clause above."""
    above = {clause.parent_id for clause in clauses} - {None}
    eids = dict(edition.clauses.filter(pk__in=above).order_by().values_list("pk", "eid"))
    return [_clause_record(clause, edition, eids.get(clause.parent_id)) for clause in clauses]


def _clause_record(clause: Clause, edition: Edition, parent: str | None) -> Record:
    return {
        "id": address("data_clause", edition.document.slug, edition.number, clause.eid),
        "eid": clause.eid,
        "parent": parent,
        "part": clause.part,
        "form": clause.form,
        "label": clause.label,
        "text": clause.text,
        "is_summary": edition.is_summary,
        "awaits_official_text": clause.awaits_official_text,
    }


def clause_in_full(shown: ShownClause, edition: Edition) -> Record:
    """With what it cites, how misprints are to be read, and its translations."""
    [record] = clause_records([shown.clause], edition)
    translations = shown.clause.translations.checked()
    return record | {
        "edition": address("data_edition", edition.document.slug, edition.number),
        "citations": [_citation(piece) for piece in shown.pieces if piece.cited],
        "corrections": [dict(correction) for correction in shown.corrections],
        "translations": [
            {"language": t.language, "text": t.text, "made_by": t.made_by, "is_official": False}
            for t in translations
        ],
    }


def _citation(piece: Piece) -> Record:
    """Without a document it is one that the portal does not have, or one of several."""
    document = piece.document
    return {
        "text": piece.text,
        "document": address("data_document", document.slug) if document else None,
        "clause": piece.target.eid or None,
        "candidates": [address("data_document", d.slug) for d in piece.target.documents],
    }


def relation_record(relation: Relation, target: Document | None = None) -> Record:
    """`target` where it is in hand already."""
    target = target or relation.target
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


def bulk_record(file: Any) -> Record:
    return {
        "id": address("data_bulk"),
        "bytes": file.size,
        "sha256": file.sha256,
        "made_at": _moment(file.stored_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def stood_on(editions: Iterable[Edition], on: date) -> Edition | None:
    """Of the texts, the newest first, the one that stood on the day, or the first there is."""
    editions = list(editions)
    before = next((edition for edition in editions if edition.stood_from <= on), None)
    return before or (editions[-1] if editions else None)
