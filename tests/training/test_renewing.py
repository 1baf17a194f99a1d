"""A major edition changes what a task rests on: what shows it, and units asked again by one act."""

import hashlib
import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.models import Clause, Document, Duty, Edition
from portal.audit.models import AuditEvent
from portal.calendar.days import work_calendar
from portal.jobs.services import job_run
from portal.refusals import Refused
from reports.collecting import collect
from reports.indicators import figures
from reports.scope import of_rollout
from tests.cast import Cast
from tests.factories import (
    SOME_TIME,
    make_assignment,
    make_document,
    make_duty,
    make_rollout,
    make_task,
)
from tests.training.acts import acting, bring_to, confirm, enter, prepare, version
from tests.training.later_texts import NEW, OLD, REASON, ask, later_text, seen
from tests.units.acts import apply, merging
from training.clause_digest import clause_hash
from training.confirmations_page import ConfirmationFilters, confirmations_of
from training.lateness import late_rows
from training.models import (
    Assignment,
    AssignmentEvent,
    Confirmation,
    Notice,
    Occurrence,
    Renewal,
    RenewalClause,
    RenewalItem,
    RenewalTask,
    Rollout,
)
from training.receipts import collect as receipt_of
from training.renewing import plan_of, renewal_order
from training.review import asking_take_back, review_accept
from training.rollouts import rollout_close
from training.services import confirmation_sign
from training.texts import Words, mark_earlier


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def earlier_of(confirmation: Confirmation) -> str:
    mark_earlier([confirmation])
    return confirmation.earlier.label if confirmation.earlier else ""


@pytest.fixture
def accepted(cast: Cast, assignment: Assignment) -> Assignment:
    return bring_to("accepted", assignment, cast)


def test_a_major_edition_marks_what_was_confirmed_before(
    cast: Cast, accepted: Assignment, document: Document
):
    confirmation = accepted.confirmations.get()
    assert earlier_of(confirmation) == ""
    later_text(cast, document)
    assert earlier_of(confirmation) == "theo bản trước"
    assert confirmation.earlier.url == f"/van-ban/{document.slug}/so-sanh/1/2/"
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_a_minor_edition_and_another_clause_mark_nothing(
    cast: Cast, accepted: Assignment, document: Document
):
    later_text(cast, document, weight="minor")
    later_text(cast, document, eid="muc-2", text="Rà soát quy chế mỗi năm.")
    assert earlier_of(accepted.confirmations.get()) == ""
    assert plan_of(document.editions.get(number=3)).tasks == []


def test_words_that_came_back_as_they_were_mark_nothing(
    cast: Cast, accepted: Assignment, document: Document
):
    later_text(cast, document)
    edition = later_text(cast, document, text=OLD)
    assert earlier_of(accepted.confirmations.get()) == ""
    assert plan_of(edition).tasks == []


def test_what_stands_under_a_clause_belongs_to_it(cast: Cast):
    document = make_document(entered_by=cast.office_officer, published_by=None)
    original = document.editions.get()
    parent = original.clauses.get(eid="muc-1")
    Clause.objects.create(
        edition=original, parent=parent, order=9, eid="muc-1__diem-a", label="a)", text="Cán bộ."
    )
    Edition.objects.update(published_at=SOME_TIME)
    Document.objects.update(
        state="published", published_by=cast.office_lead, published_at=SOME_TIME
    )
    rollout = make_rollout(document, by=cast.office_officer)
    row = make_assignment(make_task(rollout, make_duty(document)), cast.commune)
    confirmation = confirm(row, cast.chairman)
    edition = later_text(cast, document, eid="muc-1__diem-a", text="Cán bộ, viên chức.")
    (plan,) = plan_of(edition).tasks
    assert plan.words == [Words("muc-1__diem-a", "a) Cán bộ.", "a) Cán bộ, viên chức.")]
    assert earlier_of(confirmation) == "theo bản trước"


def test_just_those_are_asked_again_and_their_confirmation_stays(
    cast: Cast, accepted: Assignment, document: Document, rollout: Rollout
):
    opened = make_assignment(accepted.task, cast.other_commune)
    other = make_task(rollout, make_duty(document, "muc-2", code="2"))
    untouched = bring_to("confirmed", make_assignment(other, cast.commune), cast)
    first = accepted.first_confirmed_at
    edition = later_text(cast, document)
    renewal = ask(cast, edition)
    for row in (accepted, opened, untouched):
        row.refresh_from_db()
    assert (accepted.state, accepted.again_due_on) == ("asked_again", in_days(14))
    assert (accepted.first_confirmed_at, accepted.accepted_at) == (first, None)
    assert (opened.state, opened.again_due_on) == ("assigned", None)
    assert untouched.state == "confirmed"
    assert (renewal.asked, renewal.told) == (1, 1)
    item = renewal.items.get(assignment=accepted)
    assert (item.confirmation, item.from_state) == (accepted.confirmations.get(), "accepted")
    assert accepted.confirmations.get().review.outcome == "accepted"
    event = accepted.events.last()
    assert (event.act, event.from_state, event.to_state) == (
        "ask_again",
        "accepted",
        "asked_again",
    )
    assert event.reason.startswith(f"{document.title}, bản 2")
    assert event.reason.endswith(REASON)
    assert opened.events.get().act == "renew_text"
    recorded = AuditEvent.objects.first()
    assert (recorded.act, recorded.data["asked"]) == ("renewal_ask", 1)


def test_the_people_of_the_units_are_told_once_each(
    cast: Cast, accepted: Assignment, document: Document
):
    make_assignment(accepted.task, cast.other_commune)
    ask(cast, later_text(cast, document))
    told = Notice.objects.filter(kind__in=["asked_again", "new_text"])
    found = set(told.values_list("user", "kind", "number"))
    assert found == {
        *((user.pk, "asked_again", 1) for user in (cast.chairman, cast.vice_chairman, cast.clerk)),
        (cast.other_chairman.pk, "new_text", 1),
    }
    assert told.get(user=cast.chairman).dues == [in_days(14)]


def test_confirmed_again_it_rests_on_the_new_words(
    cast: Cast, accepted: Assignment, document: Document
):
    before = accepted.confirmations.get()
    edition = later_text(cast, document)
    ask(cast, edition)
    accepted.refresh_from_db()
    again = confirm(accepted, cast.chairman)
    assert (again.number, earlier_of(again), earlier_of(before)) == (2, "", "theo bản trước")
    assert again.clause_hash != before.clause_hash == clause_hash_of(OLD)
    assert again.clause_hash == clause_hash_of(NEW) == clause_hash(accepted.task_id)
    assert plan_of(edition).tasks == []
    accepted.refresh_from_db()
    assert accepted.state == "confirmed"
    review_accept(actor=acting(cast.office_officer), confirmation_id=again.pk)


def clause_hash_of(text: str) -> str:
    canonical = json.dumps([("muc-1", text)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def test_the_same_form_sent_twice_asks_once(cast: Cast, accepted: Assignment, document: Document):
    edition = later_text(cast, document)
    sent = {"seen": seen(plan_of(edition)), "form_token": UUID(int=7)}
    assert ask(cast, edition, **sent) == ask(cast, edition, **sent)
    assert accepted.events.filter(act="ask_again").count() == 1


def test_what_moved_since_it_was_seen_is_told_and_nothing_is_done(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document)
    looked_at = seen(plan_of(edition))
    confirm(make_assignment(accepted.task, cast.other_commune), cast.other_chairman)
    with pytest.raises(Refused, match="Từ lúc bạn xem danh sách"):
        ask(cast, edition, seen=looked_at)
    assert not Renewal.objects.exists()
    assert not AssignmentEvent.objects.filter(act="ask_again").exists()


def test_a_newer_text_published_meanwhile_is_told(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document)
    looked_at = seen(plan_of(edition))
    later_text(cast, document, text="Phổ biến Bộ Quy tắc đến mọi người.")
    with pytest.raises(Refused, match="bản 3 mới hơn"):
        ask(cast, edition, seen=looked_at)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "  "}, "Ghi lý do"),
        ({"due_on": date(2020, 1, 1)}, "đã qua"),
        ({"due_on": date(2999, 1, 1)}, "quá xa"),
        ({"seen": {}}, "ít nhất một nhiệm vụ"),
    ],
)
def test_bad_input_is_refused_in_words(
    cast: Cast, accepted: Assignment, document: Document, fields: dict, words: str
):
    edition = later_text(cast, document)
    with pytest.raises(Refused, match=words):
        ask(cast, edition, **fields)
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


@pytest.mark.parametrize("who", ["office_officer", "auditor", "chairman", "administrator"])
def test_only_the_lead_asks(cast: Cast, accepted: Assignment, document: Document, who: str):
    edition = later_text(cast, document)
    with pytest.raises(PermissionDenied):
        renewal_order(
            actor=acting(getattr(cast, who)),
            edition_id=edition.pk,
            seen=seen(plan_of(edition)),
            due_on=in_days(3),
            reason=REASON,
            form_token=uuid4(),
        )


def test_ordered_it_is_done_by_a_job_and_done_again_it_does_nothing(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document)
    token = uuid4()
    sent = {
        "edition_id": edition.pk,
        "seen": seen(plan_of(edition)),
        "due_on": in_days(3),
        "reason": REASON,
        "form_token": token,
    }
    job = renewal_order(actor=acting(cast.office_lead), **sent)
    job_run(job_id=job.pk)
    job.refresh_from_db()
    renewal = Renewal.objects.get(form_token=token)
    assert (job.state, job.result_url) == ("done", renewal.get_absolute_url())
    again = renewal_order(actor=acting(cast.office_lead), **sent)
    job_run(job_id=again.pk)
    assert Renewal.objects.count() == 1


def test_a_closed_rollout_is_left_as_it_is(cast: Cast, accepted: Assignment, document: Document):
    edition = later_text(cast, document)
    rollout_close(actor=acting(cast.office_lead), rollout_id=accepted.task.rollout_id)
    assert plan_of(edition).tasks == []
    assert earlier_of(accepted.confirmations.get()) == "theo bản trước"


def test_of_a_recurring_task_the_period_that_runs_is_asked_and_later_ones_rest_on_it(
    cast: Cast, document: Document, rollout: Rollout
):
    task = make_task(
        rollout,
        make_duty(document),
        frequency="quarterly",
        due_on=None,
        due_rule="after",
        due_number=5,
    )
    rows = [
        make_assignment(
            task,
            cast.commune,
            occurrence=period(task, n),
            due_on=in_days(30),
            original_due_on=in_days(30),
        )
        for n in (1, 2)
    ]
    signed = [confirm(row, cast.chairman) for row in rows]
    ask(cast, later_text(cast, document))
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["confirmed", "asked_again"]
    assert [earlier_of(each) for each in signed] == ["theo bản trước", "theo bản trước"]
    third = make_assignment(
        task,
        cast.commune,
        occurrence=period(task, 3),
        due_on=in_days(30),
        original_due_on=in_days(30),
    )
    assert earlier_of(confirm(third, cast.chairman)) == ""


def period(task: object, number: int) -> Occurrence:
    month = 3 * number - 2
    return Occurrence.objects.create(
        task=task,
        number=number,
        kind="quarterly",
        year=2025,
        part=number,
        starts_on=date(2025, month, 1),
        ends_on=date(2025, month + 2, 28),
        due_on=date(2025, month + 2, 28) + timedelta(days=9),
        opened_at=SOME_TIME,
    )


def test_asked_again_it_is_late_by_the_new_date_and_in_time_by_the_old(
    cast: Cast, assignment: Assignment, document: Document
):
    Assignment.objects.filter(pk=assignment.pk).update(
        due_on=in_days(1), original_due_on=in_days(1)
    )
    assignment.refresh_from_db()
    bring_to("accepted", assignment, cast)
    ask(cast, later_text(cast, document), due_on=in_days(5))
    assignment.refresh_from_db()
    overdue = Assignment.objects.overdue
    assert not overdue(in_days(5)).exists()
    assert not assignment.is_overdue(in_days(5))
    assert overdue(in_days(6)).get() == assignment
    assert assignment.is_overdue(in_days(6))
    assert Assignment.objects.on_time().get() == assignment
    assert late_rows(1, in_days(20), work_calendar()).get() == assignment


def test_reports_count_it_as_open_and_those_as_of_before_stay(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document)
    before = timezone.now()
    ask(cast, edition)
    rollout = accepted.task.rollout_id
    assert figures(collect(of_rollout(rollout, before)).rows).accepted.part == 1
    now = figures(collect(of_rollout(rollout, timezone.now())).rows)
    assert (now.confirmed.part, now.expected, now.boxes.open_in_time) == (0, 1, 1)
    (row,) = collect(of_rollout(rollout, timezone.now() + timedelta(days=30))).rows
    assert (row.state, row.is_overdue, row.first_confirmed_on != "") == ("asked_again", True, True)


def test_the_lead_may_take_the_asking_back(cast: Cast, accepted: Assignment, document: Document):
    ask(cast, later_text(cast, document))
    asking_take_back(
        actor=acting(cast.office_lead), assignment_id=accepted.pk, reason="Xã làm đủ rồi."
    )
    accepted.refresh_from_db()
    assert (accepted.state, accepted.accepted_at is not None) == ("accepted", True)
    assert earlier_of(accepted.confirmations.get()) == "theo bản trước"


def test_a_page_that_showed_the_old_words_signs_nothing(
    cast: Cast, accepted: Assignment, document: Document
):
    row = make_assignment(accepted.task, cast.other_commune)
    prepare(row, cast.other_chairman)
    shown = row.task.rollout.edition_id
    edition = later_text(cast, document)
    ask(cast, edition)
    sent = {"actor": acting(cast.other_chairman), "assignment_id": row.pk}
    sent |= {"draft_version": version(row), "form_token": uuid4()}
    with pytest.raises(Refused, match="đã đổi sang bản mới"):
        confirmation_sign(**sent, edition=shown)
    assert confirmation_sign(**sent, edition=edition.pk).number == 1


def test_a_paper_signed_before_is_refused(cast: Cast, accepted: Assignment, document: Document):
    ask(cast, later_text(cast, document))
    with pytest.raises(Refused, match="trước khi nội dung giao việc đổi"):
        enter(accepted, cast.office_officer)
    entered = enter(accepted, cast.office_officer, paper_signed_on=timezone.localdate())
    assert earlier_of(entered) == ""


def test_what_waited_for_a_review_waits_no_more(
    cast: Cast, assignment: Assignment, document: Document
):
    signed = bring_to("confirmed", assignment, cast).confirmations.get()
    edition = later_text(cast, document)
    waiting = ConfirmationFilters.of({"ket-qua": "cho"})
    assert list(confirmations_of(waiting, in_days(0))) == [signed]
    ask(cast, edition)
    assert not confirmations_of(waiting, in_days(0)).exists()
    with pytest.raises(Refused, match="Cần xác nhận lại"):
        review_accept(actor=acting(cast.office_officer), confirmation_id=signed.pk)
    assignment.refresh_from_db()
    again = confirm(assignment, cast.chairman)
    assert list(confirmations_of(waiting, in_days(0))) == [again]


def test_a_unit_that_is_no_more_is_asked_through_its_successor(
    cast: Cast, accepted: Assignment, document: Document
):
    apply(cast.office_lead, merging(cast.commune, cast.other_commune))
    ask(cast, later_text(cast, document))
    accepted.refresh_from_db()
    assert accepted.state == "transferred"
    heir = Assignment.objects.get(unit__code="X-MOI")
    assert (heir.state, heir.original_due_on, heir.due_on) == ("assigned", *[in_days(14)] * 2)
    assert earlier_of(enter(heir, cast.office_officer, paper_signed_on=in_days(0))) == ""


def test_a_clause_that_is_gone_cannot_be_asked_about(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document, text="")
    (plan,) = plan_of(edition).tasks
    assert "không còn điều khoản" in plan.problem
    assert plan_of(edition).askable == []


def test_what_is_never_tracked_any_more_cannot_be_asked_about(
    cast: Cast, accepted: Assignment, document: Document
):
    edition = later_text(cast, document)
    Duty.objects.filter(clause__edition=edition).update(tracked="never")
    (plan,) = plan_of(edition).tasks
    assert "không theo dõi" in plan.problem


def test_a_receipt_names_the_clauses_that_were_confirmed(
    cast: Cast, accepted: Assignment, document: Document
):
    before = receipt_of(accepted.confirmations.get().pk)
    ask(cast, later_text(cast, document))
    assert receipt_of(accepted.confirmations.get().pk) == before


def test_many_units_take_as_many_statements(
    cast: Cast, accepted: Assignment, document: Document, django_assert_max_num_queries
):
    for unit, head in ((cast.other_commune, cast.other_chairman), (cast.school, cast.head_teacher)):
        confirm(make_assignment(accepted.task, unit), head)
    edition = later_text(cast, document)
    looked_at = seen(plan_of(edition))
    with django_assert_max_num_queries(52):
        ask(cast, edition, seen=looked_at)
    assert RenewalItem.objects.filter(confirmation__isnull=False).count() == 3


@pytest.fixture
def renewal(cast: Cast, accepted: Assignment, document: Document) -> Renewal:
    return ask(cast, later_text(cast, document))


@pytest.mark.parametrize("model", [Renewal, RenewalTask, RenewalClause, RenewalItem])
def test_what_was_asked_never_changes(renewal: Renewal, model: type):
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"reason": ""}, "renewal_has_a_reason"),
        ({"due_on": None}, "renewal_asks_until_a_day"),
    ],
)
def test_the_database_refuses_a_bad_renewal(renewal: Renewal, fields: dict, constraint: str):
    renewal.pk, renewal.form_token = None, uuid4()
    renewal._state.adding = True
    for name, value in fields.items():
        setattr(renewal, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        renewal.save()


def test_the_database_refuses_a_bad_row_of_the_list(renewal: Renewal, cast: Cast):
    item = renewal.items.get()
    row = make_assignment(item.assignment.task, cast.school)
    bad = {"renewal": renewal, "assignment": row, "confirmation": item.confirmation}
    with pytest.raises(IntegrityError, match="asks_what_was_confirmed"), transaction.atomic():
        RenewalItem.objects.create(**bad, from_state="assigned")
    with pytest.raises(IntegrityError, match="renewal_item_once"), transaction.atomic():
        RenewalItem.objects.create(
            renewal=renewal, assignment=item.assignment, from_state="assigned"
        )


def test_the_database_refuses_a_bad_pair_of_clauses(renewal: Renewal):
    pair = RenewalClause.objects.get()
    of, duty = pair.of, pair.duty
    never = Duty.objects.create(clause=pair.after, code="x", quote="x", action="x", tracked="never")
    rows = [
        ({"before": pair.after, "after": pair.after}, "clause_is_another"),
        ({"before": pair.before, "after": pair.after}, "clause_once"),
        (
            {"before": pair.after, "after": pair.before, "duty": never, "tracked": "never"},
            "never_on_untracked_duty",
        ),
        (
            {"before": pair.after, "after": pair.before, "duty": never, "tracked": "yes"},
            "tracked_duty",
        ),
        (
            {"before": pair.after, "after": pair.before, "duty": duty, "tracked": None},
            "never_on_untracked_duty",
        ),
    ]
    for fields, constraint in rows:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            RenewalClause.objects.create(of=of, **fields)
    with pytest.raises(IntegrityError, match="renewal_task_once"), transaction.atomic():
        RenewalTask.objects.create(renewal=renewal, task=of.task)


def test_asked_again_needs_its_date(accepted: Assignment):
    with pytest.raises(IntegrityError, match="asked_again_has_its_date"), transaction.atomic():
        Assignment.objects.filter(pk=accepted.pk).update(state="asked_again", accepted_at=None)


@settings(max_examples=60)
@given(st.text(alphabet="ab ,", max_size=30), st.text(alphabet="ab ,", max_size=30))
def test_old_and_new_side_by_side_are_the_two_wordings(before: str, after: str):
    words = Words("muc-1", before, after)
    assert "".join(text for text, _sign in words.old) == before
    assert "".join(text for text, _sign in words.new) == after
