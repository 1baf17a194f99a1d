"""The officer makes a report of each kind, by keyboard too, and follows a number to a unit."""

import re
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from reports.models import Report
from tests.browser.conftest import Browsers, Visitor
from tests.browser.test_chain import press, work_is_done
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import bring_to
from training.models import Rollout


def given(cast: Cast) -> Rollout:
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document))
    bring_to("accepted", make_assignment(task, cast.commune), cast)
    make_assignment(task, cast.other_commune)
    return rollout


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def make(officer: Visitor, kind: str) -> Page:
    page = officer.open("/quan-ly/bao-cao/")
    page.get_by_role("link", name="Lập báo cáo").first.click()
    officer.looks_right()
    page.get_by_role("link", name=kind, exact=True).click()
    officer.looks_right()
    return page


def ready(officer: Visitor) -> Page:
    """The page of the report once its draft is drawn."""
    work_is_done()
    report = Report.objects.first()
    page = officer.open(report.get_absolute_url())
    expect(page.get_by_role("link", name=re.compile("Tải dự thảo"))).to_be_visible()
    officer.looks_right()
    return page


def test_a_number_of_a_quarter_leads_to_the_unit(browsers: Browsers, cast: Cast):
    given(cast)
    officer = browsers.person(cast.office_officer)
    page = make(officer, "Báo cáo định kỳ")
    press(page, "Lập báo cáo")
    expect(page.get_by_role("alert")).to_be_visible()
    officer.looks_right()
    page.get_by_label("Kỳ báo cáo").select_option(index=7)
    press(page, "Lập báo cáo")
    page = ready(officer)
    page.get_by_role("link", name="2", exact=True).first.click()
    officer.looks_right()
    page.get_by_role("link", name="Ủy ban nhân dân xã Hòa Lạc").click()
    expect(page).to_have_url(re.compile(r"/quan-ly/viec/\d+/$"))


def test_two_moments_the_late_and_the_clauses(browsers: Browsers, cast: Cast):
    rollout = given(cast)
    officer = browsers.person(cast.office_officer)
    page = make(officer, "So sánh hai thời điểm")
    page.get_by_label("Đợt triển khai").select_option(str(rollout.pk))
    page.get_by_label("So với thời điểm").fill(local(timezone.now() - timedelta(days=1)))
    press(page, "Lập báo cáo")
    expect(ready(officer).get_by_text("Được xác nhận thêm")).to_be_visible()

    page = make(officer, "Danh sách việc quá hạn")
    press(page, "Lập báo cáo")
    expect(ready(officer).get_by_text("Chưa có công văn đôn đốc")).to_be_visible()

    page = make(officer, "Thực hiện theo điều khoản")
    page.get_by_label("Văn bản").select_option(str(rollout.document_id))
    press(page, "Lập báo cáo")
    expect(ready(officer).get_by_role("heading", name="Theo điều khoản")).to_be_visible()
