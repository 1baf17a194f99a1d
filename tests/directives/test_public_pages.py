import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directives.models import Document, SourceFile
from directives.services import (
    document_edit,
    document_publish,
    document_submit,
    document_withdraw,
    duty_save,
    relation_save,
)
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
    submitted,
    taken_in,
)
from tests.directives.test_duties import FIELDS, NEVER, clause_of
from tests.directives.test_editions import second_published
from tests.factories import make_document
from tests.intake.docx_maker import letter as docx_letter
from tests.intake.docx_maker import made

MAX_QUERIES = 12


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", as_printed(html)).split())


@pytest.fixture
def page(cast: Cast, client: Client) -> str:
    return read(client, published(cast).get_absolute_url())


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    return national_code_in(entered_by=officer(cast), published_by=lead(cast))


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("bring", [taken_in, submitted])
def test_what_is_not_published_is_not_there(cast: Cast, client: Client, bring):
    document = bring(cast)
    source = SourceFile.objects.get()
    for url in (
        document.get_absolute_url(),
        reverse("directives:clause", args=[document.slug, "muc-1"]),
        reverse("directives:source_file", args=[document.slug, source.pk]),
    ):
        assert client.get(url).status_code == 404
    assert "12/UBND" not in read(client, reverse("directives:document_list"))
    assert "12/UBND" not in read(client, reverse("directives:home"))


def test_public_pages_touch_no_cookie_and_may_be_kept(cast: Cast, client: Client):
    document = published(cast)
    for url in (
        "/",
        "/van-ban/",
        "/bo-quy-tac/",
        document.get_absolute_url(),
        f"{document.get_absolute_url()}muc-1/",
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert "public" in response.headers["Cache-Control"]
        assert not response.cookies
        assert client.post(url).status_code == 405


def test_a_withdrawn_document_says_why_and_shows_no_text(cast: Cast, client: Client):
    document = published(cast)
    document_withdraw(
        actor=lead(cast), document_id=document.pk, reason="Có dữ liệu cá nhân", hides_text=True
    )
    html = read(client, document.get_absolute_url())
    assert "Có dữ liệu cá nhân" in html
    assert "Rà soát quy chế nội bộ" not in html
    source = SourceFile.objects.get()
    file_url = reverse("directives:source_file", args=[document.slug, source.pk])
    assert client.get(file_url).status_code == 404
    response = client.get(reverse("directives:clause", args=[document.slug, "muc-1"]))
    assert response.url == document.get_absolute_url()
    assert "12/UBND" not in read(client, reverse("directives:document_list"))


# --- the document --------------------------------------------------------------------------------


def test_the_text_stands_whole_and_harmless_on_the_page(page: str):
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "cán bộ &lt;b&gt;trong&lt;/b&gt; cơ quan" in page
    assert "<b>Bộ Quy tắc</b>" in page
    words = words_of(page)
    for line in ("Rà soát quy chế nội bộ.", "2. UBND các xã, thị trấn tuyên truyền", "./."):
        assert line in words


def test_every_clause_has_its_place_and_its_link(cast: Cast, client: Client):
    document = published(cast)
    html = read(client, document.get_absolute_url())
    for clause in document.editions.get().clauses.all():
        assert html.count(f'id="{clause.eid}"') == 1
        if clause.part == "body":
            url = reverse("directives:clause", args=[document.slug, clause.eid])
            assert f'href="{url}"' in html
            assert read(client, url)
    assert client.get(f"{document.get_absolute_url()}muc-99/").status_code == 404


def test_the_facts_are_as_printed(cast: Cast, client: Client):
    text = LETTER.replace("ngày 05 tháng 02", "ngày tháng 11").replace("Số: 12/", "Số: /")
    words = words_of(read(client, published(cast, text.encode()).get_absolute_url()))
    assert "ngày … tháng 11 năm 2024" in words
    assert "số để trống trên bản nhận được" in words
    assert "PHÓ CHỦ TỊCH Nguyễn Văn Mẫu" in words


def test_the_original_can_be_downloaded(cast: Cast, client: Client):
    document = published(cast)
    source = SourceFile.objects.get()
    url = reverse("directives:source_file", args=[document.slug, source.pk])
    html = read(client, document.get_absolute_url())
    assert url in html
    assert source.file.sha256 in html
    response = client.get(url)
    assert b"".join(response.streaming_content) == LETTER.encode()
    assert "attachment" in response.headers["Content-Disposition"]
    other = published(cast, numbered(13))
    assert client.get(url.replace(document.slug, other.slug)).status_code == 404


def test_an_unknown_citation_becomes_a_link_once_its_document_is_there(cast: Cast, client: Client):
    document = published(cast)
    cited = "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021"
    assert f"<cite>{cited}</cite>" in as_printed(read(client, document.get_absolute_url()))
    code = national_code_in(entered_by=officer(cast), published_by=lead(cast))
    html = as_printed(read(client, document.get_absolute_url()))
    assert f'<a href="{code["874/QĐ-BTTTT"].get_absolute_url()}">{cited}</a>' in html
    assert "<cite>Công văn số 99/STTTT-TTBC ngày 02/01/2024</cite>" in html
    # And the reader is told that what is cited has been replaced.
    assert "nhắc tới Quyết định 874/QĐ-BTTTT" in html
    assert "từ ngày 05/3/2026" in html


def test_relations_are_told_from_both_sides(cast: Cast, client: Client, code: dict[str, Document]):
    letter = published(cast)
    old = words_of(read(client, code["874/QĐ-BTTTT"].get_absolute_url()))
    assert "Được thay thế bởi Quyết định 423/QĐ-BVHTTDL" in old
    assert "Được đính chính bởi Văn bản 2177/BTTTT-PC" in old
    assert f"Được dẫn chiếu trong {letter.title}" in old
    new = words_of(read(client, code["423/QĐ-BVHTTDL"].get_absolute_url()))
    assert "Thay thế Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 từ 05/3/2026" in new


def test_a_corrected_clause_says_so_at_its_place(client: Client, code: dict[str, Document]):
    url = reverse("directives:clause", args=[code["874/QĐ-BTTTT"].slug, "dieu-8__khoan-1"])
    words = words_of(read(client, url))
    assert "Được đính chính bởi Văn bản 2177/BTTTT-PC (18/6/2021)" in words
    assert "khuyến nghị" in words


def test_a_summary_is_labelled_and_points_to_the_official_text(
    client: Client, code: dict[str, Document]
):
    old = code["874/QĐ-BTTTT"]
    for url in (old.get_absolute_url(), reverse("directives:clause", args=[old.slug, "dieu-4"])):
        html = as_printed(read(client, url))
        assert "Bản tóm lược" in html
        assert "không phải nguyên văn" in html
        assert old.editions.get().official_text in html
    awaited = read(client, reverse("directives:clause", args=[old.slug, "dieu-9"]))
    assert "Văn bản chính thức chưa được nạp" in awaited


def test_what_is_never_tracked_says_so(cast: Cast, client: Client):
    document = published(cast)
    note = "Công bố, không theo dõi trên hệ thống"

    def save(fields, eid=DASH):
        duty_save(actor=officer(cast), clause_id=clause_of(document, eid).pk, fields=fields)

    assert note not in read(client, document.get_absolute_url())
    save(NEVER)
    assert note in read(client, document.get_absolute_url())
    save(FIELDS)
    html = read(client, document.get_absolute_url())
    assert note not in html
    assert "“kiểm tra, xử lý người vi phạm”: công bố, không theo dõi trên hệ thống" in html


def test_a_clause_stands_alone_with_its_neighbours(cast: Cast, client: Client):
    document = published(cast)
    words = read(client, reverse("directives:clause", args=[document.slug, DASH]))
    assert 'rel="prev"' in words
    assert 'rel="next"' in words
    assert reverse("directives:clause", args=[document.slug, "muc-1"]) in words
    first = read(client, reverse("directives:clause", args=[document.slug, "doan-1"]))
    assert 'rel="prev"' not in first


def many_clauses(count: int) -> bytes:
    more = "\n\n".join(f"{n}. Việc {n} theo Công văn số {n}/STTTT-TTBC." for n in range(2, count))
    return LETTER.replace("2. UBND", f"{more}\n\n{count}. UBND").encode()


def test_queries_do_not_grow_with_the_text(
    cast: Cast, client: Client, code: dict[str, Document], django_assert_max_num_queries
):
    small, large = published(cast), published(cast, many_clauses(150))
    for document in (small, large, code["874/QĐ-BTTTT"]):
        for url in (
            document.get_absolute_url(),
            reverse(
                "directives:clause",
                args=[document.slug, "muc-1" if document in (small, large) else "dieu-4"],
            ),
        ):
            with django_assert_max_num_queries(MAX_QUERIES):
                read(client, url)
    for url in ("/", "/van-ban/", "/van-ban/?q=bo+quy+tac", "/bo-quy-tac/"):
        with django_assert_max_num_queries(MAX_QUERIES):
            read(client, url)


# --- list and search -----------------------------------------------------------------------------


def found(client: Client, **query: str) -> list[str]:
    html = client.get(reverse("directives:document_list"), query).content.decode()
    return re.findall(r'<h2><a href="/van-ban/([^"]+)/">', html)


@pytest.mark.parametrize(
    "words",
    ["12/UBND-VHTT", "12 ubnd vhtt", "Số: 12 /UBND-VHTT", "12", "pho bien bo quy tac", "PHỔ BIẾN"],
)
def test_a_document_is_found_by_number_and_by_words(cast: Cast, client: Client, words: str):
    document = published(cast)
    assert found(client, q=words) == [document.slug]


def test_words_of_one_clause_are_found_and_shown(cast: Cast, client: Client):
    document = published(cast)
    assert found(client, q="dai truyen thanh") == [document.slug]
    html = read(client, reverse("directives:document_list") + "?q=dai+truyen+thanh")
    assert reverse("directives:clause", args=[document.slug, "muc-2"]) in html
    # Words of two clauses are not a match of either.
    html = read(client, reverse("directives:document_list") + "?q=truyen+thanh+ra+soat")
    assert "chứa đủ các từ" in html
    assert ("mục chứa một phần" in html, "mục chứa các từ này" in html) == (True, False)
    assert found(client, q="truyen thanh ra soat") == [document.slug]


def test_the_number_asked_for_comes_first(cast: Cast, client: Client):
    newer = published(cast, numbered(20, LETTER.replace("năm 2024", "năm 2025")))
    Document.objects.filter(pk=newer.pk).update(subject="Phỏng vệ 12/UBND-VHTT")
    target = published(cast)
    assert found(client, q="12/UBND-VHTT") == [target.slug, newer.slug]


def test_filters_narrow_the_list(cast: Cast, client: Client, code: dict[str, Document]):
    letter = published(cast)
    duty_save(actor=officer(cast), clause_id=clause_of(letter).pk, fields=FIELDS)
    old, new = code["874/QĐ-BTTTT"], code["423/QĐ-BVHTTDL"]
    assert found(client, loai="cong-van") == [letter.slug]
    assert found(client, nam="2024") == [letter.slug]
    assert found(client, **{"co-quan": old.issuer}) == [code["2177/BTTTT-PC"].slug, old.slug]
    assert found(client, **{"doi-tuong": "press"}) == [new.slug]
    assert found(client, **{"doi-tuong": "officials"}) == [old.slug]
    assert found(client, **{"doi-tuong": "loai-don-vi-agency"}) == [letter.slug]
    assert found(client, **{"doi-tuong": "loai-don-vi-commune"}) == []
    assert found(client, loai="cong-van", nam="2021") == []


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%25_%25",
        "nam=99999",
        "nam=٢٠٢٤",
        "loai=x",
        "trang=x",
        "trang=999",
        "q=" + "a" * 900,
    ],
)
def test_nonsense_in_the_address_is_harmless(cast: Cast, client: Client, query: str):
    published(cast)
    answer = client.get(f"{reverse('directives:document_list')}?{query}", follow=True)
    assert answer.status_code == 200


def test_nothing_found_says_what_to_do(cast: Cast, client: Client):
    published(cast)
    html = read(client, reverse("directives:document_list") + "?q=khongcogi")
    assert "Không có văn bản phù hợp" in html
    assert "Xem tất cả văn bản" in html
    assert "<script>" not in read(client, "/van-ban/?q=<script>alert(1)</script>")


def test_the_list_is_paged(cast: Cast, client: Client):
    for number in range(51):
        make_document(
            entered_by=cast.office_officer,
            published_by=cast.office_lead,
            slug=f"van-ban-{number}",
        )
    assert len(found(client)) == 20
    assert len(found(client, trang="3")) == 11


def test_empty_pages_say_what_comes(client: Client, cast: Cast):
    for url in ("/", "/van-ban/", "/bo-quy-tac/"):
        assert "Chưa có" in read(client, url)


# --- the Code ------------------------------------------------------------------------------------


def test_the_code_shows_what_applies_before_what_did(client: Client, code: dict[str, Document]):
    html = read(client, reverse("directives:code"))
    words = words_of(html)
    assert words.index("Đang áp dụng") < words.index("môi trường số") < words.index("Trước đây")
    assert html.count('class="summary-label">Bản tóm lược') == 2
    assert words.count("Văn bản chính thức chưa được nạp") >= 5
    assert "Tự quản lý, bảo vệ tài khoản" in words


def test_home_tells_a_document_of_several_texts_once_by_the_last(client: Client, cast: Cast):
    document = published(cast)
    second = second_published(cast, document)
    told = client.get("/").context["newest"]
    assert [edition.pk for edition in told if edition.document == document] == [second.pk]


def test_home_names_the_code_in_force(client: Client, code: dict[str, Document]):
    words = words_of(read(client, "/"))
    assert "Bộ Quy tắc hiện nay Ban hành Bộ Quy tắc ứng xử văn hóa trên môi trường số" in words


def test_a_relation_effective_later_does_not_count_yet(cast: Cast, client: Client):
    target = published(cast)
    source = taken_in(cast, numbered(20))
    relation_save(
        actor=officer(cast),
        source_id=source.pk,
        kind="replaces",
        target_text="Công văn 12/UBND-VHTT",
        effective_on=date(2999, 1, 1),
    )
    document_submit(actor=officer(cast), document_id=source.pk)
    document_publish(actor=lead(cast), document_id=source.pk)
    assert "Chưa xác định hiệu lực" in read(client, target.get_absolute_url())


def test_a_misprinted_number_is_found_under_the_right_one(cast: Cast, client: Client):
    document = taken_in(cast, LETTER.replace("UBND-VHTT", "UBNDD-VHTT").encode())
    document_edit(
        actor=officer(cast),
        document_id=document.pk,
        fields={"other_identifiers": ["12/UBND-VHTT"]},
    )
    document_submit(actor=officer(cast), document_id=document.pk)
    document_publish(actor=lead(cast), document_id=document.pk)
    assert found(client, q="12/UBND-VHTT") == [document.slug]


def test_a_table_of_the_paper_is_a_table_on_the_page(cast: Cast, client: Client):
    document = taken_in(cast, made(docx_letter), name="thu.docx")
    document_submit(actor=officer(cast), document_id=document.pk)
    document = document_publish(actor=lead(cast), document_id=document.pk)
    html = read(client, document.get_absolute_url())
    assert '<th scope="col">Đơn vị</th><th scope="col">Hạn</th>' in html
    assert "<td>Trường A</td><td>30/6</td>" in html
    assert client.get(f"{document.get_absolute_url()}muc-2__bang-1/").status_code == 200
