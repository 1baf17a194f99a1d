"""The review page by keyboard alone: choose a clause, mend it, undo, decide a hint."""

from playwright.sync_api import Page, expect

from directives.models import Correction
from tests.browser.conftest import Browsers
from tests.cast import Cast
from tests.directives.letters import LETTER, taken_in
from tests.intake.test_pdf import letter as pdf_letter

NOISY = LETTER.replace("Rà soát quy chế nội bộ.", "Ngăn chặn nội dung đòi truy.")
MOST_TABS = 120


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what has the focus bears the name."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText.trim()")
        if focused.startswith(name):
            return
    raise AssertionError(f"“{name}” is not reached by Tab")


def test_a_draft_is_mended_and_decided_by_keyboard(browsers: Browsers, cast: Cast):
    document = taken_in(cast, NOISY.encode())
    officer = browsers.person(cast.office_officer)
    page = officer.open(f"/quan-ly/van-ban/{document.pk}/kiem-tra/")
    officer.looks_right()

    tab_to(page, "- Ngăn chặn nội dung")
    page.keyboard.press("Enter")
    expect(page.locator("#muc")).to_contain_text("Ngăn chặn nội dung đòi truy")
    expect(page.locator("mark").first).to_contain_text("đòi truy")
    officer.looks_right()

    page.locator("#muc").focus()
    tab_to(page, "Gộp với đoạn trước")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã gộp với đoạn trước")).to_be_visible()
    officer.looks_right()

    tab_to(page, "Hoàn tác: gộp với đoạn trước")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()

    officer.open(f"/quan-ly/van-ban/{document.pk}/kiem-tra/?muc=muc-1__gach-2")
    hint = page.locator("#muc .hint").filter(has_text="đồi trụy")
    hint.get_by_role("button", name="Nhận gợi ý").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi quyết định về gợi ý")).to_be_visible()
    officer.looks_right()
    assert Correction.objects.get().suggested == "đồi trụy"

    officer.open(f"/quan-ly/van-ban/{document.pk}/")
    expect(page.get_by_text("có lẽ đọc là “đồi trụy”")).to_be_visible()
    officer.looks_right()


def test_a_page_of_a_pdf_is_shown_with_the_clause_lit(browsers: Browsers, cast: Cast):
    document = taken_in(cast, pdf_letter(), name="thu.pdf")
    officer = browsers.person(cast.office_officer)
    page = officer.open(f"/quan-ly/van-ban/{document.pk}/kiem-tra/?muc=muc-1")
    picture = page.locator("figure.paper svg")
    expect(picture).to_be_visible()
    answer = page.request.get(
        f"{officer.origin}/quan-ly/van-ban/{document.pk}/kiem-tra/trang/1.png"
    )
    assert answer.body().startswith(b"\x89PNG")
    assert page.locator("rect.lit").count() >= 1
    officer.looks_right()
