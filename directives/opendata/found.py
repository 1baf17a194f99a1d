"""What a search finds, for machines: the record, and its description for OpenAPI beside it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from directives.force import Force
from directives.models import Clause, Document
from directives.search import Found
from directives.search.finding import Hit, clause_address

PATH = "/du-lieu/v1/tim/"
Record = dict[str, Any]


def found_record(found: Found) -> Record:
    """`left_out`: words that occur nowhere; `in_pairs`: nothing holds all the words, these hold
    neighbours of them; `has_number`: the document carries the number asked for."""
    return {
        "count": found.total,
        "clause_count": found.clauses,
        "left_out": list(found.left_out),
        "in_pairs": found.in_pairs,
        "results": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: Hit) -> Record:
    document = hit.document
    return {
        "slug": document.slug,
        "id": _address("data_document", document.slug),
        "url": _address("document", document.slug),
        "identifier": document.identifier or None,
        "title": document.title,
        "subject": document.subject,
        "force": hit.standing.force.value,
        "has_number": hit.is_named,
        "clause_count": hit.count,
        "clauses": [_clause(document, clause) for clause in hit.shown],
    }


def _clause(document: Document, clause: Clause) -> Record:
    return {
        "eid": clause.eid,
        "label": clause.label,
        "text": clause.text,
        "url": settings.SITE_URL + clause_address(document, clause),
    }


def _address(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(f"directives:{name}", args=args)


def found_schema() -> Record:
    text, number, flag = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
    maybe = {"type": ["string", "null"]}
    clause = _object(eid=text, label=text, text=text, url=text)
    hit = _object(
        slug=text,
        id=text,
        url=text,
        identifier=maybe,
        title=text,
        subject=text,
        force={"type": "string", "enum": list(Force)},
        has_number=flag,
        clause_count=number,
        clauses={"type": "array", "items": clause},
    )
    return _object(
        count=number,
        next=maybe,
        previous=maybe,
        clause_count=number,
        left_out={"type": "array", "items": text},
        in_pairs=flag,
        results={"type": "array", "items": hit},
    )


def _object(**properties: Record) -> Record:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
