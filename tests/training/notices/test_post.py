"""Mails over a real mail server on loopback: which, when, to whom, once."""

import re
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.db import IntegrityError
from django.db.models import Model

from directives.models import Document
from portal.accounts.models import Membership, User
from portal.demo.clock import at
from portal.mail.post import MOST_REFUSALS, MailServerDown
from portal.units.models import Authority
from tests.cast import Cast
from tests.factories import make_assignment, make_duty, make_rollout, make_task
from tests.post import Post, use
from tests.training.acts import acting, confirm
from tests.training.notices.days import DUE_ON, OFF, april, morning
from training.models import Assignment, Notice, NoticeChoice, NoticeMail, Rollout, Task
from training.notices.run import notices_forget, notices_run
from training.notices.writing import notices_issued
from training.review import review_accept, review_return

pytestmark = pytest.mark.django_db
CLERK, CHAIRMAN = "vhxh.ab@mau.test", "chutich.ab@mau.test"


@pytest.fixture
def task(cast: Cast, document: Document) -> Task:
    rollout = make_rollout(document, by=cast.office_officer)
    return make_task(rollout, make_duty(document), due_on=DUE_ON)


@pytest.fixture
def given(task: Task, cast: Cast) -> Assignment:
    return make_assignment(task, cast.commune)


def told_of_the_rollout(given: Assignment, day: int = 1) -> None:
    with at(april(day)):
        notices_issued(rollout_id=given.task.rollout_id)


def returned(given: Assignment, cast: Cast, moment: object) -> None:
    with at(moment):
        signed = confirm(given, cast.chairman)
        review_return(
            actor=acting(cast.office_officer), confirmation_id=signed.pk, reason="Thiếu số người."
        )


def accepted(given: Assignment, cast: Cast, moment: object) -> None:
    with at(moment):
        signed = confirm(given, cast.chairman)
        review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)


def run(moment: object) -> int:
    with at(moment):
        return notices_run(now=moment, off=OFF)


def subject_of(mail: EmailMessage) -> str:
    """Without the blank of a line that was folded at once."""
    return mail["Subject"].strip()


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


# --- the digest -----------------------------------------------------------------------------------


def test_one_digest_a_day_holds_all_of_it(given: Assignment, cast: Cast, post: Post):
    told_of_the_rollout(given)
    with at(april(7)):
        other = make_task(given.task.rollout, given.task.task_duties.get().duty, title="Việc hai")
        accepted(make_assignment(other, cast.commune), cast, april(7, 15))
    assert run(april(8)) == 3
    [mail] = post.to(CLERK)
    assert subject_of(mail) == "Tổng hợp ngày 08/4/2026: 1 việc sắp đến hạn, 1 việc mới được giao"
    text = text_of(mail)
    for words in ("VIỆC SẮP ĐẾN HẠN (1)", "VIỆC MỚI ĐƯỢC GIAO (1)", "VIỆC ĐÃ ĐƯỢC CHẤP NHẬN (1)"):
        assert words in text
    assert f"/don-vi/viec/{given.pk}/" in text
    assert "Ủy ban nhân dân xã An Bình · hạn 15/4/2026" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    for hour in (9, 12, 17):
        assert run(april(8, hour)) == 0
    assert len(post.to(CLERK)) == 1


def test_what_comes_after_todays_digest_waits_for_tomorrows(
    given: Assignment, cast: Cast, post: Post
):
    told_of_the_rollout(given)
    run(april(1, 9))
    accepted(given, cast, april(1, 10))
    assert run(april(1, 11)) == 0
    assert run(april(2)) > 0
    [_first, second] = post.to(CLERK)
    assert "Việc đã được chấp nhận" in subject_of(second) or "chấp nhận" in subject_of(second)
    assert "VIỆC MỚI" not in text_of(second)


def test_no_digest_when_there_is_nothing_to_say(given: Assignment, cast: Cast, post: Post):
    for day in (1, 2, 3):
        run(april(day))
    assert post.mails == []
    assert NoticeMail.objects.count() == 0


@pytest.mark.parametrize(
    "moment", [april(4), april(5), morning(date(2026, 4, 30)), april(8, 6), april(8, 19)]
)
def test_nothing_on_weekends_and_holidays_nor_at_night(
    moment: object, given: Assignment, cast: Cast, post: Post
):
    with at(moment - timedelta(days=1)):
        notices_issued(rollout_id=given.task.rollout_id)
    assert run(moment) == 0
    assert NoticeMail.objects.count() == 0


def test_what_was_done_closed_or_read_meanwhile_is_not_mailed(
    given: Assignment, cast: Cast, post: Post
):
    told_of_the_rollout(given, 7)
    Notice.objects.filter(user=cast.vice_chairman).update(is_read=True)
    with at(april(8, 6)):
        confirm(given, cast.chairman)
    run(april(8, 9))
    assert post.to(CLERK) == post.to("pct.ab@mau.test") == []
    assert NoticeMail.objects.filter(user=cast.clerk).get().state == "empty"


def test_who_left_the_unit_gets_nothing_more(given: Assignment, cast: Cast, post: Post):
    told_of_the_rollout(given)
    Membership.objects.filter(user=cast.clerk).update(valid_until=date(2026, 4, 2))
    run(april(2))
    assert post.to(CLERK) == []
    assert len(post.to(CHAIRMAN)) == 1


def test_a_person_who_may_no_longer_enter_gets_nothing(given: Assignment, cast: Cast, post: Post):
    told_of_the_rollout(given)
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    run(april(2))
    assert post.to(CLERK) == []


def test_after_days_of_standing_still_one_mail_tells_it_all(
    given: Assignment, cast: Cast, post: Post
):
    run(april(1))
    told_of_the_rollout(given, 2)
    run(april(16))
    [mail] = post.to(CLERK)
    text = text_of(mail)
    assert "VIỆC QUÁ HẠN (1)" in text
    assert "chậm 1 ngày làm việc" in text
    assert text.count(given.get_absolute_url()) == 1


def test_a_long_list_is_cut_and_counted(given: Assignment, cast: Cast, post: Post):
    duty = given.task.task_duties.get().duty
    for number in range(24):
        task = make_task(given.task.rollout, duty, title=f"Việc {number}", due_on=DUE_ON)
        make_assignment(task, cast.commune)
    run(april(8))
    [mail] = post.to(CLERK)
    assert "VIỆC SẮP ĐẾN HẠN (25)" in text_of(mail)
    assert "Còn 5 mục nữa" in text_of(mail)


def test_statements_a_mail_do_not_grow_with_what_it_tells(
    given: Assignment, cast: Cast, post: Post, django_assert_max_num_queries
):
    duty = given.task.task_duties.get().duty
    for number in range(24):
        task = make_task(given.task.rollout, duty, title=f"Việc {number}", due_on=DUE_ON)
        make_assignment(task, cast.commune)
    # Three mails, and what is made once.
    with django_assert_max_num_queries(85):
        run(april(8))
    assert len(post.mails) == 3


def test_people_of_the_sample_get_no_mail(given: Assignment, cast: Cast, post: Post):
    Authority.objects.update(is_sample=True)
    run(april(8))
    assert Notice.objects.filter(user=cast.clerk).count() == 1
    assert post.mails == []


# --- what is urgent -------------------------------------------------------------------------------


def test_a_return_is_told_at_once_with_its_reason(given: Assignment, cast: Cast, post: Post):
    returned(given, cast, april(2, 9))
    run(april(2, 9, 5))
    [mail] = post.to(CLERK)
    assert subject_of(mail).startswith("Việc bị trả lại: Phổ biến Bộ Quy tắc")
    assert "Lý do: Thiếu số người." in text_of(mail)
    assert "List-Unsubscribe" not in mail


def test_two_returns_within_the_hour_are_two_mails_at_most_an_hour_apart(
    given: Assignment, cast: Cast, post: Post
):
    duty = given.task.task_duties.get().duty
    others = [
        make_assignment(make_task(given.task.rollout, duty, title=f"Việc {n}"), cast.commune)
        for n in range(5)
    ]
    returned(given, cast, april(2, 9))
    run(april(2, 9, 5))
    for number, other in enumerate(others):
        returned(other, cast, april(2, 9, 10 + number))
        run(april(2, 9, 20 + number))
    assert len(post.to(CLERK)) == 1
    run(april(2, 10, 6))
    [_first, second] = post.to(CLERK)
    assert subject_of(second) == "Việc gấp: 5 việc bị trả lại"


def test_a_return_in_a_rollout_closed_since_is_not_mailed(
    given: Assignment, cast: Cast, post: Post
):
    returned(given, cast, april(4, 9))
    Rollout.objects.update(state="closed", closed_by=cast.office_lead, closed_at=april(5))
    run(april(6))
    assert post.mails == []


def test_due_tomorrow_is_a_mail_of_its_own_and_not_in_the_digest(
    given: Assignment, cast: Cast, post: Post
):
    run(april(13))
    accepted_too = make_task(given.task.rollout, given.task.task_duties.get().duty, title="Khác")
    accepted(make_assignment(accepted_too, cast.commune), cast, april(13, 9))
    run(april(14))
    urgent, digest = post.to(CLERK)
    assert subject_of(urgent).startswith("Việc đến hạn ngay: ")
    assert "chấp nhận" in subject_of(digest)
    assert given.get_absolute_url() not in text_of(digest)


def test_a_return_mended_before_the_mail_goes_is_not_mailed(
    given: Assignment, cast: Cast, post: Post
):
    returned(given, cast, april(4, 9))
    with at(april(5, 9)):
        confirm(given, cast.chairman)
    run(april(6))
    assert post.to(CLERK) == []


# --- what the person wants ------------------------------------------------------------------------


def choose(user: User, **wants: object) -> None:
    NoticeChoice.objects.update_or_create(user=user, defaults={"mailed_since": april(1)} | wants)


def test_without_the_digest_what_is_urgent_still_comes(given: Assignment, cast: Cast, post: Post):
    choose(cast.clerk, digest=False)
    told_of_the_rollout(given)
    returned(given, cast, april(2, 9))
    run(april(2, 10))
    [mail] = post.to(CLERK)
    assert "bị trả lại" in subject_of(mail)


def test_without_urgent_mails_the_digest_tells_of_it(given: Assignment, cast: Cast, post: Post):
    choose(cast.clerk, urgent=False)
    returned(given, cast, april(2, 9))
    run(april(2, 10))
    [mail] = post.to(CLERK)
    assert subject_of(mail).startswith("Tổng hợp ngày")


def test_without_both_nothing_comes_and_the_page_has_it(given: Assignment, cast: Cast, post: Post):
    choose(cast.clerk, digest=False, urgent=False)
    told_of_the_rollout(given)
    returned(given, cast, april(2, 9))
    run(april(2, 10))
    assert post.to(CLERK) == []
    assert Notice.objects.filter(user=cast.clerk).unread().count() == 2


def test_turned_on_again_the_digest_brings_nothing_old(given: Assignment, cast: Cast, post: Post):
    told_of_the_rollout(given)
    choose(cast.clerk, mailed_since=april(7))
    run(april(7, 9))
    assert post.to(CLERK) == []
    run(april(8))
    [mail] = post.to(CLERK)
    assert "VIỆC MỚI" not in text_of(mail)


def test_the_link_in_a_digest_ends_digests_and_nothing_else(
    given: Assignment, cast: Cast, post: Post, client
):
    run(april(8))
    [mail] = post.to(CLERK)
    address = re.search(r"<(\S+)>", mail["List-Unsubscribe"])[1]
    path = "/" + address.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert NoticeChoice.objects.get(user=cast.clerk).digest
    for _twice in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert answer.cookies == {}
    choice = NoticeChoice.objects.get(user=cast.clerk)
    assert (choice.digest, choice.urgent) == (False, True)
    assert client.post(path[:-3] + "xxx/").status_code == 404


def test_an_urgent_mail_that_could_not_go_in_time_leaves_it_to_the_digest(
    given: Assignment, cast: Cast, post: Post, settings
):
    run(april(13))
    use(settings, 1)
    with pytest.raises(MailServerDown):
        run(april(14))
    use(settings, post.port)
    run(april(16))
    [mail] = post.to(CLERK)
    assert subject_of(mail).startswith("Tổng hợp ngày")
    assert "VIỆC QUÁ HẠN (1)" in text_of(mail)


# --- when the server does not help ----------------------------------------------------------------


def test_a_server_that_is_away_loses_nothing_and_makes_no_second_digest(
    given: Assignment, cast: Cast, post: Post, settings
):
    told_of_the_rollout(given, 7)
    use(settings, 1)
    with pytest.raises(MailServerDown):
        run(april(8))
    accepted(given, cast, april(8, 12))
    with pytest.raises(MailServerDown):
        run(april(9))
    assert NoticeMail.objects.waiting().filter(user=cast.clerk).count() == 1
    use(settings, post.port)
    run(april(10))
    [mail] = post.to(CLERK)
    assert "VIỆC ĐÃ ĐƯỢC CHẤP NHẬN (1)" in text_of(mail)
    assert "VIỆC SẮP ĐẾN HẠN" not in text_of(mail)


def test_a_refused_address_is_left_alone_longer_each_time_and_holds_up_nobody(
    given: Assignment, cast: Cast, post: Post
):
    post.answers[CLERK] = "550 No such mailbox"
    run(april(8))
    assert len(post.to(CHAIRMAN)) == 1
    mail = NoticeMail.objects.get(user=cast.clerk)
    waits = []
    moment = april(8)
    while mail.state == "waiting":
        waits.append(mail.retry_at - moment)
        moment = mail.retry_at
        NoticeMail.objects.filter(pk=mail.pk).update(retry_at=april(8))
        run(april(8, 9))
        mail.refresh_from_db()
    assert waits == sorted(waits)
    assert (mail.state, mail.refusals) == ("refused", MOST_REFUSALS)
    assert Notice.objects.unread().filter(user=cast.clerk).exists()


# --- what the database refuses, and what is forgotten ---------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "constraint"),
    [
        ({}, {}, "notice_mail_one_waits"),
        (
            {"state": "sent", "sent_on": DUE_ON, "ended_at": april(15)},
            {"state": "sent", "sent_on": DUE_ON, "ended_at": april(15, 9)},
            "notice_mail_one_digest_a_day",
        ),
        (None, {"state": "sent", "sent_on": DUE_ON}, "notice_mail_state_has_its_time"),
        (None, {"sent_on": DUE_ON}, "notice_mail_state_has_its_time"),
        (None, {"refusals": MOST_REFUSALS + 1}, "notice_mail_is_not_tried_for_ever"),
    ],
)
def test_a_mail_that_cannot_be_is_refused(
    first: dict | None, second: dict, constraint: str, cast: Cast
):
    def make(fields: dict) -> Model:
        return NoticeMail.objects.create(
            user=cast.clerk, kind=NoticeMail.Kind.DIGEST, made_at=april(15), **fields
        )

    if first is not None:
        make(first)
    with pytest.raises(IntegrityError, match=constraint):
        make(second)


def test_after_a_year_notices_and_mails_go(given: Assignment, cast: Cast, post: Post):
    run(april(8))
    notices_forget(now=april(8) + timedelta(days=360))
    assert NoticeMail.objects.count() == 3
    notices_forget(now=april(8) + timedelta(days=366))
    assert Notice.objects.count() == NoticeMail.objects.count() == 0
