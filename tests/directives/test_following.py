import json
import re
from datetime import date
from email.utils import parsedate_to_datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from directives.editions import edition_publish, edition_submit
from directives.feeds import TOMBSTONES
from directives.models import Document, Edition, Relation
from directives.services import document_withdraw
from tests.cast import Cast
from tests.directives.grammars import ATOM, SITE_MAP
from tests.directives.letters import DASH, lead, numbered, officer, published, taken_in
from tests.directives.test_editions import TOLD, begun, second_published
from tests.directives.test_subscribing import path_of

ATOM_NS = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
FEED, SEARCH = "/van-ban/atom.xml", "/van-ban/tim/atom.xml"
# Properties that schema.org gives to Legislation, its own and those of every creative work.
LEGISLATION = {
    *("@context", "@type", "@id", "url", "name", "inLanguage", "datePublished", "encoding"),
    *("isBasedOn", "legislationIdentifier", "legislationType", "legislationPassedBy"),
    *("legislationDate", "legislationDateVersion", "legislationLegalForce"),
    *("legislationChanges", "legislationApplies", "legislationConsolidates"),
}


def xml(client: Client, address: str) -> etree._Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "xml" in answer.headers["Content-Type"]
    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return etree.fromstring(answer.content)


def feed(client: Client, address: str) -> etree._Element:
    """A feed that keeps every rule of RFC 4287, with what a grammar cannot say."""
    root = xml(client, address)
    ATOM.assertValid(root)
    entries = root.findall(f"{ATOM_NS}entry")
    ids = [entry.findtext(f"{ATOM_NS}id") for entry in [root, *entries]]
    assert len(set(ids)) == len(ids)
    [own] = [link for link in root.findall(f"{ATOM_NS}link") if link.get("rel") == "self"]
    assert path_of(own.get("href")) == address
    for entry in [root, *entries]:
        rels = [link.get("rel") for link in entry.findall(f"{ATOM_NS}link")]
        assert rels.count("alternate") == 1
    newest = max((e.findtext(f"{ATOM_NS}updated") for e in entries), default=None)
    assert newest in (None, root.findtext(f"{ATOM_NS}updated"))
    return root


def titles(client: Client, address: str) -> list[str]:
    entries = feed(client, address).iter(f"{ATOM_NS}entry")
    return [entry.findtext(f"{ATOM_NS}title") for entry in entries]


def ids(client: Client, address: str) -> list[str]:
    entries = feed(client, address).iter(f"{ATOM_NS}entry")
    return [entry.findtext(f"{ATOM_NS}id") for entry in entries]


def test_the_feed_tells_of_documents_and_of_their_later_texts(cast: Cast, client: Client):
    document = published(cast)
    taken_in(cast, numbered(13))
    assert len(titles(client, FEED)) == 1
    second_published(cast, document)
    found = titles(client, FEED)
    assert found[0] == "Công văn 12/UBND-VHTT (Bản đã đính chính)"
    assert len(titles(client, f"{document.get_absolute_url()}atom.xml")) == 2
    assert len(set(ids(client, FEED))) == 2


def test_ids_stay_whatever_is_published_later_and_in_both_languages(cast: Cast, client: Client):
    document = published(cast)
    [first] = ids(client, FEED)
    second_published(cast, document)
    published(cast, numbered(13))
    assert ids(client, FEED)[-1] == first
    assert ids(client, f"/en{FEED}") == ids(client, FEED)


def test_the_english_feed_leads_to_the_english_pages(cast: Cast, client: Client):
    document = published(cast)
    root = feed(client, f"/en{FEED}")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    [link] = root.findall(f"{ATOM_NS}entry/{ATOM_NS}link")
    assert path_of(link.get("href")) == f"/en{document.get_absolute_url()}"


def test_a_search_is_followed_too(cast: Cast, client: Client):
    published(cast)
    assert titles(client, f"{SEARCH}?q=12%2FUBND-VHTT")
    assert titles(client, f"{SEARCH}?q=khong+co+chu+nay") == []
    assert titles(client, SEARCH)


def test_the_same_search_is_the_same_feed_whatever_its_order(cast: Cast, client: Client):
    published(cast)
    mixed, plain = "trang=2&nam=2024&q=a&x=y", "q=a&nam=2024"
    assert client.get(f"{SEARCH}?{mixed}").content == client.get(f"{SEARCH}?{plain}").content


def test_a_document_that_is_replaced_tells_so_in_its_own_feed(cast: Cast, client: Client):
    document = published(cast)
    replacing = published(cast, numbered(13))
    Relation.objects.create(
        source=replacing, kind="replaces", target=document, target_text="12/UBND-VHTT"
    )
    found = titles(client, f"{document.get_absolute_url()}atom.xml")
    assert any("13/UBND-VHTT" in title for title in found)


def test_a_withdrawal_is_told_and_the_entries_of_its_texts_go(cast: Cast, client: Client):
    document = published(cast)
    published(cast, numbered(13))
    told = ids(client, FEED)
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Ban hành nhầm", hides_text=True
    )
    for address in (FEED, f"{document.get_absolute_url()}atom.xml", f"{SEARCH}?q=12%2FUBND-VHTT"):
        root = feed(client, address)
        first = root.find(f"{ATOM_NS}entry")
        assert first.findtext(f"{ATOM_NS}title").startswith("Đã gỡ khỏi công bố")
        assert first.findtext(f"{ATOM_NS}summary") == "Ban hành nhầm"
        [gone] = root.iter(f"{{{TOMBSTONES}}}deleted-entry")
        assert gone.get("ref") == told[1]
        assert told[1] not in ids(client, address)
    assert document.slug not in client.get("/sitemap.xml?phan=1").content.decode()


def test_a_feed_that_has_not_changed_is_not_sent_again(cast: Cast, client: Client):
    empty = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": empty.headers["ETag"]}).status_code == 304
    document = published(cast)
    held = client.get(FEED)
    assert held.headers["ETag"] != empty.headers["ETag"]
    since = {"If-Modified-Since": held.headers["Last-Modified"]}
    assert client.get(FEED, headers=since).status_code == 304
    # A withdrawal is news as well: the date of the feed never goes back.
    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Nhầm")
    before = parsedate_to_datetime(held.headers["Last-Modified"])
    after = parsedate_to_datetime(client.get(FEED).headers["Last-Modified"])
    assert after >= before
    assert "Last-Modified" not in client.get(f"{SEARCH}?q=a").headers


def test_feeds_take_a_fixed_number_of_queries(cast: Cast, client: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(FEED)
        return len(taken)

    published(cast)
    before = queries()
    for number in (13, 14, 15):
        published(cast, numbered(number))
    assert queries() == before


# --- for crawlers and browsers -------------------------------------------------------------------


def test_the_site_map_names_documents_and_their_clauses_in_both_languages(
    cast: Cast, client: Client
):
    document = published(cast)
    taken_in(cast, numbered(13))
    index = xml(client, "/sitemap.xml")
    SITE_MAP.assertValid(index)
    parts = [path_of(node.text) for node in index.iter(f"{MAP}loc")]
    assert parts == ["/sitemap.xml?phan=1", "/sitemap.xml?phan=2"]
    found = {}
    for part in parts:
        root = xml(client, part)
        SITE_MAP.assertValid(root)
        for url in root:
            links = {link.get("hreflang"): link.get("href") for link in url if link.get("hreflang")}
            found[path_of(url.findtext(f"{MAP}loc"))] = links
    url = document.get_absolute_url()
    assert {url, f"/en{url}", f"{url}muc-1/", f"/en{url}muc-1/", "/du-lieu/", "/"} <= found.keys()
    assert f"{url}{DASH}/" not in found
    assert not any("13-ubnd" in path for path in found)
    for path, links in found.items():
        assert set(links) == {"vi", "en", "x-default"}
        assert path in {path_of(links["vi"]), path_of(links["en"])}
        assert client.get(path).status_code == 200


def test_a_large_site_map_comes_in_parts(cast: Cast, client: Client, monkeypatch):
    assert xml(client, "/sitemap.xml").tag == f"{MAP}urlset"
    published(cast)
    published(cast, numbered(13))
    monkeypatch.setattr("directives.sitemap.ROWS", 1)
    parts = [node.text for node in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert len(parts) == 6
    for part in parts:
        SITE_MAP.assertValid(xml(client, path_of(part)))
    for nonsense in ("9", "0", "x", "²", "1" * 30):
        assert client.get(f"/sitemap.xml?phan={nonsense}").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_browsers_and_crawlers_are_told_where_to_look(cast: Cast, client: Client, prefix: str):
    found = xml(client, f"{prefix}/opensearch.xml")
    urls = {url.get("type"): url.get("template") for url in found.iter(f"{OPENSEARCH}Url")}
    assert path_of(urls["text/html"]) == f"{prefix}/van-ban/?q={{searchTerms}}"
    assert path_of(urls["application/opensearchdescription+xml"]) == f"{prefix}/opensearch.xml"
    assert 1 <= len(found.findtext(f"{OPENSEARCH}ShortName")) <= 16
    assert found.findtext(f"{OPENSEARCH}Description")
    assert "Sitemap: http" in client.get("/robots.txt").content.decode()


# --- for search engines --------------------------------------------------------------------------


def told_of(client: Client, document: Document) -> dict:
    html = client.get(document.get_absolute_url()).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert "<script>" not in script
    told = json.loads(script)
    assert told.keys() <= LEGISLATION
    return told


def test_search_engines_are_told_what_the_page_says_and_no_more(cast: Cast, client: Client):
    document = published(cast)
    told = told_of(client, document)
    assert told["@type"] == "Legislation"
    assert told["legislationIdentifier"] == "12/UBND-VHTT"
    assert told["legislationDate"] == "2024-02-05"
    assert "legislationLegalForce" not in told
    assert "legislationConsolidates" not in told
    assert "<script>alert(1)</script>" in told["name"]
    assert told["encoding"]["@type"] == "LegislationObject"
    akn = client.get(path_of(told["encoding"]["contentUrl"]))
    assert akn.headers["Content-Type"] == told["encoding"]["encodingFormat"]


def test_a_missing_day_is_not_made_up_for_them(cast: Cast, client: Client):
    text = numbered(13).decode().replace("ngày 05 tháng", "ngày    tháng")
    document = published(cast, text.encode())
    html = client.get(document.get_absolute_url()).content.decode()
    assert "legislationDate" not in html


def test_what_a_document_does_to_others_is_said_in_their_words(cast: Cast, client: Client):
    document, other = published(cast), published(cast, numbered(13))
    document.relations.all().delete()
    for kind, target in (("replaces", other), ("implements", None), ("based_on", None)):
        text = target.identifier if target else f"{kind}/QĐ-BTTTT"
        Relation.objects.create(source=document, kind=kind, target=target, target_text=text)
    told = told_of(client, document)
    assert told["legislationChanges"] == [
        {
            "@type": "Legislation",
            "@id": f"{settings.SITE_URL}{other.get_absolute_url()}",
            "name": "13/UBND-VHTT",
        }
    ]
    assert told["legislationApplies"] == [{"@type": "Legislation", "name": "implements/QĐ-BTTTT"}]
    assert told["isBasedOn"] == [{"@type": "Legislation", "name": "based_on/QĐ-BTTTT"}]
    assert told_of(client, other)["legislationLegalForce"] == "https://schema.org/NotInForce"


@pytest.mark.parametrize(
    ("kind", "clause", "checked", "force"),
    [
        ("", "", True, "InForce"),
        ("corrects", "", True, "InForce"),
        ("corrects", "", False, ""),
        ("amends", "", True, "InForce"),
        ("repeals", "muc-1", True, "PartiallyInForce"),
        ("repeals", "muc-1", False, ""),
        ("repeals", "", True, "NotInForce"),
    ],
)
def test_force_is_claimed_only_with_a_basis(
    cast: Cast, client: Client, kind: str, clause: str, checked: bool, force: str
):
    document = published(cast)
    Document.objects.filter(pk=document.pk).update(asserted_in_force=checked)
    if kind:
        Relation.objects.create(
            source=published(cast, numbered(13)),
            kind=kind,
            target=document,
            target_text="12/UBND-VHTT",
            clause_eid=clause,
        )
    said = told_of(client, document).get("legislationLegalForce", "")
    assert said.removeprefix("https://schema.org/") == force


def test_a_later_text_says_which_texts_it_holds(cast: Cast, client: Client):
    document = published(cast)
    edition = begun(cast, document)
    causing = published(cast, numbered(13))
    Edition.objects.filter(pk=edition.pk).update(caused_by=causing, effective_on=date(2024, 6, 1))
    edition_submit(actor=officer(cast), edition_id=edition.pk)
    edition_publish(actor=lead(cast), edition_id=edition.pk)
    told = told_of(client, document)
    assert told["legislationDateVersion"] == "2024-06-01"
    first, cause = told["legislationConsolidates"]
    assert client.get(path_of(first["@id"])).json()["number"] == 1
    assert path_of(cause["@id"]) == causing.get_absolute_url()


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
