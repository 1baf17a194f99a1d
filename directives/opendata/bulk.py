"""Everything published in one archive, made nightly: the same words give the same bytes.

It is written to a file of its own and takes the place of the last one only when it is whole; the
last one stays a night longer, for whoever is still reading it.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directives.models import Document, Edition, Relation
from directives.opendata.akn import akn_xml
from directives.opendata.openapi import licence
from directives.opendata.records import (
    clause_records,
    document_record,
    edition_record,
    relation_record,
)
from directives.opendata.register import open_register
from directives.reading import text_of
from portal.files.models import StoredFile
from portal.files.services import file_keep_open
from portal.files.sniff import FileKind
from portal.web.exports import csv_bytes
from portal.web.public_changes import note_public_change

NAME = "van-ban-da-cong-bo.zip"
# The archive's own dates would make its bytes differ from night to night.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
EDITIONS_AT_ONCE = 50
KEPT = 2
Progress = Callable[[int, int], None]


def bulk_make(progress: Progress | None = None) -> StoredFile | None:
    """A new stored file, or the newest where nothing has changed since; None where something was
    taken down while it was made: then it may hold words that nobody may read any more."""
    taken_down = _taken_down()
    with TemporaryFile() as out:
        bulk_write(out, progress)
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()
        newest = bulk_newest()
        if newest and newest.sha256 == digest:
            return newest
        made = file_keep_open(source=out, name=NAME, kind=FileKind.ZIP, sha256=digest)
    # Looked at once it stands there: whoever takes something down from now on finds it.
    if _taken_down() != taken_down:
        bulk_forget()
        return None
    _forget(_archives()[KEPT:])
    # No table of the public pages, so nothing but this tells that there is another archive.
    note_public_change("directives")
    return made


def bulk_complete() -> None:
    """The archive of a portal that has published and has none."""
    if bulk_newest() is None and Edition.objects.published().exists():
        bulk_make()


def bulk_forget() -> None:
    """At once, where it holds words that nobody may read any more; `bulk_complete` makes another
    soon."""
    _forget(_archives())
    note_public_change("directives")


def _taken_down() -> set[int]:
    withdrawn = Document.objects.filter(state=Document.State.WITHDRAWN)
    return set(withdrawn.values_list("pk", flat=True))


def _forget(archives: Iterable[StoredFile]) -> None:
    for old in archives:
        default_storage.delete(old.key)
        old.delete()


def bulk_newest() -> StoredFile | None:
    return next(iter(_archives()[:1]), None)


def bulk_write(out: BinaryIO, progress: Progress | None = None) -> None:
    listed = {}
    with override("vi"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(progress):
            archive.writestr(_entry(name), data)
            listed[name] = hashlib.sha256(data).hexdigest()
        manifest = {
            "source": settings.SITE_URL,
            "licence": licence(),
            "newest": _newest_change(),
            "sha256": listed,
        }
        archive.writestr(_entry("manifest.json"), _json(manifest))


def _archives() -> list[StoredFile]:
    return list(StoredFile.objects.filter(name=NAME, stored_by=None).order_by("-pk"))


def _files(progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    today = timezone.localdate()
    documents = Document.objects.published()
    yield "DOC-TRUOC.txt", f"{_about()}\n".encode()
    register = open_register(today)
    yield "van-ban.csv", csv_bytes(register.headers, register)
    editions = Edition.objects.published().filter(document__in=documents)
    rows = editions.select_related("document", "caused_by").order_by("document__slug", "number")
    newest = set(editions.newest().values_list("pk", flat=True))
    total = rows.count()
    for done, edition in enumerate(rows.iterator(chunk_size=EDITIONS_AT_ONCE)):
        if progress:
            progress(done, total)
        folder = f"van-ban/{edition.document.slug}"
        reading = text_of(edition, today)
        yield f"{folder}/ban-{edition.number}.akn.xml", akn_xml(reading)
        record = edition_record(edition, is_current=edition.pk in newest) | {
            "document_record": document_record(edition.document, reading.standing, today),
            "clauses": clause_records(list(edition.clauses.all()), edition),
        }
        # The day of making is no part of the words.
        record["document_record"]["force"].pop("on")
        yield f"{folder}/ban-{edition.number}.json", _json(record)
    relations = Relation.objects.filter(source__in=documents).select_related("source", "target")
    yield "quan-he.json", _json([relation_record(row) for row in relations.order_by("pk")])


def _about() -> str:
    return _(
        "Mọi văn bản đã công bố trên cổng: van-ban.csv là danh mục; thư mục van-ban có từng bản "
        "theo Akoma Ntoso (.akn.xml) và JSON; quan-he.json là quan hệ giữa các văn bản; "
        "manifest.json ghi SHA-256 của từng tệp. Bản có is_summary là bản tóm lược do cổng viết, "
        "không phải nguyên văn."
    )


def _newest_change() -> str | None:
    """The last publication or withdrawal: what the archive shows is the state since then."""
    told = Document.objects.readable().aggregate(
        text=Max("editions__published_at"), gone=Max("withdrawn_at")
    )
    moments: list[datetime] = [at for at in told.values() if at]
    return max(moments).isoformat() if moments else None


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
