"""The shapes of the answers. Every property is always there, and no other: a record that grows
without its description fails the test that asks the interface whatever can be asked."""

from typing import Any

TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
MAYBE_NUMBER = {"type": ["integer", "null"]}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}
ADDRESS = {"type": "string", "format": "uri"}
MAYBE_ADDRESS = {"type": ["string", "null"], "format": "uri"}
MOMENT = {"type": ["string", "null"], "format": "date-time"}
DAY = {"type": "string", "format": "date"}
MAYBE_DAY = {"type": ["string", "null"], "format": "date"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
EDITION_NUMBER = {"type": "integer", "minimum": 1, "maximum": 32767}


def schemas(document: Any, edition: Any, clause: Any, relation: Any, force: Any) -> dict:
    """From the choices of the models and of the force."""
    a_document = _document(document, force)
    an_edition = _edition(edition)
    a_clause = _clause(clause)
    return {
        "Document": object_of(a_document),
        "DocumentWithEditions": object_of(
            a_document
            | {
                "edition": MAYBE_ADDRESS,
                "editions": list_of(_ref("Edition")),
                "relations": list_of(_ref("Relation")),
            }
        ),
        "Edition": object_of(an_edition),
        "EditionWithText": object_of(an_edition | {"clauses": list_of(_ref("Clause"))}),
        "Clause": object_of(a_clause),
        "ClauseInFull": object_of(a_clause | _about_a_clause()),
        "Relation": object_of(_relation(relation)),
        "Documents": _page_of("Document"),
        "Clauses": _page_of("Clause"),
        "Relations": _page_of("Relation"),
        "Bulk": object_of({"id": ADDRESS, "bytes": WHOLE, "sha256": SHA256, "made_at": MOMENT}),
        "Error": object_of({"error": TEXT}),
    }


def answer(schema: str, description: str, *, kind: str = "application/json") -> dict:
    content = {kind: {"schema": _ref(schema) if schema else TEXT}}
    return {"200": {"description": description, "content": content}}


def error_answer(description: str) -> dict:
    return {
        "description": description,
        "content": {"application/json": {"schema": _ref("Error")}},
    }


def _document(document: Any, force: Any) -> dict:
    return {
        "id": ADDRESS,
        "slug": SLUG,
        "url": ADDRESS,
        "type": one_of(document.Type.values),
        "type_name": TEXT,
        "number": MAYBE_TEXT,
        "symbol": MAYBE_TEXT,
        "identifier": MAYBE_TEXT,
        "issued": object_of({"year": MAYBE_NUMBER, "month": MAYBE_NUMBER, "day": MAYBE_NUMBER}),
        "issuer": MAYBE_TEXT,
        "superior": MAYBE_TEXT,
        "place": MAYBE_TEXT,
        "subject": TEXT,
        "addressees": list_of(TEXT),
        "state": one_of(document.READABLE),
        "withdrawn": {"anyOf": [object_of({"at": MOMENT, "reason": TEXT}), {"type": "null"}]},
        "force": object_of(
            {"on": DAY, "value": one_of(force), "sentence": TEXT, "by": list_of(_ref("Relation"))}
        ),
        "published_at": MOMENT,
    }


def _edition(edition: Any) -> dict:
    return {
        "id": ADDRESS,
        "document": ADDRESS,
        "number": WHOLE,
        "kind": one_of(edition.Kind.values),
        "is_summary": FLAG,
        "official_text": MAYBE_TEXT,
        "is_current": FLAG,
        "note": TEXT,
        "stands_from": DAY,
        "effective_on": MAYBE_DAY,
        "caused_by": MAYBE_ADDRESS,
        "published_at": MOMENT,
        "sha256": SHA256,
        "clauses_at": ADDRESS,
        "akoma_ntoso": ADDRESS,
    }


def _clause(clause: Any) -> dict:
    return {
        "id": ADDRESS,
        "eid": SLUG,
        "parent": MAYBE_TEXT,
        "part": one_of(clause.Part.values),
        "form": one_of(clause.Form.values),
        "label": TEXT,
        "text": TEXT,
        "is_summary": FLAG,
        "awaits_official_text": FLAG,
    }


def _about_a_clause() -> dict:
    return {
        "edition": ADDRESS,
        "citations": list_of(
            object_of(
                {
                    "text": TEXT,
                    "document": MAYBE_ADDRESS,
                    "clause": MAYBE_TEXT,
                    "candidates": list_of(ADDRESS),
                }
            )
        ),
        "corrections": list_of(object_of({"printed": TEXT, "suggested": TEXT})),
        "translations": list_of(
            object_of({"language": TEXT, "text": TEXT, "made_by": TEXT, "is_official": FLAG})
        ),
    }


def _relation(relation: Any) -> dict:
    return {
        "source": ADDRESS,
        "kind": one_of(relation.Kind.values),
        "target": MAYBE_ADDRESS,
        "target_text": TEXT,
        "clause": MAYBE_TEXT,
        "effective_on": MAYBE_DAY,
        "note": MAYBE_TEXT,
    }


def _page_of(name: str) -> dict:
    return object_of(
        {
            "count": WHOLE,
            "next": MAYBE_ADDRESS,
            "previous": MAYBE_ADDRESS,
            "results": list_of(_ref(name)),
        }
    )


def object_of(properties: dict) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(of: dict) -> dict:
    return {"type": "array", "items": of}


def one_of(values: Any) -> dict:
    return {"type": "string", "enum": [str(value) for value in values]}


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}
