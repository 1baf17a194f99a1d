"""A unit finds what was returned and puts its due dates into a calendar; the office reminds the
late ones by letter."""

import re
from datetime import date

from django.test import Client
from playwright.sync_api import expect

from tests.browser.conftest import Browsers
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import bring_to
from training.models import Assignment, Notice


def given(cast: Cast) -> Assignment:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    task = make_task(
        make_rollout(document, by=cast.office_officer),
        make_duty(document),
        due_on=date(2020, 1, 15),
    )
    make_assignment(task, cast.other_commune)
    return make_assignment(task, cast.commune)


def test_a_unit_finds_what_was_returned_and_makes_its_calendar(cast: Cast, browsers: Browsers):
    assignment = bring_to("returned", given(cast), cast)
    clerk = browsers.person(cast.clerk)
    page = clerk.open("/don-vi/")
    page.get_by_role("link", name=re.compile("Thông báo.*1 chưa đọc")).click()
    clerk.looks_right()
    expect(page.get_by_text("Biên bản thiếu số người dự.")).to_be_visible()
    page.get_by_role("button", name="Đánh dấu đã đọc:").press("Enter")
    expect(page.get_by_text("Chưa đọc (0)")).to_be_visible()
    assert not Notice.objects.unread().filter(user=cast.clerk).exists()
    page.get_by_role("link", name=assignment.task.title).click()
    expect(page).to_have_url(re.compile(assignment.get_absolute_url()))

    page = clerk.open("/thong-bao/tuy-chon/")
    clerk.looks_right()
    page.get_by_label("Thư tổng hợp").uncheck()
    press(page, "Lưu")
    expect(page.get_by_text("Đã lưu lựa chọn")).to_be_visible()
    expect(page.get_by_label("Thư tổng hợp")).not_to_be_checked()
    press(page, "Tạo địa chỉ lịch")
    address = page.locator("code").inner_text()
    clerk.looks_right()
    path = "/" + address.split("/", 3)[3]
    assert Client().get(path).content.decode().startswith("BEGIN:VCALENDAR")
    press(page, "Ngừng địa chỉ lịch")
    expect(page.get_by_text("Địa chỉ lịch đã ngừng")).to_be_visible()
    assert Client().get(path).status_code == 404


def test_the_office_reminds_the_late_ones_by_letter(cast: Cast, browsers: Browsers):
    given(cast)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/")
    officer.looks_right()
    page.get_by_role("link", name="Xem tất cả đơn vị chậm").click()
    officer.looks_right()
    page.get_by_role("link", name="Lập công văn đôn đốc").click()
    officer.looks_right()
    page.get_by_label("Đề nghị xác nhận trước ngày").fill("2020-02-01")
    press(page, "Lập công văn")
    expect(page.get_by_text("Hạn trả lời phải sau hôm nay")).to_be_visible()
    officer.looks_right()
    page.get_by_label("Đề nghị xác nhận trước ngày").fill("")
    press(page, "Lập công văn")
    expect(page.get_by_text("Đang dựng tệp PDF")).to_be_visible()
    officer.looks_right()
    work_is_done()
    expect(page.get_by_role("link", name=re.compile("Tải PDF"))).to_be_visible()
    expect(page.get_by_text("Ủy ban nhân dân xã Hòa Lạc")).to_be_visible()
    officer.looks_right()
