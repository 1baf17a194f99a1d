"""Three hundred heads sign while the office closes the rollout: real threads, real connections.

PostgreSQL admits a hundred connections, so the heads come through twenty doors, all opened at the
same moment; behind each they stand in a queue.
"""

from collections.abc import Callable
from datetime import date
from queue import Empty, SimpleQueue
from threading import Barrier, Event, Lock, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from portal.access import Role, actor_of
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.refusals import Refused
from portal.units.models import Unit, UnitKind, UnitPeriod
from tests.cast import Cast, assemble
from tests.factories import LONG_AGO, SOME_TIME, make_document, make_duty, make_rollout, make_task
from training.models import Assignment, Confirmation, ConfirmationDraft, Rollout
from training.progress import totals_of
from training.rollouts import rollout_close
from training.services import confirmation_sign

pytestmark = pytest.mark.django_db(transaction=True)
HEADS, DOORS = 300, 20
# So many have signed before the office begins to close; so many come after it has closed.
BEFORE, AFTER = 60, 60
PATIENCE_SECONDS = 300


@pytest.fixture
def rollout(transactional_db: None) -> Rollout:
    cast = assemble()
    rollout = given_to_many(cast)
    return rollout


def given_to_many(cast: Cast) -> Rollout:
    """One task for 300 schools, each with a head and a draft that lacks nothing."""
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    rollout = make_rollout(document, by=cast.office_officer)
    task = make_task(rollout, make_duty(document), required_evidence=[], indicators=[21])
    kind = UnitKind.objects.get(pk="thcs")
    units = Unit.objects.bulk_create([Unit(code=f"U{n:03}") for n in range(HEADS)])
    UnitPeriod.objects.bulk_create(
        UnitPeriod(unit=unit, valid_from=LONG_AGO, name=f"Trường {unit.code}", folded="", kind=kind)
        for unit in units
    )
    heads = User.objects.bulk_create(
        User(email=f"{unit.code}@mau.test".lower(), name=f"Hiệu trưởng {unit.code}", password="!")
        for unit in units
    )
    Membership.objects.bulk_create(
        Membership(
            user=user, unit=unit, role=Role.HEAD, position="Hiệu trưởng", valid_from=LONG_AGO
        )
        for user, unit in zip(heads, units, strict=True)
    )
    rows = Assignment.objects.bulk_create(
        Assignment(task=task, unit=unit, assigned_at=SOME_TIME) for unit in units
    )
    ConfirmationDraft.objects.bulk_create(
        ConfirmationDraft(
            assignment=row,
            held_on=date(2026, 3, 20),
            channels=["meeting"],
            values={"21": 24},
            updated_by=user,
        )
        for row, user in zip(rows, heads, strict=True)
    )
    return rollout


class Day:
    """What each head was answered, and the moments the closing waits for and gives."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: dict[int, Confirmation | Exception] = {}
        self.many_signed, self.closed = Event(), Event()

    def answer(self, assignment_id: int, given: Confirmation | Exception) -> None:
        with self.lock:
            self.answers[assignment_id] = given
            if len(self.answers) >= BEFORE:
                self.many_signed.set()


def in_threads(*acts: Callable[[], None]) -> None:
    """All let go at the same moment, each with a connection of its own."""
    gate, failures = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE_SECONDS)
            act()
        except Exception as error:  # handed to the test, whatever it is
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act], daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert failures == []


def test_three_hundred_heads_sign_while_the_office_closes(rollout: Rollout):
    day = Day()
    early, late = SimpleQueue(), SimpleQueue()
    drafts = list(ConfirmationDraft.objects.order_by("pk").values_list("assignment", "updated_by"))
    for place, waiting in enumerate(drafts):
        (early if place < HEADS - AFTER else late).put(waiting)

    def door() -> None:
        for queue in (early, late):
            while True:
                try:
                    assignment_id, head = queue.get_nowait()
                except Empty:
                    break
                day.answer(assignment_id, signed(assignment_id, head))
            assert day.closed.wait(PATIENCE_SECONDS)

    def closing() -> None:
        assert day.many_signed.wait(PATIENCE_SECONDS)
        rollout_close(actor=actor_of(rollout.created_by), rollout_id=rollout.pk)
        day.closed.set()

    audit = AuditEvent.objects.count()
    in_threads(*[door] * DOORS, closing)

    assert set(day.answers) == {assignment for assignment, _head in drafts}
    signed_by = {pk: got for pk, got in day.answers.items() if isinstance(got, Confirmation)}
    refused = {pk: str(got) for pk, got in day.answers.items() if isinstance(got, Refused)}
    assert len(signed_by) + len(refused) == HEADS
    assert len(signed_by) >= BEFORE
    assert len(refused) >= AFTER
    assert all("đã kết thúc" in words for words in refused.values())
    rollout.refresh_from_db()
    agrees(rollout, set(signed_by), set(refused))
    # One row for each signature, and one for the closing.
    assert AuditEvent.objects.count() == audit + len(signed_by) + 1


def signed(assignment_id: int, head: int) -> Confirmation | Exception:
    try:
        return confirmation_sign(
            actor=actor_of(User.objects.get(pk=head)),
            assignment_id=assignment_id,
            draft_version=1,
            form_token=uuid4(),
        )
    except Exception as error:  # handed to the test, whatever it is
        return error


def agrees(rollout: Rollout, signed_by: set[int], refused: set[int]) -> None:
    """Rows, totals and history say the same."""
    assert rollout.state == "closed"
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert {pk for pk, state in states.items() if state == "confirmed"} == signed_by
    assert {pk for pk, state in states.items() if state == "assigned"} == refused
    assert set(Confirmation.objects.values_list("assignment", flat=True)) == signed_by
    assert set(ConfirmationDraft.objects.values_list("assignment", flat=True)) == refused
    assert Confirmation.objects.count() == Job.objects.filter(kind="receipt").count()
    totals = totals_of([rollout], timezone.localdate())[rollout.pk]
    assert (totals.expected, totals.done) == (HEADS, len(signed_by))
    # Whoever was still signing when the office closed was waited for.
    assert not Confirmation.objects.filter(signed_at__gt=rollout.closed_at).exists()
