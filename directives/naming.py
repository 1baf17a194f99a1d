"""What follows from a document's own facts: its address, its number's keys."""

import re

from django.utils import translation

from directives.intake.cite.names import NAMED, name_key
from directives.models import Document, Identifier
from portal.vietnamese.folding import slugify
from portal.vietnamese.numbers import find_numbers, number_key

# Texts that others name by their title alone.
BY_NAME = re.compile(r"^(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp)\b")
# Room for "-2", "-3" … after the longest address.
SLUG_LENGTH = 110


def type_of(printed: str) -> str:
    """The type a printed name means; types the portal does not list are "other"."""
    value = slugify(printed)
    if value.startswith(Document.Type.PROGRAMME):
        return Document.Type.PROGRAMME
    return value if value in Document.Type.values else Document.Type.OTHER


def number_and_symbol(identifier: str) -> tuple[str, str]:
    """ "314/UBND-VHTT" → 314 and UBND-VHTT; what cannot be told apart is all symbol."""
    numbers = find_numbers(identifier)
    if not numbers:
        return "", identifier[:60]
    number = numbers[0][2]
    return (number.number or "")[:20], number.symbol[:60]


def give_names(document: Document) -> None:
    """Sets the slug; the caller saves."""
    document.slug = _free_slug(_wanted_slug(document), document.pk)


def free_slugs(documents: list[Document]) -> None:
    """An address for each of many new documents, in one query."""
    wanted = [_wanted_slug(document) for document in documents]
    taken = set(Document.objects.values_list("slug", flat=True)) if documents else set()
    for document, slug in zip(documents, wanted, strict=True):
        document.slug = _first_free(slug, taken)
        taken.add(document.slug)


def _wanted_slug(document: Document) -> str:
    with translation.override("vi"):
        title = document.title
    return slugify(f"{title} {document.issued_year or ''}")[:SLUG_LENGTH]


def _free_slug(wanted: str, own_pk: int | None) -> str:
    taken = set(
        Document.objects.filter(slug__startswith=wanted)
        .exclude(pk=own_pk)
        .values_list("slug", flat=True)
    )
    return _first_free(wanted, taken)


def _first_free(wanted: str, taken: set[str]) -> str:
    slug, again = wanted, 2
    while slug in taken:
        slug, again = f"{wanted}-{again}", again + 1
    return slug


def other_numbers(document: Document) -> list[str]:
    """What `set_identifiers` was given: without the document's own number and a law's name."""
    rows = document.identifiers.exclude(text=document.identifier).exclude(key__startswith=NAMED)
    return list(rows.values_list("text", flat=True))


def _law_name(document: Document) -> str:
    """ "Luật An ninh mạng": texts name laws without their number."""
    if BY_NAME.match(document.subject):
        return document.subject
    is_law = document.type == Document.Type.LAW
    return f"Luật {document.subject}" if is_law and document.subject else ""


def set_identifiers(document: Document, others: list[str]) -> None:
    """The number as printed, every other way it is written, and a law's name; one row a key."""
    by_key = {}
    if name := _law_name(document):
        by_key[name_key(name)] = name
    for text in [document.identifier, *others]:
        key = number_key(text)
        if key and len(key) <= Identifier._meta.get_field("key").max_length:
            by_key.setdefault(key, text.strip())
    document.identifiers.all().delete()
    Identifier.objects.bulk_create(
        Identifier(document=document, text=text[:80], key=key) for key, text in by_key.items()
    )


def article_types() -> frozenset[str]:
    """Types whose texts are made of articles."""
    types = Document.Type
    return frozenset(
        {types.LAW, types.DECREE, types.CIRCULAR, types.DECISION, types.REGULATION, types.RULE}
    )
