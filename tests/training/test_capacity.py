"""Who acted for whom: in the history, the confirmation and the receipt."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.delegations import delegation_give, delegation_revoke
from portal.accounts.models import Delegation, User
from tests.cast import Cast, signed_in
from tests.training.acts import acting, prepare, sign
from training.models import Assignment, Confirmation
from training.receipts import collect, render_html
from training.services import exemption_ask

BASIS = "Giấy ủy quyền số 12/GUQ-UBND"
FOR = "Chủ tịch UBND xã Nguyễn Văn Bình"


def delegated(cast: Cast, to: User) -> Delegation:
    today = timezone.localdate()
    return delegation_give(
        actor=acting(cast.chairman),
        receiver_id=to.memberships.get().pk,
        first_day=today,
        last_day=today + timedelta(days=9),
        basis=BASIS,
    )


@pytest.mark.parametrize(("who", "prefix"), [("clerk", "TUQ."), ("vice_chairman", "KT.")])
def test_record_confirmation_and_receipt_say_for_whom(
    who: str, prefix: str, assignment: Assignment, cast: Cast
):
    person = getattr(cast, who)
    given = delegated(cast, person)
    prepare(assignment, person)
    signed = sign(assignment, person)
    assert signed.signed_for == f"{prefix} {FOR}"
    assert (signed.signer, signed.delegation, signed.signed_for_head) == (person, given, True)
    assert signed.by_authorisation is (prefix == "TUQ.")
    event = assignment.events.last()
    assert (event.by, event.acting_for) == (person, f"{prefix} {FOR}")
    receipt = render_html(collect(signed.pk))
    assert f"{prefix} {FOR}" in receipt
    assert BASIS in receipt
    for client, page in (
        (signed_in(person), assignment.get_absolute_url()),
        (signed_in(cast.office_officer), f"/quan-ly/viec/{assignment.pk}/"),
    ):
        shown = client.get(page).content.decode()
        assert f"{prefix} {FOR}: {person.name}" in shown
        assert BASIS in shown
        assert f"({prefix} {FOR})" in shown


def test_the_page_says_it_before_signing(assignment: Assignment, cast: Cast):
    delegated(cast, cast.clerk)
    prepare(assignment, cast.clerk)
    shown = signed_in(cast.clerk).get(f"{assignment.get_absolute_url()}xac-nhan/").content.decode()
    assert f"<b>TUQ. {FOR}</b>" in shown
    assert BASIS in shown


def test_a_head_signs_for_nobody(assignment: Assignment, cast: Cast):
    delegated(cast, cast.clerk)
    prepare(assignment, cast.clerk)
    signed = sign(assignment, cast.chairman)
    assert (signed.signed_for, signed.delegation) == ("", None)
    assert assignment.events.last().acting_for == ""


def test_taken_back_between_page_and_click_it_signs_nothing(assignment: Assignment, cast: Cast):
    given = delegated(cast, cast.clerk)
    prepare(assignment, cast.clerk)
    actor = acting(cast.clerk)
    delegation_revoke(actor=acting(cast.chairman), delegation_id=given.pk)
    with pytest.raises(PermissionDenied):
        exemption_ask(actor=actor, assignment_id=assignment.pk, reason="Không có trang.")
    assert not Confirmation.objects.exists()


def test_an_exemption_asked_by_delegation_says_so(assignment: Assignment, cast: Cast):
    delegated(cast, cast.clerk)
    exemption_ask(actor=acting(cast.clerk), assignment_id=assignment.pk, reason="Không có trang.")
    assert assignment.events.last().acting_for == f"TUQ. {FOR}"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        (
            "confirmation_tuq_has_its_delegation",
            {"signed_for_head": True, "by_authorisation": True},
        ),
        ("confirmation_signed_for_a_head_only_if_so", {"signed_for_name": "Nguyễn Văn Bình"}),
    ],
)
def test_the_database_refuses(name: str, bad: dict, assignment: Assignment, cast: Cast):
    prepare(assignment, cast.clerk)
    signed = sign(assignment, cast.chairman)
    values = Confirmation.objects.filter(pk=signed.pk).values().get()
    values |= {"id": None, "number": 2, "form_token": "0" * 32} | bad
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Confirmation.objects.create(**values)
