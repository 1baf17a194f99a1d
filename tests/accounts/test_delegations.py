"""A head lets a named person of the unit sign: from a day to a day, taken back, never passed on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.access import Act, actor_of
from portal.accounts.delegations import delegation_give, delegation_revoke
from portal.accounts.models import Delegation, Membership, User
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in

BASIS = "Giấy ủy quyền số 12/GUQ-UBND ngày 01/3/2026"
PAGE = "/don-vi/ky-thay/"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def member(user: User) -> Membership:
    return user.memberships.get()


def give(cast: Cast, *, by: User | None = None, to: User | None = None, **fields: object):
    values = {"first_day": day(0), "last_day": day(10), "basis": BASIS} | fields
    return delegation_give(
        actor=actor_of(by or cast.chairman), receiver_id=member(to or cast.clerk).pk, **values
    )


def may_sign(user: User, on: date) -> bool:
    return actor_of(user, on).may(Act.UNIT_SIGN)


def test_it_holds_from_its_first_day_to_its_last(cast: Cast):
    give(cast, first_day=day(2), last_day=day(4))
    assert [may_sign(cast.clerk, day(n)) for n in (1, 2, 4, 5)] == [False, True, True, False]
    on = actor_of(cast.clerk, day(3))
    assert on.may_in(Act.UNIT_SIGN, cast.commune.pk)
    assert not on.may_in(Act.UNIT_SIGN, cast.school.pk)


def test_with_either_membership_it_ends(cast: Cast):
    give(cast)
    for holder in (cast.chairman, cast.clerk):
        member(holder)
        holder.memberships.update(valid_until=day(3))
        assert may_sign(cast.clerk, day(2))
        assert not may_sign(cast.clerk, day(3))
        holder.memberships.update(valid_until=None)
    User.objects.filter(pk=cast.chairman.pk).update(is_active=False)
    assert not may_sign(cast.clerk, day(0))


def test_taken_back_it_ends_at_once_and_a_second_time_changes_nothing(cast: Cast):
    given = give(cast)
    delegation_revoke(actor=actor_of(cast.chairman), delegation_id=given.pk)
    audited = AuditEvent.objects.count()
    delegation_revoke(actor=actor_of(cast.chairman), delegation_id=given.pk)
    assert AuditEvent.objects.count() == audited
    assert not may_sign(cast.clerk, day(0))


def test_who_signs_by_delegation_passes_nothing_on(cast: Cast):
    give(cast)
    give(cast, to=cast.vice_chairman, basis="")
    for person in (cast.clerk, cast.vice_chairman):
        with pytest.raises(PermissionDenied):
            give(cast, by=person, to=cast.vice_chairman)
        assert signed_in(person).get(PAGE).status_code == 403


def test_given_twice_it_is_given_once_and_over_the_same_days_not_again(cast: Cast):
    first = give(cast)
    assert give(cast) == first
    with pytest.raises(Refused, match="đã được giao từ"):
        give(cast, first_day=day(10), last_day=day(20))
    give(cast, first_day=day(11), last_day=day(20))
    assert Delegation.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"first_day": day(-1)}, "lùi ngày"),
        ({"last_day": day(-1)}, "không được trước"),
        ({"last_day": day(400)}, "không quá một năm"),
        ({"basis": " "}, "văn bản ủy quyền"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields: dict, says: str, cast: Cast):
    with pytest.raises(Refused, match=says):
        give(cast, **fields)


def test_only_a_deputy_or_officer_of_the_own_unit(cast: Cast):
    with pytest.raises(PermissionDenied):
        give(cast, to=cast.head_teacher)
    with pytest.raises(PermissionDenied):
        give(cast, by=cast.other_chairman)
    with pytest.raises(Refused, match="cấp phó hoặc cán bộ"):
        give(cast, to=cast.chairman)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("delegation_ends_after_it_begins", {"last_day": day(-1)}),
        ("delegation_lasts_a_year_at_most", {"last_day": day(400)}),
        ("delegation_revoked_by_somebody", {"revoked_at": timezone.now()}),
    ],
)
def test_the_database_refuses(name: str, bad: dict, cast: Cast):
    giver, receiver = member(cast.chairman), member(cast.clerk)
    good = {"giver": giver, "receiver": receiver, "first_day": day(0), "last_day": day(1)}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Delegation.objects.create(**good | bad)
    with pytest.raises(IntegrityError, match="to_another"), transaction.atomic():
        Delegation.objects.create(**good | {"receiver": giver})


def test_the_database_lets_nothing_change_but_that_it_is_taken_back(cast: Cast):
    given = give(cast)
    rows = Delegation.objects.filter(pk=given.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(last_day=day(30))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    delegation_revoke(actor=actor_of(cast.chairman), delegation_id=given.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(revoked_at=None, revoked_by=None)


# --- pages ---


def test_the_head_gives_and_takes_back_on_one_page(cast: Cast):
    head = signed_in(cast.chairman)
    typed = {
        "receiver": member(cast.clerk).pk,
        "first_day": f"{day(0):%d/%m/%Y}",
        "last_day": f"{day(5):%d/%m/%Y}",
        "basis": "",
    }
    again = head.post(PAGE, typed)
    assert again.status_code == 422
    assert "văn bản ủy quyền" in again.content.decode()
    assert head.post(PAGE, typed | {"basis": BASIS}).status_code == 302
    shown = head.get(PAGE).content.decode()
    assert "Đang có hiệu lực" in shown
    assert "TUQ. Chủ tịch UBND xã Nguyễn Văn Bình" in shown
    given = Delegation.objects.get()
    address = f"{PAGE}{given.pk}/thu-hoi/"
    assert head.get(address).status_code == 405
    assert signed_in(cast.other_chairman).post(address).status_code == 404
    assert signed_in(cast.clerk).post(address).status_code == 403
    assert head.post(f"{PAGE}999999/thu-hoi/").status_code == 404
    head.post(address)
    assert "thu hồi lúc" in head.get(PAGE).content.decode()


def test_people_of_other_units_are_not_offered(cast: Cast):
    head = signed_in(cast.chairman)
    answer = head.post(PAGE, {"receiver": member(cast.head_teacher).pk})
    assert answer.status_code == 422
    assert "Đặng Thu Thủy" not in answer.content.decode()


def test_whoever_gives_it_is_told_to_choose_somebody(cast: Cast):
    page = signed_in(cast.chairman).get(PAGE).content.decode()
    assert "Chọn người được ký thay" in page
    assert "-----" not in page
