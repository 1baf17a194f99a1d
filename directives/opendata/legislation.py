"""schema.org/Legislation of a document, for search engines. Says no more than the page does."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from directives.force import Force, Standing
from directives.models import Edition

FORCE = {
    Force.IN_FORCE: "InForce",
    Force.CORRECTED: "InForce",
    Force.AMENDED: "PartiallyInForce",
    Force.REPLACED: "NotInForce",
    Force.ENDED: "NotInForce",
}
# What would end the script element or begin another.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def legislation(edition: Edition, standing: Standing) -> dict[str, Any]:
    document = edition.document
    issued = document.issued
    known = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": settings.SITE_URL + document.get_absolute_url(),
        "name": document.subject,
        "legislationIdentifier": document.identifier,
        "legislationType": document.get_type_display(),
        "legislationPassedBy": _organisation(document.issuer),
        "legislationDate": issued.earliest.isoformat() if issued and issued.is_whole else "",
        "legislationDateVersion": edition.effective_on.isoformat() if edition.effective_on else "",
        "legislationLegalForce": _force(standing),
        "inLanguage": "vi",
        "datePublished": edition.published_at.date().isoformat() if edition.published_at else "",
    }
    return {name: value for name, value in known.items() if value}


def clause_legislation(
    edition: Edition, standing: Standing, *, name: str, address: str
) -> dict[str, Any]:
    """A clause as a part of its document, which alone says whether it is in force."""
    return {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": address,
        "name": name,
        "inLanguage": "vi",
        "isPartOf": {
            key: value for key, value in legislation(edition, standing).items() if key != "@context"
        },
    }


def as_script(value: dict[str, Any]) -> SafeString:
    """JSON that is harmless inside a script element."""
    return SafeString(json.dumps(value, ensure_ascii=False).translate(ESCAPES))


def _organisation(name: str) -> dict | str:
    return {"@type": "GovernmentOrganization", "name": name} if name else ""


def _force(standing: Standing) -> str:
    value = FORCE.get(standing.force)
    return f"https://schema.org/{value}" if value else ""
