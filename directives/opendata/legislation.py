"""schema.org/Legislation of a document, for search engines. Says no more than the page does."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from directives.force import Force, Standing
from directives.models import Document, Edition, Relation
from directives.opendata.akn_meta import AKN_TYPE
from directives.opendata.records import address, site_address

Kind = Relation.Kind
# What would end the script element or begin another.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
# schema.org's words for what a text does to another; all else is a citation.
CHANGES = {Kind.CORRECTS, Kind.AMENDS, Kind.REPLACES, Kind.REPEALS}


def legislation(
    edition: Edition, standing: Standing, relations: Sequence[Relation]
) -> dict[str, Any]:
    """`relations`: what the document does to others, each with its target."""
    document, issued = edition.document, edition.document.issued
    known = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": site_address(document.get_absolute_url()),
        "url": site_address(document.get_absolute_url()),
        "name": document.subject,
        "legislationIdentifier": document.identifier,
        "legislationType": document.get_type_display(),
        "legislationPassedBy": _organisation(document.issuer),
        "legislationDate": issued.earliest.isoformat() if issued and issued.is_whole else "",
        "legislationDateVersion": edition.effective_on.isoformat() if edition.effective_on else "",
        "legislationLegalForce": _force(document, standing),
        "legislationChanges": _meant(relations, CHANGES),
        "legislationApplies": _meant(relations, {Kind.IMPLEMENTS}),
        "isBasedOn": _meant(relations, {Kind.BASED_ON}),
        "legislationConsolidates": _consolidated(edition),
        "inLanguage": "vi",
        "datePublished": _published(edition),
        "encoding": _encoding(edition),
    }
    return {name: value for name, value in known.items() if value}


def clause_legislation(edition: Edition, *, name: str, address: str) -> dict[str, Any]:
    """A clause as a part of its document, whose own page says whether it is in force."""
    document = edition.document
    return {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": address,
        "name": name,
        "inLanguage": "vi",
        "isPartOf": {
            "@type": "Legislation",
            "@id": site_address(document.get_absolute_url()),
            "name": document.subject,
            "legislationIdentifier": document.identifier,
        },
    }


def as_script(value: dict[str, Any]) -> SafeString:
    """JSON that is harmless inside a script element."""
    return SafeString(json.dumps(value, ensure_ascii=False).translate(ESCAPES))


def _organisation(name: str) -> dict | str:
    return {"@type": "GovernmentOrganization", "name": name} if name else ""


def _force(document: Document, standing: Standing) -> str:
    """Corrected or amended, it is in force only as far as somebody has checked that it is; where a
    clause has been replaced or has ended, the rest is."""
    if standing.force.has_ended:
        return "https://schema.org/NotInForce"
    if not document.asserted_in_force:
        return ""
    ended = {Kind.REPLACES, Kind.REPEALS}
    partly = standing.force == Force.AMENDED and any(r.kind in ended for r in standing.by)
    return f"https://schema.org/{'PartiallyInForce' if partly else 'InForce'}"


def _meant(relations: Iterable[Relation], kinds: set[str]) -> list[dict]:
    return [_text(r.target_text, r.target) for r in relations if r.kind in kinds]


def _consolidated(edition: Edition) -> list[dict]:
    """A later text holds the words first issued and those of the document that changed them."""
    if edition.number == 1 or edition.kind == Edition.Kind.ORIGINAL:
        return []
    first = {"@type": "Legislation", "@id": address("data_edition", edition.document.slug, 1)}
    cause = edition.caused_by
    return [first, *([_text(cause.title, cause)] if cause else [])]


def _text(name: str, document: Document | None) -> dict:
    """Named as printed; with its address where everybody may open it."""
    here = document and document.state in Document.READABLE
    known = {"@id": site_address(document.get_absolute_url())} if here else {}
    return {"@type": "Legislation", **known, "name": name}


def _published(edition: Edition) -> str:
    at = edition.published_at
    return timezone.localdate(at).isoformat() if at else ""


def _encoding(edition: Edition) -> dict | str:
    """The XML of these words, which are no official copy."""
    if not edition.published_at:
        return ""
    return {
        "@type": "LegislationObject",
        "encodingFormat": AKN_TYPE,
        "contentUrl": address("data_akn", edition.document.slug, edition.number),
        "legislationLegalValue": "https://schema.org/UnofficialLegalValue",
    }
