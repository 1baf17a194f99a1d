"""A document is withdrawn, repealed or replaced: its tasks await a choice, and nothing else."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from directives.models import Document, Duty, Relation
from directives.resting import if_published, if_withdrawn
from directives.services import document_withdraw
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import acting, bring_to, confirm
from tests.training.ending_acts import REASON, awaiting, choose, moved
from tests.training.later_texts import ask, later_text
from training.ending import Move, ended_choose, preview_of, target_of
from training.models import Assignment, EndedChoice, Extension, Notice, Occurrence, Rollout
from training.occurrences import occurrences_open
from training.texts import cited_now, mark_earlier


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def replacing(cast: Cast, document: Document, *, kind: str = "replaces", eid: str = "") -> Document:
    """A published document that ends the other (or a clause of it), with a duty of its own."""
    newer = make_document(
        entered_by=cast.office_officer,
        published_by=cast.office_lead,
        slug=f"quyet-dinh-{kind}",
        identifier="9/QĐ-UBND",
        number="9",
        symbol="QĐ-UBND",
    )
    make_duty(newer, "muc-2", code="n1")
    Relation.objects.create(
        source=newer,
        kind=kind,
        target=document,
        target_text=document.identifier,
        clause_eid=eid,
        effective_on=in_days(-1),
    )
    return newer


@pytest.fixture
def accepted(cast: Cast, assignment: Assignment) -> Assignment:
    return bring_to("accepted", assignment, cast)


@pytest.fixture
def opened(cast: Cast, accepted: Assignment) -> Assignment:
    """The same task of another unit, still to be done."""
    return make_assignment(accepted.task, cast.other_commune)


def test_nothing_waits_and_nothing_stops_by_itself(
    cast: Cast, opened: Assignment, document: Document
):
    assert awaiting() == []
    replacing(cast, document)
    (row,) = awaiting()
    assert (row.task, row.open, row.confirmed) == (opened.task, 1, 1)
    assert "Đã được thay thế bởi" in row.cause.words
    opened.refresh_from_db()
    assert opened.state == "assigned"
    assert Assignment.objects.to_remind_of().filter(pk=opened.pk).exists()


def test_a_repeal_and_a_withdrawal_wait_as_well(cast: Cast, opened: Assignment, document: Document):
    replacing(cast, document, kind="repeals")
    document_withdraw(actor=acting(cast.office_lead), document_id=document.pk, reason="Đăng nhầm.")
    (row,) = awaiting()
    assert [cause.relation is None for cause in row.causes] == [False, True]
    assert "Đăng nhầm." in row.causes[1].words
    assert target_of(row.cause) is None


def test_what_comes_later_or_concerns_another_clause_does_not(
    cast: Cast, opened: Assignment, document: Document
):
    newer = replacing(cast, document, eid="muc-2")
    assert awaiting() == []
    Relation.objects.filter(source=newer).update(clause_eid="muc-1", effective_on=in_days(3))
    assert awaiting() == []
    Relation.objects.filter(source=newer).update(effective_on=in_days(0))
    assert len(awaiting()) == 1


def test_with_nothing_open_nobody_has_to_choose(
    cast: Cast, accepted: Assignment, document: Document
):
    replacing(cast, document)
    assert awaiting() == []


def test_stopped_the_open_ones_are_cancelled_and_the_confirmed_stay(
    cast: Cast, opened: Assignment, accepted: Assignment, document: Document
):
    replacing(cast, document)
    chosen = choose(cast, "stop")
    for row in (opened, accepted):
        row.refresh_from_db()
    assert (opened.state, accepted.state) == ("cancelled", "accepted")
    assert (chosen.open_count, chosen.kept_count) == (1, 1)
    event = opened.events.last()
    assert (event.act, event.from_state, event.to_state) == ("stop", "assigned", "cancelled")
    assert "9/QĐ-UBND" in event.reason
    assert event.reason.endswith(REASON)
    assert accepted.events.last().act == "accept"
    assert awaiting() == []
    assert set(Notice.objects.filter(kind="stopped").values_list("user", flat=True)) == {
        cast.other_chairman.pk
    }
    recorded = AuditEvent.objects.first()
    assert (recorded.act, recorded.data["open"]) == ("task_stop", 1)


def test_what_was_asked_again_stands_again_when_the_task_stops(
    cast: Cast, opened: Assignment, accepted: Assignment, document: Document
):
    ask(cast, later_text(cast, document))
    replacing(cast, document)
    choose(cast, "stop")
    accepted.refresh_from_db()
    assert (accepted.state, accepted.accepted_at is not None) == ("accepted", True)
    assert accepted.events.last().act == "not_again"


def test_of_a_stopped_task_no_period_opens(cast: Cast, document: Document, rollout: Rollout):
    task = make_task(
        rollout,
        make_duty(document),
        kinds=("commune",),
        frequency="monthly",
        due_on=None,
        due_rule="after",
        due_number=5,
    )
    replacing(cast, document)
    (row,) = awaiting()
    assert (row.task, row.open) == (task, 0)
    choose(cast, "stop")
    assert occurrences_open(on=timezone.localdate()) == 0
    assert not Occurrence.objects.exists()
    task.refresh_from_db()
    assert task.stopped_at


def test_going_on_changes_nothing_and_a_new_end_asks_anew(
    cast: Cast, opened: Assignment, document: Document
):
    replacing(cast, document, kind="repeals")
    choose(cast, "go_on")
    opened.refresh_from_db()
    assert opened.state == "assigned"
    assert awaiting() == []
    document_withdraw(actor=acting(cast.office_lead), document_id=document.pk, reason="Hết hạn.")
    assert len(awaiting()) == 1


def test_moved_the_open_ones_go_on_with_their_dates_and_the_confirmed_are_kept(
    cast: Cast, opened: Assignment, accepted: Assignment, document: Document
):
    newer = replacing(cast, document)
    due_on = opened.due_on
    chosen = moved(cast, "n1")
    for row in (opened, accepted):
        row.refresh_from_db()
    assert (opened.state, opened.due_on, accepted.state) == ("assigned", due_on, "accepted")
    assert (chosen.renewal.asked, chosen.renewal.told) == (0, 1)
    assert newer.identifier in cited_now([opened.task_id])[opened.task_id][0]
    kept = accepted.confirmations.get()
    signed = confirm(opened, cast.other_chairman)
    mark_earlier([kept, signed])
    assert (kept.earlier.label, signed.earlier) == ("theo văn bản trước", None)
    assert kept.clause_hash != signed.clause_hash
    assert awaiting() == []


def test_moved_with_new_dates_and_the_confirmed_asked_again(
    cast: Cast, opened: Assignment, accepted: Assignment, document: Document
):
    replacing(cast, document)
    moved(cast, "n1", due_on=in_days(20), asks=True, again_due_on=in_days(9))
    for row in (opened, accepted):
        row.refresh_from_db()
    assert opened.due_on == in_days(20) > opened.original_due_on
    assert Extension.objects.get().due_on == in_days(20)
    assert (accepted.state, accepted.again_due_on) == ("asked_again", in_days(9))


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (Move({}), "ít nhất một điều khoản"),
        (Move({999: 999}), "ít nhất một điều khoản"),
        ("asks", "Ghi hạn"),
        ("again", "đã qua"),
        ("due", "đã qua"),
    ],
)
def test_a_bad_move_is_refused_in_words(
    cast: Cast, opened: Assignment, document: Document, move: object, words: str
):
    replacing(cast, document)
    (row,) = awaiting()
    pairs = {clause.pk: Duty.objects.get(code="n1").pk for clause in row.text.clauses}
    named = {
        "asks": Move(pairs, asks=True),
        "again": Move(pairs, asks=True, again_due_on=date(2020, 1, 1)),
        "due": Move(pairs, due_on=date(2020, 1, 1)),
    }
    with pytest.raises(Refused, match=words):
        choose(cast, "move", move=named.get(move, move) if isinstance(move, str) else move)
    assert not EndedChoice.objects.exists()
    assert len(awaiting()) == 1


def test_a_duty_that_is_never_tracked_is_no_place_to_move_to(
    cast: Cast, opened: Assignment, document: Document
):
    replacing(cast, document)
    Duty.objects.filter(code="n1").update(tracked="never")
    (row,) = awaiting()
    assert preview_of(row).target is None
    with pytest.raises(Refused, match="Không có văn bản, điều khoản nào"):
        choose(cast, "move", move=Move({}))


def test_what_moved_since_it_was_seen_is_told_and_nothing_is_done(
    cast: Cast, opened: Assignment, document: Document
):
    replacing(cast, document)
    (row,) = awaiting()
    looked_at = preview_of(row).seen
    make_assignment(opened.task, cast.school)
    with pytest.raises(Refused, match="Từ lúc bạn mở trang"):
        choose(cast, "stop", seen=looked_at)
    opened.refresh_from_db()
    assert opened.state == "assigned"


def test_the_same_form_sent_twice_chooses_once(cast: Cast, opened: Assignment, document: Document):
    replacing(cast, document)
    (row,) = awaiting()
    sent = {"reason": REASON, "seen": preview_of(row).seen, "form_token": UUID(int=5)}
    sent |= {"actor": acting(cast.office_lead), "task_id": row.task.pk, "choice": "stop"}
    assert ended_choose(**sent) == ended_choose(**sent)
    with pytest.raises(Refused, match="không còn chờ lựa chọn"):
        ended_choose(**sent | {"form_token": uuid4()})


@pytest.mark.parametrize("who", ["office_officer", "auditor", "chairman", "administrator"])
def test_only_the_lead_chooses(cast: Cast, opened: Assignment, document: Document, who: str):
    replacing(cast, document)
    with pytest.raises(PermissionDenied):
        ended_choose(
            actor=acting(getattr(cast, who)),
            task_id=opened.task_id,
            choice="stop",
            reason=REASON,
            seen="",
            form_token=uuid4(),
        )


def test_a_choice_needs_its_reason(cast: Cast, opened: Assignment, document: Document):
    replacing(cast, document)
    with pytest.raises(Refused, match="Ghi lý do"):
        choose(cast, "go_on", reason="  ")


def test_whoever_ends_a_document_is_told_beforehand(
    cast: Cast, opened: Assignment, document: Document
):
    (words,) = if_withdrawn(document)
    assert "1 việc đang mở của 1 nhiệm vụ" in words
    newer = make_document(entered_by=cast.office_officer, published_by=None, slug="moi")
    Relation.objects.create(
        source=newer, kind="repeals", target=document, target_text="x", clause_eid="muc-2"
    )
    assert if_published(newer) == []
    Relation.objects.filter(source=newer).update(clause_eid="")
    assert if_published(newer) == [words]


@pytest.fixture
def chosen(cast: Cast, opened: Assignment, document: Document) -> EndedChoice:
    replacing(cast, document)
    return choose(cast, "go_on")


def test_a_choice_never_changes(chosen: EndedChoice):
    for statement in (
        "UPDATE training_endedchoice SET reason = 'x'",
        "DELETE FROM training_endedchoice",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"reason": ""}, "ended_choice_has_a_reason"),
        ({"choice": "move"}, "ended_choice_moves_to_a_text"),
        ({}, "ended_choice_once_a_relation"),
    ],
)
def test_the_database_refuses_a_bad_choice(chosen: EndedChoice, fields: dict, constraint: str):
    chosen.pk, chosen.form_token = None, uuid4()
    chosen._state.adding = True
    for name, value in fields.items():
        setattr(chosen, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        chosen.save()


def test_a_withdrawal_is_answered_once_a_task(chosen: EndedChoice):
    rows = [EndedChoice(**_columns(chosen), form_token=uuid4()) for _n in range(2)]
    rows[0].save()
    with pytest.raises(IntegrityError, match="once_a_withdrawal"), transaction.atomic():
        rows[1].save()


def _columns(chosen: EndedChoice) -> dict:
    left = {"id", "form_token", "relation"}
    names = [f.name for f in EndedChoice._meta.concrete_fields if f.name not in left]
    return {name: getattr(chosen, name) for name in names}


def test_many_units_take_as_many_statements(
    cast: Cast, opened: Assignment, document: Document, django_assert_max_num_queries
):
    make_assignment(opened.task, cast.school)
    replacing(cast, document)
    (row,) = awaiting()
    seen = preview_of(row).seen
    with django_assert_max_num_queries(45):
        ended_choose(
            actor=acting(cast.office_lead),
            task_id=row.task.pk,
            choice="stop",
            reason=REASON,
            seen=seen,
            form_token=uuid4(),
        )
    assert Assignment.objects.filter(state="cancelled").count() == 2


def test_rollouts_of_the_replacing_document_are_its_own(cast: Cast, document: Document):
    newer = replacing(cast, document)
    task = make_task(make_rollout(newer, by=cast.office_officer), newer_duty())
    make_assignment(task, cast.commune)
    assert awaiting() == []


def newer_duty() -> Duty:
    return Duty.objects.get(code="n1")
