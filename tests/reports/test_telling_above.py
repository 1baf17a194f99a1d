"""The office hears of what units send up: one notice for a period, however many send."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.access import Act
from portal.accounts.models import Membership, User
from portal.demo.clock import at
from portal.units.models import Unit
from portal.vietnamese.periods import PeriodKind, period_at
from reports.approval import report_finish, report_revoke
from reports.models import Report
from reports.scope import of_period
from reports.services import report_make
from reports.telling_above import sent_up_tell
from tests.cast import Cast, signed_in
from tests.factories import make_deputy
from tests.post import Post
from tests.reports.acts import approve, draw, issue, submit
from tests.reports.test_telling import everybody_but, run, told, unread
from tests.training.acts import acting
from tests.training.notices.days import april
from tests.training.notices.test_post import subject_of, text_of
from training.models import Notice

SENT = "/quan-ly/bao-cao/cua-don-vi/"
MARCH = date(2026, 3, 10)
KY = {date(2026, 2, 10): "monthly-2026-2", MARCH: "monthly-2026-3"}

pytestmark = pytest.mark.usefixtures("assignment")


def made(user: User, unit: Unit, day: date = MARCH) -> Report:
    period = period_at(PeriodKind.MONTHLY, day)
    scope = of_period(period, now=timezone.now(), unit_id=unit.pk)
    return draw(report_make(actor=acting(user), scope=scope))


def sent(user: User, unit: Unit, day: date = MARCH) -> Report:
    return issue(made(user, unit, day), user, user)


def lines_of(user: User) -> list:
    return signed_in(user).get("/thong-bao/").context["lines"]


def office_of(cast: Cast) -> list[User]:
    return [cast.office_officer, cast.second_office_officer, cast.office_lead]


def read(*people: User) -> None:
    Notice.objects.filter(user__in=people).update(is_read=True)


# --- who hears of it, and what --------------------------------------------------------------------


def test_the_office_hears_that_a_unit_has_sent(cast: Cast):
    report = made(cast.chairman, cast.commune)
    submit(report, cast.chairman)
    approve(report, cast.chairman)
    assert [told(person) for person in office_of(cast)] == [[], [], []]
    draw(report)
    for person in office_of(cast):
        assert told(person) == ["report_sent_up"]
    for other in everybody_but(cast, *office_of(cast)):
        assert "report_sent_up" not in told(other)


def test_the_line_leads_to_the_list_of_the_period(cast: Cast):
    sent(cast.chairman, cast.commune)
    [line] = lines_of(cast.office_officer)
    assert line.title == "Tháng 3/2026: 1 đơn vị đã gửi báo cáo"
    assert line.detail == "Mới nhất: Ủy ban nhân dân xã An Bình"
    assert line.url == f"{SENT}?ky={KY[MARCH]}&loc=da-gui"
    page = signed_in(cast.office_officer).get(line.url)
    assert [each.code for each in page.context["lines"]] == ["X-AB"]


def test_what_the_office_issues_itself_is_no_report_sent_up(issued: Report, cast: Cast):
    assert [told(person) for person in office_of(cast)] == [
        ["report_issued"],
        [],
        ["report_submitted"],
    ]


def test_who_sends_for_a_unit_and_works_in_the_office_hears_nothing_of_it(cast: Cast):
    make_deputy(cast.office_officer, cast.commune)
    sent(cast.office_officer, cast.commune)
    assert "report_sent_up" not in told(cast.office_officer)
    assert told(cast.second_office_officer) == ["report_sent_up"]


def test_who_left_the_office_hears_no_more(cast: Cast):
    sent(cast.chairman, cast.commune)
    before = Notice.objects.filter(user=cast.office_officer).values_list("pk", "at")
    had = list(before)
    Membership.objects.filter(user=cast.office_officer).update(valid_until=timezone.localdate())
    sent(cast.other_chairman, cast.other_commune)
    assert lines_of(cast.office_lead)[0].title == "Tháng 3/2026: 2 đơn vị đã gửi báo cáo"
    assert not acting(cast.office_officer).may(Act.OFFICE_READ)
    assert had
    assert list(before.all()) == had


# --- however many ---------------------------------------------------------------------------------


def test_many_units_of_one_period_are_one_notice(cast: Cast):
    people = [
        (cast.chairman, cast.commune),
        (cast.other_chairman, cast.other_commune),
        (cast.head_teacher, cast.school),
    ]
    for user, unit in people:
        sent(user, unit)
    for person in office_of(cast):
        assert told(person) == ["report_sent_up"]
    [line] = lines_of(cast.office_lead)
    assert line.title == "Tháng 3/2026: 3 đơn vị đã gửi báo cáo"
    assert line.detail == "Mới nhất: Trường THCS An Bình"


def test_each_period_has_its_own(cast: Cast):
    for day in KY:
        sent(cast.chairman, cast.commune, day)
    titles = [line.title for line in lines_of(cast.office_lead)]
    assert titles == [
        "Tháng 3/2026: 1 đơn vị đã gửi báo cáo",
        "Tháng 2/2026: 1 đơn vị đã gửi báo cáo",
    ]


def test_many_periods_take_no_more_questions(cast: Cast):
    client = signed_in(cast.office_lead)
    sent(cast.chairman, cast.commune)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/thong-bao/").status_code == 200
        return len(queries)

    asked()
    few = asked()
    sent(cast.other_chairman, cast.other_commune)
    for month in (1, 2):
        sent(cast.chairman, cast.commune, date(2026, month, 10))
    assert len(client.get("/thong-bao/").context["lines"]) == 3
    assert asked() == few


def test_what_was_read_comes_anew_with_the_next_unit(cast: Cast):
    sent(cast.chairman, cast.commune)
    before = Notice.objects.get(user=cast.office_lead)
    read(cast.office_lead)
    sent(cast.other_chairman, cast.other_commune)
    assert unread(cast.office_lead) == told(cast.office_lead) == ["report_sent_up"]
    # "All read", pressed on a page of before, leaves it unread.
    assert Notice.objects.get(user=cast.office_lead).pk > before.pk


def test_told_again_of_the_same_report_is_told_once(cast: Cast):
    report = sent(cast.chairman, cast.commune)
    read(cast.office_lead)
    report_finish(report_id=report.pk)
    sent_up_tell(report)
    assert told(cast.office_lead) == ["report_sent_up"]
    assert unread(cast.office_lead) == []


# --- sent again, taken back -----------------------------------------------------------------------


def test_sent_again_in_place_of_another_is_still_one_unit(cast: Cast):
    first = sent(cast.chairman, cast.commune)
    read(*office_of(cast))
    second = report_make(
        actor=acting(cast.chairman),
        scope=first.scope,
        replaces_id=first.pk,
        because="Thêm số liệu.",
    )
    issue(draw(second), cast.chairman, cast.chairman)
    first.refresh_from_db()
    assert first.revocation.replaced_by == second
    assert told(cast.office_lead) == unread(cast.office_lead) == ["report_sent_up"]
    [line] = lines_of(cast.office_lead)
    assert line.title == "Tháng 3/2026: 1 đơn vị đã gửi báo cáo"


def take_back(report: Report, user: User) -> None:
    report_revoke(actor=acting(user), report_id=report.pk, reason="Sai số người.")


def test_the_office_hears_that_one_was_taken_back(cast: Cast):
    report = sent(cast.chairman, cast.commune)
    sent(cast.other_chairman, cast.other_commune)
    take_back(report, cast.chairman)
    take_back(report, cast.chairman)
    assert told(cast.office_lead) == ["report_sent_up", "report_taken_back"]
    back, still = lines_of(cast.office_lead)
    assert back.title == f"Ủy ban nhân dân xã An Bình: {report.title}"
    assert back.detail == "Lý do: Sai số người."
    assert back.url == f"{SENT}{report.pk}/"
    assert signed_in(cast.office_lead).get(back.url).status_code == 200
    assert still.title == "Tháng 3/2026: 1 đơn vị đã gửi báo cáo"
    for other in everybody_but(cast, *office_of(cast)):
        assert "report_taken_back" not in told(other)


def test_with_the_last_of_a_period_nothing_is_left_to_say_of_it(cast: Cast):
    take_back(sent(cast.chairman, cast.commune), cast.chairman)
    assert unread(cast.office_lead) == ["report_taken_back"]
    assert [line.label for line in lines_of(cast.office_lead)] == ["Báo cáo đơn vị đã thu hồi"]


def test_what_the_office_takes_back_of_its_own_it_knows(issued: Report, cast: Cast):
    take_back(issued, cast.office_lead)
    for person in office_of(cast):
        assert "report_taken_back" not in told(person)


# --- the digest -----------------------------------------------------------------------------------


def test_the_digest_brings_the_number_and_a_link_alone(cast: Cast, post: Post, settings: object):
    with at(april(1, 7)):
        for user, unit in (
            (cast.chairman, cast.commune),
            (cast.other_chairman, cast.other_commune),
        ):
            sent(user, unit)
    run(april(1))
    [mail] = post.to("chuyenvien@mau.test")
    assert "1 báo cáo đơn vị gửi lên" in subject_of(mail)
    text = text_of(mail)
    assert "Tháng 3/2026: 2 đơn vị đã gửi báo cáo" in text
    assert f"{settings.SITE_URL}{SENT}?ky={KY[MARCH]}&loc=da-gui" in text
    assert "Hòa Lạc" not in text
    for mail in post.to("chutich.ab@mau.test"):
        assert "đã gửi báo cáo" not in text_of(mail)
    # The next day brings only what came since.
    run(april(2))
    assert len(post.to("chuyenvien@mau.test")) == 1


def test_what_was_taken_back_before_the_digest_is_told_as_taken_back(cast: Cast, post: Post):
    with at(april(1, 7)):
        take_back(sent(cast.chairman, cast.commune), cast.chairman)
    run(april(1))
    [mail] = post.to("chuyenvien@mau.test")
    text = text_of(mail)
    assert "BÁO CÁO ĐƠN VỊ ĐÃ THU HỒI (1)" in text
    assert "đã gửi báo cáo" not in text
    assert "Sai số người" not in mail.as_string() + text
