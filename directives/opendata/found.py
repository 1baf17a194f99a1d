"""What a search finds, for machines: the record, and its description for OpenAPI beside it."""

from directives.force import Force
from directives.models import Clause, Document
from directives.opendata.records import Record, address, site_address
from directives.opendata.schemas import (
    ADDRESS,
    FLAG,
    MAYBE_ADDRESS,
    MAYBE_TEXT,
    SLUG,
    TEXT,
    WHOLE,
    list_of,
    object_of,
    one_of,
)
from directives.search import Found
from directives.search.finding import Hit, clause_address

PATH = "/du-lieu/v1/tim/"


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
        "id": address("data_document", document.slug),
        "url": site_address(document.get_absolute_url()),
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
        "url": site_address(clause_address(document, clause)),
    }


def found_schema() -> Record:
    clause = {"eid": SLUG, "label": TEXT, "text": TEXT, "url": ADDRESS}
    hit = {
        "slug": SLUG,
        "id": ADDRESS,
        "url": ADDRESS,
        "identifier": MAYBE_TEXT,
        "title": TEXT,
        "subject": TEXT,
        "force": one_of(Force),
        "has_number": FLAG,
        "clause_count": WHOLE,
        "clauses": list_of(object_of(clause)),
    }
    return object_of(
        {
            "count": WHOLE,
            "next": MAYBE_ADDRESS,
            "previous": MAYBE_ADDRESS,
            "clause_count": WHOLE,
            "left_out": list_of(TEXT),
            "in_pairs": FLAG,
            "results": list_of(object_of(hit)),
        }
    )
