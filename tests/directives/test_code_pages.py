"""Home, the Code by audience, what applies to a reader, and what is made for others to hear."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directives import sheets
from directives.audiences import READERS
from directives.models import Clause, CodeSheet, Document, Duty, Relation
from directives.services import SummaryClause
from directives.sheets import sheets_draw
from portal.demo.national_code import national_code_in
from portal.units.models import Authority, PublicContact
from tests.cast import Cast
from tests.directives.letters import LETTER, lead, numbered, officer, published
from tests.directives.test_code import ARTICLE, code_of
from tests.directives.test_public_pages import read, words_of

SLUGS = [reader.slug for reader in READERS]
MAX_PAGE_BYTES = 60 * 1024
MAX_QUERIES = 13


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    return national_code_in(entered_by=officer(cast), published_by=lead(cast))


@pytest.fixture
def drawn(code: dict[str, Document], monkeypatch: pytest.MonkeyPatch) -> CodeSheet:
    """The pupils' sheet; the drawing itself has tests of its own."""
    monkeypatch.setattr(
        sheets, "render_pdf", lambda content, **what: b"%PDF-" + repr((content, what)).encode()
    )
    draw()
    return CodeSheet.objects.get(reader="hoc-sinh")


def draw() -> None:
    sheets_draw(on=timezone.localdate(), progress=lambda done, total: None)


def in_force(cast: Cast, addressees: str = "Người dân") -> Document:
    document = published(cast)
    Document.objects.filter(pk=document.pk).update(asserted_in_force=True)
    clause = Clause.objects.get(edition__document=document, eid="muc-2")
    Duty.objects.create(
        clause=clause,
        code="1",
        quote="tuyên truyền trên đài truyền thanh",
        action="Tuyên truyền",
        tracked="never",
        addressees=addressees,
    )
    return document


def contact(**fields: object) -> PublicContact:
    return PublicContact.objects.create(authority=Authority.objects.get(), **fields)


def pages(drawn: CodeSheet) -> list[str]:
    return [
        *("/", "/bo-quy-tac/", "/bo-quy-tac/to/", drawn.get_absolute_url()),
        *(reverse("directives:reader", args=[slug]) for slug in SLUGS),
        *(reverse("directives:broadcast", args=[slug]) for slug in SLUGS),
        *(reverse("directives:short_texts", args=[slug]) for slug in SLUGS),
    ]


# --- all of them ----------------------------------------------------------------------------------


def test_no_page_sets_a_cookie_and_any_cache_may_keep_it(client: Client, drawn: CodeSheet):
    for url in [*pages(drawn), *(f"/en{url}" for url in pages(drawn))]:
        response = client.get(url)
        assert response.status_code == 200, url
        assert "public" in response.headers["Cache-Control"]
        assert not response.cookies
        assert client.post(url).status_code == 405


def test_a_page_with_its_style_is_light(client: Client, cast: Cast, drawn: CodeSheet):
    in_force(cast)
    css = len(gzip.compress(Path(finders.find("portal.css")).read_bytes()))
    for url in pages(drawn):
        assert css + len(gzip.compress(client.get(url).content)) <= MAX_PAGE_BYTES, url


def test_more_documents_and_readers_cost_no_more_queries(
    client: Client,
    cast: Cast,
    drawn: CodeSheet,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    for number in range(20, 26):
        document = published(cast, numbered(number))
        Document.objects.filter(pk=document.pk).update(asserted_in_force=number % 2)
    for url in pages(drawn):
        with django_assert_max_num_queries(MAX_QUERIES):
            client.get(url)


def test_an_empty_portal_says_what_will_come(client: Client, cast: Cast):
    home = words_of(read(client, "/"))
    assert "Chưa có văn bản nào" in home
    assert "Cơ quan chưa công bố đường dây nóng" in home
    assert "Chưa có văn bản nào của Bộ Quy tắc" in home
    for slug in SLUGS:
        words = words_of(read(client, reverse("directives:reader", args=[slug])))
        assert "Trên cổng chưa có Bộ Quy tắc nào" in words
        assert "Chưa có tờ in" in words
        words = words_of(read(client, reverse("directives:broadcast", args=[slug])))
        assert "Chưa có bài phát thanh" in words


def test_before_the_authority_is_set_up_the_pages_still_open(client: Client, db: None):
    for url in ("/", "/bo-quy-tac/", "/bo-quy-tac/hoc-sinh/", "/bo-quy-tac/hoc-sinh/phat-thanh/"):
        assert client.get(url).status_code == 200


def test_crawlers_are_told_of_every_reader(client: Client, cast: Cast):
    sitemap = read(client, "/sitemap.xml")
    for slug in SLUGS:
        assert f"/bo-quy-tac/{slug}/</loc>" in sitemap


def test_a_reader_nobody_knows_is_not_there(client: Client, cast: Cast):
    for name in ("reader", "broadcast", "broadcast_text", "short_texts", "short_texts_text"):
        assert client.get(reverse(f"directives:{name}", args=["ai-do"])).status_code == 404


# --- home -----------------------------------------------------------------------------------------


def test_home_tells_what_counts_what_is_new_and_for_whom(
    client: Client, cast: Cast, code: dict[str, Document]
):
    in_force(cast)
    published(cast, numbered(77))
    html = read(client, "/")
    words = words_of(html)
    counting = words[words.index("Đang áp dụng") : words.index("Mới công bố")]
    assert "Quyết định" in counting
    assert "Công văn 12/UBND-VHTT" in counting
    assert "77/UBND-VHTT" not in counting
    # Letter 77 and the correction.
    assert "2 văn bản chưa xác định hiệu lực" in counting
    new = words[words.index("Mới công bố") :]
    assert new.index("77/UBND-VHTT") < new.index("12/UBND-VHTT")
    for slug in SLUGS:
        assert f'href="/bo-quy-tac/{slug}/"' in html
    assert 'role="search"' in html


def test_a_code_nobody_vouches_for_is_not_called_in_force(
    client: Client, code: dict[str, Document]
):
    Document.objects.filter(number="423").update(asserted_in_force=False)
    assert "Chưa có văn bản nào của Bộ Quy tắc được xác nhận" in words_of(read(client, "/"))
    words = words_of(read(client, "/bo-quy-tac/"))
    assert "Đang áp dụng" not in words
    assert words.index("Chưa xác định hiệu lực") < words.index("423/QĐ-BVHTTDL")
    assert "Chưa có tờ in" in words_of(read(client, "/bo-quy-tac/nguoi-dan/"))


def test_more_in_force_than_home_has_room_for_is_counted(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("directives.views.home.IN_FORCE", 1)
    for number in (20, 21, 22):
        published(cast, numbered(number))
    Document.objects.update(asserted_in_force=True)
    assert "2 văn bản khác đang áp dụng" in words_of(read(client, "/"))


def test_the_number_on_home_is_the_number_of_what_it_leads_to(
    client: Client, cast: Cast, code: dict[str, Document], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("directives.views.home.IN_FORCE", 1)
    for number in (20, 21, 22):
        corrected = published(cast, numbered(number))
        source = published(cast, numbered(number + 10))
        Relation.objects.create(source=source, kind="corrects", target=corrected, target_text="x")
        Document.objects.filter(pk=corrected.pk).update(asserted_in_force=True)
    home = read(client, "/")
    # Three letters and the Code.
    assert "2 văn bản khác đang áp dụng: xem cả 4 văn bản đang áp dụng" in words_of(home)
    url = "/van-ban/?hieu-luc=applying"
    assert f'href="{url}"' in home
    words = words_of(read(client, url))
    assert "Tìm thấy 4 văn bản" in words
    assert "Bỏ điều kiện Đang áp dụng, kể cả đã sửa đổi hoặc đính chính" in words


def test_the_hotline_can_be_tapped(client: Client, cast: Cast):
    contact(way="phone", label="Đường dây nóng", value="0000 000 113", note="Giờ hành chính")
    contact(way="email", label="Thư", value="phananh@mau.test")
    contact(way="place", label="Nơi tiếp", value="Số 1 <b>Mẫu</b>")
    for url in ("/", "/bo-quy-tac/nguoi-dan/"):
        html = read(client, url)
        assert '<a href="tel:0000000113">0000 000 113</a>' in html
        assert '<a href="mailto:phananh@mau.test">' in html
        assert "Số 1 &lt;b&gt;Mẫu&lt;/b&gt;" in html
        assert "minh họa" not in words_of(html)


def test_the_sample_s_hotline_says_that_nobody_answers(client: Client, cast: Cast):
    contact(way="phone", label="Đường dây nóng", value="0000 000 113")
    Authority.objects.update(is_sample=True)
    assert "không gọi được" in read(client, "/")


def test_without_rows_the_words_of_the_authority_stand(client: Client, cast: Cast):
    Authority.objects.update(contact="Hỏi tại bộ phận một cửa")
    home = read(client, "/")
    assert home.count("Hỏi tại bộ phận một cửa") == 2


# --- a reader -------------------------------------------------------------------------------------


def test_every_card_leads_to_its_clause_and_the_clause_is_there(
    client: Client, code: dict[str, Document]
):
    for url in ("/bo-quy-tac/", "/bo-quy-tac/nguoi-dan/"):
        html = read(client, url)
        links = re.findall(r'class="at" href="([^"]+)"', html)
        assert len(links) >= 4
        for link in links:
            assert client.get(link).status_code == 200, link


def test_dos_and_donts_are_told_by_word_and_sign(client: Client, cast: Cast):
    code_of(
        cast,
        ARTICLE,
        SummaryClause("dieu-4__khoan-1", "1.", "Báo tin giả."),
        SummaryClause("dieu-4__khoan-2", "2.", "Không đăng tin giả."),
    )
    words = words_of(read(client, "/bo-quy-tac/hoc-sinh/"))
    assert "✓ Nên làm Báo tin giả. khoản 1, Điều 4" in words
    assert "✕ Không làm Không đăng tin giả. khoản 2, Điều 4" in words


def test_a_summary_says_that_it_is_one(client: Client, code: dict[str, Document]):
    words = words_of(read(client, "/bo-quy-tac/nguoi-dan/"))
    assert "Bản tóm lược" in words
    assert "không phải nguyên văn" in words


def test_for_whom_nothing_is_held_that_is_said_and_nothing_in_its_place(
    client: Client, code: dict[str, Document]
):
    words = words_of(read(client, "/bo-quy-tac/nha-cung-cap/"))
    assert words.count("Văn bản chính thức chưa được nạp") == 2
    assert "Nên làm" not in words
    assert "Chưa có tờ in" in words
    for name in ("broadcast", "short_texts"):
        page = read(client, reverse(f"directives:{name}", args=["nha-cung-cap"]))
        assert "không nói thay văn bản" in page
        text = client.get(reverse(f"directives:{name}_text", args=["nha-cung-cap"]))
        assert text.status_code == 404


def test_what_no_longer_applies_is_not_told_as_what_to_do(
    client: Client, code: dict[str, Document]
):
    assert "874/QĐ-BTTTT" not in words_of(read(client, "/bo-quy-tac/can-bo/"))
    assert "Trước đây" in words_of(read(client, "/bo-quy-tac/"))


def test_a_directive_in_force_is_told_with_its_words_and_its_clause(client: Client, cast: Cast):
    document = in_force(cast)
    html = read(client, "/bo-quy-tac/nguoi-dan/")
    words = words_of(html)
    assert "Nói với chính đối tượng này" in words
    assert "“tuyên truyền trên đài truyền thanh”" in words
    assert "Công bố, không theo dõi trên hệ thống" in words
    assert f'href="{document.get_absolute_url()}muc-2/"' in html
    assert "tuyên truyền trên đài" not in read(client, "/bo-quy-tac/nha-cung-cap/")


def test_a_directive_nobody_vouches_for_stands_apart(client: Client, cast: Cast):
    in_force(cast)
    Document.objects.update(asserted_in_force=False)
    words = words_of(read(client, "/bo-quy-tac/nguoi-dan/"))
    assert "1 văn bản có nhắc đến, chưa xác định còn hiệu lực hay không" in words
    assert "Không có văn bản chỉ đạo nào được xác nhận" in words


# --- aloud and short ------------------------------------------------------------------------------


def test_the_script_has_its_time_and_comes_as_a_file(client: Client, code: dict[str, Document]):
    page = read(client, "/bo-quy-tac/nguoi-dan/phat-thanh/")
    assert "Kính thưa bà con Nhân dân!" in page
    assert re.search(r"[0-9]+ giây", words_of(page))
    assert "bản tóm lược" in page
    response = client.get("/bo-quy-tac/nguoi-dan/phat-thanh.txt")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="phat-thanh-nguoi-dan.txt"'
    )
    text = response.content.decode("utf-8-sig")
    assert response.content.startswith("\ufeff".encode())
    assert text.split("\r\n\r\n")[0] == "Kính thưa bà con Nhân dân!"
    assert not re.search(r"[0-9]", text)


def test_a_file_of_the_sample_says_what_it_is(client: Client, code: dict[str, Document]):
    Authority.objects.update(is_sample=True)
    for name in ("broadcast_text", "short_texts_text"):
        response = client.get(reverse(f"directives:{name}", args=["nguoi-dan"]))
        assert response.content.decode("utf-8-sig").startswith("(Dữ liệu minh họa)\r\n")


def test_each_rule_is_a_short_text_with_the_address_of_its_clause(
    client: Client, code: dict[str, Document], settings: object
):
    settings.SITE_URL = "http://testserver"
    page = read(client, "/bo-quy-tac/nguoi-dan/tin-ngan/")
    assert page.count('class="message copyable"') == 4
    text = client.get("/bo-quy-tac/nguoi-dan/tin-ngan.txt").content.decode("utf-8-sig")
    addresses = re.findall(r"http://testserver(/\S+)", text)
    assert len(addresses) == 4
    for address in addresses:
        assert client.get(address).status_code == 200


# --- is this sheet still current? ---------------------------------------------------------------


def test_a_current_sheet_is_given_out_in_both_sizes(client: Client, drawn: CodeSheet):
    page = read(client, "/bo-quy-tac/hoc-sinh/")
    for size in ("a4", "a3"):
        url = reverse("directives:sheet_pdf", args=[drawn.code, size])
        assert url in page
        response = client.get(url)
        assert response.headers["Content-Type"] == "application/pdf"
        assert b"".join(response).startswith(b"%PDF-")
    assert client.get(reverse("directives:sheet_pdf", args=[drawn.code, "a5"])).status_code == 404


def test_until_it_is_drawn_the_page_says_so(client: Client, code: dict[str, Document]):
    assert "Tờ in đang được dựng" in read(client, "/bo-quy-tac/hoc-sinh/")


def test_scanning_a_current_sheet_says_yes_and_the_day(client: Client, drawn: CodeSheet):
    words = words_of(read(client, drawn.get_absolute_url()))
    assert "Tờ này còn hiện hành" in words
    assert "423/QĐ-BVHTTDL" in words
    assert "không đếm lượt quét" in words


def test_scanning_writes_nothing_down(client: Client, drawn: CodeSheet):
    with CaptureQueriesContext(connection) as queries:
        client.get(drawn.get_absolute_url(), headers={"User-Agent": "Điện thoại"})
    assert len(queries) > 1
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_scanning_an_old_sheet_leads_to_the_new_one(client: Client, drawn: CodeSheet):
    contact(way="phone", label="Đường dây nóng", value="0000 000 113")
    words = words_of(read(client, drawn.get_absolute_url()))
    assert "Đã có bản mới của tờ này" in words
    assert "Các quy tắc in trên tờ không đổi" in words
    assert "Tờ mới đang được dựng" in words
    draw()
    new = CodeSheet.objects.filter(reader="hoc-sinh").first()
    html = read(client, drawn.get_absolute_url())
    assert reverse("directives:sheet_pdf", args=[new.code, "a4"]) in html
    # What hangs on the wall is not given out again.
    old = client.get(reverse("directives:sheet_pdf", args=[drawn.code, "a4"]))
    assert old.url == drawn.get_absolute_url()


def test_scanning_a_sheet_of_a_replaced_code_names_what_replaced_it(
    client: Client, cast: Cast, drawn: CodeSheet
):
    rule = SummaryClause("dieu-4__khoan-1", "1.", "Báo tin giả.")
    new = code_of(cast, ARTICLE, rule, replaces="Quyết định 423/QĐ-BVHTTDL", on=date(2026, 6, 1))
    html = read(client, drawn.get_absolute_url())
    words = words_of(html)
    assert "Văn bản in trên tờ này đã hết hiệu lực" in words
    assert "Đã được thay thế từ ngày 01/6/2026" in words
    assert f'href="{new.get_absolute_url()}"' in html


def test_a_code_can_be_typed_as_people_type_it(client: Client, drawn: CodeSheet):
    typed = f"{drawn.code[:5].lower()} {drawn.code[5:].lower()}"
    response = client.get("/bo-quy-tac/to/", {"ma": typed})
    assert response.url == drawn.get_absolute_url()
    assert client.get(drawn.get_absolute_url().lower()).url == drawn.get_absolute_url()
    assert "Mã in cạnh mã QR" in read(client, "/bo-quy-tac/to/")


def test_a_code_nobody_printed_gets_help(client: Client, cast: Cast):
    response = client.get("/bo-quy-tac/to/KHONGCO/")
    assert response.status_code == 404
    words = words_of(response.content.decode())
    assert "Không có tờ nào mang mã này" in words
    assert "Lấy tờ mới nhất" in words
    # One wrong sign is mended without typing all of them again.
    assert 'value="KHONGCO"' in response.content.decode()


def test_who_brings_a_sheet_to_the_check_of_reports_is_led_on(client: Client, drawn: CodeSheet):
    assert "Tờ in này còn hiện hành không?" in read(client, "/xac-minh/")


def test_the_letter_of_the_tests_has_the_clause_they_use():
    assert "2. UBND các xã, thị trấn tuyên truyền trên đài truyền thanh." in LETTER
