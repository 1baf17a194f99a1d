"""duplicates_of · bands_store — is what was read a document the portal has already?

By its number, symbol, issuer and date as far as both say them, and by its words. What is found is
asked about, never decided: a number comes again every year, and a letter may repeat another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count

from directives.intake import DraftDocument
from directives.intake.tree import BODY
from directives.likeness import ALIKE, bands_of, jaccard, runs_of
from directives.models import Document, Edition, TextBand
from portal.vietnamese.dates import PartialDate
from portal.vietnamese.folding import fold
from portal.vietnamese.numbers import number_key

# Of the texts that share a band, so many are compared word by word.
MOST_COMPARED = 30
# So many texts without bands get them when a batch begins.
MOST_COMPLETED = 500
# Written out in the head of one paper, abbreviated in the register or in another.
SHORT_NAMES = {
    "uy ban nhan dan": "ubnd",
    "hoi dong nhan dan": "hdnd",
    "giao duc va dao tao": "gddt",
    "gd&dt": "gddt",
    "gd-dt": "gddt",
    "thong tin va truyen thong": "tttt",
    "tt&tt": "tttt",
    "van hoa va thong tin": "vhtt",
    "vh&tt": "vhtt",
    "van hoa, the thao va du lich": "vhttdl",
    "vhtt&dl": "vhttdl",
    "thanh pho": "tp",
    "thi xa": "tx",
}
SIGNS = re.compile(r"[^a-z0-9]+")


class Why(StrEnum):
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Duplicate:
    """`is_certain`: number, symbol, issuer and the whole date are the same."""

    document: Document
    why: Why
    is_certain: bool = False

    @property
    def takes_text(self) -> bool:
        """Whether the words of the file may become this document's own."""
        return self.why == Why.NUMBER and takes_text(self.document)


def takes_text(document: Document) -> bool:
    """It stands in the register only, or is published as a summary."""
    editions = list(document.editions.order_by("-number")[:1])
    if not editions:
        return document.state == Document.State.DRAFT
    last = editions[0]
    is_published = document.state == Document.State.PUBLISHED and last.published_at is not None
    return last.is_summary and is_published


def duplicates_of(draft: DraftDocument) -> list[Duplicate]:
    """The likeliest first."""
    found = _of_same_number(draft)
    known = {duplicate.document.pk for duplicate in found}
    found.sort(key=lambda duplicate: not duplicate.is_certain)
    return found + [
        Duplicate(document, Why.TEXT)
        for document in _of_like_text(draft)
        if document.pk not in known and not _says_another(draft, document)
    ]


def words_of(draft: DraftDocument) -> Iterable[str]:
    """Of its body only: heads and closings are alike in all letters of one office."""
    nodes = (node for node in draft.walk() if node.part == BODY)
    return (part for node in nodes for part in (node.label, node.text) if part)


def bands_store(edition: Edition, texts: Iterable[str]) -> None:
    bands = bands_of(runs_of(texts))
    TextBand.objects.bulk_create(TextBand(edition=edition, band=band) for band in bands)


def bands_complete() -> int:
    """Texts that came in by another way, so that they are found as well."""
    bare = Edition.objects.filter(is_summary=False, bands=None).order_by("pk")
    editions = list(bare[:MOST_COMPLETED])
    for edition in editions:
        bands_store(edition, _texts(edition))
    return len(editions)


def _of_same_number(draft: DraftDocument) -> list[Duplicate]:
    key = number_key(draft.identifier)
    if not key:
        return []
    same = Document.objects.filter(identifiers__key=key).order_by("pk")
    if key.startswith("-"):
        # The number is left blank: only the rest of the head can say that it is the same letter.
        return [
            Duplicate(document, Why.NUMBER)
            for document in same
            if document.issued == draft.issued
            and _same_issuer(document.issuer, draft.issuer)
            and fold(document.subject) == fold(draft.subject)
        ]
    return [
        Duplicate(document, Why.NUMBER, is_certain=_is_certain(document, draft))
        for document in same
        if _dates_fit(document.issued, draft.issued) and _same_issuer(document.issuer, draft.issuer)
    ]


def _is_certain(document: Document, draft: DraftDocument) -> bool:
    issued = draft.issued
    whole = issued is not None and issued.is_whole and document.issued == issued
    return whole and bool(document.issuer and draft.issuer)


def _dates_fit(one: PartialDate | None, other: PartialDate | None) -> bool:
    """What both say agrees; what one of them leaves open does not count."""
    if one is None or other is None:
        return True
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(a == b for a, b in pairs if a is not None and b is not None)


def _same_issuer(one: str, other: str) -> bool:
    """ "ỦY BAN NHÂN DÂN HUYỆN MẪU" and "UBND huyện Mẫu"; a missing name does not count."""
    short, long = sorted((_issuer_key(one), _issuer_key(other)), key=len)
    return short in long


def _issuer_key(name: str) -> str:
    folded = fold(name)
    for long, short in SHORT_NAMES.items():
        folded = folded.replace(long, short)
    return SIGNS.sub("", folded)


def _of_like_text(draft: DraftDocument) -> list[Document]:
    runs = runs_of(words_of(draft))
    alike = [e.document for e in _near(runs) if jaccard(runs, runs_of(_texts(e))) >= ALIKE]
    return list({document.pk: document for document in alike}.values())


def _near(runs: frozenset[int]) -> list[Edition]:
    """Those that share most bands first."""
    sharing = TextBand.objects.filter(band__in=bands_of(runs)).values_list("edition")
    shared = sharing.annotate(bands=Count("pk")).order_by("-bands", "-edition")
    likeliest = [pk for pk, _bands in shared[:MOST_COMPARED]]
    held = Edition.objects.select_related("document").in_bulk(likeliest)
    return [held[pk] for pk in likeliest]


def _says_another(draft: DraftDocument, document: Document) -> bool:
    """Both its number and its date are others: a letter like it, of another day."""
    key = number_key(draft.identifier)
    keys = set(document.identifiers.values_list("key", flat=True))
    numbered = bool(key and keys) and not key.startswith("-")
    return numbered and key not in keys and not _dates_fit(document.issued, draft.issued)


def _texts(edition: Edition) -> Iterable[str]:
    rows = edition.clauses.body().order_by("order").values_list("label", "text")
    return (part for row in rows for part in row if part)
