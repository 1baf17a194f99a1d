"""The page of notices, the bell, what a person chooses."""

import pytest

from directives.models import Document
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.demo.clock import at
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_duty, make_rollout, make_task
from tests.training.acts import bring_to
from tests.training.notices.days import DUE_ON, april
from training.models import Assignment, Notice, NoticeChoice, NoticeMail
from training.notices.writing import notices_issued

pytestmark = pytest.mark.django_db


def notice(user: User, unit: object, day: int, **fields: object) -> Notice:
    return Notice.objects.create(
        **{
            "user": user,
            "unit": unit,
            "kind": Notice.Kind.OVERDUE,
            "day": april(day).date(),
            "at": april(day),
            "number": 2,
            "dues": [DUE_ON],
        }
        | fields
    )


def page_of(user: User, path: str = "/thong-bao/") -> str:
    return signed_in(user).get(path).content.decode()


def test_each_kind_leads_to_a_page_the_person_may_open(
    assignment: Assignment, cast: Cast, document: Document
):
    with at(april(1)):
        notices_issued(rollout_id=assignment.task.rollout_id)
    bring_to("returned", assignment, cast)
    other = make_task(assignment.task.rollout, assignment.task.task_duties.get().duty)
    bring_to("exemption_asked", make_assignment(other, cast.commune), cast)
    for kind in ("due", "due_next", "overdue", "late_unit", "late_below"):
        notice(cast.chairman, cast.commune, 2, kind=kind)
    for kind in ("late_office", "to_review"):
        notice(cast.office_lead, cast.office, 2, kind=kind)
    for person, count in ((cast.chairman, 7), (cast.office_lead, 3)):
        client = signed_in(person)
        page = client.get("/thong-bao/")
        lines = page.context["lines"]
        assert len(lines) == count
        assert [client.get(line.url).status_code for line in lines] == [200] * count


def test_a_return_stands_with_its_reason_and_task(assignment: Assignment, cast: Cast):
    bring_to("returned", assignment, cast)
    page = page_of(cast.clerk)
    assert "Việc bị trả lại" in page
    assert "Lý do: Biên bản thiếu số người dự." in page
    assert assignment.get_absolute_url() in page


def test_the_bell_counts_on_every_page_and_reading_takes_off_one(cast: Cast):
    rows = [notice(cast.clerk, cast.commune, day) for day in (1, 2, 3)]
    client = signed_in(cast.clerk)
    assert "(3 chưa đọc)" in client.get("/don-vi/").content.decode()
    path = f"/thong-bao/{rows[0].pk}/da-doc/"
    assert client.get(path).status_code == 405
    for _twice in range(2):
        assert client.post(path).status_code == 302
    assert "(2 chưa đọc)" in client.get("/don-vi/").content.decode()
    assert AuditEvent.objects.filter(act__startswith="notice").count() == 0


def test_more_than_99_are_not_counted_further(cast: Cast):
    Notice.objects.bulk_create(
        Notice(
            user=cast.clerk,
            unit=cast.commune,
            kind=f"k{number}",
            day=april(1).date(),
            at=april(1),
        )
        for number in range(120)
    )
    assert "(99+ chưa đọc)" in page_of(cast.clerk, "/don-vi/")


def test_reading_all_leaves_what_came_since_the_page_was_shown(cast: Cast):
    seen = notice(cast.clerk, cast.commune, 1)
    client = signed_in(cast.clerk)
    assert f'name="den" value="{seen.pk}"' in client.get("/thong-bao/").content.decode()
    later = notice(cast.clerk, cast.commune, 2)
    client.post("/thong-bao/da-doc/", {"den": str(seen.pk)})
    assert list(Notice.objects.unread()) == [later]
    client.post("/thong-bao/da-doc/", {"den": "abc"})
    assert Notice.objects.unread().count() == 1


def test_nobody_sees_or_reads_anothers(cast: Cast):
    row = notice(cast.clerk, cast.commune, 1)
    other = signed_in(cast.chairman)
    assert other.get(f"/thong-bao/{row.pk}/").status_code == 404
    other.post(f"/thong-bao/{row.pk}/da-doc/")
    other.post("/thong-bao/da-doc/", {"den": str(row.pk)})
    row.refresh_from_db()
    assert not row.is_read


def test_one_that_a_newer_took_the_place_of_is_no_dead_end(cast: Cast):
    gone = notice(cast.clerk, cast.commune, 1).pk
    Notice.objects.all().delete()
    answer = signed_in(cast.clerk).post(f"/thong-bao/{gone}/da-doc/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/thong-bao/")


def test_who_left_the_unit_sees_its_notices_no_more(cast: Cast):
    row = notice(cast.clerk, cast.commune, 1)
    Membership.objects.filter(user=cast.clerk).update(valid_until="2026-01-01")
    Membership.objects.create(
        user=cast.clerk,
        unit=cast.school,
        role="officer",
        position="Văn thư",
        valid_from="2026-01-01",
    )
    client = signed_in(cast.clerk)
    assert client.get("/thong-bao/").context["lines"] == []
    assert client.get(f"/thong-bao/{row.pk}/").status_code == 404


def test_the_head_above_sees_which_units_are_late_still(cast: Cast, document: Document):
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document), due_on=DUE_ON.replace(year=2020))
    given = make_assignment(task, cast.school)
    row = notice(cast.chairman, cast.commune, 2, kind="late_below", number=1, dues=[given.due_on])
    page = page_of(cast.chairman, f"/thong-bao/{row.pk}/")
    assert "Trường THCS An Bình" in page
    bring_to("cancelled", given, cast)
    assert "đã xác nhận" in page_of(cast.chairman, f"/thong-bao/{row.pk}/")


def test_the_list_is_paged_filtered_and_asks_the_same_whatever_its_length(
    cast: Cast, assignment: Assignment, django_assert_num_queries
):
    bring_to("returned", assignment, cast)
    client = signed_in(cast.clerk)
    client.get("/thong-bao/")
    Notice.objects.bulk_create(
        Notice(
            user=cast.clerk,
            unit=cast.commune,
            kind=Notice.Kind.OVERDUE,
            day=f"2025-{1 + number // 28:02}-{1 + number % 28:02}",
            at=april(1),
            is_read=bool(number % 2),
        )
        for number in range(60)
    )
    with django_assert_num_queries(16):
        page = client.get("/thong-bao/").content.decode()
    assert "Trang 1 trên 2" in page
    assert client.get("/thong-bao/?loc=chua-doc").context["page"].paginator.count == 31


def test_choices_are_kept_on_record_and_saved_twice_change_once(cast: Cast):
    client = signed_in(cast.clerk)
    for _twice in range(2):
        client.post("/thong-bao/tuy-chon/", {"urgent": "on"})
    choice = NoticeChoice.objects.get(user=cast.clerk)
    assert (choice.digest, choice.urgent) == (False, True)
    assert AuditEvent.objects.filter(act="notice_choose").count() == 1
    since = choice.mailed_since
    client.post("/thong-bao/tuy-chon/", {"urgent": "on", "digest": "on"})
    choice.refresh_from_db()
    assert choice.mailed_since > since


def test_a_mail_that_was_refused_is_said_on_the_page(cast: Cast):
    NoticeMail.objects.create(
        user=cast.clerk, kind="b_digest", made_at=april(1), refusals=2, retry_at=april(2)
    )
    assert "không tới được hộp thư" in page_of(cast.clerk)
    assert "không tới được hộp thư" not in page_of(cast.chairman)
