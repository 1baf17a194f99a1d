"""Public pages read from the replica, everything else where it writes. The replica of the tests is
the database itself, over a connection of its own."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directives.models import Document
from portal.postgres.base import DatabaseWrapper
from portal.web.replica import PublicReads, reading_publicly
from tests.cast import Cast, signed_in
from tests.directives.letters import published


@pytest.fixture
def replica(transactional_db: None) -> Iterator[object]:
    connections.settings["replica"] = connection.settings_dict
    # Of the same name, as Django's tests let nothing else connect.
    connections["replica"] = second = DatabaseWrapper(connection.settings_dict, "default")
    yield second
    second.close()
    del connections["replica"], connections.settings["replica"]


def asked(client: Client, path: str, replica: object) -> tuple[int, int, int]:
    """Status, and how many questions each of the two answered."""
    with CaptureQueriesContext(connection) as own, CaptureQueriesContext(replica) as others:
        status = client.get(path).status_code
    return status, len(own), len(others)


def test_public_pages_ask_the_replica_alone(cast: Cast, replica: object):
    letter = published(cast)
    for path in ("/", letter.get_absolute_url(), f"{letter.get_absolute_url()}muc-1/", "/tien-do/"):
        status, own, others = asked(Client(), path, replica)
        assert (status, own) == (200, 0), path
        assert others > 1, path


def test_desks_and_forms_ask_the_database_they_write_to(cast: Cast, replica: object):
    for path in ("/don-vi/", "/tai-khoan/"):
        _status, own, others = asked(signed_in(cast.chairman), path, replica)
        assert own > 0
        assert others == 0


def test_without_one_nothing_is_different(cast: Cast):
    with reading_publicly():
        assert PublicReads().db_for_read(Document) is None
        assert Document.objects.count() == 0


def test_nothing_is_ever_written_to_it(replica: object):
    with reading_publicly():
        assert PublicReads().db_for_read(Document) == "replica"
        assert PublicReads().db_for_write(Document) is None
    assert PublicReads().db_for_read(Document) is None
    assert PublicReads().allow_migrate("replica", "directives") is False
    assert PublicReads().allow_migrate("default", "directives") is None
