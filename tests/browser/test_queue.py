"""The review queue by keyboard alone, a PDF's pages in place, and everything accepted at once."""

import io
import re

import pypdfium2 as pdfium
from playwright.sync_api import expect

from tests.browser.conftest import Browsers
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.factories import (
    make_assignment,
    make_document,
    make_duty,
    make_rollout,
    make_task,
)
from tests.training.desk_cases import waiting
from training.models import Assignment, ReviewClaim


def two_pages() -> bytes:
    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for _page in range(2):
        document.new_page(200, 280)
    document.save(out)
    return out.getvalue()


def given(cast: Cast) -> list[Assignment]:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document), due_on=None)
    rows = []
    for unit, head in (
        (cast.commune, cast.chairman),
        (cast.other_commune, cast.other_chairman),
        (cast.school, cast.head_teacher),
    ):
        row = make_assignment(task, unit)
        waiting(row, head, content=two_pages() if not rows else None)
        rows.append(row)
    return rows


def test_the_queue_is_worked_off_by_keys(cast: Cast, browsers: Browsers):
    first, second, _third = given(cast)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/tham-dinh/")
    officer.looks_right()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/quan-ly/viec/{first.pk}/\?hang=1"))
    expect(page.get_by_text("việc 1 trên 3")).to_be_visible()
    page.get_by_role("link", name=re.compile("Xem mọi trang")).click()
    expect(page.get_by_text("Trang 1 trên 2")).to_be_visible()
    page.get_by_role("link", name="Trang sau →").click()
    expect(page.get_by_text("Trang 2 trên 2")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/quan-ly/viec/{first.pk}/"))
    officer.looks_right()
    assert ReviewClaim.objects.get().by == cast.office_officer
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile(rf"/quan-ly/viec/{second.pk}/"))
    expect(page.locator("#phim-tat:not([hidden])")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator("#tra-lai")).to_have_attribute("open", "")
    page.locator("[name=reason]").fill("jka")
    assert page.locator("[name=reason]").input_value() == "jka"
    press(page, "Trả lại")
    expect(page.get_by_text("Đã trả lại")).to_be_visible()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("accepted", "returned")


def test_all_that_waits_is_accepted_after_a_preview(cast: Cast, browsers: Browsers):
    given(cast)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/tham-dinh/?loai=commune")
    press(page, "Xem trước chấp nhận 2 xác nhận")
    officer.looks_right()
    press(page, "Chấp nhận 2 xác nhận")
    page.wait_for_load_state()
    # The page renews itself while the job runs; two loads at once would stop one another.
    review = page.url
    page.goto("about:blank")
    work_is_done()
    page.goto(review)
    expect(page.get_by_text(re.compile("Đã xong lúc"))).to_be_visible()
    officer.looks_right()
    assert Assignment.objects.filter(state="accepted").count() == 2
