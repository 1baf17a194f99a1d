"""The review page: by keyboard alone, by a click on the paper, by two people at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from directives.models import Correction, Suggestion
from tests.browser.conftest import PHONE, Browsers, Visitor, at_a_desk
from tests.cast import Cast
from tests.directives.checking.drafts import change, long_draft
from tests.directives.letters import LETTER, taken_in
from tests.intake.test_pdf import LONG
from tests.intake.test_pdf import letter as pdf_letter

NOISY = LETTER.replace("Rà soát quy chế nội bộ.", "Ngăn chặn nội dung đòi truy.").replace(
    "trên đài truyền thanh.", "trên đài truyền thanh. Báo cáo trước 30/6. Ngăn chặn đòi truy."
)
MOST_TABS = 120


def review(pk: int, rest: str = "") -> str:
    return f"/quan-ly/van-ban/{pk}/kiem-tra/{rest}"


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what has the focus bears the name."""
    page.wait_for_load_state()
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.innerText?.trim() || document.activeElement.ariaLabel || ''"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"“{name}” is not reached by Tab")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.innerText.trim()")


@pytest.fixture
def officer(browsers: Browsers, cast: Cast) -> Visitor:
    return browsers.person(cast.office_officer)


@at_a_desk
def test_a_draft_is_mended_and_decided_by_keyboard(officer: Visitor, cast: Cast):
    document = taken_in(cast, NOISY.encode())
    page = officer.open(review(document.pk))
    officer.looks_right()

    if page.viewport_size != PHONE:
        tab_to(page, "Bỏ qua bản gốc")
        page.keyboard.press("Enter")
    tab_to(page, "- Ngăn chặn nội dung")
    page.keyboard.press("Enter")
    expect(page.locator("#muc")).to_contain_text("Ngăn chặn nội dung đòi truy")
    officer.looks_right()

    tab_to(page, "Gộp với đoạn trước")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã gộp với đoạn trước")).to_be_visible()
    officer.looks_right()

    tab_to(page, "Hoàn tác: gộp với đoạn trước")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()

    officer.open(review(document.pk, "?muc=muc-1__gach-2"))
    tab_to(page, "Nhận gợi ý")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi quyết định về gợi ý")).to_be_visible()
    officer.looks_right()
    assert Correction.objects.get().suggested == "đồi trụy"

    officer.open(f"/quan-ly/van-ban/{document.pk}/")
    expect(page.get_by_text("có lẽ đọc là “đồi trụy”").first).to_be_visible()
    officer.looks_right()


def after(page: Page, message: str) -> None:
    """The step is done and the focus is on the clause again."""
    expect(page.get_by_text(message)).to_be_visible()
    expect(page.locator("#muc")).to_be_focused()


@at_a_desk
def test_keys_of_the_tree_do_the_steps_and_the_focus_stays_on_the_clause(
    officer: Visitor, cast: Cast
):
    document = taken_in(cast, NOISY.encode())
    page = officer.open(review(document.pk, "?muc=muc-1__gach-1"))
    page.locator("#muc").focus()
    page.keyboard.press("j")
    assert focused(page).startswith("- Ngăn chặn")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("k")
    assert focused(page).startswith("1.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#muc")).to_be_focused()
    expect(page.locator("#muc")).to_contain_text("Ngăn chặn nội dung")

    place = page.locator("#muc").bounding_box()["y"]
    page.keyboard.press("r")
    after(page, "Đã đưa ra một cấp")
    assert abs(page.locator("#muc").bounding_box()["y"] - place) < 40
    officer.looks_right()
    page.keyboard.press("v")
    after(page, "Đã đưa vào một cấp")
    page.keyboard.press("u")
    after(page, "Đã hoàn tác: đưa vào một cấp")
    page.keyboard.press("u")
    after(page, "Đã hoàn tác: đưa ra một cấp")

    officer.open(review(document.pk, "?muc=muc-2"))
    page.locator("#muc").focus()
    page.keyboard.press("t")
    page.keyboard.press("Space")
    officer.looks_right()
    # Keys typed into a field are letters.
    page.get_by_label("Hoặc ở chỗ khác").focus()
    page.keyboard.type("rvgu")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Tách", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã tách đoạn")).to_be_visible()
    expect(page.locator("ol.tree > li").filter(has_text="Báo cáo trước 30/6.")).to_have_count(1)
    assert document.editions.get().clauses.get(eid="muc-2").text.endswith("truyền thanh.")


@at_a_desk
def test_keys_are_turned_off_and_stay_off(officer: Visitor, cast: Cast):
    document = taken_in(cast)
    page = officer.open(review(document.pk, "?muc=muc-2"))
    if page.viewport_size == PHONE:
        page.get_by_text("Phím tắt", exact=True).click()
    page.get_by_label("Dùng phím tắt").uncheck()
    page.reload()
    page.locator("#muc").focus()
    page.keyboard.press("v")
    page.keyboard.press("k")
    assert focused(page).startswith("2.")
    assert document.editions.get().changes.count() == 0


def test_a_click_on_the_lines_of_the_file_selects_the_clause(officer: Visitor, cast: Cast):
    document = taken_in(cast)
    page = officer.open(review(document.pk, "?muc=muc-1&xem=giay"))
    officer.looks_right()
    page.locator(".source").get_by_text("- Rà soát quy chế nội bộ.").click()
    expect(page.locator("#muc")).to_contain_text("Rà soát quy chế")
    expect(page.locator("#muc")).to_be_focused()
    officer.looks_right()


def test_a_click_on_a_page_of_a_pdf_selects_the_clause(officer: Visitor, cast: Cast):
    document = taken_in(cast, pdf_letter(LONG), name="thu.pdf")
    page = officer.open(review(document.pk, "?muc=muc-1&xem=giay"))
    expect(page.locator(".paper svg")).to_be_visible()
    picture = page.request.get(officer.origin + review(document.pk, "trang/1.png"))
    assert picture.body().startswith(b"\x89PNG")
    assert page.locator(".lit rect").count() >= 1
    page.wait_for_load_state("networkidle")
    officer.looks_right()
    page.get_by_role("link", name="- Gạch thứ 3 nói về").locator("rect").first.click()
    expect(page.locator("#muc")).to_contain_text("Gạch thứ 3")
    if page.viewport_size == PHONE:
        page.get_by_role("link", name="Xem trên bản gốc").click()
    assert page.locator(".lit").get_attribute("aria-label").startswith("- Gạch thứ 3")
    page.get_by_role("link", name="Phần sau →").click()
    expect(page.get_by_role("group", name="Trang 2 của bản gốc")).to_be_visible()
    page.wait_for_load_state("networkidle")
    officer.looks_right()


@at_a_desk
def test_the_paper_leads_to_the_clause_without_the_script_too(browsers: Browsers, cast: Cast):
    document = taken_in(cast, pdf_letter(), name="thu.pdf")
    officer = browsers.person(cast.office_officer, java_script_enabled=False)
    page = officer.open(review(document.pk))
    if page.viewport_size == PHONE:
        assert not page.locator(".paper svg").is_visible()
        page.get_by_role("link", name="Bản gốc", exact=True).click()
        assert not page.locator("ol.tree").is_visible()
    page.get_by_role("link", name="1. Phổ biến Bộ Quy tắc").locator("rect").first.click()
    expect(page.locator("#muc")).to_contain_text("Phổ biến Bộ Quy tắc")
    assert page.locator("ol.tree").is_visible()
    page.get_by_role("button", name="Vào một cấp").click()
    expect(page.get_by_text("Đã đưa vào một cấp")).to_be_visible()


def test_two_people_at_once_are_told_of_each_other(browsers: Browsers, cast: Cast):
    document = taken_in(cast)
    lead = browsers.person(cast.office_lead)
    with lead.page.expect_response("**/dang-mo/"):
        lead.open(review(document.pk))
    officer = browsers.person(cast.office_officer)
    with officer.page.expect_response("**/dang-mo/"):
        page = officer.open(review(document.pk))
    expect(page.get_by_text("Trần Quốc Việt đang mở trang kiểm tra này (từ ")).to_be_visible()
    officer.looks_right()

    # The other is told by the next beat, without loading the page again.
    beat = "document.dispatchEvent(new Event('visibilitychange'))"
    lead.page.evaluate(beat)
    there = lead.page.get_by_text("Lê Thu Hà đang mở trang kiểm tra này")
    expect(there).to_be_visible()
    page.goto(officer.origin + review(document.pk, "?muc=muc-2"))
    page.get_by_role("button", name="Vào một cấp").click()
    expect(page.get_by_text("Đã đưa vào một cấp")).to_be_visible()
    lead.page.evaluate(beat)
    expect(lead.page.get_by_text("Lê Thu Hà vừa sửa bản nháp")).to_be_visible()
    lead.looks_right()


def test_hints_of_one_rule_are_looked_through_and_decided_at_once(officer: Visitor, cast: Cast):
    document = taken_in(cast, NOISY.encode())
    page = officer.open(review(document.pk, "?muc=muc-1__gach-2"))
    page.get_by_role("link", name="Xem 2 gợi ý cùng quy tắc").first.click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    officer.looks_right()
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Nhận các gợi ý đã chọn").click()
    expect(page.get_by_text("Đã nhận 1 gợi ý.")).to_be_visible()
    officer.looks_right()
    page.get_by_role("button", name="Bỏ các gợi ý đã chọn").click()
    expect(page.get_by_text("Đã bỏ 1 gợi ý.")).to_be_visible()
    assert Suggestion.objects.filter(rule="doi-truy", state="open").count() == 0
    page.get_by_text("Gợi ý đã bỏ", exact=True).click()
    officer.looks_right()
    page.get_by_role("button", name="Xét lại").click()
    expect(page.get_by_text("lại chờ quyết định")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_a_long_draft_is_walked_a_window_at_a_time(officer: Visitor, cast: Cast):
    edition = long_draft(cast, 60)
    page = officer.open(review(edition.document_id, "?muc=dieu-31__khoan-4"))
    assert page.locator("ol.tree > li").count() == 100
    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_role("link", name="Về mục đang chọn")).to_be_visible()
    officer.looks_right()
    page.get_by_role("link", name="Về mục đang chọn").click()
    expect(page.locator("#muc")).to_contain_text("Phần 31.4")


def edit_open(visitor: Visitor, pk: int, text: str) -> Page:
    page = visitor.open(review(pk, "?muc=muc-2"))
    page.get_by_text("Sửa chữ đọc sai").click()
    page.get_by_label("Lời văn").fill(text)
    return page


def test_a_conflict_shows_both_texts_and_lets_the_person_choose(browsers: Browsers, cast: Cast):
    document = taken_in(cast)
    lead, officer = browsers.person(cast.office_lead), browsers.person(cast.office_officer)
    first = edit_open(lead, document.pk, "UBND các xã tuyên truyền của lãnh đạo.")
    page = edit_open(officer, document.pk, "UBND các xã tuyên truyền của tôi.")
    first.get_by_role("button", name="Lưu chữ đã sửa").click()
    expect(first.get_by_text("Đã sửa chữ.")).to_be_visible()
    page.get_by_role("button", name="Lưu chữ đã sửa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Điều khoản vừa được người khác sửa")
    expect(page.get_by_text("Trần Quốc Việt đã sửa điều khoản này")).to_be_visible()
    expect(page.get_by_label("Lời văn")).to_have_value("UBND các xã tuyên truyền của tôi.")
    expect(page.locator("del")).to_contain_text("lãnh đạo")
    officer.looks_right()

    tab_to(page, "Ghi bản của tôi")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã sửa chữ.")).to_be_visible()
    expect(page.locator("#muc")).to_contain_text("tuyên truyền của tôi.")
    assert document.editions.get().clauses.get(eid="muc-2").text.endswith("của tôi.")


@at_a_desk
def test_words_for_a_clause_merged_away_are_still_on_the_page(browsers: Browsers, cast: Cast):
    document = taken_in(cast)
    officer = browsers.person(cast.office_officer, java_script_enabled=False)
    page = edit_open(officer, document.pk, "Chữ tôi đã gõ rất lâu.")
    edition = document.editions.get()
    change(cast, edition, "merge", "muc-2")
    page.get_by_role("button", name="Lưu chữ đã sửa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa ghi được chữ bạn sửa")
    expect(page.get_by_label("Lời văn")).to_have_value("Chữ tôi đã gõ rất lâu.")
    page.get_by_role("link", name="Mở bản nháp").click()
    expect(page.get_by_role("heading", name="Kiểm tra bản nháp")).to_be_visible()


def test_words_typed_and_not_saved_stay_while_one_looks_elsewhere(officer: Visitor, cast: Cast):
    document = taken_in(cast)
    page = edit_open(officer, document.pk, "Chữ đang gõ dở.")
    page.get_by_role("link", name="1. Các phòng, ban:").last.click()
    expect(page.locator("#muc")).to_contain_text("Các phòng, ban")
    page.get_by_role("link", name="2. UBND các xã").last.click()
    expect(page.get_by_text("Chữ bạn gõ lúc trước và chưa lưu đã được điền lại.")).to_be_visible()
    expect(page.get_by_label("Lời văn")).to_have_value("Chữ đang gõ dở.")
    officer.looks_right()
    page.get_by_role("button", name="Lưu chữ đã sửa").click()
    expect(page.get_by_text("Đã sửa chữ.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("đã được điền lại")).to_be_hidden()


def test_another_s_step_is_named_before_it_is_undone(browsers: Browsers, cast: Cast):
    document = taken_in(cast)
    change(cast, document.editions.get(), "demote", "muc-2")
    lead = browsers.person(cast.office_lead)
    page = lead.open(review(document.pk))
    expect(page.get_by_text("bước của Lê Thu Hà")).to_be_visible()
    lead.looks_right()
    change(cast, document.editions.get(), "edit", "doan-2", label="", text="Khác.")
    page.get_by_role("button", name="Hoàn tác: đưa vào một cấp").click()
    expect(page.get_by_text("Lê Thu Hà vừa sửa thêm nên chưa hoàn tác")).to_be_visible()
    lead.looks_right()
    page.get_by_role("button", name="Hoàn tác: sửa chữ").click()
    expect(page.get_by_text("Đã hoàn tác: sửa chữ.")).to_be_visible()
    assert document.editions.get().changes.standing().count() == 1


def enter_on(page: Page, name: str, message: str = "") -> None:
    """Tab to it, Enter, and what is said then."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    if message:
        expect(page.get_by_text(message).first).to_be_visible()


def type_into(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(re.compile(f"^{label}"))
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            page.keyboard.press("Control+a")
            page.keyboard.type(words)
            return
    raise AssertionError(f"“{label}” is not reached by Tab")


@at_a_desk
def test_the_whole_review_from_the_file_to_submitting_by_keyboard_alone(
    officer: Visitor, cast: Cast
):
    """Every act of the page, without the mouse and without the page's own keys."""
    document = taken_in(cast, NOISY.replace("Nguyễn Văn Mẫu", "").encode())
    page = officer.open(review(document.pk, "?muc=muc-2#muc"))
    page.locator("#muc").focus()

    tab_to(page, "Tách đoạn")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio").first).to_be_checked()
    officer.looks_right()
    enter_on(page, "Tách", "Đã tách đoạn")
    officer.looks_right()
    enter_on(page, "Vào một cấp", "Đã đưa vào một cấp")
    enter_on(page, "Ra một cấp", "Đã đưa ra một cấp")
    enter_on(page, "Bỏ số mục", "Đã bỏ số mục")
    enter_on(page, "Nhận số mục", "Đã nhận số mục")
    tab_to(page, "Sửa chữ đọc sai")
    page.keyboard.press("Enter")
    type_into(page, "Lời văn", "UBND các xã, thị trấn tuyên truyền trên đài.")
    enter_on(page, "Lưu chữ đã sửa", "Đã sửa chữ")
    officer.looks_right()
    enter_on(page, "Hoàn tác: sửa chữ", "Đã hoàn tác: sửa chữ")

    enter_on(page, "Đến gợi ý tiếp theo")
    expect(page.get_by_role("button", name="Nhận gợi ý").first).to_be_visible()
    officer.looks_right()
    before = document.editions.get().suggestions.open().count()
    enter_on(page, "Bỏ gợi ý", "Đã ghi quyết định về gợi ý")
    officer.open(review(document.pk, "?muc=muc-1__gach-2"))
    enter_on(page, "Nhận gợi ý", "Đã ghi quyết định về gợi ý")
    assert document.editions.get().suggestions.open().count() == before - 2
    enter_on(page, "Xem 2 gợi ý cùng quy tắc")
    expect(page.get_by_role("heading", name="Gợi ý cùng quy tắc")).to_be_visible()
    officer.looks_right()
    enter_on(page, "Bỏ các gợi ý đã chọn", "Đã bỏ 2 gợi ý.")

    enter_on(page, "Bổ sung thông tin")
    expect(page.get_by_role("heading", name="Sửa thông tin")).to_be_visible()
    officer.looks_right()
    type_into(page, "Người ký", "Nguyễn Văn Mẫu")
    enter_on(page, "Lưu", "Đã lưu thông tin văn bản")
    officer.looks_right()
    enter_on(page, "Trình công bố")
    expect(page.get_by_text("Còn chưa xong")).to_be_visible()
    officer.looks_right()
    enter_on(page, "Trình công bố", "Đã trình. Một người khác")
    document.refresh_from_db()
    assert (document.state, document.signer_name) == ("in_review", "Nguyễn Văn Mẫu")
