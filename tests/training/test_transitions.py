"""Every act in every state, by every role: what the table admits happens, the rest is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from portal.access import RULES as ACTS
from portal.access import Role
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import SOME_TIME
from tests.training.acts import acting, bring_to, confirm, on_paper, prepare, sign
from training.entries import entries_record, entries_take_back
from training.exemptions import exemption_end, exemption_grant
from training.extensions import (
    extension_ask,
    extension_give,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from training.models import Assignment, AssignmentEvent, Confirmation
from training.moving import possible_acts
from training.review import (
    asking_take_back,
    assignment_cancel,
    assignment_reopen,
    exemption_refuse,
    review_accept,
    review_return,
)
from training.services import assignment_acknowledge, exemption_ask, exemption_withdraw
from training.transitions import RULES, Transition

STATES = [state.value for state in Assignment.State]
REASON = "Lý do của lần này."


# A review is of a confirmation; these states come before any.
UNCONFIRMED = frozenset(
    ["assigned", "acknowledged", "exemption_asked", "exempt", "cancelled", "transferred"]
)
# What comes with a reorganisation alone, or is done for many at once, is tested there.
SINGLE = [act for act in Transition if RULES[act].is_offered]
REVIEWS = {Transition.ACCEPT, Transition.RETURN}
OF_A_CONFIRMATION = REVIEWS | {Transition.TAKE_BACK}


def _last(assignment: Assignment) -> int:
    return assignment.confirmations.last().pk


DO: dict[Transition, Callable[[User, Assignment], object]] = {
    Transition.ACKNOWLEDGE: lambda by, it: assignment_acknowledge(
        actor=acting(by), assignment_id=it.pk
    ),
    Transition.CONFIRM: lambda by, it: sign(it, by),
    Transition.ACCEPT: lambda by, it: review_accept(actor=acting(by), confirmation_id=_last(it)),
    Transition.RETURN: lambda by, it: review_return(
        actor=acting(by), confirmation_id=_last(it), reason=REASON
    ),
    Transition.REOPEN: lambda by, it: assignment_reopen(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.ASK_EXEMPTION: lambda by, it: exemption_ask(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.WITHDRAW_EXEMPTION: lambda by, it: exemption_withdraw(
        actor=acting(by), assignment_id=it.pk
    ),
    Transition.GRANT_EXEMPTION: lambda by, it: exemption_grant(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.REFUSE_EXEMPTION: lambda by, it: exemption_refuse(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.NOT_AGAIN: lambda by, it: asking_take_back(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.END_EXEMPTION: lambda by, it: exemption_end(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.CANCEL: lambda by, it: assignment_cancel(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.ENTER: lambda by, it: entries_record(
        actor=acting(by),
        entries=[on_paper(it, paper_signed_on=timezone.localdate())],
        how=Confirmation.Entry.TABLE,
    ),
    Transition.TAKE_BACK: lambda by, it: entries_take_back(
        actor=acting(by), confirmation_ids=[_last(it)], reason=REASON
    ),
    Transition.ASK_EXTENSION: lambda by, it: extension_ask(
        actor=acting(by), assignment_id=it.pk, due_on=later(), reason=REASON
    ),
    Transition.WITHDRAW_EXTENSION: lambda by, it: extension_withdraw(
        actor=acting(by), assignment_id=it.pk
    ),
    Transition.GRANT_EXTENSION: lambda by, it: extension_grant(
        actor=acting(by), assignment_id=it.pk, due_on=later(), reason=REASON
    ),
    Transition.REFUSE_EXTENSION: lambda by, it: extension_refuse(
        actor=acting(by), assignment_id=it.pk, reason=REASON
    ),
    Transition.EXTEND: lambda by, it: extension_give(
        actor=acting(by), assignment_id=it.pk, due_on=later(), reason=REASON
    ),
}
# They answer a request, so there has to be one.
ANSWERS = {
    Transition.WITHDRAW_EXTENSION,
    Transition.GRANT_EXTENSION,
    Transition.REFUSE_EXTENSION,
}
# Where the act before it had found the assignment; the others go back to the beginning.
BACK_TO = {Transition.NOT_AGAIN: "accepted"}
UNIT_SIDE = {
    Transition.ACKNOWLEDGE,
    Transition.CONFIRM,
    Transition.ASK_EXEMPTION,
    Transition.WITHDRAW_EXEMPTION,
    Transition.ASK_EXTENSION,
    Transition.WITHDRAW_EXTENSION,
}
OFFICE_LEAD_SIDE = {
    Transition.REOPEN,
    Transition.GRANT_EXEMPTION,
    Transition.REFUSE_EXEMPTION,
    Transition.NOT_AGAIN,
    Transition.END_EXEMPTION,
    Transition.CANCEL,
    Transition.GRANT_EXTENSION,
    Transition.REFUSE_EXTENSION,
    Transition.EXTEND,
}


def later() -> date:
    return timezone.localdate() + timedelta(days=20)


def made_ready(transition: Transition, state: str, assignment: Assignment, cast: Cast) -> None:
    bring_to(state, assignment, cast, entered=transition is Transition.TAKE_BACK)
    if transition is Transition.CONFIRM:
        prepare(assignment, cast.vice_chairman)
    if transition in ANSWERS:
        extension_ask(
            actor=acting(cast.chairman), assignment_id=assignment.pk, due_on=later(), reason="Bận."
        )


def somebody_else(transition: Transition, cast: Cast) -> User:
    """Who may do the act and was not the one who brought the assignment to its state."""
    if transition in UNIT_SIDE:
        return cast.vice_chairman
    return cast.office_lead if transition in OFFICE_LEAD_SIDE else cast.second_office_officer


def rows(assignment: Assignment) -> tuple[object, ...]:
    """All that a refused act must leave as it was."""
    return (
        Assignment.objects.filter(pk=assignment.pk).values().get(),
        assignment.events.count(),
        assignment.confirmations.count(),
        list(assignment.extensions.order_by("pk").values()),
        list(assignment.evidence.order_by("pk").values_list("pk", "confirmation")),
        AuditEvent.objects.count(),
    )


ALLOWED = [(act, state) for act in SINGLE for state in STATES if state in RULES[act].from_states]
OUT_OF_TURN = [
    (act, state)
    for act in SINGLE
    for state in STATES
    if state not in RULES[act].from_states
    and not (act in OF_A_CONFIRMATION and state in UNCONFIRMED)
]


def test_every_act_of_the_table_has_its_service() -> None:
    assert set(DO) == set(SINGLE)
    assert set(Transition) == set(RULES)


def test_what_comes_with_a_reorganisation_is_offered_to_nobody(
    assignment: Assignment, cast: Cast
) -> None:
    bring_to("transferred", assignment, cast)
    for person in (cast.chairman, cast.office_lead, cast.administrator):
        assert possible_acts(acting(person), assignment) == []


@pytest.mark.parametrize(("transition", "state"), ALLOWED)
def test_an_allowed_act_moves_on_with_event_and_audit(
    transition: Transition, state: str, assignment: Assignment, cast: Cast
) -> None:
    made_ready(transition, state, assignment, cast)
    by = somebody_else(transition, cast)
    events, audit = assignment.events.count(), AuditEvent.objects.count()

    DO[transition](by, assignment)

    assignment.refresh_from_db()
    event = assignment.events.last()
    rule = RULES[transition]
    assert assignment.state == (
        state if rule.keeps_state else rule.to or BACK_TO.get(transition, "assigned")
    )
    assert (event.act, event.from_state, event.to_state) == (transition, state, assignment.state)
    assert (event.by, event.by_name) == (by, by.name)
    assert event.reason == (REASON if RULES[transition].needs_reason else "")
    assert assignment.events.count() == events + 1
    assert AuditEvent.objects.count() == audit + 1
    recorded = AuditEvent.objects.first()
    assert (recorded.act, recorded.actor) == (f"assignment_{transition}", by)
    assert recorded.unit_id == assignment.unit_id


@pytest.mark.parametrize(("transition", "state"), OUT_OF_TURN)
def test_an_act_out_of_turn_is_refused_in_words_and_changes_nothing(
    transition: Transition, state: str, assignment: Assignment, cast: Cast
) -> None:
    bring_to(state, assignment, cast)
    before = rows(assignment)

    with pytest.raises(Refused) as refusal:
        DO[transition](somebody_else(transition, cast), assignment)

    assert rows(assignment) == before
    said = str(refusal.value)
    present = Assignment.State(state).label
    reviewed = "đã được" in said and "thẩm định" in said
    assert f"“{present}”" in said or reviewed
    assert "%(" not in said


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("transition", SINGLE)
def test_the_role_decides_first(
    transition: Transition, role: Role, assignment: Assignment, cast: Cast
) -> None:
    """A role without the act is turned away whatever the state, before anything is said of it."""
    confirm(assignment, cast.chairman)
    person = cast.administrator
    unit = cast.commune if transition in UNIT_SIDE else cast.office
    Membership.objects.filter(user=person).delete()
    Membership.objects.filter(unit=unit, role=Role.HEAD).delete()
    Membership.objects.create(
        user=person, unit=unit, role=role, position="Vai thử", valid_from=SOME_TIME.date()
    )
    expected = Refused if role in ACTS[RULES[transition].act] else PermissionDenied
    if transition in REVIEWS and expected is Refused:
        DO[transition](person, assignment)
        return
    with pytest.raises(expected):
        DO[transition](person, assignment)


@pytest.mark.parametrize("transition", sorted(UNIT_SIDE))
def test_the_head_of_another_unit_may_not(
    transition: Transition, assignment: Assignment, cast: Cast
) -> None:
    with pytest.raises(PermissionDenied):
        DO[transition](cast.other_chairman, assignment)


def test_a_head_elsewhere_who_is_an_officer_here_may_not_sign(
    assignment: Assignment, cast: Cast
) -> None:
    Membership.objects.create(
        user=cast.other_chairman,
        unit=cast.commune,
        role=Role.OFFICER,
        position="Biệt phái",
        valid_from=SOME_TIME.date(),
    )
    prepare(assignment, cast.other_chairman)
    with pytest.raises(PermissionDenied):
        sign(assignment, cast.other_chairman)


@pytest.mark.parametrize("transition", [act for act in SINGLE if RULES[act].needs_reason], ids=str)
def test_a_reason_is_asked_for(
    transition: Transition, assignment: Assignment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_ready(transition, sorted(RULES[transition].from_states)[0], assignment, cast)
    before = rows(assignment)
    monkeypatch.setattr("tests.training.test_transitions.REASON", "  ")
    with pytest.raises(Refused, match="lý do"):
        DO[transition](somebody_else(transition, cast), assignment)
    assert rows(assignment) == before


@pytest.mark.parametrize(
    "transition",
    # A head's form is told by its token, a table by its rows.
    [act for act in SINGLE if act not in {Transition.CONFIRM, Transition.ENTER}],
    ids=str,
)
def test_the_same_act_sent_twice_by_one_person_is_done_once(
    transition: Transition, assignment: Assignment, cast: Cast
) -> None:
    made_ready(transition, sorted(RULES[transition].from_states)[0], assignment, cast)
    by = somebody_else(transition, cast)
    DO[transition](by, assignment)
    after = rows(assignment)
    DO[transition](by, assignment)
    assert rows(assignment) == after


@pytest.mark.parametrize("state", sorted(RULES[Transition.ASK_EXEMPTION].from_states))
@pytest.mark.parametrize(
    "back", [Transition.WITHDRAW_EXEMPTION, Transition.REFUSE_EXEMPTION], ids=str
)
def test_an_exemption_not_given_leads_back_to_where_the_unit_was(
    back: Transition, state: str, assignment: Assignment, cast: Cast
) -> None:
    bring_to(state, assignment, cast)
    DO[Transition.ASK_EXEMPTION](cast.chairman, assignment)
    DO[back](somebody_else(back, cast), assignment)
    assignment.refresh_from_db()
    assert assignment.state == state


def test_asking_twice_leads_back_to_the_state_before_the_second_asking(
    assignment: Assignment, cast: Cast
) -> None:
    DO[Transition.ASK_EXEMPTION](cast.chairman, assignment)
    DO[Transition.WITHDRAW_EXEMPTION](cast.chairman, assignment)
    DO[Transition.ACKNOWLEDGE](cast.clerk, assignment)
    DO[Transition.ASK_EXEMPTION](cast.chairman, assignment)
    DO[Transition.REFUSE_EXEMPTION](cast.office_lead, assignment)
    assignment.refresh_from_db()
    assert assignment.state == "acknowledged"


def test_a_refusal_tells_who_came_first_when_and_what_can_be_done(
    assignment: Assignment, cast: Cast
) -> None:
    bring_to("acknowledged", assignment, cast)
    with pytest.raises(Refused) as refusal:
        DO[Transition.ACKNOWLEDGE](cast.chairman, assignment)
    said = str(refusal.value)
    assert "Hoàng Thị Yến" in said
    assert "giờ" in said
    assert "Xác nhận đã thực hiện" in said
    assert "Cho miễn" not in said


def test_where_nothing_is_left_to_do_the_refusal_says_so(
    assignment: Assignment, cast: Cast
) -> None:
    bring_to("cancelled", assignment, cast)
    with pytest.raises(Refused, match="không cần làm gì thêm"):
        DO[Transition.ACKNOWLEDGE](cast.chairman, assignment)


def test_times_follow_the_state(assignment: Assignment, cast: Cast) -> None:
    bring_to("accepted", assignment, cast)
    first = assignment.first_confirmed_at
    assert assignment.accepted_at
    assert assignment.confirmed_at == first

    DO[Transition.REOPEN](cast.office_lead, assignment)
    assignment.refresh_from_db()
    assert assignment.accepted_at is None

    confirm(assignment, cast.chairman)
    assignment.refresh_from_db()
    assert assignment.first_confirmed_at == first
    assert assignment.confirmed_at > first


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "confirmed"},
        {"state": "returned"},
        {"state": "accepted", "first_confirmed_at": SOME_TIME, "confirmed_at": SOME_TIME},
        {"accepted_at": SOME_TIME},
        {"state": "exempt"},
        {"state": "cancelled"},
        {"state": "transferred"},
        {"closed_at": SOME_TIME},
        {"due_on": date(2026, 3, 30)},
        {"due_on": None},
        {"original_due_on": None},
    ],
)
def test_the_database_refuses_a_state_without_its_time(bad: dict, assignment: Assignment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=assignment.pk).update(**bad)


def test_a_unit_has_a_task_once(assignment: Assignment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(task=assignment.task, unit=assignment.unit, assigned_at=SOME_TIME)


def _change_and_delete(model: type[Model]) -> None:
    name = model._meta.fields[1].attname
    for attempt in (
        lambda: model.objects.update(**{name: F(name)}),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_events_and_confirmations_are_beyond_change(assignment: Assignment, cast: Cast) -> None:
    bring_to("accepted", assignment, cast)
    signed = Confirmation.objects.get()
    for rows_of in (
        AssignmentEvent.objects.all(),
        Confirmation.objects.all(),
        signed.indicator_values.all(),
        signed.evidence.all(),
        type(signed.review).objects.all(),
    ):
        assert rows_of.exists()
        _change_and_delete(rows_of.model)
