import base64
import gzip
import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from directives.graph import MOST, graph_of
from directives.models import Document
from directives.reading import SEEN_FROM_TARGET
from directives.services import (
    document_publish,
    document_submit,
    document_withdraw,
    duty_save,
    relation_save,
)
from directives.sharing import Sharing
from directives.surroundings import Related
from portal.demo.code_later import CORRECTED_EID, code_corrected
from portal.demo.national_code import national_code_in
from tests.cast import Cast
from tests.directives.letters import (
    DASH,
    LETTER,
    as_printed,
    lead,
    numbered,
    officer,
    published,
    taken_in,
)
from tests.directives.test_differences import corrected, without
from tests.directives.test_duties import FIELDS, clause_of
from tests.directives.test_public_pages import MAX_QUERIES, many_clauses, read, words_of

NAMES_IT = LETTER.replace(
    "Thực hiện Quyết định số 874/QĐ-BTTTT ngày 17/6/2021",
    "Thực hiện khoản 1 Điều 8 Quyết định số 874/QĐ-BTTTT ngày 17/6/2021",
)


def clause_url(document: Document, eid: str = "muc-2") -> str:
    return reverse("directives:clause", args=[document.slug, eid])


def old_url(document: Document, eid: str = "muc-2", number: int = 1) -> str:
    return reverse("directives:edition_clause", args=[document.slug, number, eid])


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    return national_code_in(entered_by=officer(cast), published_by=lead(cast))


@pytest.fixture
def twice(cast: Cast) -> Document:
    """A letter whose second text changed clause 2 from 1 May 2025."""
    document = published(cast)
    words = {"muc-2": "UBND các xã, thị trấn tuyên truyền trên đài truyền thanh hằng tuần."}
    corrected(cast, document, words, effective_on=date(2025, 5, 1))
    return document


# --- texts of other days -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "text"), [("2024-06-01", 1), ("2025-04-30", 1), ("2025-05-01", 2), ("1990-01-01", 1)]
)
def test_a_day_leads_to_the_text_of_that_day(twice: Document, client: Client, day: str, text: int):
    page = client.get(twice.get_absolute_url(), {"ngay": day})
    clause = client.get(clause_url(twice), {"ngay": day})
    if text == 2:
        assert page.url == twice.get_absolute_url()
        assert clause.url == clause_url(twice)
    else:
        assert page.url == reverse("directives:edition", args=[twice.slug, 1])
        assert clause.url == old_url(twice)
        assert "hằng tuần" not in words_of(read(client, clause.url).split("Chia sẻ")[0])


@pytest.mark.parametrize("day", ["hôm nay", "2025-13-01", "1/5/2025"])
def test_what_is_no_day_is_not_found(twice: Document, client: Client, day: str):
    for url in (twice.get_absolute_url(), clause_url(twice)):
        assert client.get(url, {"ngay": day}).status_code == 404


def test_an_old_text_says_so_and_asks_not_to_be_found(twice: Document, client: Client):
    for url in (reverse("directives:edition", args=[twice.slug, 1]), old_url(twice)):
        html = read(client, url)
        assert '<meta name="robots" content="noindex">' in html
        assert "giữ lại để tra cứu" in html
        assert "application/ld+json" not in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{clause_url(twice)}">' in html
    assert "noindex" not in read(client, clause_url(twice))


def test_links_within_an_old_text_stay_in_it(twice: Document, client: Client):
    html = read(client, old_url(twice))
    assert f'rel="prev" href="{old_url(twice, "muc-1__gach-2")}"' in html
    assert f"{reverse('directives:edition', args=[twice.slug, 1])}#muc-2" in html
    page = read(client, reverse("directives:edition", args=[twice.slug, 1]))
    assert f'href="{old_url(twice)}"' in page
    assert f'href="{clause_url(twice)}"' not in page


def test_an_old_text_keeps_its_original_file(twice: Document, client: Client):
    html = read(client, reverse("directives:edition", args=[twice.slug, 1]))
    url = re.search(r'href="(/van-ban/[^"]+/ban-goc/[0-9]+/)"', html)[1]
    assert b"".join(client.get(url).streaming_content) == LETTER.encode()


def test_the_newest_text_has_one_address(twice: Document, client: Client):
    assert client.get(old_url(twice, number=2)).url == clause_url(twice)
    assert client.get(old_url(twice, number=3)).status_code == 404
    assert client.get(old_url(twice, "muc-99")).status_code == 404


def test_a_clause_that_was_dropped_leads_to_the_last_text_that_had_it(cast: Cast, client: Client):
    document = published(cast)
    without(cast, document, DASH)
    assert client.get(clause_url(document, DASH)).url == old_url(document, DASH)
    html = read(client, old_url(document, DASH))
    assert "Bản hiện nay không còn điều khoản này." in html
    later = client.get(clause_url(document, DASH), {"ngay": "2999-01-01"})
    assert later.url == document.get_absolute_url()


def test_words_nobody_may_read_are_on_no_old_page(twice: Document, cast: Cast, client: Client):
    document_withdraw(
        actor=lead(cast), document_id=twice.pk, reason="Dữ liệu cá nhân", hides_text=True
    )
    for url in (
        clause_url(twice),
        old_url(twice),
        reverse("directives:edition", args=[twice.slug, 1]),
    ):
        assert client.get(url).url == twice.get_absolute_url()
    qr = reverse("directives:clause_qr", args=[twice.slug, "muc-2"])
    assert client.get(qr).status_code == 404


# --- what is known of a clause -------------------------------------------------------------------


def test_earlier_wordings_are_told_and_lead_there(twice: Document, client: Client):
    html = read(client, clause_url(twice))
    assert "Lời văn trước đây" in html
    assert re.search(r"<ins>.*hằng tuần", html)
    assert old_url(twice) in html
    assert reverse("directives:difference", args=[twice.slug, 2]) in html
    assert "Lời văn trước đây" not in read(client, clause_url(twice, "muc-1"))
    assert "Lời văn trước đây" not in read(client, old_url(twice))


def test_what_names_a_clause_is_listed(cast: Cast, client: Client, code: dict[str, Document]):
    letter = published(cast, NAMES_IT.encode())
    old = code["874/QĐ-BTTTT"]
    named = words_of(read(client, clause_url(old, CORRECTED_EID)))
    assert "Được dẫn chiếu trong Công văn 12/UBND-VHTT" in named
    assert clause_url(letter, "doan-1") in read(client, clause_url(old, CORRECTED_EID))
    assert "Được dẫn chiếu trong" not in words_of(read(client, clause_url(old, "dieu-1")))


def test_drafts_and_withdrawn_documents_name_nothing(
    cast: Cast, client: Client, code: dict[str, Document]
):
    taken_in(cast, NAMES_IT.encode())
    gone = published(cast, numbered(13, NAMES_IT))
    document_withdraw(actor=lead(cast), document_id=gone.pk, reason="Nhầm")
    words = words_of(read(client, clause_url(code["874/QĐ-BTTTT"], CORRECTED_EID)))
    assert "Được dẫn chiếu trong" not in words


def test_a_clause_stands_in_its_context(cast: Cast, client: Client):
    document = published(cast)
    html = read(client, clause_url(document, DASH))
    assert f'<a href="{clause_url(document, "muc-1")}">1. Các phòng, ban:</a>' in as_printed(html)


def test_a_clause_page_says_what_it_is_a_part_of(cast: Cast, client: Client):
    document = published(cast)
    html = read(client, clause_url(document))
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert told["@type"] == "Legislation"
    assert told["@id"] == f"{settings.SITE_URL}{clause_url(document)}"
    assert told["isPartOf"]["@id"] == f"{settings.SITE_URL}{document.get_absolute_url()}"
    assert told["isPartOf"]["legislationIdentifier"] == "12/UBND-VHTT"
    assert "@context" not in told["isPartOf"]


def test_queries_of_clause_pages_do_not_grow(
    cast: Cast, client: Client, code: dict[str, Document], django_assert_max_num_queries
):
    code_corrected(documents=code, entered_by=officer(cast), published_by=lead(cast))
    large = published(cast, many_clauses(150))
    for number in range(20, 30):
        published(cast, numbered(number, NAMES_IT))
    for url in (
        clause_url(code["874/QĐ-BTTTT"], CORRECTED_EID),
        old_url(code["874/QĐ-BTTTT"], CORRECTED_EID),
        code["874/QĐ-BTTTT"].get_absolute_url(),
        clause_url(large, "muc-1"),
    ):
        with django_assert_max_num_queries(MAX_QUERIES):
            read(client, url)


# --- handing it on -------------------------------------------------------------------------------


def test_the_address_can_be_handed_on_without_a_script(cast: Cast, client: Client):
    document = published(cast)
    html = read(client, clause_url(document))
    address = f"{settings.SITE_URL}{clause_url(document)}"
    assert f"<code>{address}</code>" in html
    assert f'href="{address}" data-copy=' in html
    assert "mailto:?subject=" in html
    assert f'href="/theo-doi/van-ban/{document.slug}/"' in html
    # Nothing of others is loaded: their names stand in links only.
    outside = re.findall(r'(?:src|srcset|data-src)="([^"]+)"', html)
    assert all(url.startswith("/") for url in outside)


def test_sharing_links_carry_the_address_and_nothing_of_the_reader():
    sharing = Sharing("https://cong.test/van-ban/a/muc-1/", "Mục 1 – Công văn 5/UBND & Co")
    mail = parse_qs(urlsplit(sharing.mail).query)
    assert mail["subject"] == ["Mục 1 – Công văn 5/UBND & Co"]
    assert mail["body"][0].endswith(sharing.address)
    assert "+" not in sharing.mail
    asked = parse_qs(urlsplit(sharing.zalo).query)
    assert json.loads(base64.b64decode(asked["d"][0])) == {"url": sharing.address}


def test_the_qr_code_is_a_picture_of_its_own(cast: Cast, client: Client):
    document = published(cast)
    url = reverse("directives:clause_qr", args=[document.slug, "muc-2"])
    assert f'src="{url}"' in read(client, clause_url(document))
    response = client.get(url)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "public" in response.headers["Cache-Control"]
    assert client.get(url.replace("muc-2", "muc-99")).status_code == 404


# --- the document page ---------------------------------------------------------------------------


def test_the_banner_comes_first_and_says_by_what_and_since_when(
    cast: Cast, client: Client, code: dict[str, Document]
):
    code_corrected(documents=code, entered_by=officer(cast), published_by=lead(cast))
    old = code["874/QĐ-BTTTT"]
    html = read(client, old.get_absolute_url())
    words = words_of(html.split("</h1>")[1])
    assert words.startswith("↩︎ Đã được thay thế Quyết định 874/QĐ-BTTTT")
    assert "Đã được thay thế bởi Quyết định 423/QĐ-BVHTTDL từ ngày 05/3/2026" in words
    assert "Đã được đính chính bởi Văn bản 2177/BTTTT-PC ngày 18/6/2021, xem thay đổi" in words
    assert f'href="{reverse("directives:difference", args=[old.slug, 2])}">xem thay đổi' in html


def test_without_a_later_text_the_banner_leads_to_the_clause(
    client: Client, code: dict[str, Document]
):
    old = code["874/QĐ-BTTTT"]
    html = read(client, old.get_absolute_url())
    assert f'href="{clause_url(old, CORRECTED_EID)}">xem thay đổi' in html


def test_several_corrections_by_one_document_are_one_line(cast: Cast, client: Client):
    target = published(cast)
    source = taken_in(cast, numbered(20))
    for eid in ("muc-1", "muc-2"):
        relation_save(
            actor=officer(cast),
            source_id=source.pk,
            kind="replaces",
            target_text="Công văn 12/UBND-VHTT",
            clause_eid=eid,
        )
    document_submit(actor=officer(cast), document_id=source.pk)
    document_publish(actor=lead(cast), document_id=source.pk)
    words = words_of(read(client, target.get_absolute_url()))
    assert words.count("Một phần đã được thay thế bởi Công văn 20/UBND-VHTT") == 1


def test_progress_is_offered_where_something_is_to_be_done(cast: Cast, client: Client):
    document = published(cast)
    link = f"/tien-do/?van-ban={document.slug}"
    assert link not in read(client, document.get_absolute_url())
    duty_save(actor=officer(cast), clause_id=clause_of(document, DASH).pk, fields=FIELDS)
    assert link in read(client, document.get_absolute_url())


def test_on_an_english_page_the_law_is_marked_as_vietnamese(cast: Cast, client: Client):
    document = published(cast)
    html = read(client, f"/en{document.get_absolute_url()}")
    assert '<html lang="en">' in html
    assert '<div class="law" lang="vi">' in html
    assert re.search(r'<a class="link" href="[^"]+" lang="en"', html)
    assert 'lang="vi"' not in read(client, document.get_absolute_url()).split("<body>")[1]


def test_short_forms_are_said_in_full_and_stay_as_printed(cast: Cast, client: Client):
    html = read(client, published(cast).get_absolute_url())
    for said in ("Ủy ban nhân dân", "ký thay", "về việc", "12 Ủy ban nhân dân"):
        assert f'<span class="visually-hidden said">{said}' in html
    assert "12/UBND-VHTT" in as_printed(html)
    assert "KT. CHỦ TỊCH" in words_of(html)


def test_pages_stay_light(cast: Cast, client: Client):
    large = published(cast, many_clauses(60))
    styles = Path(settings.BASE_DIR, "static/portal.css").read_bytes()
    for url in (large.get_absolute_url(), clause_url(large, "muc-1")):
        page = client.get(url).content
        assert len(gzip.compress(page)) + len(gzip.compress(styles)) <= 60 * 1024


# --- the drawing ---------------------------------------------------------------------------------

REPLACED = str(SEEN_FROM_TARGET["replaces"])


def test_one_neighbour_is_no_drawing():
    assert graph_of("Công văn 1/UBND", {"Căn cứ": [Related("Luật An ninh mạng", None)]}) is None


def test_what_acts_on_it_stands_above_and_nothing_overlaps():
    lines = [Related(f"Quyết định số {n}/QĐ-UBND ngày 1/1/2024", None) for n in range(MOST + 2)]
    graph = graph_of("Công văn 1/UBND-VX", {"Căn cứ": lines, REPLACED: lines[:2]})
    assert graph is not None
    assert [node.name for node in graph.above] == ["0/QĐ-UBND", "1/QĐ-UBND"]
    assert len(graph.below) == MOST
    assert graph.left_out == 2
    tops = [node.top for node in (*graph.above, graph.middle, *graph.below)]
    assert all(b - a >= graph.box for a, b in zip(tops, tops[1:], strict=False))
    assert graph.height > tops[-1] + graph.box


def test_every_box_of_a_held_document_leads_to_it_and_says_its_name_in_full(
    client: Client, code: dict[str, Document]
):
    html = read(client, code["874/QĐ-BTTTT"].get_absolute_url())
    [drawing] = re.findall(r'<svg class="graph".*?</svg>', html, re.DOTALL)
    assert "aria-hidden" not in drawing
    newer = re.escape(code["423/QĐ-BVHTTDL"].get_absolute_url())
    said = "Được thay thế bởi: 423 quyết định Bộ Văn hóa, Thể thao và Du lịch"
    assert re.search(rf'<a href="{newer}" aria-label="{said}"><rect x=', drawing)
    # The page itself stands in the middle and leads nowhere.
    assert code["874/QĐ-BTTTT"].get_absolute_url() not in drawing


def test_a_document_that_is_not_held_has_a_box_without_a_link(cast: Cast, client: Client):
    held = published(cast, numbered(13))
    text = LETTER.replace("99/STTTT-TTBC ngày 02/01/2024", "13/UBND-VHTT ngày 05/02/2024")
    naming = published(cast, numbered(14, text))
    page = read(client, naming.get_absolute_url())
    [drawing] = re.findall(r'<svg class="graph".*?</svg>', page, re.DOTALL)
    assert f'<a href="{held.get_absolute_url()}"' in drawing
    assert re.search(r'<g role="img" aria-label="[^"]+"><rect class="unheld"', drawing)
