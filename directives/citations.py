"""Which document on the portal a number in a text means.

Answered when the text is read, not when it was taken in: a number nobody knew becomes a link as
soon as its document is published.
"""

from collections import defaultdict
from collections.abc import Iterable

from directives.models import Document, Identifier
from portal.vietnamese.dates import PartialDate, parse_date
from portal.vietnamese.numbers import YEAR


def documents_by_key(keys: Iterable[str]) -> dict[str, list[Document]]:
    """Documents a citizen may open, by the keys of their numbers; one query."""
    rows = Identifier.objects.filter(
        key__in=set(keys), document__state__in=Document.READABLE
    ).select_related("document")
    found = defaultdict(list)
    for row in rows:
        found[row.key].append(row.document)
    return found


def document_meant(text: str, key: str, known: dict[str, list[Document]]) -> Document | None:
    """None in doubt: local bodies use the same numbers, so the date must not speak against it.

    A number with its year (42/2022/NĐ-CP) is the only one of its kind; its date is not asked.
    """
    candidates = known.get(key, [])
    if not _has_year(key):
        cited = parse_date(text)
        candidates = [d for d in candidates if _may_agree(cited, d.issued)]
    return candidates[0] if len(candidates) == 1 else None


def _has_year(key: str) -> bool:
    return any(YEAR.fullmatch(part) for part in key.split("-")[1:2])


def _may_agree(cited: PartialDate | None, issued: PartialDate | None) -> bool:
    if cited is None or issued is None:
        return True
    pairs = zip(
        (cited.year, cited.month, cited.day),
        (issued.year, issued.month, issued.day),
        strict=True,
    )
    return all(a == b for a, b in pairs if a is not None and b is not None)
