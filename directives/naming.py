"""What follows from a document's own facts: its address, its search words, its number's keys."""

from django.utils import translation

from directives.models import Document, Identifier
from portal.vietnamese.folding import fold, slugify
from portal.vietnamese.numbers import find_numbers, number_key

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
    """Sets slug and folded; the caller saves."""
    with translation.override("vi"):
        title = document.title
    year = document.issued_year or ""
    document.slug = _free_slug(slugify(f"{title} {year}")[:SLUG_LENGTH], document.pk)
    document.folded = fold(
        " ".join([title, document.subject, document.issuer, document.superior, document.place])
    )


def _free_slug(wanted: str, own_pk: int | None) -> str:
    taken = set(
        Document.objects.filter(slug__startswith=wanted)
        .exclude(pk=own_pk)
        .values_list("slug", flat=True)
    )
    slug, again = wanted, 2
    while slug in taken:
        slug, again = f"{wanted}-{again}", again + 1
    return slug


def set_identifiers(document: Document, others: list[str]) -> None:
    """The number as printed and every other way it is written, one row a key."""
    by_key = {}
    for text in [document.identifier, *others]:
        key = number_key(text)
        if key and len(key) <= Identifier._meta.get_field("key").max_length:
            by_key.setdefault(key, text.strip())
    document.identifiers.all().delete()
    Identifier.objects.bulk_create(
        Identifier(document=document, text=text[:80], key=key) for key, text in by_key.items()
    )
