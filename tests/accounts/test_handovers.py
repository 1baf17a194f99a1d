"""A new head by a decision: one ends the day before the other begins, the unit keeps everything."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.access import Act, Role, actor_of
from portal.accounts.handovers import head_hand_over
from portal.accounts.models import Handover, User
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.training.acts import prepare
from training.models import Assignment, ConfirmationDraft


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def hand_over(cast: Cast, *, by: User | None = None, **fields: object) -> Handover:
    values = {
        "unit_id": cast.commune.pk,
        "email": "chutichmoi@mau.test",
        "name": "Lý Thị Hoa",
        "position": "Chủ tịch UBND xã",
        "begins_on": day(3),
        "decision_number": "45/QĐ-UBND",
        "decision_on": day(-1),
    } | fields
    return head_hand_over(actor=actor_of(by or cast.office_officer), **values)


def signs(user: User, on: date) -> bool:
    return actor_of(user, on).may(Act.UNIT_SIGN)


@pytest.mark.parametrize("who", ["office_officer", "administrator", "chairman"])
def test_one_ends_the_day_before_the_other_begins(who: str, cast: Cast):
    made = hand_over(cast, by=getattr(cast, who))
    new = made.successor.user
    assert [signs(cast.chairman, day(n)) for n in (2, 3)] == [True, False]
    assert [signs(new, day(n)) for n in (2, 3)] == [False, True]
    assert (made.leaving_name, made.successor_name) == ("Nguyễn Văn Bình", "Lý Thị Hoa")
    recorded = AuditEvent.objects.filter(act="head_hand_over").get()
    assert recorded.data["decision"] == "45/QĐ-UBND"


def test_sent_twice_it_is_recorded_once_and_another_name_for_the_day_is_refused(cast: Cast):
    first = hand_over(cast)
    assert hand_over(cast) == first
    with pytest.raises(Refused, match="Lý Thị Hoa"):
        hand_over(cast, email="khac@mau.test", name="Người Khác")
    assert not User.objects.filter(email="khac@mau.test").exists()


def test_a_deputy_who_becomes_the_head_is_the_deputy_no_longer(cast: Cast):
    hand_over(cast, email=cast.vice_chairman.email, name="Phạm Thị Lan")
    roles = actor_of(cast.vice_chairman, day(3)).roles
    assert roles == {Role.HEAD}
    assert actor_of(cast.vice_chairman, day(2)).roles == {Role.DEPUTY}


def test_a_unit_without_a_head_gets_one(cast: Cast):
    cast.chairman.memberships.update(valid_until=day(-5))
    assert hand_over(cast).leaving is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "chutich.ab@mau.test"}, "người khác"),
        ({"decision_on": day(4)}, "Quyết định phải"),
        ({"begins_on": day(-91), "decision_on": day(-99)}, "quá 90 ngày"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields: dict, says: str, cast: Cast):
    with pytest.raises(Refused, match=says):
        hand_over(cast, **fields)
    assert not Handover.objects.exists()


def test_a_leaving_head_records_it_before_and_for_the_own_unit_only(cast: Cast):
    with pytest.raises(Refused, match="từ ngày mai"):
        hand_over(cast, by=cast.chairman, begins_on=day(0))
    for person in (cast.other_chairman, cast.clerk, cast.auditor):
        with pytest.raises(PermissionDenied):
            hand_over(cast, by=person)


def test_a_head_who_begins_later_than_that_is_not_cut_off_before_beginning(cast: Cast):
    cast.chairman.memberships.update(valid_from=day(2))
    with pytest.raises(Refused, match="phải sau ngày đó"):
        hand_over(cast, begins_on=day(1))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("handover_cites_its_decision", {"decision_number": ""}),
        ("handover_names_who_leaves", {"leaving_name": ""}),
        ("handover_once_a_day", {}),
    ],
)
def test_the_database_refuses(name: str, bad: dict, cast: Cast):
    made = hand_over(cast)
    values = Handover.objects.filter(pk=made.pk).values().get()
    values |= {"id": None, "successor_id": cast.head_teacher.memberships.get().pk} | bad
    if bad:
        values["begins_on"] = day(9)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Handover.objects.create(**values)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Handover.objects.update(decision_number="1")


# --- pages ---


def test_the_page_records_it_and_leads_to_the_printed_list(assignment: Assignment, cast: Cast):
    prepare(assignment, cast.clerk)
    head = signed_in(cast.chairman)
    address = f"/ban-giao/don-vi/{cast.commune.pk}/"
    assert "1 việc đang mở" in head.get(address).content.decode()
    typed = {
        "name": "Lý Thị Hoa",
        "email": "chutichmoi@mau.test",
        "position": "Chủ tịch UBND xã",
        "begins_on": "ngày mai",
        "decision_number": "45/QĐ-UBND",
        "decision_on": f"{day(0):%d/%m/%Y}",
    }
    again = head.post(address, typed)
    assert again.status_code == 422
    assert "Lý Thị Hoa" in again.content.decode()
    listed = head.post(address, typed | {"begins_on": f"{day(1):%d/%m/%Y}"}, follow=True)
    shown = listed.content.decode()
    for words in ("Nguyễn Văn Bình", "Lý Thị Hoa", "45/QĐ-UBND", assignment.task.title):
        assert words in shown
    assert ConfirmationDraft.objects.get().assignment == assignment
    made = Handover.objects.get()
    for person, status in (
        (cast.office_officer, 200),
        (cast.other_chairman, 404),
        (cast.clerk, 403),
        (cast.auditor, 403),
    ):
        client = signed_in(person)
        assert client.get(f"/ban-giao/{made.pk}/").status_code == status
        assert client.get(address).status_code == status
