"""Two people at the same moment, each with a connection of their own to a real PostgreSQL."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from directives.models import Document
from portal.access import Actor
from portal.audit.models import AuditEvent
from portal.refusals import Refused
from tests.cast import Cast, assemble
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from tests.training.acts import FIELDS, acting, confirm, pdf, prepare
from tests.training.later_texts import ask, later_text, seen
from tests.training.test_ending import replacing
from training.drafts import draft_save
from training.ending import ended_choose, ended_tasks, preview_of
from training.evidence import evidence_add
from training.links import link_make, link_revoke, link_sign
from training.mass_extension import mass_extension_order, mass_extension_run
from training.models import (
    Assignment,
    Confirmation,
    EndedChoice,
    Extension,
    Occurrence,
    Renewal,
    Review,
)
from training.occurrences import occurrences_open
from training.renewing import plan_of
from training.review import review_accept, review_return
from training.services import assignment_acknowledge, confirmation_sign

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 30


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def document(cast: Cast) -> Document:
    return make_document(entered_by=cast.office_officer, published_by=cast.office_lead)


@pytest.fixture
def assignment(cast: Cast, document: Document) -> Assignment:
    rollout = make_rollout(document, by=cast.office_officer)
    return make_assignment(make_task(rollout, make_duty(document)), cast.commune)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave or raised, in the order given; all are let go at the same moment."""
    gate, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE_SECONDS)
            answers[place] = act()
        except Exception as error:  # handed to the test, whatever it is
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return answers


def one_won(answers: list[object]) -> tuple[object, Refused]:
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    others = [answer for answer in answers if not isinstance(answer, Exception)]
    assert (len(refusals), len(others)) == (1, len(answers) - 1), answers
    return others[0], refusals[0]


def signing(actor: Actor, assignment: Assignment, token: object) -> Callable[[], Confirmation]:
    return lambda: confirmation_sign(
        actor=actor, assignment_id=assignment.pk, draft_version=2, form_token=token
    )


def test_one_form_sent_many_times_at_once_signs_once(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    audit = AuditEvent.objects.count()
    token, actor = uuid4(), acting(cast.chairman)
    answers = at_once(*[signing(actor, assignment, token)] * 4)
    assert answers == [Confirmation.objects.get()] * 4
    assert assignment.events.count() == 1
    assert AuditEvent.objects.count() == audit + 1


def test_of_two_signers_at_once_one_is_told_who_signed(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    won, refusal = one_won(
        at_once(
            signing(acting(cast.chairman), assignment, uuid4()),
            signing(acting(cast.vice_chairman), assignment, uuid4()),
        )
    )
    assert Confirmation.objects.get() == won
    assert won.signer_name in str(refusal)


def test_accepted_and_returned_at_once_one_stands(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    first, second = acting(cast.office_officer), acting(cast.second_office_officer)
    won, refusal = one_won(
        at_once(
            lambda: review_accept(actor=first, confirmation_id=signed.pk),
            lambda: review_return(actor=second, confirmation_id=signed.pk, reason="Thiếu ảnh."),
        )
    )
    assert Review.objects.get() == won
    assignment.refresh_from_db()
    assert assignment.state == won.outcome
    assert won.reviewer_name in str(refusal)


def test_one_review_sent_twice_at_once_counts_once(assignment: Assignment, cast: Cast) -> None:
    signed = confirm(assignment, cast.chairman)
    actor = acting(cast.office_officer)
    answers = at_once(*[lambda: review_accept(actor=actor, confirmation_id=signed.pk)] * 3)
    assert answers == [Review.objects.get()] * 3


def test_two_drafts_saved_from_one_page_one_is_told(assignment: Assignment, cast: Cast) -> None:
    def saving(actor: Actor) -> Callable[[], object]:
        return lambda: draft_save(
            actor=actor, assignment_id=assignment.pk, version=0, fields=FIELDS
        )

    won, refusal = one_won(at_once(saving(acting(cast.clerk)), saving(acting(cast.chairman))))
    assert won.version == 1
    assert won.updated_by.name in str(refusal)


def test_files_sent_at_once_never_exceed_the_limit(assignment: Assignment, cast: Cast) -> None:
    actor = acting(cast.clerk)

    def sending(number: int) -> object:
        return evidence_add(
            actor=actor,
            assignment_id=assignment.pk,
            upload=pdf(f"{number}.pdf", b"%PDF-1.7 " + str(number).encode()),
            kind="minutes",
        )

    for number in range(9):
        sending(number)
    one_won(at_once(lambda: sending(20), lambda: sending(21)))
    assert assignment.evidence.count() == 10


def test_acknowledged_by_two_at_once_one_is_told(assignment: Assignment, cast: Cast) -> None:
    clerk, head = acting(cast.clerk), acting(cast.chairman)
    one_won(
        at_once(
            lambda: assignment_acknowledge(actor=clerk, assignment_id=assignment.pk),
            lambda: assignment_acknowledge(actor=head, assignment_id=assignment.pk),
        )
    )
    assert assignment.events.count() == 1


@pytest.mark.parametrize("other", ["link", "head", "revoked"])
def test_of_a_link_and_another_at_once_one_is_told(
    other: str, assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    office = acting(cast.office_officer)
    link, _token = link_make(actor=office, assignment_id=assignment.pk, given_to="bà Hòa")

    def through_the_link() -> Confirmation:
        return link_sign(
            link_id=link.pk,
            draft_version=2,
            form_token=uuid4(),
            name="Trần Thị Hòa",
            position="Hiệu trưởng",
        )

    others = {
        "link": through_the_link,
        "head": signing(acting(cast.chairman), assignment, uuid4()),
        "revoked": lambda: link_revoke(actor=office, link_id=link.pk),
    }
    _won, refusal = one_won(at_once(through_the_link, others[other]))
    assert re.search("không ký được|đã dùng để ký|thu hồi|Không thể thực hiện", str(refusal))
    link.refresh_from_db()
    signed = Confirmation.objects.filter(entry="link").exists()
    assert signed is bool(link.used_at)
    assert Confirmation.objects.count() == (0 if link.revoked_at else 1)


def test_a_period_opened_by_two_workers_at_once_is_opened_once(
    document: Document, cast: Cast
) -> None:
    rollout = make_rollout(document, by=cast.office_officer, issued_at=timezone.now())
    rule = {"frequency": "monthly", "due_on": None, "due_rule": "after", "due_number": 5}
    make_task(rollout, make_duty(document), kinds=("commune",), **rule)
    on = timezone.localdate() + timedelta(days=70)
    answers = at_once(*[lambda: occurrences_open(on=on)] * 3)
    opened = Occurrence.objects.count()
    assert sum(answers) == opened
    assert opened >= 2
    assert Assignment.objects.count() == 2 * opened


def test_confirmed_and_extended_at_once_the_record_agrees_with_itself(
    assignment: Assignment, cast: Cast
) -> None:
    prepare(assignment, cast.clerk)
    due_on = timezone.localdate() + timedelta(days=30)
    job = mass_extension_order(
        actor=acting(cast.office_lead),
        rollout_id=assignment.task.rollout_id,
        chosen="",
        columns=[str(assignment.task_id)],
        due_on=due_on,
        reason="Lũ.",
        form_token=uuid4(),
    )
    signed, extended = at_once(
        signing(acting(cast.chairman), assignment, uuid4()),
        lambda: mass_extension_run(order_id=job.args["order"]),
    )
    assert isinstance(signed, Confirmation)
    assignment.refresh_from_db()
    assert assignment.state == "confirmed"
    # The extension came first, or not at all.
    acts = ["extend", "confirm"] if extended else ["confirm"]
    assert [event.act for event in assignment.events.all()] == acts
    assert Extension.objects.count() == extended
    assert (assignment.due_on == due_on) is bool(extended)


def test_two_leads_ask_again_at_once_and_it_is_done_once(
    cast: Cast, document: Document, assignment: Assignment
):
    confirm(assignment, cast.chairman)
    edition = later_text(cast, document)
    looked_at = seen(plan_of(edition))
    answers = at_once(*[lambda: ask(cast, edition, seen=looked_at)] * 2)
    done, refusal = one_won(answers)
    assert (done.asked, "Từ lúc bạn xem danh sách" in str(refusal)) == (1, True)
    assert assignment.events.filter(act="ask_again").count() == 1
    assert Renewal.objects.count() == 1


def test_a_unit_that_confirms_while_it_is_asked_is_in_or_refused_in_words(
    cast: Cast, document: Document, assignment: Assignment
):
    """On the words the page showed, or not at all; and what was asked is what was seen."""
    prepare(assignment, cast.chairman)
    first = assignment.task.rollout.edition_id
    edition = later_text(cast, document)
    looked_at = seen(plan_of(edition))
    version = assignment.draft.version

    def signs() -> Confirmation:
        return confirmation_sign(
            actor=acting(cast.chairman),
            assignment_id=assignment.pk,
            draft_version=version,
            form_token=uuid4(),
            edition=first,
        )

    signed, asked = at_once(signs, lambda: ask(cast, edition, seen=looked_at))
    assignment.refresh_from_db()
    if isinstance(signed, Confirmation):
        assert isinstance(asked, Refused)
        assert (assignment.state, Renewal.objects.count()) == ("confirmed", 0)
    else:
        assert "đã đổi sang bản mới" in str(signed)
        assert (asked.told, assignment.state) == (1, "assigned")
        assert not Confirmation.objects.exists()


def test_two_leads_choose_for_an_ended_task_at_once(
    cast: Cast, document: Document, assignment: Assignment
):
    replacing(cast, document)
    (row,) = ended_tasks(timezone.localdate())
    digest = preview_of(row).seen

    def chooses(choice: str) -> Callable[[], object]:
        return lambda: ended_choose(
            actor=acting(cast.office_lead),
            task_id=row.task.pk,
            choice=choice,
            reason="Văn bản đã được thay thế.",
            seen=digest,
            form_token=uuid4(),
        )

    _done, refusal = one_won(at_once(chooses("stop"), chooses("go_on")))
    assert "không còn chờ lựa chọn" in str(refusal)
    assert EndedChoice.objects.count() == 1
