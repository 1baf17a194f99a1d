"""Due dates, periods and later dates as the office and a unit's head meet them on their pages."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Document
from portal.access import actor_of
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.web.templatetags.portal import vn_date
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_duty, make_task, make_unit
from tests.training.acts import acting, bring_to
from training.extensions import extension_ask, extension_withdraw
from training.issuing import rollout_issue
from training.models import Assignment, Extension, MassExtension, Rollout, Task
from training.occurrences import occurrences_open
from training.rollouts import rollout_create, task_save

QUARTERLY = {"frequency": "quarterly", "due_on": None, "due_rule": "after", "due_number": 5}
TASK_FORM = {
    "title": "Báo cáo quý",
    "instruction": "",
    "frequency": "quarterly",
    "due_on": "",
    "due_rule": "after",
    "due_number": "5",
    "recurs_from": "",
    "recurs_until": "",
    "grace_days": "0",
    "attestation": "Tôi xác nhận.",
    "handing_on": "office",
}


def text(response: HttpResponse) -> str:
    return response.content.decode()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.office_lead)


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def chairman(cast: Cast) -> Client:
    return signed_in(cast.chairman)


@pytest.fixture
def draft(cast: Cast, document: Document) -> Rollout:
    duty = make_duty(document)
    duty.kinds.set(["commune"])
    return rollout_create(
        actor=actor_of(cast.office_officer), document_id=document.pk, duty_ids=[duty.pk]
    )


@pytest.fixture
def quarterly(cast: Cast, draft: Rollout) -> Rollout:
    """Issued in the last quarter of 2026, with the first of 2027 opened too."""
    actor = actor_of(cast.office_officer)
    with at(moment(date(2026, 11, 25), 9)):
        task_save(actor=actor, task_id=draft.tasks.get().pk, fields=QUARTERLY)
        job_run(job_id=rollout_issue(actor=actor, rollout_id=draft.pk).pk)
    with at(moment(date(2026, 12, 15), 1)):
        occurrences_open(on=date(2026, 12, 15))
    draft.refresh_from_db()
    return draft


def task_path(rollout: Rollout) -> str:
    return reverse("training:task", args=[rollout.pk, rollout.tasks.get().pk])


def test_a_recurring_task_is_prepared_and_its_periods_are_shown_in_words(
    cast: Cast, officer: Client, draft: Rollout
):
    assert officer.post(task_path(draft), TASK_FORM).status_code == 302
    task = Task.objects.get()
    assert (task.frequency, task.due_rule, task.due_number) == ("quarterly", "after", 5)
    with at(moment(date(2027, 1, 10), 9)):
        officer = signed_in(cast.office_officer)
        shown = text(officer.get(task_path(draft)))
        overview = text(officer.get(reverse("training:rollout_edit", args=[draft.pk])))
    words = "Quý I/2027, từ 15/12/2026 đến 14/3/2027, hạn 19/3/2027"
    assert words in shown
    assert "Quý II/2027, từ 15/3/2027 đến 14/6/2027" in shown
    assert words in overview


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due_rule": ""}, "Hãy chọn cách tính hạn"),
        ({"due_number": ""}, "từ 1 đến 31"),
        ({"due_number": "32"}, "từ 1 đến 31"),
        ({"due_number": "-1"}, "due_number"),
        ({"due_number": "x"}, "due_number"),
        ({"recurs_from": "2027-05-01", "recurs_until": "2027-04-01"}, "phải sau ngày"),
        ({"recurs_until": "9999-12-31"}, "quá xa"),
        ({"grace_days": "400"}, "Không châm chước quá"),
        ({"frequency": "once", "due_on": "9999-12-31"}, "quá xa"),
        ({"frequency": "once", "due_on": "", "grace_days": "3"}, "Chỉ nhiệm vụ có hạn"),
    ],
)
def test_what_cannot_be_is_said_kept_on_the_page_and_not_saved(
    wrong: dict, said: str, officer: Client, draft: Rollout
):
    before = Task.objects.values().get()
    response = officer.post(task_path(draft), TASK_FORM | wrong)
    assert response.status_code == 422
    assert said in text(response)
    assert "Báo cáo quý" in text(response)
    assert Task.objects.values().get() == before


def test_going_back_to_once_leaves_the_periods_out(officer: Client, draft: Rollout):
    officer.post(task_path(draft), TASK_FORM)
    once = {"frequency": "once", "due_on": in_days(9).isoformat(), "due_number": "900"}
    assert officer.post(task_path(draft), TASK_FORM | once).status_code == 302
    task = Task.objects.get()
    assert (task.due_on, task.due_rule, task.due_number) == (in_days(9), "", None)


def test_the_form_says_what_kind_of_days_grace_is(officer: Client, draft: Rollout):
    assert "Số ngày lịch sau hạn" in text(officer.get(task_path(draft)))


def test_the_matrix_shows_the_newest_period_and_any_other_by_choice(cast: Cast, quarterly: Rollout):
    path = quarterly.get_absolute_url()
    with at(moment(date(2026, 12, 16), 9)):
        officer = signed_in(cast.office_officer)
        newest = officer.get(path)
        earlier = officer.get(path, {"ky": "quarterly-2026-4"})
        every = officer.get(path, {"ky": "tat-ca"})
        nonsense = officer.get(path, {"ky": "quarterly-2026-9"})
    labels = [[c.occurrence.label for c in r.context["columns"]] for r in (newest, earlier, every)]
    assert labels == [["Quý I/2027"], ["Quý IV/2026"], ["Quý IV/2026", "Quý I/2027"]]
    assert "hạn 19/3/2027" in text(newest)
    assert "Kỳ sau mở ngày 15/3/2027" in text(newest)
    assert [r.context["totals"].expected for r in (newest, earlier, every)] == [4, 2, 4]
    assert "Không có đơn vị phù hợp" in text(nonsense)


def test_what_is_late_in_an_earlier_period_is_not_out_of_sight(cast: Cast, quarterly: Rollout):
    path = quarterly.get_absolute_url()
    with at(moment(date(2026, 12, 28), 9)):
        officer = signed_in(cast.office_officer)
        assert "Các kỳ trước còn 2 việc quá hạn" in text(officer.get(path))
        late = officer.get(path, {"ky": "tat-ca", "cham": "qua-han"})
    assert len(late.context["rows"]) == 2


def test_the_matrix_is_taken_away_with_the_periods_that_are_seen(
    officer: Client, quarterly: Rollout
):
    path = quarterly.get_absolute_url()
    header = text(officer.get(path, {"ky": "quarterly-2026-4", "tep": "csv"})).splitlines()[0]
    assert "(Quý IV/2026)" in header
    assert "Quý I/2027" not in header


def test_the_listing_names_the_period(officer: Client, quarterly: Rollout):
    listing = text(officer.get(quarterly.get_absolute_url(), {"ky": "tat-ca", "tung-viec": "csv"}))
    assert listing.count("Quý IV/2026") == 2
    assert listing.count("Quý I/2027") == 2


def test_the_matrix_asks_as_much_for_many_periods(
    cast: Cast, quarterly: Rollout, django_assert_max_num_queries
):
    with at(moment(date(2029, 12, 16), 9)):
        officer = signed_in(cast.office_officer)
        occurrences_open(on=date(2029, 12, 16))
        for query in ({}, {"ky": "tat-ca"}):
            with django_assert_max_num_queries(40):
                officer.get(quarterly.get_absolute_url(), query)


def test_a_unit_reads_the_period_on_its_desk_and_its_page(cast: Cast, quarterly: Rollout):
    with at(moment(date(2027, 3, 15), 9)):
        chairman = signed_in(cast.chairman)
        desk = text(chairman.get(reverse("training:unit_desk")))
        row = Assignment.objects.get(unit__code="X-AB", occurrence__number=2)
        page = text(chairman.get(row.get_absolute_url()))
    words = "Quý I/2027, từ 15/12/2026 đến 14/3/2027. Hạn 19/3/2027, còn 4 ngày làm việc"
    assert words in desk
    assert words in page
    assert "Quý IV/2026, từ 15/9/2026 đến 14/12/2026" in desk


def test_working_days_on_the_desk_leave_holidays_out(
    rollout: Rollout, document: Document, cast: Cast
):
    """From 29 April 2027, a Thursday: Friday 30 and Monday 3 May are off."""
    make_assignment(make_task(rollout, make_duty(document), due_on=date(2027, 5, 5)), cast.commune)
    with at(moment(date(2027, 4, 29), 9)):
        desk = signed_in(cast.chairman).get(reverse("training:unit_desk"))
        assert "còn 2 ngày làm việc" in text(desk)


def test_a_head_asks_for_a_later_date_and_takes_it_back(chairman: Client, assignment: Assignment):
    page = assignment.get_absolute_url()
    ask = reverse("training:extension_ask", args=[assignment.pk])
    assert ask in text(chairman.get(page))
    sent = {"due_on": vn_date(in_days(20)), "reason": "Đang bầu cử."}
    for _twice in range(2):
        assert chairman.post(ask, sent).status_code == 302
    assert Extension.objects.get().asked_due_on == in_days(20)
    shown = text(chairman.get(page))
    assert f"Đang đề nghị gia hạn đến {vn_date(in_days(20))}" in shown
    assert ask not in shown
    withdraw = reverse("training:extension_withdraw", args=[assignment.pk])
    assert chairman.get(withdraw).status_code == 405
    assert chairman.post(withdraw).status_code == 302
    assert Extension.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"due_on": "31/02/2027", "reason": "Bận"}, "Không có ngày 31/02/2027 trong lịch."),
        ({"due_on": "", "reason": "Bận"}, "Hãy ghi hạn mới"),
        ({"due_on": "30/03/2026", "reason": "Bận"}, "phải sau hạn đang có"),
        ({"due_on": "01/04/2026", "reason": "Bận"}, "đã qua"),
        ({"due_on": "01/01/2999", "reason": "Bận"}, "quá xa"),
        ({"due_on": "LATER", "reason": "  "}, "lý do gia hạn"),
    ],
)
def test_a_bad_request_is_said_and_kept_on_the_page(
    sent: dict, said: str, chairman: Client, assignment: Assignment
):
    sent = {
        "due_on": sent["due_on"].replace("LATER", vn_date(in_days(9))),
        "reason": sent["reason"],
    }
    response = chairman.post(reverse("training:extension_ask", args=[assignment.pk]), sent)
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{sent["due_on"]}"' in text(response) or not sent["due_on"]
    assert not Extension.objects.exists()


def test_a_foreign_assignment_is_404_and_a_clerk_403(cast: Cast, assignment: Assignment):
    ask = reverse("training:extension_ask", args=[assignment.pk])
    assert signed_in(cast.other_chairman).get(ask).status_code == 404
    assert signed_in(cast.clerk).get(ask).status_code == 403
    assert signed_in(cast.office_lead).get(ask).status_code == 403


@pytest.fixture
def asked(cast: Cast, assignment: Assignment) -> Extension:
    return extension_ask(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        due_on=in_days(20),
        reason="Đang bầu cử.",
    )


def test_the_lead_finds_the_request_and_grants_another_day(
    lead: Client, officer: Client, chairman: Client, asked: Extension
):
    assert "Đang bầu cử." in text(lead.get(reverse("training:office_desk")))
    waiting = reverse("training:extensions")
    answer = reverse("training:extension", args=[asked.assignment_id])
    assert answer in text(lead.get(waiting))
    assert answer not in text(officer.get(waiting))
    assert officer.get(answer).status_code == 403
    form = text(lead.get(answer))
    assert f'value="{vn_date(in_days(20))}"' in form
    assert lead.post(answer, {"due_on": "", "reason": ""}).status_code == 422
    sent = {"due_on": vn_date(in_days(10)), "reason": "Đồng ý đến ngày này.", "asked": "1"}
    for _twice in range(2):
        assert lead.post(answer, sent).status_code == 302
    row = Assignment.objects.get()
    assert row.due_on == in_days(10)
    for shown in (
        text(chairman.get(row.get_absolute_url())),
        text(lead.get(f"/quan-ly/viec/{row.pk}/")),
    ):
        assert f"Từ 31/3/2026 đến {vn_date(in_days(10))}" in shown
        assert f"(xin đến {vn_date(in_days(20))})" in shown
        assert "Đồng ý đến ngày này." in shown
        assert "(gia hạn, trước là 31/3/2026)" in shown
    assert "Không có đề nghị nào đang chờ" in text(lead.get(waiting))


def test_granting_what_was_taken_back_meanwhile_is_refused_in_words(
    cast: Cast, lead: Client, asked: Extension
):
    extension_withdraw(actor=acting(cast.chairman), assignment_id=asked.assignment_id)
    sent = {"due_on": vn_date(in_days(10)), "reason": "Đồng ý.", "asked": "1"}
    response = lead.post(reverse("training:extension", args=[asked.assignment_id]), sent)
    assert response.status_code == 422
    assert "Không có đề nghị gia hạn nào" in text(response)
    assert Assignment.objects.get().due_on == date(2026, 3, 31)


def test_the_lead_refuses_with_a_reason(lead: Client, chairman: Client, asked: Extension):
    refuse = reverse("training:extension_refuse", args=[asked.assignment_id])
    assert lead.get(refuse).status_code == 405
    assert lead.post(refuse, {"reason": " "}).status_code == 422
    assert lead.post(refuse, {"reason": "Chưa đủ lý do."}).status_code == 302
    assert Extension.objects.get().state == "refused"
    assert "Chưa đủ lý do." in text(chairman.get(asked.assignment.get_absolute_url()))
    assert lead.post(refuse, {"reason": "Lại nữa."}).status_code == 422


def test_the_lead_extends_one_unasked(lead: Client, assignment: Assignment):
    answer = reverse("training:extension", args=[assignment.pk])
    assert answer in text(lead.get(f"/quan-ly/viec/{assignment.pk}/"))
    assert lead.post(answer, {"due_on": vn_date(in_days(3)), "reason": "Lũ."}).status_code == 302
    assert Assignment.objects.get().due_on == in_days(3)


def test_many_are_extended_as_filtered(cast: Cast, lead: Client, assignment: Assignment):
    school = make_assignment(assignment.task, cast.school)
    path = reverse("training:extend_many", args=[assignment.task.rollout_id])
    page = text(lead.get(path, {"loai": "school"}))
    assert "Trường THCS An Bình" in page
    assert "Ủy ban nhân dân xã An Bình" not in page
    sent = {
        "columns": [str(assignment.task_id)],
        "due_on": vn_date(in_days(12)),
        "reason": "Thi học kỳ.",
        "form_token": str(uuid4()),
    }
    for _twice in range(2):
        response = lead.post(f"{path}?loai=school", sent)
        assert response.status_code == 302
    job = Job.objects.get(kind="mass_extension")
    assert response.url == job.get_absolute_url()
    job_run(job_id=job.pk)
    assert MassExtension.objects.get().extended == 1
    school.refresh_from_db()
    assignment.refresh_from_db()
    assert school.due_on == in_days(12)
    assert assignment.due_on == assignment.original_due_on


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": []},
        {"columns": ["999"]},
        {"due_on": "hôm nay"},
        {"due_on": "1/4/2026"},
        {"reason": ""},
    ],
)
def test_a_bad_order_is_said_and_nothing_changes(wrong: dict, lead: Client, assignment: Assignment):
    path = reverse("training:extend_many", args=[assignment.task.rollout_id])
    sent = {
        "columns": [str(assignment.task_id)],
        "due_on": vn_date(in_days(12)),
        "reason": "Thi học kỳ.",
        "form_token": str(uuid4()),
    }
    response = lead.post(path, sent | wrong)
    assert response.status_code == 422
    assert 'role="alert"' in text(response)
    assert not MassExtension.objects.exists()


def test_extending_many_is_the_leads(cast: Cast, officer: Client, assignment: Assignment):
    path = reverse("training:extend_many", args=[assignment.task.rollout_id])
    assert officer.get(path).status_code == 403
    assert path not in text(officer.get(assignment.task.rollout.get_absolute_url()))


def test_where_nothing_can_be_extended_the_page_says_so(
    cast: Cast, lead: Client, assignment: Assignment
):
    bring_to("cancelled", assignment, cast)
    path = reverse("training:extend_many", args=[assignment.task.rollout_id])
    assert "Không có việc nào gia hạn được" in text(lead.get(path))


def test_the_list_of_requests_asks_as_much_for_many(
    cast: Cast, lead: Client, asked: Extension, django_assert_max_num_queries
):
    for number in range(30):
        row = make_assignment(asked.assignment.task, make_unit(f"X-{number}", f"Xã {number}", "xa"))
        Extension.objects.create(
            assignment=row,
            state="asked",
            due_before=row.due_on,
            asked_due_on=in_days(9),
            asked_reason="Bận.",
            asked_at=timezone.now(),
        )
    with django_assert_max_num_queries(16):
        assert len(lead.get(reverse("training:extensions")).context["page"]) == 31
