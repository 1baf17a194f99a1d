"""Who hears of a report on its way: in the portal and in the digest, never of their own act."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.access import Role
from portal.accounts.delegations import delegation_give
from portal.accounts.models import Membership, User
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.vietnamese.periods import PeriodKind, period_at
from reports.approval import (
    report_discard,
    report_finish,
    report_issue,
    report_return,
    report_submit,
    report_withdraw,
)
from reports.models import Report
from reports.schedules import schedule_set, scheduled_make, schedules_run
from reports.scope import of_period
from reports.services import report_make
from reports.telling import TELLINGS, report_tell
from tests.cast import Cast, signed_in
from tests.factories import LONG_AGO, make_member
from tests.post import Post
from tests.reports.acts import BLANK, approve, draw, issue, submit
from tests.reports.test_unit_reports import made
from tests.training.acts import acting
from tests.training.notices.days import OFF, april
from tests.training.notices.test_post import subject_of, text_of
from training.models import Assignment, Notice
from training.notices.run import notices_run

REASON = "Thiếu phần đề xuất."


def told(user: User) -> list[str]:
    return [n.topic for n in Notice.objects.filter(user=user).exclude(topic="").order_by("pk")]


def unread(user: User) -> list[str]:
    rows = Notice.objects.unread().filter(user=user).exclude(topic="")
    return list(rows.order_by("pk").values_list("topic", flat=True))


def give_back(report: Report, lead: User) -> None:
    report_return(actor=acting(lead), report_id=report.pk, reason=REASON)


def everybody_but(cast: Cast, *told: User) -> set[User]:
    people = {value for value in vars(cast).values() if isinstance(value, User)}
    return people - set(told)


# --- who hears of what ----------------------------------------------------------------------------


def test_who_may_issue_hears_that_one_was_submitted(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    assert told(cast.office_lead) == ["report_submitted"]
    for other in everybody_but(cast, cast.office_lead):
        assert told(other) == []


def test_its_maker_hears_that_it_came_back_and_that_it_was_issued(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    give_back(report, cast.office_lead)
    assert told(cast.office_officer) == ["report_returned"]
    issue(report, cast.office_officer, cast.office_lead)
    assert told(cast.office_officer) == ["report_returned", "report_issued"]
    assert told(cast.second_office_officer) == []


def test_it_is_told_as_issued_only_when_the_paper_is_there(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    approve(report, cast.office_lead)
    assert told(cast.office_officer) == []
    draw(report)
    assert told(cast.office_officer) == ["report_issued"]


def test_who_submitted_for_the_maker_hears_as_well(report: Report, cast: Cast):
    submit(report, cast.second_office_officer)
    give_back(report, cast.office_lead)
    assert told(cast.second_office_officer) == told(cast.office_officer) == ["report_returned"]


def test_nobody_hears_of_their_own_act(assignment: Assignment, cast: Cast):
    report = draw(made(cast.chairman, cast.commune))
    issue(report, cast.chairman, cast.chairman)
    assert told(cast.chairman) == []
    assert told(cast.vice_chairman) == ["report_submitted"]


def test_a_maker_who_left_the_office_hears_nothing(report: Report, cast: Cast):
    submit(report, cast.second_office_officer)
    Membership.objects.filter(user=cast.office_officer).update(valid_until=LONG_AGO)
    give_back(report, cast.office_lead)
    assert told(cast.office_officer) == []
    assert told(cast.second_office_officer) == ["report_returned"]


def test_of_a_units_own_report_only_its_people_hear(assignment: Assignment, cast: Cast):
    """Until it is sent up (test_telling_above.py)."""
    report = draw(made(cast.clerk, cast.commune))
    report_submit(actor=acting(cast.clerk), report_id=report.pk)
    assert told(cast.chairman) == told(cast.vice_chairman) == ["report_submitted"]
    issue(report, cast.clerk, cast.chairman)
    assert told(cast.clerk) == ["report_issued"]
    for other in everybody_but(cast, cast.chairman, cast.vice_chairman, cast.clerk):
        assert not {"report_submitted", "report_issued"} & set(told(other))


def test_whom_the_head_lets_sign_hears_too(assignment: Assignment, cast: Cast):
    second = make_member("vhxh2.ab@mau.test", "Lý Thị Hoa", cast.commune, Role.OFFICER, "Văn thư")
    receiver = Membership.objects.get(user=second)
    report = draw(made(cast.clerk, cast.commune))
    report_submit(actor=acting(cast.clerk), report_id=report.pk)
    assert told(second) == []
    give_back(report, cast.chairman)
    today = timezone.localdate()
    delegation_give(
        actor=acting(cast.chairman),
        receiver_id=receiver.pk,
        first_day=today,
        last_day=today,
        basis="12/QĐ-UBND",
    )
    report_submit(actor=acting(cast.clerk), report_id=report.pk)
    assert told(second) == ["report_submitted"]


def test_a_scheduled_one_is_told_to_those_who_make_reports(assignment: Assignment, cast: Cast):
    with at(moment(date(2026, 2, 3), 9)):
        schedule = schedule_set(
            actor=acting(cast.office_lead), kind="quarterly", is_on=True, annex_form=""
        )
    with at(moment(date(2026, 3, 16), 0)):
        schedules_run(on=date(2026, 3, 16))
        job_run(job_id=Job.objects.get(kind="report_scheduled").pk)
        again = scheduled_make(
            schedule_id=schedule.pk, starts_on=Report.objects.get(schedule=schedule).starts_on
        )
    for person in (cast.office_officer, cast.second_office_officer, cast.office_lead):
        assert told(person) == ["report_scheduled"]
    assert told(cast.auditor) == told(cast.administrator) == told(cast.chairman) == []
    submit(again, cast.office_officer)
    assert unread(cast.second_office_officer) == []


def test_one_that_a_person_makes_waits_for_that_person_alone(report: Report):
    assert Notice.objects.exclude(topic="").count() == 0


# --- what is done needs no reading ----------------------------------------------------------------


@pytest.mark.parametrize("act", [report_withdraw, give_back, approve])
def test_what_was_answered_is_read(act: object, report: Report, cast: Cast):
    submit(report, cast.office_officer)
    assert unread(cast.office_lead) == ["report_submitted"]
    if act is report_withdraw:
        report_withdraw(actor=acting(cast.office_officer), report_id=report.pk)
    else:
        act(report, cast.office_lead)
    assert unread(cast.office_lead) == []


@pytest.mark.parametrize("act", [report_submit, report_discard])
def test_what_came_back_and_went_on_is_read(act: object, report: Report, cast: Cast):
    submit(report, cast.office_officer)
    give_back(report, cast.office_lead)
    act(actor=acting(cast.second_office_officer), report_id=report.pk)
    assert unread(cast.office_officer) == []


# --- once, and only with the act ------------------------------------------------------------------


def test_submitted_twice_is_told_once_and_submitted_again_anew(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    submit(report, cast.office_officer)
    report_tell(report, "submit")
    assert told(cast.office_lead) == ["report_submitted"]
    give_back(report, cast.office_lead)
    submit(report, cast.office_officer)
    assert told(cast.office_lead) == ["report_submitted"] * 2


def test_a_paper_finished_twice_is_told_once(issued: Report, cast: Cast):
    report_finish(report_id=issued.pk)
    assert told(cast.office_officer) == ["report_issued"]


def test_what_is_rolled_back_tells_nobody(report: Report, cast: Cast):
    class Stopped(Exception):  # noqa: N818
        pass

    def submitted_and_stopped() -> None:
        with transaction.atomic():
            report_submit(actor=acting(cast.office_officer), report_id=report.pk)
            assert told(cast.office_lead) == ["report_submitted"]
            raise Stopped

    with pytest.raises(Stopped):
        submitted_and_stopped()
    report.refresh_from_db()
    assert (report.state, told(cast.office_lead)) == ("draft", [])


def test_a_refusal_tells_nobody(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    with pytest.raises(Exception, match="đã thay đổi"):
        report_issue(
            actor=acting(cast.office_lead), report_id=report.pk, version=9, numbering=BLANK
        )
    assert unread(cast.office_lead) == ["report_submitted"]


def test_a_notice_of_a_topic_names_its_subject_and_nothing_else(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    [notice] = Notice.objects.exclude(topic="")
    for wrong in ({"subject_id": None}, {"topic": ""}, {"kind": "due"}):
        with (
            pytest.raises(IntegrityError, match="notice_of_a_topic_has_its_subject"),
            transaction.atomic(),
        ):
            Notice.objects.filter(pk=notice.pk).update(**wrong)


# --- the page -------------------------------------------------------------------------------------


def test_the_page_of_notices_leads_to_the_report(report: Report, cast: Cast):
    submit(report, cast.office_officer)
    give_back(report, cast.office_lead)
    for person in (cast.office_officer, cast.office_lead):
        client = signed_in(person)
        [line] = client.get("/thong-bao/").context["lines"]
        assert (line.title, line.url) == (report.title, report.get_absolute_url())
        assert client.get(line.url).status_code == 200
    page = signed_in(cast.office_officer).get("/thong-bao/").content.decode()
    assert "Báo cáo bị trả lại" in page
    assert REASON in page


def test_many_notices_of_reports_take_no_more_questions(
    assignment: Assignment, cast: Cast, report: Report
):
    client = signed_in(cast.office_lead)
    submit(report, cast.office_officer)
    client.get("/thong-bao/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/thong-bao/").status_code == 200
        return len(queries)

    few = asked()
    for _n in range(5):
        other = report_make(actor=acting(cast.office_officer), scope=report.scope)
        submit(other, cast.office_officer)
    assert len(client.get("/thong-bao/").context["lines"]) == 6
    assert asked() == few


# --- the digest -----------------------------------------------------------------------------------


def run(moment: object) -> int:
    with at(moment):
        return notices_run(now=moment, off=OFF)


@pytest.fixture
def submitted(assignment: Assignment, cast: Cast) -> Report:
    with at(april(1, 7)):
        report = draw(made_by_office(cast))
        return submit(report, cast.office_officer)


def made_by_office(cast: Cast) -> Report:
    period = period_at(PeriodKind.MONTHLY, date(2026, 3, 20))
    return report_make(
        actor=acting(cast.office_officer), scope=of_period(period, now=timezone.now())
    )


def test_the_digest_brings_a_link_and_no_data(
    submitted: Report, cast: Cast, post: Post, settings: object
):
    run(april(1))
    [mail] = post.to("truongphong@mau.test")
    assert "1 báo cáo chờ duyệt phát hành" in subject_of(mail)
    text = text_of(mail)
    assert "BÁO CÁO CHỜ DUYỆT PHÁT HÀNH (1)" in text
    assert settings.SITE_URL + submitted.get_absolute_url() in text
    assert post.to("chuyenvien@mau.test") == []
    assert run(april(1, 12)) == 0


def test_the_reason_of_a_return_stands_behind_the_link(submitted: Report, cast: Cast, post: Post):
    with at(april(1, 7)):
        give_back(submitted, cast.office_lead)
    run(april(1))
    [mail] = post.to("chuyenvien@mau.test")
    assert submitted.title in text_of(mail)
    assert REASON not in mail.as_string()
    assert REASON not in text_of(mail)


def test_what_was_answered_before_the_digest_is_not_in_it(
    submitted: Report, cast: Cast, post: Post
):
    with at(april(1, 7)):
        report_withdraw(actor=acting(cast.office_officer), report_id=submitted.pk)
    run(april(1))
    assert post.to("truongphong@mau.test") == []


def test_what_moved_on_while_the_mail_waited_is_left_out(submitted: Report, cast: Cast, post: Post):
    """Without any settling: what stands is looked up when it is sent."""
    Report.objects.filter(pk=submitted.pk).update(state="discarded")
    run(april(1))
    assert post.to("truongphong@mau.test") == []


def test_every_telling_has_a_section_of_its_own():
    topics = [telling.topic for telling in TELLINGS.values()]
    assert len(set(topics)) == len(topics) == 4
