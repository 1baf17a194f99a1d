import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override

from directives.models import Document
from directives.opendata import bulk
from directives.opendata.bulk import bulk_complete, bulk_make, bulk_newest, bulk_write
from directives.services import document_withdraw
from portal.files.models import StoredFile
from tests.cast import Cast
from tests.directives.letters import lead, numbered, published, taken_in
from tests.directives.test_editions import second_published

ZIP, ABOUT = "/du-lieu/tat-ca.zip", "/du-lieu/tat-ca.json"


def packed() -> bytes:
    out = io.BytesIO()
    bulk_write(out)
    return out.getvalue()


def test_the_archive_holds_every_published_text_and_says_its_digests(cast: Cast):
    document = published(cast)
    second_published(cast, document)
    taken_in(cast, numbered(13))
    data = packed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = manifest["sha256"]
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed}
        names = set(archive.namelist())
        first, text = (
            json.loads(archive.read(f"van-ban/{document.slug}/ban-{number}.json"))
            for number in (1, 2)
        )
    assert held == listed
    assert names == {*listed, "manifest.json"}
    assert not any("13-ubnd" in name for name in names)
    assert any(clause["text"] == "Rà soát quy chế nội bộ." for clause in text["clauses"])
    assert (first["is_current"], text["is_current"]) == (False, True)
    assert manifest["licence"]
    assert manifest["newest"] == document.editions.latest("number").published_at.isoformat()


def test_the_same_words_give_the_same_bytes_in_any_language(cast: Cast):
    published(cast)
    data = packed()
    with override("en"):
        assert packed() == data


def test_nothing_of_what_was_taken_down_is_in_it(cast: Cast):
    document = published(cast)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        assert not any(document.slug in name for name in archive.namelist())
        assert document.slug.encode() not in archive.read("van-ban.csv")


def test_readers_get_the_newest_and_the_last_one_stays_a_night_longer(cast: Cast, client: Client):
    assert client.get(ZIP).status_code == 404
    assert client.get(ABOUT).json()["error"]
    published(cast)
    first = bulk_make()
    assert bulk_make().pk == first.pk
    published(cast, numbered(13))
    second = bulk_make()
    assert default_storage.exists(first.key)
    answer = client.get(ZIP)
    assert answer.streaming
    assert answer.headers["Content-Length"] == str(second.size)
    assert hashlib.sha256(b"".join(answer)).hexdigest() == second.sha256
    assert second.sha256 in client.get("/du-lieu/").content.decode()
    published(cast, numbered(14))
    bulk_make()
    assert not default_storage.exists(first.key)
    assert StoredFile.objects.filter(name=second.name).count() == 2


def test_who_has_it_already_is_told_so(cast: Cast, client: Client):
    published(cast)
    made = bulk_make()
    about = client.get(ABOUT).json()
    assert about["sha256"] == made.sha256
    assert about["bytes"] == made.size
    assert about["made_at"] == made.stored_at.isoformat()
    answer = client.get(ZIP)
    list(answer)
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(ZIP, headers=again).status_code == 304
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get(ZIP, headers=since).status_code == 304
    other = client.get(ZIP, headers={"If-None-Match": '"khac"'})
    assert b"".join(other).startswith(b"PK")


def test_a_making_that_breaks_off_leaves_the_last_one(cast: Cast, monkeypatch):
    published(cast)
    first = bulk_make()
    published(cast, numbered(13))
    monkeypatch.setattr("directives.opendata.bulk.akn_xml", lambda reading: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bulk_make()
    assert list(StoredFile.objects.filter(name=first.name)) == [first]


def hidden(cast: Cast, document: Document) -> None:
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Lộ tên", hides_text=True)


def test_the_first_archive_does_not_wait_for_the_night(cast: Cast, client: Client):
    bulk_complete()
    assert bulk_newest() is None
    published(cast)
    bulk_complete()
    first = bulk_newest()
    assert hashlib.sha256(b"".join(client.get(ZIP))).hexdigest() == first.sha256
    published(cast, numbered(13))
    bulk_complete()
    assert bulk_newest() == first


def test_without_what_was_taken_down_there_is_soon_another(
    cast: Cast, django_capture_on_commit_callbacks
):
    document = published(cast)
    published(cast, numbered(13))
    bulk_make()
    with django_capture_on_commit_callbacks(execute=True):
        hidden(cast, document)
    assert bulk_newest() is None
    bulk_complete()
    with default_storage.open(bulk_newest().key) as held, zipfile.ZipFile(held) as archive:
        assert not any(document.slug in name for name in archive.namelist())


def test_what_is_taken_down_while_the_archive_is_made_is_not_kept_in_it(
    cast: Cast, monkeypatch, django_capture_on_commit_callbacks
):
    document = published(cast)

    def written_and_then_taken_down(out, progress=None):
        bulk_write(out, progress)
        hidden(cast, document)

    monkeypatch.setattr(bulk, "bulk_write", written_and_then_taken_down)
    with django_capture_on_commit_callbacks(execute=True):
        assert bulk_make() is None
    assert bulk_newest() is None
