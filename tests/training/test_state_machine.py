"""Any sequence of acts by anybody: what the table of transitions allows happens, the rest changes
nothing, and after each step the portal agrees with itself.

The model knows only the table, who holds which role where, and what each act asks for besides. The
services do the work, on two assignments side by side.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.access import UNIT_ACTS
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import acting, prepare
from tests.training.test_transitions import DO, OF_A_CONFIRMATION, REASON, REVIEWS, SINGLE
from training.completeness import draft_of, draft_problems
from training.extensions import extension_ask, extension_give, extension_grant
from training.models import Assignment, AssignmentEvent, Confirmation, Extension, Notice, Review
from training.progress import totals_of
from training.rollouts import rollout_close
from training.transitions import RULES, TO_CONFIRM, Transition

PEOPLE = [
    *("chairman", "vice_chairman", "clerk", "other_chairman", "head_teacher"),
    *("office_officer", "second_office_officer", "office_lead", "auditor", "administrator"),
]
ABOUT_THE_DATE = {act for act in SINGLE if RULES[act].keeps_state}
ANSWERS = {
    Transition.WITHDRAW_EXTENSION,
    Transition.GRANT_EXTENSION,
    Transition.REFUSE_EXTENSION,
}
# Each time a later date than the last, so that asking again is another wish.
DATED: dict[Transition, Callable] = {
    Transition.ASK_EXTENSION: extension_ask,
    Transition.GRANT_EXTENSION: extension_grant,
    Transition.EXTEND: extension_give,
}


class Lives(RuleBasedStateMachine):
    """`cast` is set by the test that runs it."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        try:
            self.begin()
        except BaseException:
            # Hypothesis tears down only what began.
            self.teardown()
            raise

    def begin(self) -> None:
        cast = self.cast
        document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
        self.rollout = make_rollout(document, by=cast.office_officer)
        due_on = timezone.localdate() + timedelta(days=10)
        task = make_task(self.rollout, make_duty(document), kinds=("xa",), due_on=due_on)
        self.ids = [make_assignment(task, unit).pk for unit in (cast.commune, cast.other_commune)]
        self.expected = dict.fromkeys(self.ids, "assigned")
        # The state to go back to, by what may lead back.
        self.before: dict[tuple[int, str], str] = {}
        self.waits: set[int] = set()
        self.history: dict[int, list[tuple]] = {pk: [] for pk in self.ids}
        self.is_closed = False
        self.actors = {name: acting(getattr(cast, name)) for name in PEOPLE}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    # --- what is tried ----------------------------------------------------------------------------
    @rule(which=st.integers(0, 1), act=st.sampled_from(SINGLE), person=st.sampled_from(PEOPLE))
    def anybody_tries_anything(self, which: int, act: Transition, person: str) -> None:
        self.attempt(self.ids[which], act, person)

    @rule(which=st.integers(0, 1), data=st.data())
    def somebody_does_what_may_be_done(self, which: int, data: st.DataObject) -> None:
        """Else most attempts would be refused and no life would come far."""
        row = self.row(self.ids[which])
        may = [(act, name) for act in SINGLE for name in PEOPLE if self.allows(row, act, name)]
        if may:
            act, person = data.draw(st.sampled_from(may))
            self.attempt(row.pk, act, person)

    @rule(which=st.integers(0, 1), person=st.sampled_from(PEOPLE))
    def somebody_prepares_a_confirmation(self, which: int, person: str) -> None:
        row, by = self.row(self.ids[which]), getattr(self.cast, person)
        here = self.actors[person].may_in(RULES[Transition.ACKNOWLEDGE].act, row.unit_id)
        may = here and self.expected[row.pk] in TO_CONFIRM and not self.is_closed
        before = self.everything()
        if may:
            prepare(row, by)
            return
        with pytest.raises((Refused, PermissionDenied)), transaction.atomic():
            prepare(row, by)
        assert self.everything() == before

    @precondition(lambda self: not self.is_closed)
    @rule(chance=st.integers(0, 9))
    def the_office_closes_the_rollout(self, chance: int) -> None:
        if chance == 0:
            rollout_close(actor=acting(self.cast.office_officer), rollout_id=self.rollout.pk)
            self.is_closed = True

    # --- the model --------------------------------------------------------------------------------
    def allows(self, row: Assignment, act: Transition, person: str) -> bool:
        """By the table, the roles, and what the act asks for besides."""
        entry = RULES[act]
        if not self.actors[person].may_in(entry.act, row.unit_id):
            return False
        if self.expected[row.pk] not in entry.from_states:
            return False
        if self.is_closed and (entry.act in UNIT_ACTS or act in ABOUT_THE_DATE):
            return False
        if act in ABOUT_THE_DATE:
            return (act in ANSWERS) == (row.pk in self.waits)
        return self.is_ready(row, act, self.actors[person].user)

    def is_ready(self, row: Assignment, act: Transition, by: User) -> bool:
        if act is Transition.CONFIRM:
            kinds = list(row.evidence.in_draft().values_list("kind", flat=True))
            return not draft_problems(draft_of(row), row, kinds, timezone.localdate())
        if act not in OF_A_CONFIRMATION:
            return True
        last = row.confirmations.last()
        if act in REVIEWS:
            return last.answerable_id != by.pk
        return last.entry in Confirmation.ENTERED

    def attempt(self, pk: int, act: Transition, person: str) -> None:
        row, by = self.row(pk), self.actors[person].user
        if act in OF_A_CONFIRMATION and not row.confirmations.exists():
            return
        may, before = self.allows(row, act, person), self.everything()
        refused = self.refusal_of(row, act, by)
        assert not (may and refused), f"{act} by {by} refused: {refused}"
        assert "%(" not in refused
        if not may:
            # Also where one person's act sent twice is answered as the first time.
            assert self.everything() == before
            return
        assert self.everything() != before
        self.happened(pk, act)

    def refusal_of(self, row: Assignment, act: Transition, by: User) -> str:
        """ "" where it was done, or had been done by the same person before."""
        try:
            with transaction.atomic():
                self.do(row, act, by)
        except (Refused, PermissionDenied) as refusal:
            return str(refusal) or "no right to"
        return ""

    def do(self, row: Assignment, act: Transition, by: User) -> None:
        service = DATED.get(act)
        if service is None:
            DO[act](by, row)
            return
        wished = self.next_date(row)
        service(actor=acting(by), assignment_id=row.pk, due_on=wished, reason=REASON)

    def next_date(self, row: Assignment) -> date:
        return max(row.due_on, timezone.localdate()) + timedelta(days=1)

    def happened(self, pk: int, act: Transition) -> None:
        entry, stood = RULES[act], self.expected[pk]
        if act in {Transition.ASK_EXEMPTION, Transition.ENTER}:
            self.before[pk, act] = stood
        if act is Transition.ASK_EXTENSION:
            self.waits.add(pk)
        if act in ANSWERS:
            self.waits.discard(pk)
        if not entry.keeps_state:
            self.expected[pk] = entry.to or self.before[pk, entry.back_before]
        event = AssignmentEvent.objects.filter(assignment=pk).last()
        assert (event.act, event.from_state, event.to_state) == (act, stood, self.expected[pk])

    def row(self, pk: int) -> Assignment:
        rows = Assignment.objects.select_related("task__rollout__document", "unit", "occurrence")
        return rows.get(pk=pk)

    def everything(self) -> list[object]:
        """All that a refused act must leave as it was, of both assignments."""
        of_these = {"assignment__in": self.ids}
        return [
            list(Assignment.objects.filter(pk__in=self.ids).order_by("pk").values()),
            AssignmentEvent.objects.count(),
            Confirmation.objects.count(),
            list(Extension.objects.filter(**of_these).order_by("pk").values()),
            Review.objects.count(),
            AuditEvent.objects.count(),
            Job.objects.count(),
            list(Notice.objects.order_by("pk").values_list("pk", "is_read")),
            [(draft.pk, draft.version) for draft in map(draft_of, self.rows()) if draft],
        ]

    def rows(self) -> list[Assignment]:
        return list(Assignment.objects.filter(pk__in=self.ids).order_by("pk"))

    # --- what always holds ------------------------------------------------------------------------
    @invariant()
    def each_stands_where_the_table_says(self) -> None:
        assert {row.pk: row.state for row in self.rows()} == self.expected

    @invariant()
    def totals_are_the_rows(self) -> None:
        totals = totals_of([self.rollout], timezone.localdate())[self.rollout.pk]
        states = Counter(self.expected.values())
        expected = sum(n for state, n in states.items() if state not in Assignment.NOT_EXPECTED)
        assert totals.expected == expected
        assert (totals.accepted, totals.waiting) == (states["accepted"], states["confirmed"])
        assert totals.done + totals.open + totals.overdue == expected

    @invariant()
    def history_only_grows_and_leads_to_the_state(self) -> None:
        for pk in self.ids:
            events = AssignmentEvent.objects.filter(assignment=pk).order_by("pk")
            told = list(events.values_list("pk", "act", "from_state", "to_state", "at", "by"))
            assert told[: len(self.history[pk])] == self.history[pk]
            self.history[pk] = told
            stood = "assigned"
            for _pk, _act, before, to, _at, _by in told:
                assert before == stood
                stood = to
            assert stood == self.expected[pk]

    @invariant()
    def each_change_is_in_the_audit_once(self) -> None:
        events = AssignmentEvent.objects.filter(assignment__in=self.ids)
        happened = Counter(
            (str(pk), f"assignment_{act}") for pk, act in events.values_list("assignment", "act")
        )
        recorded = AuditEvent.objects.filter(
            subject_type="training.assignment", act__startswith="assignment_"
        )
        assert Counter(recorded.values_list("subject_id", "act")) == happened

    @invariant()
    def each_signature_has_one_receipt_coming(self) -> None:
        signed = Confirmation.objects.filter(entry="signed").values_list("pk", flat=True)
        jobs = Job.objects.filter(kind="receipt").values_list("args__confirmation", flat=True)
        assert sorted(jobs) == sorted(signed)
        for row in self.rows():
            numbers = list(row.confirmations.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def nobody_reviews_what_is_their_own(self) -> None:
        for review in Review.objects.exclude(outcome="revoked").select_related("confirmation"):
            assert review.reviewer_id != review.confirmation.answerable_id

    @invariant()
    def what_is_settled_is_unread_by_nobody(self) -> None:
        unread = Notice.objects.unread().filter(assignment__in=self.ids)
        for kind, pk in unread.values_list("kind", "assignment"):
            state = self.expected[pk]
            if kind == Notice.Kind.RETURNED:
                # Asking to be exempt leaves it to be done until that is granted.
                assert state in {"returned", "exemption_asked"}
            if kind == Notice.Kind.EXEMPTION_ASKED:
                assert state == "exemption_asked"
            if kind == Notice.Kind.EXTENSION_ASKED:
                assert pk in self.waits
                assert state not in {"confirmed", "accepted", "exempt", "cancelled"}

    @invariant()
    def what_is_asked_for_later_waits_once(self) -> None:
        waiting = Extension.objects.filter(state="asked").values_list("assignment", flat=True)
        assert set(waiting) == self.waits
        assert len(waiting) == len(self.waits)


@pytest.mark.django_db
def test_any_sequence_of_acts_by_anybody(cast: Cast) -> None:
    lives = type("LivesOfTheCast", (Lives,), {"cast": cast})
    run_state_machine_as_test(
        lives,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
