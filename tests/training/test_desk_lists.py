import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Membership
from tests.cast import Cast, signed_in
from tests.factories import LONG_AGO, make_assignment, make_task, make_unit
from tests.training.acts import acting, bring_to
from training.models import Assignment, AssignmentEvent, SavedView
from training.services import exemption_ask

LATE, ASKED, UNOPENED = "/quan-ly/qua-han/", "/quan-ly/de-nghi-mien/", "/quan-ly/chua-mo/"
NO_ACCOUNT, ALL = "/quan-ly/chua-co-tai-khoan/", "/quan-ly/viec/"


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.office_officer)


@pytest.fixture
def others(cast: Cast, assignment: Assignment) -> list[Assignment]:
    return [make_assignment(assignment.task, unit) for unit in (cast.other_commune, cast.school)]


def due(assignment: Assignment, days: int) -> None:
    day = timezone.localdate() - timedelta(days=days)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=day)


def units(client: Client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]*"[^>]*>([^<]*)</a>', page)


def number_of(client: Client, path: str) -> int:
    """The number beside the desk's link to this list."""
    page = client.get("/quan-ly/").content.decode()
    return int(re.search(rf'<b>(\d+)</b> <a href="{path}"', page)[1])


def test_late_is_sorted_by_lateness_with_head_and_last_event(
    cast: Cast, officer: Client, assignment: Assignment, others: list[Assignment]
):
    due(assignment, 10)
    due(others[0], 30)
    due(others[1], -30)
    bring_to("acknowledged", assignment, cast)
    assert units(officer, LATE) == ["Ủy ban nhân dân xã Hòa Lạc", "Ủy ban nhân dân xã An Bình"]
    page = officer.get(LATE).content.decode()
    assert "Nguyễn Văn Bình, Chủ tịch UBND xã" in page
    assert "Tiếp nhận" in page
    assert "Chưa có gì từ khi giao" in page
    listing = officer.get(f"{LATE}?tep=csv").content.decode().splitlines()
    assert ["X-HL" in line or "X-AB" in line for line in listing] == [False, True, True]
    assert listing[1].startswith("X-HL")


def test_grace_days_count_before_lateness(
    officer: Client, assignment: Assignment, others: list[Assignment]
):
    due(assignment, 12)
    task = make_task(assignment.task.rollout, assignment.task.task_duties.get().duty, grace_days=9)
    later = make_assignment(task, others[0].unit)
    due(later, 14)
    due(others[0], -9)
    due(others[1], -9)
    assert units(officer, LATE) == ["Ủy ban nhân dân xã An Bình", "Ủy ban nhân dân xã Hòa Lạc"]


def test_exemptions_asked_say_how_long_they_wait_and_why(
    cast: Cast, officer: Client, assignment: Assignment
):
    exemption_ask(actor=acting(cast.chairman), assignment_id=assignment.pk, reason="Không có trang")
    page = officer.get(ASKED).content.decode()
    assert "mới trong ngày: Không có trang" in page
    assert "cho-mien" not in page
    assert "cho-mien" in signed_in(cast.office_lead).get(ASKED).content.decode()


def test_never_opened_is_neither_acknowledged_nor_begun(
    cast: Cast, officer: Client, assignment: Assignment, others: list[Assignment]
):
    assert len(units(officer, UNOPENED)) == 3
    bring_to("acknowledged", assignment, cast)
    assert len(units(officer, UNOPENED)) == 2


def test_units_that_nobody_can_sign_for(cast: Cast, officer: Client, assignment: Assignment):
    empty = make_unit("X-TR", "Ủy ban nhân dân xã Trống", "xa")
    half = make_unit("X-NU", "Ủy ban nhân dân xã Nửa", "xa")
    Membership.objects.create(
        user=cast.clerk, unit=half, role=Role.OFFICER, position="Công chức", valid_from=LONG_AGO
    )
    due(make_assignment(assignment.task, empty), 20)
    due(make_assignment(assignment.task, half), -20)
    assert units(officer, NO_ACCOUNT) == ["Ủy ban nhân dân xã Trống", "Ủy ban nhân dân xã Nửa"]
    page = officer.get(NO_ACCOUNT).content.decode()
    assert "Chưa có ai" in page
    assert "Có người nhập, chưa có người ký" in page
    assert "X-TR" in officer.get(f"{NO_ACCOUNT}?tep=csv").content.decode()
    Membership.objects.create(
        user=cast.chairman,
        unit=empty,
        role=Role.HEAD,
        position="Chủ tịch",
        valid_from=date(2000, 1, 1),
        valid_until=timezone.localdate(),
    )
    assert len(units(officer, NO_ACCOUNT)) == 2


def test_each_number_of_the_desk_is_the_count_of_its_list(
    cast: Cast, officer: Client, assignment: Assignment, others: list[Assignment]
):
    due(others[0], 5)
    bring_to("exemption_asked", assignment, cast)
    make_assignment(assignment.task, make_unit("X-TR", "Ủy ban nhân dân xã Trống", "xa"))
    for path in (LATE, ASKED, UNOPENED, NO_ACCOUNT):
        assert number_of(officer, path) == len(units(officer, path)), path
    Assignment.objects.get(pk=others[0].pk).task.rollout.__class__.objects.update(
        state="closed", closed_at=timezone.now()
    )
    for path in (LATE, ASKED, UNOPENED, NO_ACCOUNT):
        assert number_of(officer, path) == 0
    assert len(units(officer, ALL)) == 4


@pytest.mark.parametrize(
    ("path", "queries"), [(LATE, 25), (UNOPENED, 25), (ALL, 25), ("/quan-ly/", 42)]
)
def test_lists_ask_as_much_for_many_units(
    path: str,
    queries: int,
    officer: Client,
    assignment: Assignment,
    django_assert_max_num_queries: object,
):
    for number in range(30):
        due(
            make_assignment(assignment.task, make_unit(f"X-{number}", f"Xã {number}", "xa")), number
        )
    with django_assert_max_num_queries(queries):
        officer.get(path)


def test_a_filter_is_kept_opened_shared_renamed_and_deleted(cast: Cast, officer: Client):
    sent = {
        "name": " Trường  chậm ",
        "page": "late",
        "query": "loai=school&trang=3&x=1&luu-y=co",
        "shared": "",
    }
    answer = officer.post("/quan-ly/bo-loc/luu/", sent)
    assert answer.url == f"{LATE}?loai=school"
    assert officer.post("/quan-ly/bo-loc/luu/", sent).status_code == 302
    view = SavedView.objects.get()
    assert view.name == "Trường chậm"
    assert "Trường chậm" in officer.get(LATE).content.decode()
    other = signed_in(cast.second_office_officer)
    assert "Trường chậm" not in other.get(LATE).content.decode()
    path = f"/quan-ly/bo-loc/{view.pk}/"
    assert other.get(path).status_code == 404
    assert other.post(f"{path}xoa/").status_code == 404
    officer.post(path, {"name": "Trường quá hạn", "shared": "on"})
    assert "Trường quá hạn" in other.get("/quan-ly/bo-loc/").content.decode()
    assert other.post(path, {"name": "Của tôi"}).status_code == 404
    for _twice in range(2):
        assert officer.post(f"{path}xoa/").status_code == 302
    assert not SavedView.objects.exists()


def test_another_filter_under_a_name_in_use_keeps_what_was_typed(officer: Client):
    sent = {"name": "Của tôi", "page": "queue", "query": "loai=school"}
    officer.post("/quan-ly/bo-loc/luu/", sent)
    again = officer.post("/quan-ly/bo-loc/luu/", sent | {"query": "loai=commune"})
    assert again.status_code == 422
    page = again.content.decode()
    assert "đã có bộ lọc mang tên này" in page
    assert 'value="loai=commune"' in page
    assert SavedView.objects.get().query == "loai=school"
    assert officer.post("/quan-ly/bo-loc/luu/", sent | {"page": "matrix"}).status_code == 422


def test_the_matrix_is_kept_with_its_rollout(officer: Client, assignment: Assignment):
    rollout = assignment.task.rollout_id
    sent = {"name": "Chậm nhất", "page": "matrix", "rollout": rollout}
    answer = officer.post("/quan-ly/bo-loc/luu/", sent | {"query": "sap=cham-nhat&loai=commune"})
    assert answer.url == f"/quan-ly/dot/{rollout}/?loai=commune&sap=cham-nhat"
    assert "Chậm nhất" in officer.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"page": "matrix"}, {"page": "late", "with_rollout": True}]
)
def test_the_database_refuses_a_filter_that_is_none(
    wrong: dict, cast: Cast, assignment: Assignment
):
    fields = {"name": "A", "page": "late", "owner": cast.office_officer} | wrong
    if fields.pop("with_rollout", False):
        fields["rollout"] = assignment.task.rollout
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(**fields)


def test_the_database_refuses_two_filters_of_one_name(cast: Cast):
    fields = {"name": "A", "page": "late", "owner": cast.office_officer}
    SavedView.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(**fields)


def test_the_matrix_puts_those_most_behind_first_and_sums_up(
    cast: Cast, officer: Client, assignment: Assignment, others: list[Assignment]
):
    due(others[1], 9)
    due(assignment, -9)
    due(others[0], -9)
    bring_to("confirmed", assignment, cast)
    path = f"/quan-ly/dot/{assignment.task.rollout_id}/"
    assert units(officer, path) == ["UBND xã An Bình", "UBND xã Hòa Lạc", "Trường THCS An Bình"]
    assert units(officer, f"{path}?sap=cham-nhat") == [
        "Trường THCS An Bình",
        "UBND xã Hòa Lạc",
        "UBND xã An Bình",
    ]
    page = officer.get(path).content.decode()
    assert "<td>1/3</td>" in page
    assert (
        f'{LATE}?dot={assignment.task.rollout_id}&amp;nhiem-vu={assignment.task_id}">1</a>' in page
    )


def test_many_tasks_stand_as_signs_with_their_words_for_readers(
    officer: Client, assignment: Assignment
):
    rollout, duty = assignment.task.rollout, assignment.task.task_duties.get().duty
    for _more in range(6):
        make_assignment(make_task(rollout, duty), assignment.unit)
    page = officer.get(f"/quan-ly/dot/{rollout.pk}/").content.decode()
    assert "grid matrix compact" in page
    assert page.count('<span class="visually-hidden">. Phổ biến') == 7
    words = officer.get(f"/quan-ly/dot/{rollout.pk}/?hien=chu").content.decode()
    assert "grid matrix compact" not in words


def test_every_event_shown_is_the_last_one(cast: Cast, officer: Client, assignment: Assignment):
    bring_to("returned", assignment, cast)
    assert AssignmentEvent.objects.count() > 1
    page = officer.get(ALL).content.decode()
    assert "Trả lại<br>" in page
