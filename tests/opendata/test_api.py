"""The interface for machines: what it answers, and that it answers as it says."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, settings

from directives.editions import edition_publish, edition_submit
from directives.models import Clause, ClauseTranslation, Document, Edition, Relation
from directives.opendata.bulk import bulk_make
from directives.opendata.openapi import description
from directives.services import (
    document_publish,
    document_submit,
    document_withdraw,
    summary_intake,
)
from portal.demo.national_code import DECISION_874
from tests.cast import Cast
from tests.directives.letters import (
    DASH,
    LETTER,
    lead,
    numbered,
    officer,
    published,
    taken_in,
)
from tests.directives.test_editions import DECISION, begun, second_published
from tests.directives.test_subscribing import path_of

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


@pytest.mark.parametrize("rest", ["a%0Ab/ban/x/", "x/%0A/", "%0A.xml"])
def test_an_address_with_line_breaks_gets_its_error_as_data_too(
    db: None, client: Client, rest: str
):
    answer = client.get(f"/du-lieu/v1/{rest}")
    assert (answer.status_code, "error" in answer.json()) == (404, True)


def test_of_words_that_nobody_may_read_only_the_facts_are_left(cast: Cast, client: Client):
    document = published(cast)
    second_published(cast, document)
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    one = get(client, f"{LIST}{document.slug}/")
    assert one["withdrawn"]["reason"] == "Dữ liệu cá nhân"
    assert (one["editions"], one["relations"], one["edition"]) == ([], [], None)
    for path in ("ban/1/", "ban/1/akn.xml", "ban/1/dieu-khoan/", "ban/1/dieu-khoan/muc-1/"):
        answer = client.get(f"{LIST}{document.slug}/{path}")
        assert (answer.status_code, "error" in answer.json()) == (404, True)


def test_words_of_a_withdrawn_document_that_stay_readable_stay_here(cast: Cast, client: Client):
    document = published(cast)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    assert get(client, f"{LIST}{document.slug}/")["state"] == "withdrawn"
    assert get(client, f"{LIST}{document.slug}/ban/1/")["clauses"]


# --- clauses -------------------------------------------------------------------------------------


def test_a_clause_has_an_address_with_what_it_cites(cast: Cast, client: Client):
    held = published(cast)
    text = DECISION.replace("để thử.", "để thử khoản 1 Công văn số 12/UBND-VHTT, 9/STTTT-TT.")
    document = published(cast, text.encode())
    address = reverse("directives:data_clause", args=[document.slug, 1, "dieu-3__khoan-1"])
    clause = get(client, address)
    assert clause["parent"] == "dieu-3"
    [citation] = clause["citations"]
    assert (citation["text"], citation["clause"]) == ("Điều 2", "dieu-2")
    first = get(client, reverse("directives:data_clauses", args=[document.slug, 1]))
    cited = [
        citation
        for row in first["results"]
        for citation in get(client, path_of(row["id"]))["citations"]
    ]
    targets = {citation["text"]: citation["document"] for citation in cited}
    assert targets["Công văn số 12/UBND-VHTT"].endswith(f"{held.slug}/")
    assert targets["9/STTTT-TT"] is None


def test_translations_are_said_to_be_unofficial_and_only_checked_ones_are_there(
    cast: Cast, client: Client
):
    document = published(cast)
    clause = Clause.objects.get(edition__document=document, eid=DASH)
    words = {"clause": clause, "made_by": "UBND", "entered_by": cast.office_officer}
    checked = {"checked_by": cast.office_lead, "checked_at": clause.edition.published_at}
    ClauseTranslation.objects.create(language="en", text="Review the rules.", **words, **checked)
    ClauseTranslation.objects.create(language="jra", text="…", **words)
    record = get(client, reverse("directives:data_clause", args=[document.slug, 1, DASH]))
    [translation] = record["translations"]
    assert (translation["language"], translation["is_official"]) == ("en", False)


def test_long_texts_come_in_pages(cast: Cast, client: Client, monkeypatch):
    monkeypatch.setattr("directives.views.machine.PAGE_ROWS", 2)
    document = published(cast)
    [edition] = get(client, f"{LIST}{document.slug}/")["editions"]
    address, eids = edition["clauses_at"], []
    for _page in range(100):
        page = get(client, path_of(address))
        eids += [row["eid"] for row in page["results"]]
        if (address := page["next"]) is None:
            break
    whole = get(client, reverse("directives:data_edition", args=[document.slug, 1]))
    assert eids == [row["eid"] for row in whole["clauses"]]
    assert len(eids) == page["count"] > 4


def test_a_summary_is_marked_in_every_record(cast: Cast, client: Client):
    summary = summary_intake(actor=officer(cast), content=DECISION_874)
    document_submit(actor=officer(cast), document_id=summary.pk)
    document_publish(actor=lead(cast), document_id=summary.pk)
    edition = get(client, reverse("directives:data_edition", args=[summary.slug, 1]))
    assert edition["is_summary"]
    assert edition["official_text"]
    assert all(clause["is_summary"] for clause in edition["clauses"])
    assert any(clause["awaits_official_text"] for clause in edition["clauses"])


# --- the day asked for ---------------------------------------------------------------------------


def test_force_and_text_are_those_of_the_day_asked_for(cast: Cast, client: Client):
    document = published(cast)
    edition = begun(cast, document)
    Edition.objects.filter(pk=edition.pk).update(effective_on=date(2024, 6, 1))
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    replacing = published(cast, numbered(13))
    Relation.objects.create(
        source=replacing,
        kind="replaces",
        target=document,
        target_text="12/UBND-VHTT",
        effective_on=date(2026, 3, 5),
    )
    address = f"{LIST}{document.slug}/?ngay="
    before, after = get(client, f"{address}2024-05-31"), get(client, f"{address}2026-03-05")
    assert before["edition"].endswith("/ban/1/")
    assert (before["force"]["value"], before["force"]["on"]) == ("unknown", "2024-05-31")
    assert after["edition"].endswith("/ban/2/")
    assert after["force"]["value"] == "replaced"
    relations = "/du-lieu/v1/quan-he/?van-ban=" + replacing.slug
    kinds = [
        {row["kind"] for row in get(client, f"{relations}&ngay={day}")["results"]}
        for day in ("2026-03-04", "2026-03-05")
    ]
    assert kinds[1] - kinds[0] == {"replaces"}


@pytest.mark.parametrize("day", ["hom-qua", "2024-02-30", "20240201", "", "2024-W01-1"])
def test_a_day_that_is_none_is_told_in_json(cast: Cast, client: Client, day: str):
    published(cast)
    answer = client.get(LIST, {"ngay": day})
    assert answer.status_code == 400
    assert "ngay" in answer.json()["error"]


# --- mistakes, methods, caches -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "khong-co/",
        "van-ban/khong-co/",
        "van-ban/x/ban/abc/akn.xml",
        "van-ban/?trang=99",
        "a/b",
        "van-ban/x%0Ay/",
    ],
)
def test_what_is_not_there_is_said_in_json(client: Client, db: None, path: str):
    answer = client.get(f"/du-lieu/v1/{path}", follow=True)
    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_reading_is_offered(client: Client, db: None):
    for method in (client.post, client.put, client.delete, client.patch):
        answer = method(LIST)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["error"]
    asked = client.options(LIST)
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]


def test_who_has_the_answer_already_is_told_so(cast: Cast, client: Client):
    document = published(cast)
    edition = reverse("directives:data_edition", args=[document.slug, 1])
    akn = reverse("directives:data_akn", args=[document.slug, 1])
    for path in (LIST, edition, akn, "/du-lieu/van-ban.csv", "/du-lieu/openapi.json"):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_addresses_are_the_same_in_every_language(cast: Cast, client: Client):
    document = published(cast)
    here, there = (get(client, f"{prefix}{LIST}{document.slug}/") for prefix in ("", "/en"))
    assert here["id"] == there["id"]
    assert here["editions"][0]["akoma_ntoso"] == there["editions"][0]["akoma_ntoso"]
    assert there["url"] == here["url"].replace("/van-ban/", "/en/van-ban/")
    assert (here["type_name"], there["type_name"]) == ("Công văn", "Official letter")


def test_lists_take_a_fixed_number_of_queries(cast: Cast, client: Client):
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            get(client, path)
        return len(taken)

    def amended(number: int) -> None:
        Relation.objects.create(
            source=published(cast, numbered(number)),
            kind="amends",
            target=document,
            target_text="12/UBND-VHTT",
        )

    document = published(cast)
    amended(13)
    paths = (LIST, "/du-lieu/v1/quan-he/", f"{LIST}{document.slug}/")
    before = [queries(path) for path in paths]
    for number in (14, 15):
        amended(number)
    second_published(cast, document)
    assert [queries(path) for path in paths] == before


# --- for spreadsheets and for people -------------------------------------------------------------


def test_the_register_is_a_table_of_what_is_published(cast: Cast, client: Client):
    document = published(cast, LETTER.replace("V/v phổ biến", "V/v =1+1 phổ biến").encode())
    taken_in(cast, numbered(13))
    gone = published(cast, numbered(14))
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Nhầm")
    Document.objects.filter(pk=document.pk).update(issuer="=HYPERLINK(1)")
    data = client.get("/du-lieu/van-ban.csv").content
    assert data.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    cells = dict(zip(headings, row, strict=True))
    assert cells["Số và ký hiệu"] == "12/UBND-VHTT"
    assert cells["Cơ quan ban hành"] == "'=HYPERLINK(1)"
    assert cells["Trang đọc"].endswith(document.get_absolute_url())
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_an_empty_register_has_its_headings(client: Client, db: None):
    [headings] = csv.reader(io.StringIO(client.get("/du-lieu/van-ban.csv").content.decode()))
    assert headings[-1] == "Dữ liệu"


def test_the_page_names_every_address_and_the_right_to_use_them(client: Client, db: None):
    html = client.get("/du-lieu/").content.decode()
    for path in description()["paths"]:
        assert path in html
    assert "dùng lại tự do" in html


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_example_on_the_page_works(cast: Cast, client: Client, prefix: str):
    published(cast)
    bulk_make()
    html = client.get(f"{prefix}/du-lieu/").content.decode()
    examples = re.findall(r'<a href="([^"]+)"><code>', html)
    assert len(examples) >= 8
    for example in examples:
        answer = client.get(path_of(unescape(example)))
        list(answer)
        assert answer.status_code == 200


# What the address of the description gives, which needs a database.
schema = schemathesis.openapi.from_dict(description())
schema.app = get_wsgi_application()


@pytest.fixture
def filled(transactional_db, cast: Cast) -> None:
    """Each question opens and closes its own connection, as on a real server."""
    second_published(cast, published(cast))
    published(cast, DECISION.encode())
    gone = published(cast, numbered(14))
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Nhầm")
    bulk_make()


# The archive is a stream, which has tests of its own.
@schema.exclude(path="/du-lieu/tat-ca.zip").parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_it_answers_as_it_says_whatever_is_asked(case, filled):
    # This client hands compressed bytes on as they are.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
