import json
import re
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client
from django.urls import reverse

from directives.editions import edition_publish, edition_submit
from directives.models import Edition
from directives.services import document_withdraw
from tests.cast import Cast
from tests.directives.letters import lead, numbered, officer, published, taken_in
from tests.directives.test_editions import TOLD, begun, second_published

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(client: Client, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "xml" in answer.headers["Content-Type"]
    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return fromstring(answer.content)  # noqa: S314 - our own words


def titles(client: Client, address: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in xml(client, address).iter(f"{ATOM}entry")]


def test_the_feed_tells_of_documents_and_of_their_later_texts(cast: Cast, client: Client):
    document = published(cast)
    taken_in(cast, numbered(13))
    assert len(titles(client, "/van-ban/atom.xml")) == 1
    second_published(cast, document)
    found = titles(client, "/van-ban/atom.xml")
    assert found[0] == "Công văn 12/UBND-VHTT (Bản đã đính chính)"
    assert len(titles(client, f"{document.get_absolute_url()}atom.xml")) == 2
    ids = [e.findtext(f"{ATOM}id") for e in xml(client, "/van-ban/atom.xml").iter(f"{ATOM}entry")]
    assert len(set(ids)) == 2


def test_a_search_is_followed_too(cast: Cast, client: Client):
    published(cast)
    assert titles(client, "/van-ban/tim/atom.xml?q=12/UBND-VHTT")
    assert titles(client, "/van-ban/tim/atom.xml?q=khong co chu nay") == []


def test_what_was_withdrawn_is_followed_no_more(cast: Cast, client: Client):
    document = published(cast)
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    assert titles(client, "/van-ban/atom.xml") == []
    assert client.get(f"{document.get_absolute_url()}atom.xml").status_code == 404
    assert document.slug not in client.get("/sitemap.xml").content.decode()


def test_the_site_map_names_every_published_document(cast: Cast, client: Client, monkeypatch):
    document = published(cast)
    found = [node.text for node in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert any(address.endswith(document.get_absolute_url()) for address in found)
    assert all(address.startswith("http") for address in found)
    monkeypatch.setattr("directives.views.following.SITEMAP_ROWS", 1)
    monkeypatch.setattr("django.core.paginator.Paginator.num_pages", 2)
    parts = [node.text for node in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert [address.partition("?")[2] for address in parts] == ["phan=1", "phan=2"]
    assert client.get("/sitemap.xml?phan=9").status_code == 404
    assert client.get("/sitemap.xml?phan=x").status_code == 404


def test_browsers_and_crawlers_are_told_where_to_look(cast: Cast, client: Client):
    found = xml(client, "/opensearch.xml")
    assert "{searchTerms}" in found[-1].get("template")
    assert len(found[0].text) <= 16
    assert "Sitemap: http" in client.get("/robots.txt").content.decode()


# --- for search engines --------------------------------------------------------------------------


def test_search_engines_are_told_what_the_page_says_and_no_more(cast: Cast, client: Client):
    document = published(cast)
    html = client.get(document.get_absolute_url()).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert "<script>" not in script
    told = json.loads(script)
    assert told["@type"] == "Legislation"
    assert told["legislationIdentifier"] == "12/UBND-VHTT"
    assert told["legislationDate"] == "2024-02-05"
    assert "legislationLegalForce" not in told
    assert "<script>alert(1)</script>" in told["name"]


def test_a_missing_day_is_not_made_up_for_them(cast: Cast, client: Client):
    text = numbered(13).decode().replace("ngày 05 tháng", "ngày    tháng")
    document = published(cast, text.encode())
    html = client.get(document.get_absolute_url()).content.decode()
    assert "legislationDate" not in html


# --- earlier texts -------------------------------------------------------------------------------


def test_an_earlier_text_stays_readable_under_a_banner(cast: Cast, client: Client):
    document = published(cast)
    second_published(cast, document)
    old = client.get(reverse("directives:edition", args=[document.slug, 1])).content.decode()
    assert "lời văn cũ" in old
    assert 'content="noindex"' in old
    new = client.get(document.get_absolute_url()).content.decode()
    assert "lời văn cũ" not in new
    assert TOLD.note in new
    assert f"{document.get_absolute_url()}ban/1/" in new
    assert client.get(reverse("directives:edition", args=[document.slug, 2])).status_code == 302
    assert client.get(reverse("directives:edition", args=[document.slug, 3])).status_code == 404


@pytest.mark.parametrize(
    ("day", "number"),
    [("2024-01-01", 1), ("2024-05-31", 1), ("2024-06-01", 2), ("2030-01-01", 2)],
)
def test_the_text_of_a_day_is_asked_for(cast: Cast, client: Client, day: str, number: int):
    document = published(cast)
    edition = begun(cast, document)
    Edition.objects.filter(pk=edition.pk).update(effective_on=date(2024, 6, 1))
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    found = client.get(document.get_absolute_url(), {"ngay": day})
    address = document.get_absolute_url() + ("ban/1/" if number == 1 else "")
    assert found.url == address
    assert client.get(document.get_absolute_url(), {"ngay": "hôm qua"}).status_code == 404


def test_a_draft_of_a_later_text_is_not_there(cast: Cast, client: Client):
    document = published(cast)
    begun(cast, document)
    assert client.get(reverse("directives:edition", args=[document.slug, 2])).status_code == 404
