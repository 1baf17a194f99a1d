"""Choosing units, saved groups, the frozen list and units that came later, in the browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Document
from portal.access import actor_of
from portal.jobs.services import job_run
from portal.units.models import Unit, UnitKind, UnitPeriod
from tests.cast import Cast, signed_in
from tests.factories import LONG_AGO, make_duty, make_unit
from training.groups import group_create
from training.issuing import rollout_issue
from training.models import Assignment, Rollout, TargetDecision, Task, UnitGroup
from training.rollouts import rollout_create, targets_save

SCHOOLS: dict = {"kinds": ["school"], "branches": [], "levels": [], "tags": []}


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def draft(cast: Cast, document: Document) -> Rollout:
    made = rollout_create(
        actor=actor_of(cast.office_officer),
        document_id=document.pk,
        duty_ids=[make_duty(document).pk],
    )
    targets_save(
        actor=actor_of(cast.office_officer),
        task_id=made.tasks.get().pk,
        kinds=["commune"],
        branches=[],
    )
    return made


@pytest.fixture
def issued(cast: Cast, draft: Rollout) -> Rollout:
    job = rollout_issue(actor=actor_of(cast.office_officer), rollout_id=draft.pk)
    job_run(job_id=job.pk)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def group(cast: Cast) -> UnitGroup:
    return group_create(
        actor=actor_of(cast.office_officer), name="Các trường THCS", note="", said=SCHOOLS
    )


def of_task(name: str, rollout: Rollout) -> str:
    return reverse(f"training:{name}", args=[rollout.pk, rollout.tasks.get().pk])


def many_schools(count: int) -> None:
    kind = UnitKind.objects.get(pk="tieu-hoc")
    units = Unit.objects.bulk_create(Unit(code=f"U{n:03}") for n in range(count))
    UnitPeriod.objects.bulk_create(
        UnitPeriod(
            unit=unit,
            valid_from=LONG_AGO,
            name=f"Trường số {unit.code}",
            folded=f"truong so {unit.code.lower()}",
            kind=kind,
        )
        for unit in units
    )


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_rule_is_chosen_with_levels_and_shown_at_once(officer: Client, draft: Rollout):
    answer = officer.post(
        of_task("targets", draft), {"kinds": ["school"], "levels": ["district"]}, follow=True
    )
    page = answer.content.decode()
    assert "1 đơn vị nhận" in page
    assert "Trường THCS An Bình" in page
    assert draft.tasks.get().target_rule.levels == ["district"]


def test_the_preview_is_searched_and_paged(officer: Client, draft: Rollout):
    many_schools(60)
    officer.post(of_task("targets", draft), {"kinds": ["school", "commune"]})
    address = of_task("targets", draft)
    assert "Trang 1 trên 2" in text(officer, address)
    found = text(officer, f"{address}?q=u007")
    assert "Trường số U007" in found
    assert "Trường số U008" not in found


def test_those_left_out_are_a_list_of_their_own(cast: Cast, officer: Client, draft: Rollout):
    officer.post(of_task("targets", draft), {"kinds": ["commune"], "branches": [cast.commune.pk]})
    page = text(officer, of_task("targets", draft) + "?xem=khong")
    assert "Ủy ban nhân dân xã Hòa Lạc" in page
    assert "Ngoài nhánh đã chọn" in page


def test_the_preview_asks_as_much_for_many_units(
    officer: Client, draft: Rollout, django_assert_max_num_queries: object
):
    officer.post(of_task("targets", draft), {"kinds": ["school"]})
    many_schools(49)
    with django_assert_max_num_queries(30):
        text(officer, of_task("targets", draft))
    with django_assert_max_num_queries(21):
        text(officer, reverse("training:rollout_edit", args=[draft.pk]))


def test_a_group_is_made_mended_used_and_taken_away(cast: Cast, officer: Client, draft: Rollout):
    answer = officer.post(
        reverse("training:unit_group_new"), {"name": "Các trường", "kinds": ["school"]}
    )
    group = UnitGroup.objects.get()
    assert answer.url == group.get_absolute_url()
    except_it = reverse("training:unit_group_except", args=[group.pk])
    officer.post(except_it, {"unit_code": "X-AB", "included": "1", "reason": "Cùng làm"})
    page = text(officer, group.get_absolute_url())
    assert "2 đơn vị nhận" in page
    assert "Thêm bằng tay: Cùng làm" in page
    used = officer.post(of_task("group_use", draft), {"group": group.pk}, follow=True)
    assert "Chép từ nhóm “Các trường”" in used.content.decode()
    unexcept = reverse("training:unit_group_unexcept", args=[group.pk, cast.commune.pk])
    officer.post(unexcept)
    officer.post(group.get_absolute_url(), {"name": "Các xã", "kinds": ["commune"]})
    listed = text(officer, reverse("training:unit_groups"))
    assert "Các xã" in listed
    assert "loại Xã, thị trấn" in listed
    officer.post(reverse("training:unit_group_delete", args=[group.pk]))
    assert not UnitGroup.objects.exists()
    assert "2 đơn vị nhận" in text(officer, of_task("targets", draft))


def test_a_bad_group_gets_a_sentence_and_keeps_what_was_typed(officer: Client, group: UnitGroup):
    answer = officer.post(
        reverse("training:unit_group_new"), {"name": group.name, "note": "Ghi chú riêng"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Đã có nhóm mang tên này" in page
    assert "Ghi chú riêng" in page
    wrong = reverse("training:unit_group_except", args=[group.pk])
    answer = officer.post(wrong, {"unit_code": "KHONG-CO", "included": "1", "reason": "x"})
    assert answer.status_code == 422
    assert "Không có đơn vị mang mã hay tên này" in answer.content.decode()


def test_a_group_that_is_gone_is_not_used(officer: Client, draft: Rollout):
    answer = officer.post(of_task("group_use", draft), {"group": 999_999}, follow=True)
    assert "Nhóm này không còn" in answer.content.decode()
    assert draft.tasks.get().target_rule.group_name == ""


@pytest.mark.parametrize("path", ["unit_group_new", "unit_groups"])
def test_the_auditor_reads_groups_and_changes_none(path: str, cast: Cast, group: UnitGroup):
    status = signed_in(cast.auditor).get(reverse(f"training:{path}")).status_code
    assert status == (403 if path == "unit_group_new" else 200)


def test_what_went_out_is_shown_as_it_stood(officer: Client, issued: Rollout):
    assert of_task("issued_targets", issued) in text(officer, issued.get_absolute_url())
    make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")
    page = text(officer, of_task("issued_targets", issued))
    assert "Giao theo quy tắc ngày" in page
    assert "loại Xã, thị trấn" in page
    assert "Nhận (2)" in page
    assert "xã Mới" not in page


def test_what_did_not_go_out_has_no_list(officer: Client, draft: Rollout):
    assert officer.get(of_task("issued_targets", draft)).status_code == 404


def test_a_new_unit_is_offered_and_given_its_own_date(officer: Client, issued: Rollout):
    assert "việc của đơn vị mới phù hợp" not in text(officer, issued.get_absolute_url())
    unit = make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")
    assert "Có 1 việc của đơn vị mới phù hợp" in text(officer, issued.get_absolute_url())
    assert "Ủy ban nhân dân xã Mới" in text(
        officer, reverse("training:proposals", args=[issued.pk])
    )
    due = timezone.localdate() + timedelta(days=30)
    sent = {
        "chosen": f"{issued.tasks.get().pk}-{unit.pk}",
        "due_on": due.isoformat(),
        "accept": "1",
    }
    answer = officer.post(reverse("training:proposals_decide", args=[issued.pk]), sent, follow=True)
    assert "Đã giao 1 việc" in answer.content.decode()
    assert Assignment.objects.get(unit=unit).due_on == due


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"refuse": "1"}, "Ghi lý do không giao"),
        ({"refuse": "1", "chosen": "x"}, "không còn phù hợp"),
        ({"accept": "1", "due_on": "2020-01-01"}, "Hạn đã qua"),
        ({"accept": "1", "due_on": "hôm qua"}, "theo mẫu"),
        ({"accept": "1", "chosen": ""}, "ít nhất một đơn vị"),
    ],
    ids=["no reason", "nonsense", "past", "no date", "nobody"],
)
def test_a_bad_decision_gets_a_sentence_and_writes_nothing(
    sent: dict, says: str, officer: Client, issued: Rollout
):
    unit = make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")
    sent = {"chosen": f"{issued.tasks.get().pk}-{unit.pk}"} | sent
    sent = {name: value for name, value in sent.items() if value}
    answer = officer.post(reverse("training:proposals_decide", args=[issued.pk]), sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not TargetDecision.objects.exists()


def test_refusing_is_kept_with_its_reason(officer: Client, issued: Rollout):
    unit = make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")
    sent = {
        "chosen": f"{issued.tasks.get().pk}-{unit.pk}",
        "refuse": "1",
        "reason": "Giao ở đợt sau",
        "due_on": timezone.localdate().isoformat(),
    }
    officer.post(reverse("training:proposals_decide", args=[issued.pk]), sent)
    page = text(officer, reverse("training:proposals", args=[issued.pk]))
    assert "Giao ở đợt sau" in page
    assert not Assignment.objects.filter(unit=unit).exists()


def test_the_auditor_sees_proposals_and_decides_nothing(cast: Cast, issued: Rollout):
    auditor = signed_in(cast.auditor)
    make_unit("X-MOI", "Ủy ban nhân dân xã Mới", "xa")
    page = text(auditor, reverse("training:proposals", args=[issued.pk]))
    assert "xã Mới" in page
    assert 'type="checkbox"' not in page
    decide = reverse("training:proposals_decide", args=[issued.pk])
    assert auditor.post(decide, {}).status_code == 403


def test_the_task_page_asks_who_reviews_what_is_handed_on(officer: Client, draft: Rollout):
    task = draft.tasks.get()
    address = reverse("training:task", args=[draft.pk, task.pk])
    assert "giao xuống" in text(officer, address)
    officer.post(
        address,
        {
            "title": task.title,
            "frequency": "once",
            "grace_days": "0",
            "attestation": task.attestation,
            "handing_on": "unit",
        },
    )
    assert Task.objects.get(pk=task.pk).handing_on == "unit"


def test_a_rollout_is_ended_in_one_place(cast: Cast, issued: Rollout):
    page = text(signed_in(cast.office_lead), issued.get_absolute_url())
    assert page.count(reverse("training:rollout_close", args=[issued.pk])) == 1
