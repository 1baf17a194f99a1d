"""The office sees who has not sent a report, hears of one that waits, and takes a schedule over."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from portal.access import actor_of
from portal.accounts.models import Membership
from portal.jobs.models import Job
from reports.models import ReportSchedule
from reports.scope import of_rollout
from reports.services import report_make
from tests.browser.conftest import Browsers
from tests.browser.test_chain import press
from tests.browser.test_reports import given
from tests.cast import Cast
from tests.reports.acts import submit


def test_who_has_not_sent_is_found_by_period(browsers: Browsers, cast: Cast):
    given(cast)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/bao-cao/cua-don-vi/")
    officer.looks_right()
    page.get_by_label("Kỳ báo cáo").select_option(index=1)
    press(page, "Xem")
    expect(page.get_by_text("0 trên 2 đơn vị đã gửi báo cáo.")).to_be_visible()
    officer.looks_right()
    page.get_by_role("link", name=re.compile("^Đã gửi")).click()
    expect(page.get_by_text("Không có đơn vị nào")).to_be_visible()
    officer.looks_right()


def test_the_lead_hears_of_a_report_that_waits(browsers: Browsers, cast: Cast):
    rollout = given(cast)
    scope = of_rollout(rollout.pk, timezone.now())
    made = report_make(actor=actor_of(cast.office_officer), scope=scope)
    submit(made, cast.office_officer)
    lead = browsers.person(cast.office_lead)
    page = lead.open("/thong-bao/")
    lead.looks_right()
    expect(page.get_by_text("Báo cáo chờ duyệt phát hành")).to_be_visible()
    page.get_by_role("link", name=made.title).click()
    expect(page).to_have_url(re.compile(made.get_absolute_url()))


def test_an_officer_takes_over_the_schedule_of_who_left(browsers: Browsers, cast: Cast):
    given(cast)
    before = timezone.localdate() - timedelta(days=100)
    schedule = ReportSchedule.objects.create(
        kind="monthly",
        is_on=True,
        counts_from=before,
        set_by=cast.second_office_officer,
        set_at=timezone.now(),
    )
    Membership.objects.filter(user=cast.second_office_officer).update(valid_until=before)
    officer = browsers.person(cast.office_officer)
    page = officer.open("/quan-ly/")
    page.get_by_role("link", name=re.compile("lịch lập báo cáo cần người nhận")).click()
    officer.looks_right()
    page.get_by_role("button", name=re.compile("^Nhận lịch này")).press("Enter")
    expect(page.get_by_text("Ông/Bà phụ trách lịch này từ nay.")).to_be_visible()
    officer.looks_right()
    schedule.refresh_from_db()
    assert schedule.set_by == cast.office_officer
    assert not Job.objects.filter(kind="report_scheduled").exists()
