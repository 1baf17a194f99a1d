"""Addresses that can be tried as they stand: made from what is published here and now."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Edition
from directives.opendata.bulk import bulk_newest
from directives.opendata.records import address


@dataclass(frozen=True)
class Example:
    what: str
    url: str


def examples() -> list[Example]:
    found = [
        Example(
            _("Quyết định có chữ “mạng xã hội”"),
            f"{address('data_documents')}?{urlencode({'loai': 'quyet-dinh', 'q': 'mạng xã hội'})}",
        ),
        Example(_("Danh mục, cho bảng tính"), address("data_register")),
    ]
    if bulk_newest():
        found.append(Example(_("Tất cả, trong một tệp"), address("data_bulk")))
    newest = Edition.objects.newest().filter(document__state="published")
    edition = newest.select_related("document").order_by("-published_at", "-pk").first()
    return found + (_of_one(edition) if edition else [])


def _of_one(edition: Edition) -> list[Example]:
    slug, number, title = edition.document.slug, edition.number, edition.document.title
    clause = edition.clauses.body().exclude(label="").order_by("order").first()
    named = {"title": title}
    found = [
        Example(
            _("%(title)s: hiệu lực hôm nay, các bản, quan hệ") % named,
            f"{address('data_document', slug)}?ngay={timezone.localdate().isoformat()}",
        ),
        Example(_("%(title)s: lời văn") % named, address("data_edition", slug, number)),
        Example(_("%(title)s: Akoma Ntoso") % named, address("data_akn", slug, number)),
        Example(
            _("%(title)s: quan hệ với văn bản khác") % named,
            f"{address('data_relations')}?van-ban={slug}",
        ),
    ]
    if clause:
        url = address("data_clause", slug, number, clause.eid)
        label = clause.label.replace("*", "").strip(" .")
        what = _("%(title)s: mục %(label)s") % {**named, "label": label}
        found.insert(2, Example(what, url))
    return found
