import hashlib
import io
import json
import zipfile

from django.core.files.storage import default_storage
from django.test import Client

from directives.opendata.bulk import bulk_bytes, bulk_make
from portal.files.models import StoredFile
from tests.cast import Cast
from tests.directives.letters import numbered, published, taken_in


def test_the_archive_holds_every_published_text_and_says_its_digests(cast: Cast):
    document = published(cast)
    taken_in(cast, numbered(13))
    data = bulk_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = json.loads(archive.read("manifest.json"))["sha256"]
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed}
        names = set(archive.namelist())
        text = json.loads(archive.read(f"van-ban/{document.slug}/ban-1.json"))
    assert held == listed
    assert names == {*listed, "manifest.json"}
    assert not any("13-ubnd" in name for name in names)
    assert any(clause["text"] == "Rà soát quy chế nội bộ." for clause in text["clauses"])
    assert bulk_bytes() == data


def test_readers_get_the_newest_and_the_older_goes(cast: Cast, client: Client):
    assert client.get("/du-lieu/tat-ca.zip").status_code == 404
    published(cast)
    first = bulk_make()
    assert bulk_make().pk == first.pk
    published(cast, numbered(13))
    second = bulk_make()
    assert not default_storage.exists(first.key)
    assert StoredFile.objects.filter(name=second.name).count() == 1
    answer = client.get("/du-lieu/tat-ca.zip")
    assert hashlib.sha256(b"".join(answer)).hexdigest() == second.sha256
    assert second.sha256 in client.get("/du-lieu/").content.decode()
