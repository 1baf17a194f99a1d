"""The Code as people meet it: on a phone, on paper, over the loudspeaker, and on an old sheet."""

import io
from datetime import date
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import Page, expect

from directives.models import CodeSheet, Document
from directives.services import SummaryClause
from directives.sheet_render import TYPE_POINTS
from directives.sheets import sheets_draw
from portal.demo.national_code import national_code_in
from portal.units.models import Authority, PublicContact
from tests.browser.conftest import Browsers, Visitor, at_a_desk, on_a_phone
from tests.browser.test_chain import follow
from tests.cast import Cast
from tests.directives.letters import lead, officer
from tests.directives.test_code import ARTICLE, code_of
from tests.directives.test_code_pages import in_force

NARROW = {"width": 320, "height": 640}
PAGES = [
    *("/", "/bo-quy-tac/", "/bo-quy-tac/can-bo/", "/bo-quy-tac/nha-cung-cap/"),
    *("/bo-quy-tac/nguoi-dan/phat-thanh/", "/bo-quy-tac/nguoi-dan/tin-ngan/"),
    *("/bo-quy-tac/to/", "/bo-quy-tac/nha-cung-cap/phat-thanh/", "/en/bo-quy-tac/giao-vien/"),
]


@pytest.fixture
def code(cast: Cast) -> dict[str, Document]:
    """The national Code, a letter in force and a hotline."""
    documents = national_code_in(entered_by=officer(cast), published_by=lead(cast))
    in_force(cast)
    PublicContact.objects.create(
        authority=Authority.objects.get(), way="phone", label="Đường dây nóng", value="0000 000 113"
    )
    return documents


@pytest.fixture
def sheets(code: dict[str, Document], monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn, in one size of type."""
    for size in TYPE_POINTS:
        monkeypatch.setitem(TYPE_POINTS, size, [12])
    draw()


def draw() -> None:
    sheets_draw(on=timezone.localdate(), progress=lambda done, total: None)


def tab_to(page: Page, name: str) -> None:
    """By keyboard alone, as far as a person would go."""
    page.wait_for_load_state()
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"no way to “{name}” by keyboard")


def scanned(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=2).to_pil()
    return urlsplit(zxingcpp.read_barcode(page).text).path


def printed(visitor: Visitor, name: str) -> bytes:
    """What the link would send to the printer."""
    href = visitor.page.get_by_role("link", name=name).first.get_attribute("href")
    response = visitor.page.request.get(visitor.origin + href)
    assert response.headers["content-type"] == "application/pdf"
    return response.body()


@at_a_desk
def test_a_citizen_finds_what_applies_by_keyboard_alone(
    code: dict[str, Document], browsers: Browsers
):
    citizen = browsers.citizen()
    page = citizen.open("/")
    expect(page.get_by_role("link", name="0000 000 113")).to_have_attribute(
        "href", "tel:0000000113"
    )
    citizen.looks_right()
    tab_to(page, "Người dân")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dành cho người dân")).to_be_visible()
    expect(page.get_by_text("Chia sẻ thông tin có nguồn.").first).to_be_visible()
    expect(page.get_by_text("“tuyên truyền trên đài truyền thanh”")).to_be_visible()
    citizen.looks_right()
    tab_to(page, "ý 3, “Cá nhân”: Chia sẻ thông tin có nguồn.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhom-1__y-3/")
    expect(page.get_by_text("Chia sẻ thông tin có nguồn.").first).to_be_visible()


@at_a_desk
def test_a_teacher_prints_a_sheet_and_it_says_that_it_counts(sheets: None, browsers: Browsers):
    teacher = browsers.citizen()
    page = teacher.open("/")
    follow(page, "Giáo viên")
    expect(page.get_by_role("heading", name="Dành cho giáo viên")).to_be_visible()
    teacher.looks_right()
    for name in ("In tờ A4 (PDF)", "Áp phích A3 (PDF)"):
        path = scanned(printed(teacher, name))
        assert path == CodeSheet.objects.get(reader="giao-vien").get_absolute_url()
    teacher.open(path)
    expect(page.get_by_role("heading", name="Tờ này còn hiện hành")).to_be_visible()
    teacher.looks_right()


@on_a_phone
def test_somebody_scans_an_old_sheet_and_is_led_to_the_new_one(
    cast: Cast, sheets: None, browsers: Browsers
):
    passer = browsers.citizen()
    page = passer.open("/bo-quy-tac/hoc-sinh/")
    path = scanned(printed(passer, "In tờ A4 (PDF)"))
    rule = SummaryClause("dieu-4__khoan-1", "1.", "Báo tin giả.")
    code_of(cast, ARTICLE, rule, replaces="Quyết định 423/QĐ-BVHTTDL", on=date(2026, 6, 1))
    passer.open(path)
    expect(page.get_by_text("Tờ mới đang được dựng")).to_be_visible()
    draw()
    # Somebody else: one's own browser may keep the page for a minute.
    passer = browsers.citizen()
    page = passer.open(path)
    expect(
        page.get_by_role("heading", name="Văn bản in trên tờ này đã hết hiệu lực")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Quyết định 5/QĐ-UBND")).to_be_visible()
    passer.looks_right()
    new = scanned(printed(passer, "In tờ A4 mới (PDF)"))
    assert new != path
    passer.open(new)
    expect(page.get_by_role("heading", name="Tờ này còn hiện hành")).to_be_visible()


@on_a_phone
def test_somebody_types_a_code_wrongly_and_is_helped(sheets: None, browsers: Browsers):
    passer = browsers.citizen(java_script_enabled=False)
    page = passer.open("/bo-quy-tac/to/")
    page.get_by_label("Mã in cạnh mã QR").fill("abcde fghjk")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Không có tờ nào mang mã này")).to_be_visible()
    page.get_by_label("Mã in cạnh mã QR").fill(CodeSheet.objects.first().code.lower())
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Tờ này còn hiện hành")).to_be_visible()


def test_one_tap_takes_the_whole_script_and_the_whole_message(
    code: dict[str, Document], browsers: Browsers
):
    announcer = browsers.citizen()
    page = announcer.open("/bo-quy-tac/nguoi-dan/")
    follow(page, "Bài phát thanh")
    page.locator(".spoken").click()
    taken = page.evaluate("getSelection().toString()")
    assert taken.startswith("Kính thưa bà con Nhân dân!")
    assert taken.strip().endswith("Xin cảm ơn đã lắng nghe!")
    announcer.looks_right()
    page.go_back()
    follow(page, "Tin ngắn để gửi qua Zalo")
    page.locator(".message").nth(2).click()
    taken = page.evaluate("getSelection().toString()")
    assert taken.startswith("NÊN LÀM: Chia sẻ thông tin có nguồn.")
    assert taken.strip().endswith("/nhom-1__y-3/")
    announcer.looks_right()


@on_a_phone
def test_every_page_fits_a_screen_of_320_pixels(sheets: None, browsers: Browsers):
    visitor = browsers.citizen()
    visitor.page.set_viewport_size(NARROW)
    for path in [*PAGES, CodeSheet.objects.first().get_absolute_url()]:
        visitor.open(path)
        visitor.looks_right()


def test_an_empty_portal_looks_right_too(cast: Cast, browsers: Browsers):
    visitor = browsers.citizen()
    for path in PAGES:
        visitor.open(path)
        visitor.looks_right()
