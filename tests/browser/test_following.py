"""A citizen follows by mail: asks, confirms from the mailbox, gets a digest, ends with one click;
and a programmer finds the open data. Nobody signs in, and everything works from the keyboard."""

import re
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page, expect

from directives.digest import digests_send
from directives.opendata.bulk import bulk_make
from directives.requests_by_mail import requests_send
from directives.services import document_withdraw
from tests.browser.conftest import DESKTOP, PHONE, Browsers, Visitor
from tests.cast import Cast
from tests.directives.letters import lead, numbered, published

LAN = "lan@thu.test"
# 8 o'clock of a morning that lies ahead.
MORNING = datetime(2090, 3, 2, 1, 0, tzinfo=UTC)
# As wide as a page of 1280 px at 400 %.
NARROW = {"width": 320, "height": 640}


@pytest.fixture(params=[NARROW, PHONE, DESKTOP], ids=["320px", "390px", "1280px"])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    return request.param


@pytest.fixture
def citizen(browsers: Browsers, settings: object) -> Visitor:
    settings.SITE_URL = browsers.origin
    return browsers.citizen()


def link(message: EmailMultiAlternatives, part: str) -> str:
    return next(word for word in re.findall(r"http\S+", message.body) if part in word)


def reach(page: Page, role: str, name: str) -> None:
    """With the Tab key alone, as somebody without a mouse does."""
    page.wait_for_load_state()
    wanted = page.get_by_role(role, name=name, exact=True).first.element_handle()
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    pytest.fail(f"{role} “{name}” cannot be reached by Tab on {page.url}")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_citizen_follows_and_ends_with_the_keyboard_alone(
    citizen: Visitor, cast: Cast, mailoutbox: list
) -> None:
    document = published(cast)
    page = citizen.open(document.get_absolute_url())
    page.keyboard.press("Tab")
    if not page.get_by_role("link", name="Nhận tin về văn bản này qua thư").is_visible():
        page.get_by_text("Thông tin văn bản").focus()
        page.keyboard.press("Enter")
    citizen.looks_right()
    reach(page, "link", "Nhận tin về văn bản này qua thư")
    page.keyboard.press("Enter")
    page.wait_for_url("**/theo-doi/**")
    assert heading(page) == "Nhận tin qua thư điện tử"
    assert document.title in page.inner_text("main")
    citizen.looks_right()
    reach(page, "textbox", "Địa chỉ thư điện tử")
    page.keyboard.type("khong phai thu")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    citizen.looks_right()
    page.get_by_role("textbox", name="Địa chỉ thư điện tử").fill("")
    reach(page, "textbox", "Địa chỉ thư điện tử")
    page.keyboard.type(LAN)
    reach(page, "button", "Gửi yêu cầu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/theo-doi/da-nhan/")
    assert heading(page) == "Hãy xem hộp thư"
    citizen.looks_right()

    requests_send()
    [message] = mailoutbox
    page.goto(link(message, "/theo-doi/"))
    assert heading(page) == "Xác nhận theo dõi"
    citizen.looks_right()
    reach(page, "button", "Xác nhận")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Đã theo dõi").wait_for()
    citizen.looks_right()

    document_withdraw(actor=lead(cast), document_id=document.pk, reason="Ban hành nhầm")
    published(cast, numbered(13))
    assert digests_send(now=MORNING) == 1
    digest = mailoutbox[-1]
    page.goto(link(digest, "/van-ban/"))
    # The browser kept the page of a minute ago, as it may.
    page.reload()
    assert "Ban hành nhầm" in page.inner_text("main")
    assert citizen.context.cookies() == []


def test_one_click_ends_it(citizen: Visitor, cast: Cast, mailoutbox: list) -> None:
    for query in ("", "tim/?q=Bộ+Quy+tắc"):
        page = citizen.open(f"/theo-doi/{query}")
        page.get_by_label("Địa chỉ thư điện tử").fill(LAN)
        page.get_by_role("button", name="Gửi yêu cầu").click()
        page.wait_for_url("**/theo-doi/da-nhan/")
        requests_send()
        page.goto(link(mailoutbox[-1], "/theo-doi/"))
        page.get_by_role("button", name="Xác nhận").click()
        page.get_by_role("heading", name="Đã theo dõi").wait_for()
    published(cast)
    assert digests_send(now=MORNING) == 1
    end = link(mailoutbox[-1], "/theo-doi/ngung/")
    page.goto(end)
    assert heading(page) == "Ngừng nhận thư"
    citizen.looks_right()
    page.get_by_role("button", name="Bỏ mục này: Tìm “Bộ Quy tắc”").click()
    page.get_by_text("Đã bỏ mục đó").wait_for()
    citizen.looks_right()
    page.get_by_role("button", name="Ngừng nhận thư").click()
    page.get_by_role("heading", name="Đã ngừng nhận thư").wait_for()
    citizen.looks_right()
    page.goto(end)
    assert heading(page) == "Đã ngừng nhận thư"
    assert citizen.context.cookies() == []


def test_the_open_data_are_found_tried_and_read(citizen: Visitor, cast: Cast) -> None:
    published(cast)
    bulk_make()
    page = citizen.open("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Dữ liệu mở").click()
    assert heading(page) == "Dữ liệu mở"
    assert "làm lúc" in page.inner_text("main")
    citizen.looks_right()
    examples = page.locator("#thu + p + ul a").evaluate_all("links => links.map(l => l.href)")
    assert len(examples) >= 8
    told = page.evaluate(
        "urls => Promise.all(urls.map(url => fetch(url).then(answer => answer.status)))", examples
    )
    assert set(told) == {200}
    reach(page, "link", "Mô tả giao diện (OpenAPI)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/openapi.json")


def test_the_office_sees_how_many(browsers: Browsers, cast: Cast) -> None:
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/van-ban/")
    page.get_by_role("link", name="Người theo dõi qua thư").click()
    assert heading(page) == "Người theo dõi qua thư"
    officer.looks_right()
