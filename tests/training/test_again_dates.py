"""The date of being asked again: asked to be later, granted, counted by; a whole act taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives.models import Document
from portal.audit.models import AuditEvent
from portal.demo.clock import at
from portal.refusals import Refused
from reports.collecting import collect
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.factories import make_assignment, make_unit
from tests.training.acts import acting, bring_to, confirm, enter
from tests.training.later_texts import ask, later_text
from training.extensions import (
    extension_ask,
    extension_give,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from training.models import (
    Assignment,
    AssignmentEvent,
    Extension,
    Notice,
    Renewal,
    RenewalTakenBack,
)
from training.review import asking_take_back, review_accept
from training.taking_back import renewal_take_back, take_back_preview
from training.then import as_on, overdue_then


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def accepted(cast: Cast, assignment: Assignment) -> Assignment:
    return bring_to("accepted", assignment, cast)


@pytest.fixture
def renewal(cast: Cast, accepted: Assignment, document: Document) -> Renewal:
    renewal = ask(cast, later_text(cast, document), due_on=in_days(5))
    accepted.refresh_from_db()
    return renewal


def asked(cast: Cast, row: Assignment, days: int = 12) -> Extension:
    return extension_ask(
        actor=acting(cast.chairman), assignment_id=row.pk, due_on=in_days(days), reason="Mưa lũ."
    )


def granted(cast: Cast, row: Assignment, days: int = 12) -> Extension:
    return extension_grant(
        actor=acting(cast.office_lead), assignment_id=row.pk, due_on=in_days(days), reason="Đồng ý."
    )


def given(cast: Cast, row: Assignment, days: int = 12) -> Extension:
    return extension_give(
        actor=acting(cast.office_lead), assignment_id=row.pk, due_on=in_days(days), reason="Bão."
    )


# --- a later date ---


def test_asked_and_granted_both_dates_are_kept_and_the_first_date_stays(
    cast: Cast, accepted: Assignment, renewal: Renewal
):
    before = accepted.due_on
    request = asked(cast, accepted)
    assert list(Extension.objects.waiting()) == [request]
    row = granted(cast, accepted, 10)
    accepted.refresh_from_db()
    assert (row.due_before, row.due_on, row.asked_due_on) == (in_days(5), in_days(10), in_days(12))
    assert row.asking == renewal.items.get()
    assert (accepted.again_due_on, accepted.due_on) == (in_days(10), before)
    assert not accepted.is_extended
    assert not accepted.is_overdue(in_days(9))
    assert accepted.is_overdue(in_days(11))
    assert not Assignment.objects.overdue(in_days(9)).exists()
    assert not Extension.objects.waiting().exists()


def test_refused_or_withdrawn_the_date_stays(cast: Cast, accepted: Assignment, renewal: Renewal):
    asked(cast, accepted)
    extension_withdraw(actor=acting(cast.chairman), assignment_id=accepted.pk)
    asked(cast, accepted, 13)
    extension_refuse(actor=acting(cast.office_lead), assignment_id=accepted.pk, reason="Gấp.")
    accepted.refresh_from_db()
    assert accepted.again_due_on == in_days(5)
    assert given(cast, accepted).due_before == in_days(5)


@pytest.mark.parametrize("days", [-1, 5, 4000])
def test_a_day_that_cannot_be_is_refused(
    days: int, cast: Cast, accepted: Assignment, renewal: Renewal
):
    with pytest.raises(Refused):
        asked(cast, accepted, days)
    assert not Extension.objects.exists()


def test_only_the_head_asks_and_only_the_lead_answers(
    cast: Cast, accepted: Assignment, renewal: Renewal
):
    fields = {"assignment_id": accepted.pk, "due_on": in_days(9), "reason": "x"}
    for act, who in ((extension_ask, cast.clerk), (extension_give, cast.office_officer)):
        with pytest.raises(PermissionDenied):
            act(actor=acting(who), **fields)


def test_a_request_left_from_before_neither_hinders_nor_counts(
    cast: Cast, assignment: Assignment, document: Document
):
    """Asked for the first date, confirmed all the same; then asked again on a later text."""
    due = in_days(3)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due, original_due_on=due)
    assignment.refresh_from_db()
    old = asked(cast, assignment, 20)
    bring_to("accepted", assignment, cast)
    ask(cast, later_text(cast, document), due_on=in_days(5))
    assert not Extension.objects.waiting().exists()
    page = signed_in(cast.office_lead).get(f"/quan-ly/viec/{assignment.pk}/")
    assert page.context["asked_extension"] is None
    new = asked(cast, Assignment.objects.get(pk=assignment.pk))
    assert list(Extension.objects.waiting()) == [new]
    granted(cast, assignment)
    old.refresh_from_db()
    assert old.state == Extension.State.ASKED


def test_past_days_and_reports_count_by_the_date_in_force_then(
    cast: Cast, accepted: Assignment, renewal: Renewal
):
    with at(timezone.now() + timedelta(days=4)):
        given(cast, accepted, 8)  # of the day it is then
    rows = Assignment.objects.select_related("task")
    for day, overdue in ((3, False), (8, False), (13, True)):
        assert overdue_then(rows, in_days(day)).exists() is overdue
    assert as_on(rows, in_days(3))[0].again_due_on == in_days(5)
    assert as_on(rows, in_days(4))[0].again_due_on == in_days(12)
    rollout = accepted.task.rollout_id
    for days, overdue in ((8, False), (20, True)):
        (row,) = collect(of_rollout(rollout, timezone.now() + timedelta(days=days))).rows
        assert row.is_overdue is overdue


def test_the_pages_tell_both_dates(cast: Cast, accepted: Assignment, renewal: Renewal):
    chairman, lead = signed_in(cast.chairman), signed_in(cast.office_lead)
    page = chairman.get(accepted.get_absolute_url()).content.decode()
    address = reverse("training:extension_ask", args=[accepted.pk])
    assert address in page
    later = in_days(12).strftime("%d/%m/%Y")
    form = chairman.get(address).content.decode()
    assert f"{in_days(5).day:02d}/{in_days(5).month}" in form
    sent = chairman.post(address, {"due_on": later, "reason": "Mưa lũ."}, follow=True)
    assert "Đang đề nghị gia hạn đến" in sent.content.decode()
    answer = reverse("training:extension", args=[accepted.pk])
    lead.post(answer, {"due_on": later, "reason": "Đồng ý.", "asked": "1"})
    for client, path in (
        (chairman, accepted.get_absolute_url()),
        (lead, f"/quan-ly/viec/{accepted.pk}/"),
    ):
        shown = client.get(path).content.decode()
        assert "Đã gia hạn; hạn xác nhận lại trước đó là" in shown
        assert "Hạn xác nhận lại: Từ" in shown


@pytest.mark.parametrize("twice", [False, True])
def test_the_database_holds_one_request_an_asking(
    twice: bool, cast: Cast, accepted: Assignment, renewal: Renewal
):
    row = {
        "assignment": accepted,
        "state": "asked",
        "asking": renewal.items.get(),
        "due_before": in_days(5),
        "asked_due_on": in_days(9),
        "asked_reason": "x",
        "asked_at": timezone.now(),
    }
    Extension.objects.create(**row)
    if twice:
        with (
            pytest.raises(IntegrityError, match="extension_asked_once_an_asking"),
            transaction.atomic(),
        ):
            Extension.objects.create(**row)
    else:
        Extension.objects.create(**row | {"asking": None})


# --- a whole act taken back ---


def take_back(cast: Cast, renewal: Renewal, **fields: object) -> RenewalTakenBack:
    sent = {
        "actor": acting(cast.office_lead),
        "renewal_id": renewal.pk,
        "reason": "Bản mới đăng nhầm.",
        "seen": take_back_preview(renewal).seen,
        "form_token": uuid4(),
    }
    return renewal_take_back(**sent | fields)


@pytest.fixture
def two(cast: Cast, assignment: Assignment, document: Document) -> Renewal:
    """One accepted, one waiting for its review, both asked again."""
    other = make_assignment(assignment.task, cast.other_commune)
    bring_to("accepted", assignment, cast)
    confirm(other, cast.other_chairman)
    return ask(cast, later_text(cast, document))


def states() -> list[str]:
    return list(Assignment.objects.order_by("pk").values_list("state", flat=True))


def test_all_that_are_still_asked_stand_again_as_they_stood(cast: Cast, two: Renewal):
    assert states() == ["asked_again", "asked_again"]
    taken = take_back(cast, two)
    assert (taken.count, taken.kept) == (2, 0)
    assert states() == ["accepted", "confirmed"]
    assert Assignment.objects.first().accepted_at == taken.at
    events = AssignmentEvent.objects.filter(act="not_again")
    assert {(e.from_state, e.to_state, e.reason) for e in events} == {
        ("asked_again", "accepted", "Bản mới đăng nhầm."),
        ("asked_again", "confirmed", "Bản mới đăng nhầm."),
    }
    told = Notice.objects.filter(kind=Notice.Kind.NOT_AGAIN)
    assert set(told.values_list("unit__code", flat=True)) == {"X-AB", "X-HL"}
    assert AuditEvent.objects.get(act="renewal_take_back").data["count"] == 2


def test_who_has_confirmed_again_or_was_taken_back_before_stays(cast: Cast, two: Renewal):
    first, second = Assignment.objects.order_by("pk")
    confirm(first, cast.chairman)
    assert take_back_preview(two).kept == 1
    taken = take_back(cast, two)
    assert (taken.count, taken.kept) == (1, 1)
    assert states() == ["confirmed", "confirmed"]
    assert first.confirmations.count() == 2
    assert second.confirmations.count() == 1


def test_a_later_act_is_not_taken_back_with_the_earlier_one(
    cast: Cast, two: Renewal, document: Document
):
    first = Assignment.objects.order_by("pk").first()
    signed = confirm(first, cast.chairman)
    review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    later = ask(cast, later_text(cast, document, text="Mở đợt phổ biến lần ba."))
    assert [item.assignment_id for item in later.items.filter(confirmation__isnull=False)] == [
        first.pk
    ]
    take_back(cast, two)
    assert states() == ["asked_again", "confirmed"]
    take_back(cast, later)
    assert states() == ["accepted", "confirmed"]


def test_sent_twice_it_is_once_and_a_second_act_is_told(cast: Cast, two: Renewal):
    token, seen = uuid4(), take_back_preview(two).seen
    first = take_back(cast, two, form_token=token, seen=seen)
    assert take_back(cast, two, form_token=token, seen=seen) == first
    with pytest.raises(Refused, match="đã rút lần đề nghị này rồi"):
        take_back(cast, two)


def test_what_moved_since_it_was_seen_is_told_and_nothing_changes(cast: Cast, two: Renewal):
    seen = take_back_preview(two).seen
    first = Assignment.objects.order_by("pk").first()
    asking_take_back(actor=acting(cast.office_lead), assignment_id=first.pk, reason="Đủ rồi.")
    with pytest.raises(Refused, match="Chưa việc nào đổi"):
        take_back(cast, two, seen=seen)
    assert states() == ["accepted", "asked_again"]
    with pytest.raises(Refused, match="Ghi lý do"):
        take_back(cast, two, reason=" ")
    with pytest.raises(PermissionDenied):
        take_back(cast, two, actor=acting(cast.office_officer))


def test_many_units_take_as_many_statements(cast: Cast, assignment: Assignment, document: Document):
    bring_to("accepted", assignment, cast)
    for number in range(4):
        unit = make_unit(f"X-{number}", f"UBND xã {number}", "xa")
        row = make_assignment(assignment.task, unit)
        enter(row, cast.office_officer)
    renewal = ask(cast, later_text(cast, document))
    with CaptureQueriesContext(connection) as queries:
        taken = take_back(cast, renewal)
    assert taken.count == 5
    assert len(queries) == 18


@pytest.mark.parametrize(
    ("bad", "name"), [({"reason": ""}, "with_a_reason"), ({"count": 0}, "reaches_somebody")]
)
def test_the_database_refuses_a_bad_row(bad: dict, name: str, cast: Cast, two: Renewal):
    row = {
        "renewal": two,
        "reason": "x",
        "count": 1,
        "kept": 0,
        "by": cast.office_lead,
        "by_name": "x",
        "at": timezone.now(),
        "form_token": uuid4(),
    }
    with pytest.raises(IntegrityError, match=f"renewal_taken_back_{name}"), transaction.atomic():
        RenewalTakenBack.objects.create(**row | bad)
    taken = RenewalTakenBack.objects.create(**row)
    with pytest.raises(DatabaseError), transaction.atomic():
        RenewalTakenBack.objects.filter(pk=taken.pk).update(count=7)


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.office_lead)


def test_the_page_shows_what_would_be_and_the_act_keeps_its_list(
    cast: Cast, two: Renewal, lead: Client
):
    path = reverse("training:renewal_take_back", args=[two.pk])
    assert path in lead.get(two.get_absolute_url()).content.decode()
    page = lead.get(path)
    assert "2 việc đang chờ xác nhận lại sẽ trở lại" in page.content.decode()
    initial = page.context["form"].initial
    refused = lead.post(path, initial | {"reason": ""})
    assert refused.status_code == 422
    done = lead.post(path, initial | {"reason": "Đăng nhầm."}, follow=True).content.decode()
    assert "Đã rút đề nghị xác nhận lại của 2 việc." in done
    assert "Đã rút cả lần đề nghị này" in done
    assert path not in done
    assert "Không còn đơn vị nào" in lead.get(path).content.decode()


def test_others_do_not_take_back(cast: Cast, two: Renewal):
    path = reverse("training:renewal_take_back", args=[two.pk])
    officer = signed_in(cast.office_officer)
    assert officer.get(path).status_code == 403
    assert path not in officer.get(two.get_absolute_url()).content.decode()
    assert signed_in(cast.chairman).get(path).status_code == 403
    assert signed_in(cast.office_lead).get(path.replace(str(two.pk), "0")).status_code == 404
