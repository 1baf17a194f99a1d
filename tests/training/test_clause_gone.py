"""A later major edition has no clause left that orders a task: stop, continue elsewhere, go on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directives.models import Document, Duty, Edition
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, signed_in
from tests.factories import make_assignment
from tests.training.acts import bring_to, confirm
from tests.training.ending_acts import REASON, awaiting, choose, moved
from tests.training.later_texts import later_text
from training.ending import Move, preview_of, target_of
from training.models import Assignment, AssignmentEvent, EndedChoice, Notice, Renewal
from training.renewing import plan_of
from training.texts import cited_now, mark_earlier


@pytest.fixture
def accepted(cast: Cast, assignment: Assignment) -> Assignment:
    return bring_to("accepted", assignment, cast)


@pytest.fixture
def opened(cast: Cast, accepted: Assignment) -> Assignment:
    """The same task of another unit, still to be done."""
    return make_assignment(accepted.task, cast.other_commune)


@pytest.fixture
def without(cast: Cast, opened: Assignment, document: Document) -> Edition:
    """The edition without the clause; another one in it orders something that may be tracked."""
    edition = later_text(cast, document, text="")
    make_duty_in(edition)
    return edition


def make_duty_in(edition: Edition) -> Duty:
    clause = edition.clauses.get(eid="muc-2")
    return Duty.objects.create(
        clause=clause, code="z9", quote=clause.text, action=clause.text, tracked="yes"
    )


def test_the_choice_awaits_and_nothing_stops_by_itself(
    without: Edition, opened: Assignment, document: Document
):
    (row,) = awaiting()
    assert (row.task, row.open, row.confirmed) == (opened.task, 1, 1)
    assert row.cause.edition == without
    assert "không còn điều khoản nào giao nhiệm vụ này" in row.cause.words
    assert target_of(row.cause) == without
    assert plan_of(without).askable == []
    opened.refresh_from_db()
    assert opened.state == "assigned"


def test_a_clause_that_is_there_still_or_a_minor_edition_asks_for_no_choice(
    cast: Cast, opened: Assignment, document: Document
):
    later_text(cast, document)
    assert awaiting() == []
    later_text(cast, document, weight="minor", text="")
    # The major one changed it, and now it is gone.
    assert len(awaiting()) == 1


def test_stopped_open_work_is_cancelled_and_what_was_confirmed_stays(
    cast: Cast, without: Edition, opened: Assignment, accepted: Assignment
):
    chosen = choose(cast, "stop")
    opened.refresh_from_db()
    accepted.refresh_from_db()
    assert (opened.state, accepted.state) == ("cancelled", "accepted")
    assert (chosen.edition, chosen.relation) == (without, None)
    assert (chosen.open_count, chosen.kept_count) == (1, 1)
    event = AssignmentEvent.objects.get(assignment=opened, act="stop")
    assert event.reason.startswith(without.document.title)
    assert event.reason.endswith(REASON)
    told = Notice.objects.filter(kind=Notice.Kind.STOPPED)
    assert set(told.values_list("unit__code", flat=True)) == {"X-HL"}
    assert awaiting() == []
    assert AuditEvent.objects.get(act="task_stop_clause").data["edition"] == without.pk


def test_moved_it_continues_on_another_clause_of_the_same_document(
    cast: Cast, without: Edition, opened: Assignment, accepted: Assignment
):
    due = timezone.localdate() + timedelta(days=9)
    chosen = moved(cast, "z9", asks=True, again_due_on=due)
    assert chosen.renewal.kind == Renewal.Kind.CLAUSE
    assert chosen.renewal.edition == without
    opened.refresh_from_db()
    accepted.refresh_from_db()
    assert (opened.state, accepted.state) == ("assigned", "asked_again")
    (cited,) = cited_now([opened.task_id])[opened.task_id]
    assert cited
    signed = confirm(opened, cast.other_chairman)
    mark_earlier([signed])
    assert signed.earlier is None
    before = accepted.confirmations.get()
    mark_earlier([before])
    assert before.earlier.label == "theo bản trước"
    assert awaiting() == []


def test_going_on_is_kept_until_a_later_major_edition(
    cast: Cast, without: Edition, opened: Assignment, document: Document
):
    choose(cast, "go_on")
    assert awaiting() == []
    opened.refresh_from_db()
    assert opened.state == "assigned"
    later_text(cast, document, eid="muc-2", weight="minor", text="Sửa lỗi chính tả.")
    assert awaiting() == []
    later_text(cast, document, eid="muc-2", text="Mục hai nay khác hẳn.")
    assert len(awaiting()) == 1


def test_what_moved_since_it_was_seen_is_told(
    cast: Cast, without: Edition, opened: Assignment, accepted: Assignment
):
    (row,) = awaiting()
    seen = preview_of(row).seen
    confirm(opened, cast.other_chairman)
    make_assignment(opened.task, cast.school)
    with pytest.raises(Refused, match="Chưa việc nào đổi"):
        choose(cast, "stop", seen=seen)
    with pytest.raises(Refused, match="Hãy chọn yêu cầu"):
        choose(cast, "move", move=Move({}))


def test_one_answer_an_edition_and_one_cause(cast: Cast, without: Edition, opened: Assignment):
    chosen = choose(cast, "go_on")
    row = {
        field.name: getattr(chosen, field.name)
        for field in EndedChoice._meta.fields
        if field.name != "id"
    } | {"form_token": uuid4()}
    with pytest.raises(IntegrityError, match="ended_choice_once_an_edition"), transaction.atomic():
        EndedChoice.objects.create(**row)


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.office_lead)


def test_the_pages_offer_the_choice_by_its_own_words(
    cast: Cast, without: Edition, opened: Assignment, lead: Client
):
    path = reverse("training:ended_choose", args=[opened.task_id])
    listed = lead.get(reverse("training:renewals")).content.decode()
    assert path in listed
    assert "không còn điều khoản nào giao nhiệm vụ này" in listed
    page = lead.get(path)
    shown = page.content.decode()
    assert "Điều khoản không còn ở bản mới" in shown
    assert "Chuyển sang điều khoản khác của bản mới" in shown
    assert "Chuyển sang văn bản thay thế" not in shown
    form = page.context["form"]
    (clause,) = page.context["row"].text.clauses
    sent = form.initial | {
        "choice": "move",
        "reason": REASON,
        f"to_{clause.pk}": Duty.objects.get(code="z9").pk,
        "asks": "",
    }
    done = lead.post(path, sent, follow=True).content.decode()
    assert "Đã ghi nhận lựa chọn." in done
    assert "Chuyển sang điều khoản khác của bản mới" in done
    renewal = lead.get(Renewal.objects.get().get_absolute_url()).content.decode()
    assert "Chuyển sang điều khoản khác của bản mới" in renewal
    own = signed_in(cast.other_chairman).get(opened.get_absolute_url()).content.decode()
    assert "bản 2" in own


def test_the_unit_is_told_that_nobody_has_chosen_yet(
    cast: Cast, without: Edition, opened: Assignment
):
    own = signed_in(cast.other_chairman).get(opened.get_absolute_url()).content.decode()
    assert "không còn điều khoản nào giao nhiệm vụ này" in own
    assert "chưa quyết định việc này dừng, chuyển hay tiếp tục" in own
