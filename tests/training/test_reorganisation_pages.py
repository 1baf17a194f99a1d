"""As it was then and as it is now, on the pages that show assignments."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from portal.demo.clock import at
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_unit
from tests.training.acts import bring_to, confirm
from tests.training.test_reorganisation import DAY
from tests.units.acts import apply, choosing, merging, plan_of
from training.models import Assignment
from training.progress import public_progress, public_rollouts
from training.then import as_on, given_by, overdue_then


@pytest.fixture
def merged(assignment: Assignment, cast: Cast) -> Assignment:
    """The commune's open work, handed over a while ago."""
    make_assignment(assignment.task, cast.other_commune)
    head = cast.chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    with at(timezone.make_aware(timezone.datetime(2026, 4, 2, 9))):
        apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))
    assignment.refresh_from_db()
    return assignment


def matrix(client: object, assignment: Assignment, **query: str) -> str:
    response = client.get(assignment.task.rollout.get_absolute_url(), query)
    assert response.status_code == 200
    return response.content.decode().split("<thead>")[-1]


def test_the_matrix_as_it_is_keeps_units_that_have_ended(merged: Assignment, cast: Cast):
    shown = matrix(signed_in(cast.office_officer), merged)
    assert "Ủy ban nhân dân xã An Bình" in shown
    assert "kết thúc từ 01/4/2026" in shown
    assert "Đã chuyển cho đơn vị kế thừa" in shown
    assert "UBND xã Mới" in shown


def test_the_matrix_as_it_was_knows_no_later_unit_and_no_later_state(
    merged: Assignment, cast: Cast
):
    client = signed_in(cast.office_officer)
    then = matrix(client, merged, ngay="2026-03-31")
    assert "Ủy ban nhân dân xã An Bình" in then
    assert "UBND xã Mới" not in then
    assert "Đã chuyển" not in then
    assert "Mới giao" in then
    address = merged.task.rollout.get_absolute_url()
    whole = client.get(address, {"ngay": "2026-03-31"}).content.decode()
    assert "Như ngày 31/3/2026, bỏ lọc" in whole
    assert "tung-viec=xlsx" in whole
    assert "ngay=2026-03-31" in whole


def test_filters_and_the_table_follow_the_day(merged: Assignment, cast: Cast):
    client = signed_in(cast.office_officer)
    state = {"trang-thai": "assigned"}
    assert "An Bình" in matrix(client, merged, ngay="2026-03-31", **state)
    assert "An Bình" not in matrix(client, merged, **state)
    late = {"cham": "qua-han"}
    assert "Không có đơn vị phù hợp" in matrix(client, merged, ngay="2026-03-31", **late)
    address = merged.task.rollout.get_absolute_url()
    table = client.get(address, {"ngay": "2026-03-31", "tung-viec": "xlsx"})
    rows = list(load_workbook(BytesIO(table.content)).active.iter_rows(values_only=True))
    assert {(row[1], row[7]) for row in rows[1:]} == {
        ("Ủy ban nhân dân xã An Bình", "Mới giao"),
        ("Ủy ban nhân dân xã Hòa Lạc", "Mới giao"),
    }


@pytest.mark.parametrize("odd", ["2026-02-31", "x", "9999-12-31", ""])
def test_a_day_that_is_none_or_still_to_come_is_today(odd: str, merged: Assignment, cast: Cast):
    assert "UBND xã Mới" in matrix(signed_in(cast.office_officer), merged, ngay=odd)


def test_state_and_times_of_a_day(assignment: Assignment, cast: Cast):
    noon = timezone.make_aware(timezone.datetime(2026, 4, 3, 12))
    with at(noon):
        confirm(assignment, cast.chairman)
    rows = Assignment.objects.select_related("task")
    [before] = as_on(rows, date(2026, 4, 2))
    assert (before.state, before.first_confirmed_at) == ("assigned", None)
    assert before.is_overdue(date(2026, 4, 2))
    [after] = as_on(rows, date(2026, 4, 3))
    assert after.state == "confirmed"
    for day, late in ((date(2026, 4, 2), 1), (date(2026, 4, 3), 0)):
        assert overdue_then(given_by(rows, day), day).count() == late
    assert not given_by(rows, date(2026, 3, 1)).exists()


def test_the_old_unit_is_named_in_the_queue(assignment: Assignment, cast: Cast):
    bring_to("confirmed", assignment, cast)
    apply(cast.office_lead, merging(cast.commune, cast.other_commune, on=DAY))
    shown = signed_in(cast.office_officer).get("/quan-ly/tham-dinh/").content.decode()
    assert "Ủy ban nhân dân xã An Bình" in shown


def test_both_sides_tell_where_the_work_came_from_and_went(merged: Assignment, cast: Cast):
    officer = signed_in(cast.office_officer)
    heir = Assignment.objects.get(unit__code="X-MOI")
    old = officer.get(f"/quan-ly/viec/{merged.pk}/").content.decode()
    assert "Đã chuyển sang" in old
    assert f"/quan-ly/viec/{heir.pk}/" in old
    new = officer.get(f"/quan-ly/viec/{heir.pk}/").content.decode()
    assert new.count("Nhận từ") == 2
    own = signed_in(cast.chairman).get(heir.get_absolute_url())
    assert own.status_code == 200
    assert "Nhận từ" in own.content.decode()
    assert "/quan-ly/" not in own.content.decode().split("Nhận từ")[1][:300]


def test_a_confirmation_is_shown_with_the_name_it_was_signed_under(
    assignment: Assignment, cast: Cast
):
    bring_to("confirmed", assignment, cast)
    apply(cast.office_lead, plan_of("rename", cast.commune, name="UBND phường Mới", on=DAY))
    words = "tên đơn vị khi ký: Ủy ban nhân dân xã An Bình"
    office = signed_in(cast.office_officer).get(f"/quan-ly/viec/{assignment.pk}/")
    assert words in office.content.decode()
    own = signed_in(cast.chairman).get(assignment.get_absolute_url()).content.decode()
    assert words in own
    assert "UBND phường Mới" in own


def test_all_that_a_unit_was_given(merged: Assignment, cast: Cast):
    client = signed_in(cast.office_officer)
    path = f"/quan-ly/don-vi/{cast.commune.pk}/viec/"
    assert merged.task.title in client.get(path).content.decode()
    table = client.get(path, {"tep": "csv"}).content.decode()
    assert "Đã chuyển cho đơn vị kế thừa" in table
    assert client.get(path, {"tep": "exe"}).status_code == 404


def test_units_that_have_ended_keep_their_kind_in_public_figures(
    assignment: Assignment, cast: Cast
):
    bring_to("accepted", assignment, cast)
    for number in range(5):
        make_assignment(assignment.task, make_unit(f"T-{number}", "Trường", "thcs"))
        make_assignment(assignment.task, make_unit(f"X-{number}", "Xã", "xa"))
    apply(cast.office_lead, merging(cast.commune, cast.other_commune, on=DAY))
    [told] = public_progress(list(public_rollouts()), DAY + timedelta(days=30))
    assert [(group.name, group.units) for group in told.groups] == [
        ("Xã, thị trấn", 6),
        ("Trường học", 5),
    ]
