"""Everything published in one archive, made nightly: the same words give the same bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from directives.models import Document, Edition, Relation
from directives.opendata.akn import akn_xml
from directives.opendata.records import (
    clause_records,
    document_record,
    edition_record,
    relation_record,
)
from directives.reading import reading_of
from directives.resources import document_register
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.web.exports import csv_bytes

NAME = "van-ban-da-cong-bo.zip"
# The archive's own dates would make its bytes differ from night to night.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
EDITIONS_AT_ONCE = 50


def bulk_make(progress: Callable[[int, int], None] | None = None) -> StoredFile:
    """A new stored file each time; readers are sent to the newest, and the older go."""
    data = bulk_bytes(progress)
    digest = hashlib.sha256(data).hexdigest()
    newest = bulk_newest()
    if newest and newest.sha256 == digest:
        return newest
    made = file_keep(data=data, name=NAME, kind=FileKind.ZIP, stored_by=None)
    _forget(StoredFile.objects.filter(name=NAME, stored_by=None).exclude(pk=made.pk))
    return made


def bulk_forget() -> None:
    """At once, where it holds words that nobody may read any more; the next night makes another."""
    _forget(StoredFile.objects.filter(name=NAME, stored_by=None))


def _forget(files: QuerySet[StoredFile]) -> None:
    for old in files:
        default_storage.delete(old.key)
        old.delete()


def bulk_newest() -> StoredFile | None:
    return StoredFile.objects.filter(name=NAME, stored_by=None).order_by("-pk").first()


def bulk_bytes(progress: Callable[[int, int], None] | None = None) -> bytes:
    out, listed = io.BytesIO(), {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(progress):
            archive.writestr(_entry(name), data)
            listed[name] = hashlib.sha256(data).hexdigest()
        archive.writestr(_entry("manifest.json"), _json({"sha256": listed}))
    return out.getvalue()


def _files(progress: Callable[[int, int], None] | None) -> Iterator[tuple[str, bytes]]:
    documents = Document.objects.published()
    register = document_register(documents.newest_first())
    yield "van-ban.csv", csv_bytes(register.headers, register)
    today = timezone.localdate()
    editions = Edition.objects.published().filter(document__in=documents)
    rows = editions.select_related("document").order_by("document__slug", "number")
    total = rows.count()
    for done, edition in enumerate(rows.iterator(chunk_size=EDITIONS_AT_ONCE)):
        if progress:
            progress(done, total)
        folder = f"van-ban/{edition.document.slug}"
        reading = reading_of(edition, today)
        yield f"{folder}/ban-{edition.number}.akn.xml", akn_xml(reading)
        record = edition_record(edition, is_current=False) | {
            "document_record": document_record(edition.document, reading.standing),
            "clauses": clause_records(edition.clauses.all()),
        }
        record.pop("is_current")
        yield f"{folder}/ban-{edition.number}.json", _json(record)
    relations = Relation.objects.filter(source__in=documents).select_related("source", "target")
    yield "quan-he.json", _json([relation_record(row) for row in relations.order_by("pk")])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
