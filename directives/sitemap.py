"""What search engines are shown: the fixed pages, every published document and its clauses, each
in both languages."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from directives.audiences import READERS
from directives.models import Clause, Document, Edition

# Each gives two addresses; the protocol lets one file have 50,000.
ROWS = 10_000
FIXED = ("home", "document_list", "code", "data", "subscribe")
# Articles, and the numbered items of a letter, of annexes too: what people look for and link to.
WITH_A_PAGE = r"^(phu-luc-[0-9]+__)?(dieu|muc)-[0-9a-z]+$"


@dataclass(frozen=True)
class Entry:
    """A page by its addresses in both languages; `changed` is the day of its last text."""

    vi: str
    en: str
    changed: date | None = None

    @property
    def addresses(self) -> tuple[str, str]:
        """The map names a page in each language and says of each what the others are."""
        return self.vi, self.en


def part_count() -> int:
    clauses = _clauses()
    return _documents().num_pages + (clauses.num_pages if clauses.count else 0)


def entries_of(part: int) -> list[Entry]:
    """Documents come before clauses; the fixed pages stand in the first part."""
    documents = _documents()
    if part > documents.num_pages:
        rows = _clauses().page(part - documents.num_pages)
        return [_clause_entry(*row) for row in rows]
    fixed = _fixed() if part == 1 else []
    return fixed + [_entry("document", slug, at=at) for slug, at in documents.page(part)]


def _fixed() -> list[Entry]:
    readers = [_entry("reader", reader.slug) for reader in READERS]
    return [_entry(name) for name in FIXED] + readers


def _documents() -> Paginator:
    rows = Document.objects.published().annotate(changed=Max("editions__published_at"))
    return Paginator(rows.order_by("pk").values_list("slug", "changed"), ROWS)


def _clauses() -> Paginator:
    return Paginator(_clause_rows(), ROWS)


def _clause_rows() -> QuerySet:
    newest = Edition.objects.newest().filter(document__in=Document.objects.published())
    clauses = Clause.objects.body().filter(
        edition__in=newest, eid__regex=WITH_A_PAGE, awaits_official_text=False
    )
    return clauses.order_by("edition", "order").values_list(
        "edition__document__slug", "eid", "edition__published_at"
    )


def _clause_entry(slug: str, eid: str, at: object) -> Entry:
    return _entry("clause", slug, eid, at=at)


def _entry(name: str, *args: str, at: object = None) -> Entry:
    addresses = []
    for language in ("vi", "en"):
        with override(language):
            addresses.append(settings.SITE_URL + reverse(f"directives:{name}", args=args))
    return Entry(*addresses, timezone.localdate(at) if at else None)
