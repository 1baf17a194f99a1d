"""What a citizen does with a text, as a citizen would do it: on a phone, at a desk, by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from directives.models import Document
from directives.printing import edition_draw
from directives.services import duty_save
from portal.demo.code_later import CORRECTED_EID, code_corrected, sample_translated
from portal.demo.national_code import national_code_in
from tests.browser.conftest import Browsers, Visitor, at_a_desk, on_a_phone
from tests.cast import Cast
from tests.directives.letters import DASH, LETTER, lead, officer, published
from tests.directives.test_differences import corrected
from tests.directives.test_duties import FIELDS, clause_of

NARROW = {"width": 320, "height": 700}
NAMES_IT = LETTER.replace(
    "Thực hiện Quyết định số 874/QĐ-BTTTT", "Thực hiện khoản 1 Điều 8 Quyết định số 874/QĐ-BTTTT"
).replace(" <script>alert(1)</script>", "")


@pytest.fixture(autouse=True)
def _at_its_own_address(settings: object, live_server: object) -> None:
    """Links that are handed on name the portal's address in full."""
    settings.SITE_URL = live_server.url


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    """The Code, corrected and replaced, with a translation and its PDFs."""
    documents = national_code_in(entered_by=officer(cast), published_by=lead(cast))
    code_corrected(documents=documents, entered_by=officer(cast), published_by=lead(cast))
    sample_translated(documents["423/QĐ-BVHTTDL"], entered_by=officer(cast), checked_by=lead(cast))
    return documents


@pytest.fixture
def letter(cast: Cast, code: dict[str, Document]) -> Document:
    document = published(cast, NAMES_IT.encode())
    edition_draw(edition_id=document.editions.get().pk)
    duty_save(actor=officer(cast), clause_id=clause_of(document, DASH).pk, fields=FIELDS)
    return document


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_find_a_clause_and_copy_its_link(browsers: Browsers, letter: Document):
    visitor = browsers.citizen(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open("/van-ban/")
    page.get_by_role("searchbox").fill("dai truyen thanh")
    page.get_by_role("button", name="Tìm").first.click()
    page.get_by_role("link", name="2. – Công văn 12/UBND-VHTT").click()
    # Heard in full, seen as printed.
    title = "2. Ủy ban nhân dân các xã, thị trấn tuyên truyền trên đài truyền thanh"
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    visitor.looks_right()
    page.get_by_role("link", name="Chép liên kết").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/van-ban/{letter.slug}/muc-2/")
    expect(page.get_by_role("link", name="Đã chép liên kết")).to_be_visible()
    page.get_by_text("Mã QR", exact=True).click()
    expect(page.get_by_role("img", name="Mã QR dẫn tới điều khoản này")).to_be_visible()
    visitor.looks_right()


def test_see_that_a_text_is_replaced_and_go_to_what_replaced_it(
    browsers: Browsers, code: dict[str, Document]
):
    visitor = browsers.citizen()
    page = visitor.open(code["874/QĐ-BTTTT"].get_absolute_url())
    banner = page.locator("h1 ~ .note").first
    expect(banner).to_contain_text("Đã được thay thế bởi")
    expect(banner).to_contain_text("từ ngày 05/3/2026")
    visitor.looks_right()
    banner.get_by_role("link").click()
    heading(page, "môi trường số")
    expect(page.get_by_text("Đã kiểm tra: văn bản đang áp dụng.")).to_be_visible()


def test_see_what_the_correction_changed_and_how_it_read_before(
    browsers: Browsers, code: dict[str, Document]
):
    visitor = browsers.citizen()
    page = visitor.open(code["874/QĐ-BTTTT"].get_absolute_url())
    follow(page, "xem thay đổi")
    heading(page, "Bản 2 đổi những gì")
    expect(page.get_by_role("heading", name=re.compile("Điều 8, khoản 1"))).to_be_visible()
    expect(page.locator("ins").first).to_contain_text("Khuyến nghị")
    visitor.looks_right()
    follow(page, "Đọc như trước")
    expect(page.get_by_text("Đây là lời văn cũ của bản 1")).to_be_visible()
    visitor.looks_right()
    follow(page, "Đọc lời văn hiện nay")
    expect(page.get_by_role("heading", name="Lời văn trước đây")).to_be_visible()
    visitor.looks_right()


def test_compare_the_wording_in_force_with_the_very_first(
    browsers: Browsers, cast: Cast, letter: Document
):
    corrected(cast, letter, {"muc-2": "UBND các xã, thị trấn tuyên truyền hằng tháng."})
    corrected(cast, letter, {"muc-2": "UBND các xã, phường tuyên truyền hằng tháng."})
    visitor = browsers.citizen()
    page = visitor.open(f"{letter.get_absolute_url()}so-sanh/3/")
    visitor.looks_right()
    reach(page, f'a[href$="/{letter.slug}/so-sanh/1/3/"]')
    page.keyboard.press("Enter")
    heading(page, "Bản 3 so với bản 1")
    expect(page.locator(".change")).to_have_count(1)
    expect(page.locator("ins").first).to_contain_text("phường")
    visitor.looks_right()
    follow(page, "Đọc như trước")
    expect(page.get_by_text("Đây là lời văn cũ của bản 1")).to_be_visible()


def test_read_an_old_edition_whole(browsers: Browsers, code: dict[str, Document]):
    old = code["874/QĐ-BTTTT"]
    visitor = browsers.citizen()
    page = visitor.open(f"{old.get_absolute_url()}?ngay=2021-06-17")
    assert page.url.endswith("/ban/1/")
    expect(page.get_by_text("Đây là bản 1, lời văn cũ")).to_be_visible()
    visitor.looks_right()
    follow(page, "Đọc bản hiện nay")
    assert page.url.endswith(old.get_absolute_url())


def test_follow_a_citation_and_come_back_by_what_names_the_clause(
    browsers: Browsers, code: dict[str, Document], letter: Document
):
    visitor = browsers.citizen()
    page = visitor.open(letter.get_absolute_url())
    expect(page.locator(".law cite").first).to_contain_text("99/STTTT-TTBC")
    visitor.looks_right()
    page.locator(".law").get_by_role("link", name=re.compile("^khoản 1 Điều 8")).click()
    assert page.url.endswith(f"/{CORRECTED_EID}/")
    naming = (
        page.get_by_role("region")
        .or_(page.locator("section"))
        .filter(has=page.get_by_role("heading", name="Được dẫn chiếu trong"))
    )
    naming.get_by_role("link").first.click()
    heading(page, "Thực hiện khoản 1 Điều 8")
    follow(page, "Đọc trong toàn văn")
    assert page.url.endswith("#doan-1")


@on_a_phone
def test_take_the_original_and_the_pdf_along(browsers: Browsers, letter: Document, tmp_path: Path):
    visitor = browsers.citizen(accept_downloads=True)
    page = visitor.open(letter.get_absolute_url())
    for name, begins in (("thu.txt", "ỦY BAN".encode()), (re.compile("PDF"), b"%PDF")):
        with page.expect_download() as taken:
            follow(page, name)
        path = tmp_path / taken.value.suggested_filename
        taken.value.save_as(path)
        assert begins in path.read_bytes()[:40]
    expect(page.get_by_text(letter.editions.get().source_files.get().file.sha256)).to_be_visible()
    expect(page.get_by_role("button", name="In trang này")).to_be_visible()


def test_see_how_far_the_units_have_come(browsers: Browsers, letter: Document):
    visitor = browsers.citizen()
    page = visitor.open(letter.get_absolute_url())
    opened(page, "Thông tin văn bản")
    follow(page, "Các cơ quan, đơn vị đã phổ biến đến đâu")
    heading(page, "Tiến độ triển khai")
    visitor.looks_right()


def test_read_the_code_in_english(browsers: Browsers, code: dict[str, Document]):
    visitor = browsers.citizen()
    page = visitor.open(code["423/QĐ-BVHTTDL"].get_absolute_url())
    opened(page, "Thông tin văn bản")
    follow(page, "Tiếng Anh")
    heading(page, "Bản dịch: Tiếng Anh")
    english = page.get_by_text("Share information that has a source.")
    assert english.evaluate("element => element.closest('[lang]').lang") == "en"
    assert not page.get_by_text("Report fake news").is_visible()
    visitor.looks_right()
    page.locator("section", has=english).get_by_role("link", name="Trang của điều khoản").click()
    expect(page.get_by_text("Bản dịch không chính thức")).to_be_visible()
    visitor.looks_right()


def opened(page: Page, name: str) -> None:
    """Open a fold that a phone shows closed."""
    fold = page.locator("details", has=page.get_by_text(name, exact=True)).first
    if not fold.evaluate("element => element.open"):
        fold.locator("summary").first.click()


# --- by keyboard, narrow, without a script -------------------------------------------------------


def reach(page: Page, target: str) -> None:
    """Press Tab until the focus is there."""
    page.wait_for_load_state()
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", target):
            return
    pytest.fail(f"{target} is not reached by keyboard")


@at_a_desk
def test_all_of_it_by_keyboard_alone(browsers: Browsers, code: dict[str, Document]):
    old = code["874/QĐ-BTTTT"]
    visitor = browsers.citizen()
    page = visitor.open(old.get_absolute_url())
    reach(page, f'a[href$="/{old.slug}/so-sanh/2/"]')
    page.keyboard.press("Enter")
    heading(page, "Bản 2 đổi những gì")
    reach(page, 'a[href$="/ban/1/dieu-8__khoan-1/"]')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đây là lời văn cũ của bản 1")).to_be_visible()
    reach(page, 'a[rel="next"]')
    following = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(following)
    expect(page.get_by_text("Đây là lời văn cũ của bản 1")).to_be_visible()
    reach(page, ".share a[data-copy]")
    outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outlined == "solid"


def test_a_box_of_the_drawing_leads_to_its_document(browsers: Browsers, code: dict[str, Document]):
    visitor = browsers.citizen()
    page = visitor.open(code["874/QĐ-BTTTT"].get_absolute_url())
    newer = code["423/QĐ-BVHTTDL"].get_absolute_url()
    if not page.locator("svg.graph").is_visible():
        page.get_by_text("Thông tin văn bản", exact=True).click()
    reach(page, f'svg.graph a[href="{newer}"]')
    visitor.looks_right()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{newer}")
    heading(page, "môi trường số")


@pytest.mark.parametrize("viewport", [NARROW], ids=["320px"])
def test_every_reading_page_fits_a_narrow_screen(
    browsers: Browsers, code: dict[str, Document], letter: Document
):
    old = code["874/QĐ-BTTTT"].get_absolute_url()
    for path in (
        letter.get_absolute_url(),
        f"{letter.get_absolute_url()}{DASH}/",
        old,
        f"{old}{CORRECTED_EID}/",
        f"{old}so-sanh/2/",
        f"{old}ban/1/",
        f"{old}ban/1/{CORRECTED_EID}/",
        f"{code['423/QĐ-BVHTTDL'].get_absolute_url()}ban-dich/en/",
        f"/en{old}{CORRECTED_EID}/",
        "/tien-do/",
    ):
        visitor = browsers.citizen()
        visitor.open(path)
        visitor.looks_right()


@on_a_phone
def test_without_a_script_every_way_is_still_there(
    browsers: Browsers, code: dict[str, Document], letter: Document
):
    page = browsers.citizen(java_script_enabled=False).open(f"{letter.get_absolute_url()}muc-2/")
    link = page.get_by_role("link", name="Chép liên kết")
    assert link.get_attribute("href").endswith(f"/van-ban/{letter.slug}/muc-2/")
    expect(page.get_by_role("link", name="Gửi qua Zalo")).to_have_attribute(
        "href", re.compile("^https://button-share.zalo.me/share_external")
    )
    expect(page.get_by_role("button", name="In trang này")).to_have_count(0)
    page.get_by_text("Mã QR", exact=True).click()
    expect(page.locator("img.qr")).to_be_visible()


@at_a_desk
def test_what_is_said_aloud_is_neither_seen_nor_copied(browsers: Browsers, letter: Document):
    visitor = browsers.citizen(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open(letter.get_absolute_url())
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.preface'))")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "12/UBND-VHTT" in copied
    assert "Ủy ban nhân dân Văn hóa" not in copied
    aloud = page.locator(".preface").aria_snapshot()
    assert "12 Ủy ban nhân dân Văn hóa và Thông tin" in aloud
    assert "12/UBND-VHTT" not in aloud


@on_a_phone
def test_nothing_of_the_visit_goes_to_others(browsers: Browsers, letter: Document):
    visitor: Visitor = browsers.citizen()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open(f"{letter.get_absolute_url()}muc-2/")
    page.get_by_text("Mã QR", exact=True).click()
    expect(page.locator("img.qr")).to_be_visible()
    assert asked
    assert all(url.startswith(visitor.origin) for url in asked)
    assert visitor.context.cookies() == []
