"""Lists of who acts for whom ask the database as much for many rows as for few, and name all."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Delegation, Handover, Membership, User
from tests.cast import Cast, signed_in
from tests.factories import make_assignment
from training.models import Assignment, Task, UnitLink


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def made_links(assignment: Assignment, cast: Cast, count: int) -> None:
    begun, made = timezone.now(), UnitLink.objects.count()
    for number in range(made, made + count):
        UnitLink.objects.create(
            assignment=assignment,
            token_digest=sha256(str(number).encode()).hexdigest(),
            given_to=f"bà Hòa {number}",
            made_by=cast.office_officer,
            expires_at=begun + timedelta(days=14),
            revoked_at=begun,
            revoked_by=cast.office_officer,
        )


def given_delegations(assignment: Assignment, cast: Cast, count: int) -> None:
    giver, made = cast.chairman.memberships.get(), Delegation.objects.count()
    for number in range(made, made + count):
        user = User.objects.create_user(email=f"can-bo-{number}@mau.test", name=f"Cán bộ {number}")
        receiver = Membership.objects.create(
            user=user, unit=cast.commune, role=Role.OFFICER, position="x", valid_from=day(-9)
        )
        Delegation.objects.create(
            giver=giver, receiver=receiver, first_day=day(0), last_day=day(9), basis="Số 1"
        )


def handed_over(cast: Cast) -> Handover:
    user = User.objects.create_user(email="chutichmoi@mau.test", name="Lý Thị Hoa")
    leaving = cast.chairman.memberships.get()
    leaving.valid_until = day(3)
    leaving.save()
    successor = Membership.objects.create(
        user=user, unit=cast.commune, role=Role.HEAD, position="Chủ tịch", valid_from=day(3)
    )
    return Handover.objects.create(
        unit=cast.commune,
        leaving=leaving,
        leaving_name=leaving.user.name,
        successor=successor,
        successor_name=user.name,
        begins_on=day(3),
        decision_number="45/QĐ-UBND",
        decision_on=day(0),
        recorded_by=cast.office_officer,
    )


def more_work(assignment: Assignment, cast: Cast, count: int) -> None:
    rollout, made = assignment.task.rollout, Task.objects.count()
    for number in range(made + 1, made + 1 + count):
        task = Task.objects.create(
            rollout=rollout,
            order=number,
            title=f"Việc {number}",
            attestation="x",
            issued_at=assignment.assigned_at,
        )
        make_assignment(task, cast.commune)


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


@pytest.mark.parametrize(
    ("who", "address", "more", "most"),
    [
        ("office_officer", "/quan-ly/viec/{assignment}/duong-dan/", made_links, 15),
        ("chairman", "/don-vi/ky-thay/", given_delegations, 14),
        ("office_officer", "/ban-giao/{handover}/", more_work, 19),
        ("office_officer", "/ban-giao/don-vi/{unit}/", more_work, 16),
    ],
    ids=["links", "delegations", "list handed over", "hand-over"],
)
def test_as_many_questions_for_many_rows_as_for_few(
    who: str,
    address: str,
    more: Callable[[Assignment, Cast, int], None],
    most: int,
    assignment: Assignment,
    cast: Cast,
):
    where = address.format(
        assignment=assignment.pk, handover=handed_over(cast).pk, unit=cast.commune.pk
    )
    client = signed_in(getattr(cast, who))
    more(assignment, cast, 2)
    # The first page after signing in asks for more.
    asked(client, where)
    few = asked(client, where)
    more(assignment, cast, 12)
    assert asked(client, where) == few <= most


def test_entering_a_paper_asks_no_more_for_a_longer_history(
    assignment: Assignment, cast: Cast, django_assert_max_num_queries
):
    client = signed_in(cast.office_officer)
    made_links(assignment, cast, 9)
    with django_assert_max_num_queries(17):
        assert client.get(f"/quan-ly/viec/{assignment.pk}/nhap-thay/").status_code == 200


def test_a_delegation_that_ended_with_its_giver_is_not_called_still_to_come(
    assignment: Assignment, cast: Cast
):
    given_delegations(assignment, cast, 1)
    Membership.objects.filter(user=cast.chairman).update(valid_until=day(0))
    Membership.objects.create(
        user=cast.other_chairman,
        unit=cast.commune,
        role=Role.HEAD,
        position="Chủ tịch",
        valid_from=day(0),
    )
    page = signed_in(cast.other_chairman).get("/don-vi/ky-thay/").content.decode()
    assert "Đã hết" in page
    assert "Chưa tới ngày" not in page
    assert "Thu hồi quyền" not in page
