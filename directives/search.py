"""Finding documents: by number first, then by words in the title and the text, accents or not."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from directives.models import Clause, Document, Identifier
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key


@dataclass(frozen=True)
class Found:
    """`exact`: the documents of that very number, which then come first."""

    documents: QuerySet[Document]
    exact: bool


def find(documents: QuerySet[Document], words: str) -> Found:
    words = words.strip()
    if not words:
        return Found(documents.newest_first(), exact=False)
    key = number_key(words)
    named = Identifier.objects.filter(document=OuterRef("pk"), key=key)
    by_number = documents.filter(Exists(named)) if key and key[-1].isalpha() else documents.none()
    if by_number.exists():
        return Found(by_number.newest_first(), exact=True)
    return Found(documents.filter(_words_occur(words)).newest_first(), exact=False)


def _words_occur(words: str) -> Q:
    """Every word stands in the title, or all of them in one clause of a published edition."""
    in_title, in_clause = Q(), Q()
    for word in fold(words).split():
        in_title &= Q(folded__contains=word)
        in_clause &= Q(folded__contains=word)
    clauses = Clause.objects.filter(
        in_clause, edition__document=OuterRef("pk"), edition__published_at__isnull=False
    )
    return in_title | Exists(clauses)
