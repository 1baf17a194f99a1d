"""The interface for machines: what it answers, and that it answers as it says."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings

from directives.editions import edition_publish, edition_submit
from directives.opendata.openapi import description
from directives.services import document_withdraw
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, published, taken_in
from tests.directives.test_editions import begun

LIST = "/du-lieu/v1/van-ban/"


def get(client: Client, address: str) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    return answer.json()


def test_a_document_is_found_with_its_editions_clauses_and_relations(cast: Cast, client: Client):
    document = published(cast)
    listed = get(client, LIST)
    assert (listed["count"], listed["next"]) == (1, None)
    [row] = listed["results"]
    one = get(client, row["id"].replace("http://testserver", "").split(":8000")[-1])
    assert one["identifier"] == "12/UBND-VHTT"
    assert one["issued"] == {"year": 2024, "month": 2, "day": 5}
    [edition] = one["editions"]
    assert edition["is_current"]
    text = get(client, reverse("directives:data_edition", args=[document.slug, 1]))
    by_eid = {clause["eid"]: clause for clause in text["clauses"]}
    assert by_eid["muc-1__gach-1"]["parent"] == "muc-1"
    assert by_eid["muc-1__gach-2"]["text"] == "Rà soát quy chế nội bộ."


def test_an_old_edition_stays_and_the_new_one_is_current(cast: Cast, client: Client):
    document = published(cast)
    edition = begun(cast, document)
    address = reverse("directives:data_edition", args=[document.slug, 2])
    assert client.get(address).status_code == 404
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    assert get(client, address)["is_current"]
    first = get(client, reverse("directives:data_edition", args=[document.slug, 1]))
    assert not first["is_current"]


def test_drafts_and_hidden_texts_are_not_there(cast: Cast, client: Client):
    draft = taken_in(cast, numbered(13))
    assert client.get(f"{LIST}{draft.slug}/").status_code == 404
    document = published(cast)
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    assert get(client, LIST)["count"] == 0
    one = get(client, f"{LIST}{document.slug}/")
    assert one["state"] == "withdrawn"
    assert client.get(f"{LIST}{document.slug}/ban/1/").status_code == 404


def test_the_register_is_a_table_of_what_is_published(cast: Cast, client: Client):
    published(cast)
    taken_in(cast, numbered(13))
    table = client.get("/du-lieu/van-ban.csv").content.decode("utf-8-sig")
    assert "12/UBND-VHTT" in table
    assert "13/UBND-VHTT" not in table


def test_the_page_names_every_address(client: Client, db):
    html = client.get("/du-lieu/").content.decode()
    for path in description()["paths"]:
        assert path in html


schema = schemathesis.openapi.from_wsgi("/du-lieu/openapi.json", get_wsgi_application())


@pytest.fixture
def filled(transactional_db, cast: Cast) -> None:
    """Each question opens and closes its own connection, as on a real server."""
    published(cast)


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_it_answers_as_it_says_whatever_is_asked(case, filled):
    case.call_and_validate()
