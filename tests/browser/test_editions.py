"""A summary gives way to the whole text, and a correction makes the next edition: two people."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from directives.models import Document
from portal.demo.national_code import national_code_in
from tests.browser.conftest import Browsers
from tests.browser.test_chain import press
from tests.cast import Cast
from tests.directives.letters import lead, officer
from tests.directives.test_succession import WHOLE


@pytest.fixture
def code(cast: Cast) -> Document:
    held = national_code_in(entered_by=officer(cast), published_by=lead(cast))
    return held["874/QĐ-BTTTT"]


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_the_official_file_and_then_the_correction(
    browsers: Browsers, cast: Cast, code: Document, tmp_path: Path
):
    file = tmp_path / "874.txt"
    file.write_text(WHOLE, encoding="utf-8")
    desk, lead_desk = browsers.person(cast.office_officer), browsers.person(cast.office_lead)
    editions = f"/quan-ly/van-ban/{code.pk}/ban/"
    page = desk.open(editions)
    follow(page, "Thay bằng nguyên văn từ tệp chính thức")
    desk.looks_right()
    page.get_by_label("Tệp văn bản").set_input_files(file)
    press(page, "Đọc tệp")
    expect(page.get_by_role("heading", name="Kiểm tra bản nháp")).to_be_visible()
    expect(page.get_by_text("bản 2", exact=False).first).to_be_visible()
    desk.looks_right()
    follow(page, "Xong phần kiểm tra")
    follow(page, "So với bản trước")
    expect(page.get_by_text("Bản trước là bản tóm lược")).to_be_visible()
    desk.looks_right()
    desk.open(editions)
    follow(page, "Trình công bố bản mới")
    desk.looks_right()
    press(page, "Trình công bố bản mới")
    expect(page.get_by_text("Đã trình. Một người khác")).to_be_visible()

    checker = lead_desk.open(f"/quan-ly/van-ban/{code.pk}/")
    expect(checker.get_by_text("đang chờ duyệt; người đọc vẫn thấy bản đã công bố")).to_be_visible()
    lead_desk.looks_right()
    lead_desk.open(editions)
    follow(checker, "Công bố bản mới")
    lead_desk.looks_right()
    press(checker, "Công bố bản mới")
    expect(checker.get_by_text("Đã công bố bản mới.")).to_be_visible()
    citizen = browsers.citizen()
    read = citizen.open(f"/van-ban/{code.slug}/")
    expect(read.get_by_text("Khoản thử 8.1 của quy tắc.")).to_be_visible()
    expect(read.get_by_text("2177/BTTTT-PC").first).to_be_visible()

    desk.open(editions)
    follow(page, "Lập bản mới")
    desk.looks_right()
    page.get_by_label("Mức thay đổi").select_option("major")
    press(page, "Lưu")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Mức thay đổi")).to_have_value("major")
    desk.looks_right()
    page.get_by_label("Ghi chú công khai").fill("Khoản 1 Điều 8 theo bản đính chính.")
    page.get_by_label("Theo văn bản").fill("2177/BTTTT-PC")
    press(page, "Lưu")
    expect(page.get_by_text("Đã lập bản mới từ bản đang công bố")).to_be_visible()
    desk.looks_right()
    desk.open(f"/quan-ly/van-ban/{code.pk}/kiem-tra/?muc=phu-luc-1__dieu-8__khoan-1")
    page.get_by_text("Sửa chữ đọc sai").click()
    page.get_by_label("Lời văn").fill("Khoản thử 8.1 sau đính chính.")
    press(page, "Lưu chữ đã sửa")
    expect(page.get_by_text("Đã sửa chữ.")).to_be_visible()
    desk.open(editions)
    follow(page, "Trình công bố bản mới")
    press(page, "Trình công bố bản mới")

    lead_desk.open(editions)
    follow(checker, "Trả lại người lập")
    checker.get_by_label("Lý do").fill("Ghi rõ ngày đính chính.")
    press(checker, "Trả lại người lập")
    desk.open(editions)
    expect(page.get_by_text("Trần Quốc Việt: Ghi rõ ngày đính chính.")).to_be_visible()
    desk.looks_right()
    follow(page, "Trình công bố bản mới")
    press(page, "Trình công bố bản mới")
    lead_desk.open(editions)
    follow(checker, "Công bố bản mới")
    press(checker, "Công bố bản mới")
    read.reload()
    expect(read.get_by_text("Khoản thử 8.1 sau đính chính.")).to_be_visible()
    expect(read.get_by_text("Khoản 1 Điều 8 theo bản đính chính.").first).to_be_visible()
