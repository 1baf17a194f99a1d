"""What the loaded province holds agrees with itself as if services had written every row."""

from collections import Counter, defaultdict

import pytest
from django.core.management import call_command
from django.db.models import Count, Exists, F, OuterRef, Q

from portal.access import RULES as ACTS
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.demo.scale.places import WITHOUT_PEOPLE
from portal.demo.scale.sizes import Sizes
from portal.units.models import Authority, Unit, UnitPeriod
from training.models import (
    Assignment,
    AssignmentEvent,
    AssignmentTransfer,
    Confirmation,
    ConfirmationDraft,
    Evidence,
    Exemption,
    Extension,
    IndicatorValue,
    Notice,
    Receipt,
    Review,
    Rollout,
    Task,
)
from training.notices.writing import TO_THE_LEAD, TO_THE_UNIT
from training.transitions import RULES, Transition

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded"),
]
CONFIRMING = {Transition.CONFIRM, Transition.ENTER}


def lives() -> dict[int, list[AssignmentEvent]]:
    found = defaultdict(list)
    for event in AssignmentEvent.objects.order_by("pk"):
        found[event.assignment_id].append(event)
    return found


def test_each_unit_has_each_task_or_period_once(loaded: Sizes):
    given = Assignment.objects.values("unit").annotate(n=Count("pk")).values_list("n", flat=True)
    assert list(given) == [loaded.tasks] * loaded.units
    columns = Assignment.objects.values("task", "occurrence", "unit").distinct().count()
    assert columns == Assignment.objects.count() == loaded.units * loaded.tasks


def test_units_stand_in_a_tree_under_the_province(loaded: Sizes):
    above = dict(UnitPeriod.objects.in_force(loaded.today).values_list("unit", "parent"))
    root = Unit.objects.get(code="TM").pk
    for unit in above:
        steps = 0
        while above[unit] is not None:
            unit, steps = above[unit], steps + 1
        assert (unit, steps <= 3) == (root, True)
    assert Authority.objects.get().is_sample


def test_every_state_is_reached_and_a_task_recurs():
    states = Assignment.objects.values_list("state", flat=True)
    # Nothing is asked again: the province's letters have one text each.
    assert set(states) == {state.value for state in Assignment.State} - {"asked_again"}
    assert Assignment.objects.filter(occurrence__isnull=False).exists()
    assert set(Rollout.objects.values_list("state", flat=True)) == {"issued"}


def test_what_happened_leads_step_by_step_to_how_it_stands():
    rows = Assignment.objects.in_bulk()
    for assignment_id, events in lives().items():
        row, stood, moment = rows[assignment_id], "assigned", rows[assignment_id].assigned_at
        for event in events:
            rule = RULES[Transition(event.act)]
            assert event.from_state == stood
            assert event.from_state in rule.from_states
            assert event.to_state == (event.from_state if rule.keeps_state else rule.to)
            assert event.at > moment
            assert bool(event.reason) >= rule.needs_reason
            stood, moment = event.to_state, event.at
        assert row.state == stood
    untouched = Assignment.objects.exclude(pk__in=lives())
    assert not untouched.exclude(state="assigned").exists()


def test_each_act_was_done_by_somebody_who_may():
    roles = defaultdict(set)
    for user, unit, role in Membership.objects.values_list("user", "unit", "role"):
        roles[user].add((unit, role))
    units = dict(Assignment.objects.values_list("pk", "unit"))
    for event in AssignmentEvent.objects.all():
        act = RULES[Transition(event.act)].act
        held = {
            role
            for unit, role in roles[event.by_id]
            if not act.name.startswith("UNIT_") or unit == units[event.assignment_id]
            if role in ACTS[act]
        }
        assert held, event.act


def test_dates_of_a_row_are_those_of_its_events():
    for assignment_id, events in lives().items():
        row = Assignment.objects.get(pk=assignment_id)
        at = {event.act: event.at for event in events}
        confirmed = [event.at for event in events if event.act in CONFIRMING]
        assert row.acknowledged_at == at.get("acknowledge")
        assert row.confirmed_at == (confirmed[-1] if confirmed else None)
        assert row.accepted_at == (at["accept"] if row.state == "accepted" else None)
        if confirmed:
            assert row.assigned_at <= row.first_confirmed_at <= confirmed[0]


def test_confirmations_are_numbered_with_their_figures_files_and_receipt():
    events = Counter(AssignmentEvent.objects.filter(act__in=CONFIRMING).values_list("assignment"))
    numbers = defaultdict(list)
    tasks = Task.objects.in_bulk()
    for row in Confirmation.objects.select_related("assignment").order_by("assignment", "number"):
        numbers[(row.assignment_id,)].append(row.number)
        task = tasks[row.assignment.task_id]
        asked = row.indicator_values.values_list("indicator", flat=True)
        assert list(asked) == sorted(task.indicators)
        kinds = row.evidence.values_list("kind", flat=True)
        assert sorted(kinds) == sorted(task.required_evidence)
        assert row.assignment.assigned_at.date() <= row.held_on <= row.signed_at.date()
    assert {key: list(range(1, n + 1)) for key, n in events.items()} == numbers
    assert Receipt.objects.count() == Confirmation.objects.count() > 0
    assert Confirmation.objects.filter(entry="table").exists() is (WITHOUT_PEOPLE < 60)
    assert IndicatorValue.objects.filter(value__gt=0).exists()


def test_reviews_are_the_offices_events_and_never_of_ones_own():
    assert (
        Review.objects.count()
        == AssignmentEvent.objects.filter(act__in=["accept", "return"]).count()
    )
    own = Q(reviewer=F("confirmation__signer")) | Q(reviewer=F("confirmation__entered_by"))
    assert not Review.objects.filter(own).exists()


def test_what_was_given_back_is_a_draft_with_its_files():
    back = Assignment.objects.filter(state="returned")
    drafted = ConfirmationDraft.objects.filter(assignment=OuterRef("pk"))
    assert back.exists()
    assert not back.filter(~Exists(drafted)).exists()
    in_draft = Evidence.objects.in_draft().filter(assignment=OuterRef("pk"))
    assert not back.filter(~Exists(in_draft)).exists()
    done = Assignment.objects.exclude(state__in=Assignment.WITH_UNIT)
    assert not ConfirmationDraft.objects.filter(
        assignment__in=done.exclude(state="transferred")
    ).exists()


def test_each_exemption_says_since_when():
    exempt = Assignment.objects.filter(state="exempt").values_list("pk", flat=True)
    assert set(Exemption.objects.values_list("assignment", flat=True)) == set(exempt)
    assert set(Exemption.objects.values_list("event__act", flat=True)) == {"grant_exemption"}


def test_later_dates_are_on_record():
    moved = Assignment.objects.extended()
    granted = Extension.objects.granted().values("assignment")
    assert set(moved.values_list("pk", flat=True)) == {row["assignment"] for row in granted}
    assert Extension.objects.waiting().exists()


def test_every_event_is_in_the_audit_and_the_chain_is_whole(capsys: pytest.CaptureFixture):
    call_command("verify_audit")
    assert "whole" in capsys.readouterr().out
    told = AuditEvent.objects.filter(subject_type="training.assignment")
    recorded = Counter(told.values_list("subject_id", "act", "data__from", "data__to"))
    happened = Counter(
        (str(event.assignment_id), f"assignment_{event.act}", event.from_state, event.to_state)
        for event in AssignmentEvent.objects.exclude(act="transfer")
    )
    assert recorded == happened


def test_people_are_told_and_nothing_settled_is_unread():
    told = TO_THE_UNIT | TO_THE_LEAD
    lead = Membership.objects.filter(role="office_lead").count()
    for event in AssignmentEvent.objects.filter(act__in=told).select_related("assignment"):
        heard = Notice.objects.filter(event=event)
        people = Membership.objects.filter(unit=event.assignment.unit).current(event.at.date())
        expected = lead if event.act in TO_THE_LEAD else people.values("user").distinct().count()
        # Of the units merged away the people have left since.
        assert heard.count() >= expected
        assert set(heard.values_list("kind", flat=True)) <= {told[Transition(event.act)]}
    asked = Notice.objects.unread().filter(kind="asked").values("assignment")
    assert not Assignment.objects.filter(pk__in=asked).exclude(state="exemption_asked").exists()
    back = Notice.objects.unread().filter(kind="returned").values("assignment")
    assert not Assignment.objects.filter(pk__in=back).exclude(state="returned").exists()


def test_open_work_of_the_merged_communes_went_to_the_heir(loaded: Sizes):
    gone = Unit.objects.filter(ended_on=loaded.today)
    assert gone.count() == 2
    assert AssignmentTransfer.objects.exists()
    assert not Assignment.objects.awaiting_unit().filter(unit__in=gone).exists()


def test_nobody_can_sign_in_with_a_password():
    assert all(not user.has_usable_password() for user in User.objects.all())
