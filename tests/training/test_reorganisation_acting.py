"""What becomes of exemptions, delegations, hand-overs, paper forms and links with the unit."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.access import Act, actor_of
from portal.accounts.delegations import delegation_give
from portal.accounts.handovers import head_hand_over
from portal.accounts.models import Delegation, Handover, Membership
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from portal.units.models import Unit, UnitEvent
from portal.units.reorganisation import preview_of
from tests.cast import Cast, signed_in
from tests.factories import make_assignment
from tests.training.acts import FIELDS, acting, bring_to, on_paper, pdf
from tests.units.acts import apply, choosing, merging, new, plan_of, reverse
from training.drafts import draft_save
from training.exemptions import End, exemption_end, exemption_grant, exemptions_run_out
from training.link_holders import LinkHolder
from training.links import link_make, link_sign
from training.models import (
    Assignment,
    AssignmentTransfer,
    ConfirmationDraft,
    Exemption,
    Extension,
    Notice,
    Occurrence,
    UnitLink,
)
from training.paper import paper_record
from training.paper_form import code_of
from training.services import exemption_ask

REASON = "Trường đang sửa chữa."
# Past in the year of the tests' clock; after everything the factories make.
DAY = date(2026, 4, 1)


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def merged(cast: Cast, **fields: object) -> UnitEvent:
    return apply(cast.office_lead, merging(cast.commune, cast.other_commune, on=DAY, **fields))


def merged_under_the_old_head(cast: Cast) -> UnitEvent:
    head = cast.chairman.memberships.get()
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    return apply(cast.office_lead, choosing(plan, "memberships", **{f"_{head.pk}": "X-MOI"}))


def of_heir() -> Assignment:
    return Assignment.objects.get(unit__code="X-MOI")


def made_link(assignment: Assignment, cast: Cast) -> tuple[UnitLink, str]:
    return link_make(
        actor=acting(cast.office_officer), assignment_id=assignment.pk, given_to="bà Hòa"
    )


def opened(token: str) -> tuple[int, str]:
    answer = Client().get(f"/lien-ket/{token}/")
    return answer.status_code, answer.content.decode()


def sentences(plan: object, cast: Cast) -> str:
    found = preview_of(plan, acting(cast.office_lead)).effects
    return " ".join(sentence for _holding, effect in found for sentence in effect.sentences)


# --- one-time links ---


def test_a_link_dies_with_the_work_and_its_draft_goes_along(assignment: Assignment, cast: Cast):
    link, token = made_link(assignment, cast)
    draft_save(actor=LinkHolder(link), assignment_id=assignment.pk, version=0, fields=FIELDS)
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "1 đường dẫn dùng một lần của đơn vị cũ hết hiệu lực" in sentences(plan, cast)
    merged(cast)
    status, page = opened(token)
    assert status == 410
    assert "đã chuyển sang đơn vị kế thừa" in page
    with pytest.raises(Refused, match="đơn vị kế thừa"):
        link_sign(link_id=link.pk, draft_version=1, form_token=uuid4(), name="A", position="B")
    link.refresh_from_db()
    assert link.revoked_by == cast.office_lead
    assert ConfirmationDraft.objects.get().assignment == of_heir()
    said = AuditEvent.objects.get(act="unit_event_apply")
    assert said.data["assignments"]["links_ended"] == 1
    shown = signed_in(cast.office_officer).get(f"/quan-ly/viec/{assignment.pk}/duong-dan/")
    assert "Đã thu hồi" in shown.content.decode()


@pytest.mark.parametrize("state", ["confirmed", "exempt"])
def test_no_link_of_a_unit_that_is_no_more_stays_open(
    state: str, assignment: Assignment, cast: Cast
):
    link, token = made_link(assignment, cast)
    bring_to(state, assignment, cast)
    merged(cast)
    link.refresh_from_db()
    assert link.revoked_at
    assert opened(token)[0] == 410


def test_where_the_unit_goes_on_the_link_goes_on_with_what_stays(
    assignment: Assignment, cast: Cast
):
    _link, token = made_link(assignment, cast)
    apply(cast.office_lead, plan_of("rename", cast.commune, name="UBND xã An Bình Mới", on=DAY))
    status, page = opened(token)
    assert status == 200
    assert "UBND xã An Bình Mới" in page
    part = new("X-TACH", "Ủy ban nhân dân xã Tách")
    plan = plan_of("split", cast.commune, new=(part,), keeps=True, on=DAY + timedelta(days=1))
    event = apply(cast.office_lead, plan)
    assert opened(token)[0] == 200
    reverse(cast.office_lead, event)
    apply(cast.office_lead, choosing(plan, "assignments", **{f"_{assignment.pk}": part.code}))
    assert opened(token)[0] == 410


def test_taken_back_the_link_stays_dead_and_another_may_be_made(assignment: Assignment, cast: Cast):
    _link, token = made_link(assignment, cast)
    reverse(cast.office_lead, merged(cast))
    status, page = opened(token)
    assert status == 410
    assert "thu hồi" in page
    _second, another = made_link(assignment, cast)
    assert opened(another)[0] == 200


def test_a_link_given_to_the_successor_is_work_gone_on(assignment: Assignment, cast: Cast):
    event = merged(cast)
    made_link(of_heir(), cast)
    with pytest.raises(Refused, match="làm tiếp việc “Phổ biến"):
        reverse(cast.office_lead, event)


# --- exemptions ---


def exempt(assignment: Assignment, cast: Cast, *, last: int | None = 30) -> Exemption:
    bring_to("exemption_asked", assignment, cast)
    exemption_grant(
        actor=acting(cast.office_lead),
        assignment_id=assignment.pk,
        reason=REASON,
        end=End(last and day(last), last and day(last + 30)),
    )
    return Exemption.objects.get(assignment=assignment)


def test_when_it_is_over_the_work_goes_on_to_the_successor_with_the_new_date(
    assignment: Assignment, cast: Cast
):
    exempt(assignment, cast)
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "1 việc được miễn có thời hạn" in sentences(plan, cast)
    event = merged_under_the_old_head(cast)
    assignment.refresh_from_db()
    assert assignment.state == "exempt"
    assert exemptions_run_out(on=day(31)) == 1
    assert exemptions_run_out(on=day(31)) == 0
    assignment.refresh_from_db()
    assert assignment.state == "transferred"
    assert (of_heir().state, of_heir().due_on) == ("assigned", day(60))
    assert Extension.objects.get().due_on == day(60)
    assert Notice.objects.filter(kind="transferred", user=cast.chairman).exists()
    with pytest.raises(Refused, match="trở lại với đơn vị cũ sau đó"):
        reverse(cast.office_lead, event)


def test_ended_by_the_lead_it_goes_on_at_once(assignment: Assignment, cast: Cast):
    exempt(assignment, cast, last=None)
    merged(cast)
    exemption_end(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="Đã xong.")
    assert of_heir().state == "assigned"
    assert AssignmentTransfer.objects.get().source == assignment


def test_where_nobody_takes_over_it_stays_exempt(assignment: Assignment, cast: Cast):
    exempt(assignment, cast)
    apply(cast.office_lead, plan_of("move", cast.school, parent=cast.other_commune, on=DAY))
    apply(cast.office_lead, plan_of("end", cast.commune, on=DAY))
    assert exemptions_run_out(on=day(31)) == 0
    with pytest.raises(Refused, match="không có đơn vị kế thừa"):
        exemption_end(actor=acting(cast.office_lead), assignment_id=assignment.pk, reason="x")
    assignment.refresh_from_db()
    assert assignment.state == "exempt"


def test_under_another_name_it_comes_back_to_the_same_unit(assignment: Assignment, cast: Cast):
    exempt(assignment, cast)
    apply(cast.office_lead, plan_of("rename", cast.commune, name="UBND xã Khác", on=DAY))
    exemptions_run_out(on=day(31))
    assignment.refresh_from_db()
    assert assignment.state == "assigned"


def test_an_exemption_is_of_one_period(assignment: Assignment, cast: Cast):
    task = assignment.task
    assignment.delete()
    type(task).objects.filter(pk=task.pk).update(
        frequency="quarterly", due_on=None, due_rule="after", due_number=5
    )
    rows = []
    for part in (1, 2):
        due = day(10 * part)
        period = Occurrence.objects.create(
            task=task,
            number=part,
            kind="quarterly",
            year=2026,
            part=part,
            starts_on=due - timedelta(days=9),
            ends_on=due - timedelta(days=5),
            due_on=due,
            opened_at=timezone.now(),
        )
        rows.append(
            make_assignment(task, cast.commune, occurrence=period, original_due_on=due, due_on=due)
        )
    page = signed_in(cast.chairman).get(f"/don-vi/viec/{rows[0].pk}/de-nghi-mien/")
    assert "Chỉ đề nghị miễn cho Quý I/2026" in page.content.decode()
    exemption_ask(actor=acting(cast.chairman), assignment_id=rows[0].pk, reason=REASON)
    page = signed_in(cast.office_lead).get(f"/quan-ly/viec/{rows[0].pk}/cho-mien/")
    assert "Chỉ miễn cho Quý I/2026" in page.content.decode()
    exemption_grant(actor=acting(cast.office_lead), assignment_id=rows[0].pk, reason=REASON)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["exempt", "assigned"]


# --- delegations and hand-overs ---


def delegated(cast: Cast) -> Delegation:
    return delegation_give(
        actor=actor_of(cast.chairman),
        receiver_id=cast.clerk.memberships.get().pk,
        first_day=day(0),
        last_day=day(20),
        basis="Giấy ủy quyền số 12/GUQ-UBND",
    )


def may_sign(cast: Cast) -> bool:
    return acting(cast.clerk).may(Act.UNIT_SIGN)


def test_a_delegation_ends_with_the_unit_and_comes_back_with_it(cast: Cast):
    delegated(cast)
    plan = merging(cast.commune, cast.other_commune, on=DAY)
    assert "1 lần giao ký thay hết hiệu lực" in sentences(plan, cast)
    event = merged_under_the_old_head(cast)
    # Both go along; what one gave the other for the old unit does not.
    assert Membership.objects.current(day(0)).filter(unit__code="X-MOI").count() >= 2
    assert not may_sign(cast)
    assert not Delegation.objects.current(day(0)).exists()
    reverse(cast.office_lead, event)
    assert may_sign(cast)


def test_a_delegation_for_the_successor_is_built_on_it(cast: Cast):
    event = merged_under_the_old_head(cast)
    delegation_give(
        actor=actor_of(cast.chairman),
        receiver_id=cast.clerk.memberships.get(unit__code="X-MOI").pk,
        first_day=day(0),
        last_day=day(20),
        basis="Giấy ủy quyền số 13/GUQ-UBND",
    )
    with pytest.raises(Refused, match="đã giao ký thay"):
        reverse(cast.office_lead, event)


def hand_over(cast: Cast, unit: Unit, begins_on: date) -> Handover:
    return head_hand_over(
        actor=actor_of(cast.office_officer),
        unit_id=unit.pk,
        email="chutichmoi@mau.test",
        name="Lý Thị Hoa",
        position="Chủ tịch UBND xã",
        begins_on=begins_on,
        decision_number="45/QĐ-UBND",
        decision_on=begins_on,
    )


def test_a_unit_that_is_no_more_gets_no_new_head_and_keeps_what_was_recorded(cast: Cast):
    made = hand_over(cast, cast.commune, day(3))
    merged(cast)
    assert not Membership.objects.heads().current(day(3)).filter(unit=cast.commune).exists()
    officer = signed_in(cast.office_officer)
    page = officer.get(f"/ban-giao/{made.pk}/")
    assert "Lý Thị Hoa" in page.content.decode()
    with pytest.raises(Refused, match="đã kết thúc"):
        hand_over(cast, cast.commune, day(-1))
    assert officer.get(f"/ban-giao/don-vi/{cast.commune.pk}/").status_code == 404


# --- paper forms ---


def test_a_paper_of_the_old_unit_leads_to_where_the_work_went(assignment: Assignment, cast: Cast):
    merged(cast)
    officer = signed_in(cast.office_officer)
    page = officer.get("/quan-ly/nhap-thay/", {"ma": code_of(assignment.pk)}, follow=True)
    text = page.content.decode()
    assert "nên không nhập thay được" in text
    assert "UBND xã Mới" in text
    assert f"/quan-ly/viec/{of_heir().pk}/" in text
    with pytest.raises(Refused, match="Đã chuyển cho đơn vị kế thừa"):
        paper_record(
            actor=acting(cast.office_officer),
            entry=on_paper(assignment, signer_position="Chủ tịch", form_token=uuid4()),
            scan=pdf(),
        )
