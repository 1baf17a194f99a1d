"""A text changes: the lead sees who rests on it and asks them again; the chairman reads what
changed and confirms anew. Then the document is withdrawn, and the lead stops what is open."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from directives.services import document_withdraw
from tests.browser.conftest import Browsers
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import acting, bring_to, prepare
from tests.training.later_texts import later_text
from training.models import Assignment

DUE = (timezone.localdate() + timedelta(days=20)).strftime("%d/%m/%Y")


def given(cast: Cast) -> Assignment:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    task = make_task(make_rollout(document, by=cast.office_officer), make_duty(document))
    make_assignment(task, cast.other_commune)
    return bring_to("accepted", make_assignment(task, cast.commune), cast)


def test_units_are_asked_again_on_a_later_text(cast: Cast, browsers: Browsers):
    assignment = given(cast)
    later_text(cast, assignment.task.rollout.document)
    lead = browsers.person(cast.office_lead)
    page = lead.open("/quan-ly/")
    page.get_by_role("link", name="Xem danh sách, đề nghị xác nhận lại").click()
    expect(page.get_by_text("1 việc đã xác nhận của 1 đơn vị")).to_be_visible()
    lead.looks_right()
    page.get_by_label("Hạn xác nhận lại").fill(DUE)
    page.get_by_label("Lý do").fill("Đối tượng phổ biến rộng hơn.")
    press(page, "Đề nghị xác nhận lại")
    page.wait_for_url(re.compile(r"/viec/\d+/$"))
    work_is_done()
    page = lead.open("/quan-ly/xac-nhan-lai/")
    lead.looks_right()
    page.get_by_role("link", name=re.compile("bản 2")).click()
    expect(page.get_by_text("Danh sách khi quyết định")).to_be_visible()
    lead.looks_right()

    chairman = browsers.person(cast.chairman)
    page = chairman.open("/don-vi/")
    page.get_by_role("link", name=re.compile("Xem chỗ đổi, xác nhận lại")).click()
    expect(page.get_by_role("heading", name="Nội dung đã đổi")).to_be_visible()
    chairman.looks_right()
    expect(page.get_by_text("theo bản trước")).to_be_visible()
    prepare(assignment, cast.chairman)
    page = chairman.open(f"{assignment.get_absolute_url()}xac-nhan/")
    chairman.looks_right()
    press(page, "Xác nhận")
    expect(page.get_by_text(f"XN-{assignment.pk:06d}-02").first).to_be_visible()
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"


def test_what_rests_on_a_withdrawn_document_is_stopped_by_choice(cast: Cast, browsers: Browsers):
    assignment = given(cast)
    document = assignment.task.rollout.document
    lead = browsers.person(cast.office_lead)
    page = lead.open(f"/quan-ly/van-ban/{document.pk}/go/")
    expect(page.get_by_text("1 việc đang mở của 1 nhiệm vụ")).to_be_visible()
    lead.looks_right()
    document_withdraw(actor=acting(cast.office_lead), document_id=document.pk, reason="Đăng nhầm.")
    page = lead.open("/quan-ly/xac-nhan-lai/")
    lead.looks_right()
    page.get_by_role("link", name=re.compile("Xem và chọn")).click()
    expect(page.get_by_label("Dừng thực hiện")).to_be_visible()
    lead.looks_right()
    page.get_by_label("Dừng thực hiện").check()
    page.get_by_label("Lý do").fill("Không còn căn cứ.")
    press(page, "Ghi nhận lựa chọn")
    expect(page.get_by_text("Đã ghi nhận lựa chọn.")).to_be_visible()
    assert Assignment.objects.filter(state="cancelled").count() == 1
    assignment.refresh_from_db()
    assert assignment.state == "accepted"
