"""A unit that handed its task on and has no accounts: by a link or on paper, its numbers come from
one place there, too."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.training.acts import acting, confirm, on_paper, pdf
from training.cascade import Choice, hand_on
from training.links import link_make
from training.models import Assignment, Confirmation, ConfirmationDraft, SumBelow, Task
from training.paper import paper_record

TYPED = {
    "version": "0",
    "held_on": "20/3/2026",
    "channels": ["meeting"],
    "indicator_2": "7",
    "indicator_21": "900",
    "note": "",
    "other_kind": "document",
}


@pytest.fixture
def above(assignment: Assignment, cast: Cast) -> Assignment:
    """The commune's, handed on to its school, which has confirmed."""
    due = timezone.localdate() + timedelta(days=20)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    Task.objects.filter(pk=assignment.task_id).update(handing_on="unit", required_evidence=[])
    hand_on(
        actor=acting(cast.chairman),
        assignment_id=assignment.pk,
        choice=Choice(due_on=due - timedelta(days=2)),
    )
    confirm(Assignment.objects.get(unit=cast.school), cast.head_teacher)
    return Assignment.objects.get(pk=assignment.pk)


def test_through_a_link_the_sum_is_taken_and_kept(above: Assignment, cast: Cast):
    _link, token = link_make(
        actor=acting(cast.office_officer), assignment_id=above.pk, given_to="ông Bình"
    )
    client, address = Client(), f"/lien-ket/{token}/"
    page = client.get(address).content.decode()
    assert "1/1 đơn vị đã xác nhận" in page
    assert "Số liệu lấy từ" in page
    client.post(address, TYPED)
    assert "Chưa chọn số liệu lấy từ đâu" in client.get(f"{address}ky/").content.decode()
    client.post(address, TYPED | {"version": "1", "numbers_from": "below"})
    draft = ConfirmationDraft.objects.get(assignment=above)
    school = Confirmation.objects.get()
    sums = {str(row.indicator): row.value for row in school.indicator_values.all()}
    assert draft.values == sums
    client.post(
        f"{address}ky/",
        {
            "draft_version": draft.version,
            "form_token": uuid4(),
            "name": "Nguyễn Văn Bình",
            "position": "Chủ tịch",
        },
    )
    signed = above.confirmations.get()
    assert (signed.entry, signed.numbers_from) == ("link", "below")
    assert SumBelow.objects.filter(confirmation=signed).count() == len(sums)


def test_on_paper_the_numbers_are_its_own_beside_the_sum(above: Assignment, cast: Cast):
    entered = paper_record(
        actor=acting(cast.office_officer),
        entry=on_paper(
            above,
            paper_signed_on=date(2026, 3, 25),
            signer_position="Chủ tịch",
            values={2: 7},
            form_token=uuid4(),
        ),
        scan=pdf(),
    )
    assert entered.numbers_from == "own"
    assert SumBelow.objects.filter(confirmation=entered, indicator=2).exists()
