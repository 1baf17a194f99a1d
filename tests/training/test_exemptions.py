"""An exemption with its end: both dates shown, given back by night, once, with an event."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.refusals import Refused
from reports.collecting import collect
from reports.scope import of_rollout
from tests.cast import Cast, signed_in
from tests.factories import SOME_TIME, make_assignment, make_unit
from tests.training.acts import acting, bring_to
from training import exemptions
from training.exemptions import End, exemption_end, exemption_grant, exemptions_run_out
from training.models import Assignment, Exemption, Extension, Notice, Rollout
from training.services import assignment_acknowledge, exemption_ask

REASON = "Trường đang sửa chữa, học sinh học nhờ nơi khác."


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def granted(assignment: Assignment, cast: Cast, *, last: int | None = 30, due: int | None = 60):
    bring_to("exemption_asked", assignment, cast)
    return exemption_grant(
        actor=acting(cast.office_lead),
        assignment_id=assignment.pk,
        reason=REASON,
        end=End(last and day(last), due and day(due)),
    )


def test_on_the_day_after_its_end_it_comes_back_once_with_the_new_due_date(
    assignment: Assignment, cast: Cast
):
    granted(assignment, cast)
    assert exemptions_run_out(on=day(30)) == 0
    assert exemptions_run_out(on=day(31)) == 1
    audited = AuditEvent.objects.count()
    assert exemptions_run_out(on=day(31)) == 0
    assignment.refresh_from_db()
    event = assignment.events.last()
    assert (assignment.state, assignment.due_on, assignment.closed_at) == (
        "assigned",
        day(60),
        None,
    )
    assert assignment.original_due_on == date(2026, 3, 31)
    later = Extension.objects.get()
    assert (later.state, later.due_before, later.due_on) == ("granted", date(2026, 3, 31), day(60))
    assert (later.decided_by, later.answer) == (cast.office_lead, REASON)
    assert (event.act, event.by, event.by_name) == ("end_exemption", None, "Hệ thống")
    assert "Hết thời hạn miễn" in event.reason
    assert set(Notice.objects.filter(kind="exempt_over").values_list("user__email", flat=True)) == {
        "chutich.ab@mau.test",
        "pct.ab@mau.test",
        "vhxh.ab@mau.test",
    }
    assert AuditEvent.objects.count() == audited
    assert AuditEvent.objects.first().act == "assignment_end_exemption"


def test_the_unit_goes_on_where_it_was(assignment: Assignment, cast: Cast):
    assignment_acknowledge(actor=acting(cast.clerk), assignment_id=assignment.pk)
    exemption_ask(actor=acting(cast.chairman), assignment_id=assignment.pk, reason=REASON)
    exemption_grant(
        actor=acting(cast.office_lead),
        assignment_id=assignment.pk,
        reason=REASON,
        end=End(day(5), day(20)),
    )
    exemptions_run_out(on=day(40))
    assignment.refresh_from_db()
    assert assignment.state == "acknowledged"


def test_what_has_no_end_was_ended_before_or_stands_in_a_closed_rollout_stays(
    assignment: Assignment, cast: Cast
):
    granted(assignment, cast, last=None, due=None)
    assert exemptions_run_out(on=day(9999)) == 0
    exemption_end(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Đã có trang."
    )
    granted(assignment, cast)
    Rollout.objects.update(state="closed", closed_at=SOME_TIME, closed_by=cast.office_officer)
    assert exemptions_run_out(on=day(31)) == 0
    Rollout.objects.update(state="issued", closed_at=None, closed_by=None)
    exemption_end(
        actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Đã sửa xong."
    )
    assert exemptions_run_out(on=day(31)) == 0


def test_many_come_back_in_a_number_of_statements_that_does_not_grow(
    assignment: Assignment, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            exemptions_run_out(on=day(31))
        return len(taken)

    def exempt(count: int) -> None:
        for number in range(count):
            unit = make_unit(f"T-{Assignment.objects.count()}-{number}", "Trường", "thcs")
            row = make_assignment(assignment.task, unit, state="exempt", closed_at=SOME_TIME)
            event = row.events.create(
                act="grant_exemption",
                from_state="exemption_asked",
                to_state="exempt",
                at=SOME_TIME,
                by_name="Trần Quốc Việt",
            )
            Exemption.objects.create(
                event=event, assignment=row, first_day=day(0), last_day=day(30)
            )

    exempt(2)
    few = statements()
    exempt(7)
    assert statements() == few
    monkeypatch.setattr(exemptions, "BATCH", 2)
    exempt(5)
    assert exemptions_run_out(on=day(31)) == 5


@pytest.mark.parametrize(
    ("last", "due", "says"),
    [
        (-1, 10, "đã qua"),
        (30, 30, "phải sau ngày hết miễn"),
        (30, None, "sẽ qua trong lúc miễn"),
        (None, 10, "hãy ghi ngày hết miễn"),
    ],
)
def test_an_end_that_cannot_be_is_refused_in_words(
    last: int | None, due: int | None, says: str, assignment: Assignment, cast: Cast
):
    with pytest.raises(Refused, match=says):
        granted(assignment, cast, last=last, due=due)
    assert not Exemption.objects.exists()


@pytest.mark.parametrize(
    ("dates", "due", "says"),
    [
        ({"original_due_on": day(90), "due_on": day(90)}, 60, "phải sau hạn đang có"),
        ({"original_due_on": None, "due_on": None}, 60, "không có hạn"),
        ({}, 9999, "quá xa"),
        ({"first_confirmed_at": SOME_TIME}, 60, "đã được xác nhận một lần"),
    ],
    ids=["earlier than it is", "no date to keep", "too far", "confirmed before"],
)
def test_a_new_due_date_only_where_a_later_date_could_be_given(
    dates: dict, due: int, says: str, assignment: Assignment, cast: Cast
):
    Assignment.objects.update(**dates)
    with pytest.raises(Refused, match=says):
        granted(assignment, cast, due=due)
    assert not Exemption.objects.exists()


def test_what_was_confirmed_once_is_in_time_or_late_already(assignment: Assignment, cast: Cast):
    Assignment.objects.update(first_confirmed_at=SOME_TIME)
    granted(assignment, cast, due=None)
    assert exemptions_run_out(on=day(31)) == 1


def test_reports_of_earlier_days_know_the_earlier_date(assignment: Assignment, cast: Cast):
    granted(assignment, cast)
    before = timezone.now()
    exemptions_run_out(on=day(31))
    rollout = assignment.task.rollout
    [then], [now] = (collect(of_rollout(rollout.pk, at)).rows for at in (before, timezone.now()))
    assert (then.state, then.due_on) == ("exempt", "2026-03-31")
    assert (now.state, now.due_on) == ("assigned", day(60).isoformat())


def test_granted_twice_by_one_person_it_is_granted_once(assignment: Assignment, cast: Cast):
    granted(assignment, cast)
    exemption_grant(
        actor=acting(cast.office_lead),
        assignment_id=assignment.pk,
        reason=REASON,
        end=End(day(30), day(60)),
    )
    assert Exemption.objects.count() == 1
    with pytest.raises(Refused, match="Được miễn"):
        exemption_grant(
            actor=acting(cast.office_lead),
            assignment_id=assignment.pk,
            reason=REASON,
            end=End(day(31), day(60)),
        )


def test_only_the_lead_ends_it(assignment: Assignment, cast: Cast):
    granted(assignment, cast)
    for person in (cast.office_officer, cast.chairman):
        with pytest.raises(PermissionDenied):
            exemption_end(actor=acting(person), assignment_id=assignment.pk, reason="x")


@pytest.mark.parametrize(
    "bad",
    [
        {"last_day": date(2026, 1, 1)},
        {"last_day": date(2026, 5, 1), "due_on_after": date(2026, 5, 1)},
    ],
)
def test_the_database_refuses_dates_out_of_order(bad: dict, assignment: Assignment, cast: Cast):
    granted(assignment, cast)
    event = assignment.events.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(
            event=event, assignment=assignment, first_day=date(2026, 4, 1), **bad
        )


def test_the_database_changes_no_grant(assignment: Assignment, cast: Cast):
    granted(assignment, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.update(last_day=day(99))
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.all().delete()


# --- pages ---


def test_the_lead_types_the_end_and_both_sides_see_both_dates(assignment: Assignment, cast: Cast):
    bring_to("exemption_asked", assignment, cast)
    lead = signed_in(cast.office_lead)
    address = f"/quan-ly/viec/{assignment.pk}/cho-mien/"
    asked = lead.get(address).content.decode()
    assert "Xã không có trang thông tin điện tử." in asked
    assert "Hạn 31/3/2026" in asked
    typed = {"reason": REASON, "last_day": f"{day(30):%d/%m/%Y}"}
    again = lead.post(address, typed)
    assert again.status_code == 422
    assert "sẽ qua trong lúc miễn" in again.content.decode()
    assert REASON in again.content.decode()
    assert lead.post(address, typed | {"last_day": "khi nào xong"}).status_code == 422
    lead.post(address, typed | {"due_on_after": f"{day(60):%d/%m/%Y}"})
    grant = Exemption.objects.get()
    assert (grant.first_day, grant.last_day, grant.due_on_after) == (day(0), day(30), day(60))
    for client, page in (
        (lead, f"/quan-ly/viec/{assignment.pk}/"),
        (signed_in(cast.clerk), assignment.get_absolute_url()),
    ):
        text = client.get(page).content.decode()
        assert "Được miễn từ" in text
        assert f"{day(30).day}/{day(30).month}/{day(30).year}" in text
        assert f"{day(31).day}/{day(31).month}/{day(31).year}" in text
    lead.post(f"/quan-ly/viec/{assignment.pk}/het-mien/", {"reason": "Đã sửa xong."})
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
