"""entries_record · entries_take_back — statements of units that the office enters from paper or
from a table. They are marked so and are nobody's signature here; another person reviews them.

Both take many at once, in a number of statements that does not grow with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.accounts.models import Membership
from portal.audit.services import Deed, record_many
from portal.files.models import StoredFile
from portal.refusals import Refused
from portal.units.models import UnitPeriod
from portal.units.services import shape_lock
from portal.web.templatetags.portal import vn_date
from training.capacity import permitted
from training.clause_digest import clause_hashes
from training.models import Assignment, AssignmentEvent, Confirmation, IndicatorValue, Review
from training.notices.writing import notices_of_events
from training.texts import renewed_on
from training.transfers import pass_on
from training.transitions import RULES, Transition

BATCH = 1_000
NOON = time(12)


@dataclass(frozen=True)
class Entry:
    """What the paper says. `values` maps indicators to whole numbers; what it does not tell is
    left out, never made a nought."""

    assignment_id: int
    held_on: date
    paper_signed_on: date
    signer_name: str
    signer_position: str = ""
    channels: list[str] = field(default_factory=list)
    values: dict[int, int] = field(default_factory=dict)
    note: str = ""
    paper_scan: StoredFile | None = None
    # Of the form that sends it, so that it is entered once; a table has none.
    form_token: UUID | None = None
    # The words above the signature on the paper; a table has none.
    attestation: str = ""
    # Of a unit that handed its task on: the numbers on the paper are its own.
    numbers_from: str = ""


@transaction.atomic
def entries_record(
    *, actor: Actor, entries: Sequence[Entry], how: Confirmation.Entry
) -> list[Confirmation]:
    """In the order given. All of them, or none where one may not be entered (Refused)."""
    rule = RULES[Transition.ENTER]
    membership = permitted(actor, rule.act, 0)
    assignments = _locked([entry.assignment_id for entry in entries])
    _refuse_unless_in(rule.from_states, assignments.values())
    _refuse_on_earlier_words(entries, assignments)
    at = timezone.now()
    confirmations = _confirmations(actor, entries, how, assignments, at)
    events = [
        _event(assignments[c.assignment_id], Transition.ENTER, membership, at)
        for c in confirmations
    ]
    for confirmation in confirmations:
        row = assignments[confirmation.assignment_id]
        row.state, row.confirmed_at = rule.to, at
        row.first_confirmed_at = row.first_confirmed_at or _moment(confirmation, at)
    _save(assignments.values(), events)
    record_many(
        actor=actor.user,
        act=f"assignment_{Transition.ENTER}",
        deeds=[
            Deed(
                assignments[c.assignment_id],
                assignments[c.assignment_id].unit_id,
                {"from": event.from_state, "to": rule.to, "confirmation": c.number, "how": how},
            )
            for c, event in zip(confirmations, events, strict=True)
        ],
    )
    return confirmations


@transaction.atomic
def entries_take_back(*, actor: Actor, confirmation_ids: Iterable[int], reason: str) -> int:
    """Entered wrongly: each stays on record as not counting, its assignment goes back to what it
    was, or goes on to the successor of its unit. Refused, in words, where one has been reviewed or
    is not the office's own entry."""
    shape_lock()
    membership = permitted(actor, RULES[Transition.TAKE_BACK].act, 0)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Hãy ghi rõ lý do; người nhận cần biết để làm tiếp."))
    rows = list(Confirmation.objects.filter(pk__in=confirmation_ids).select_related("review"))
    assignments = _locked([row.assignment_id for row in rows])
    # Read again under the lock.
    reviews = Review.objects.filter(confirmation__in=rows).in_bulk(field_name="confirmation_id")
    rows = [row for row in rows if not _is_revoked(reviews.get(row.pk))]
    _refuse_unless_own(rows, assignments, reviews)
    at = timezone.now()
    before = _states_before(assignments)
    events = []
    for row in rows:
        assignment = assignments[row.assignment_id]
        event = _event(assignment, Transition.TAKE_BACK, membership, at, reason)
        event.to_state = before.get(assignment.pk, Assignment.State.ASSIGNED)
        events.append(event)
        assignment.state = event.to_state
    _revoke(actor, rows, reason, at)
    _times_without(assignments, rows)
    _save((assignments[row.assignment_id] for row in rows), events)
    record_many(
        actor=actor.user,
        act=f"assignment_{Transition.TAKE_BACK}",
        deeds=[
            Deed(
                assignments[row.assignment_id],
                assignments[row.assignment_id].unit_id,
                {
                    "from": event.from_state,
                    "to": event.to_state,
                    "reason": reason,
                    "confirmation": row.number,
                },
            )
            for row, event in zip(rows, events, strict=True)
        ],
    )
    pass_on(actor=actor, assignments=[assignments[row.assignment_id] for row in rows])
    return len(rows)


def _locked(ids: list[int]) -> dict[int, Assignment]:
    rows = Assignment.objects.select_for_update(of=["self"]).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def _confirmations(
    actor: Actor,
    entries: Sequence[Entry],
    how: Confirmation.Entry,
    assignments: dict[int, Assignment],
    at: datetime,
) -> list[Confirmation]:
    numbers = _last_numbers(assignments)
    hashes = clause_hashes({row.task_id for row in assignments.values()})
    names = _unit_names({row.unit_id for row in assignments.values()})
    made = Confirmation.objects.bulk_create(
        [
            Confirmation(
                assignment_id=entry.assignment_id,
                number=numbers.get(entry.assignment_id, 0) + 1,
                held_on=entry.held_on,
                channels=entry.channels,
                note=entry.note,
                attestation=entry.attestation,
                numbers_from=entry.numbers_from,
                clause_hash=hashes[assignments[entry.assignment_id].task_id],
                entry=how,
                entered_by=actor.user,
                paper_signed_on=entry.paper_signed_on,
                signer_name=entry.signer_name,
                signer_position=entry.signer_position,
                unit_name=names.get(assignments[entry.assignment_id].unit_id, ""),
                signed_at=at,
                paper_scan=entry.paper_scan,
                form_token=entry.form_token or uuid4(),
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    IndicatorValue.objects.bulk_create(
        [
            IndicatorValue(confirmation=confirmation, indicator=number, value=value)
            for confirmation, entry in zip(made, entries, strict=True)
            for number, value in sorted(entry.values.items())
        ],
        batch_size=BATCH,
    )
    return made


def _refuse_on_earlier_words(entries: Sequence[Entry], assignments: dict[int, Assignment]) -> None:
    """A paper signed before the words changed says nothing of the words it would stand for."""
    since = renewed_on({row.task_id for row in assignments.values()})
    for entry in entries:
        day = since.get(assignments[entry.assignment_id].task_id)
        if day and entry.paper_signed_on < day:
            raise Refused(
                _(
                    "Bản giấy ký ngày %(signed)s, trước khi nội dung giao việc đổi (%(day)s); cần "
                    "bản ký theo nội dung mới. Không đổi gì."
                )
                % {"signed": vn_date(entry.paper_signed_on), "day": vn_date(day)}
            )


def _last_numbers(assignments: Iterable[int]) -> dict[int, int]:
    rows = Confirmation.objects.filter(assignment__in=list(assignments)).order_by()
    return dict(rows.values("assignment").annotate(n=Max("number")).values_list("assignment", "n"))


def _unit_names(unit_ids: set[int]) -> dict[int, str]:
    periods = UnitPeriod.objects.known(timezone.localdate()).filter(unit__in=unit_ids)
    return dict(periods.values_list("unit", "name"))


def _moment(confirmation: Confirmation, at: datetime) -> datetime:
    """The day on the paper as a moment of that day, never after the entry itself."""
    noon = datetime.combine(
        confirmation.paper_signed_on, NOON, tzinfo=timezone.get_current_timezone()
    )
    return min(noon, at)


def _event(
    assignment: Assignment,
    transition: Transition,
    membership: Membership,
    at: datetime,
    reason: str = "",
) -> AssignmentEvent:
    return AssignmentEvent(
        assignment=assignment,
        act=transition,
        from_state=assignment.state,
        to_state=RULES[transition].to or assignment.state,
        at=at,
        by=membership.user,
        by_name=membership.user.name,
        by_position=membership.position,
        reason=reason,
    )


def _save(assignments: Iterable[Assignment], events: list[AssignmentEvent]) -> None:
    fields = ["state", "confirmed_at", "first_confirmed_at"]
    Assignment.objects.bulk_update(list(assignments), fields, batch_size=BATCH)
    notices_of_events(AssignmentEvent.objects.bulk_create(events, batch_size=BATCH))


def _is_revoked(review: Review | None) -> bool:
    return review is not None and review.outcome == Review.Outcome.REVOKED


def _refuse_unless_own(
    rows: list[Confirmation], assignments: dict[int, Assignment], reviews: dict[int, Review]
) -> None:
    states = RULES[Transition.TAKE_BACK].from_states
    _refuse_unless_in(states, [assignments[row.assignment_id] for row in rows])
    if any(row.entry not in Confirmation.ENTERED for row in rows):
        raise Refused(_("Xác nhận do người đứng đầu ký không rút được; hãy trả lại kèm lý do."))
    if any(row.pk in reviews for row in rows):
        raise Refused(_("Có xác nhận đã được thẩm định nên không rút được nữa. Không đổi gì."))


def _refuse_unless_in(states: frozenset[str], assignments: Iterable[Assignment]) -> None:
    moved = [row for row in assignments if row.state not in states]
    if moved:
        raise Refused(
            _(
                "%(count)s việc không còn ở trạng thái làm được việc này (%(unit)s: “%(state)s”). "
                "Không đổi gì."
            )
            % {
                "count": len(moved),
                "unit": moved[0].unit.name_on(timezone.localdate()),
                "state": moved[0].get_state_display(),
            }
        )


def _states_before(assignments: Iterable[int]) -> dict[int, str]:
    """The state each had when the office last entered for it."""
    events = AssignmentEvent.objects.filter(
        assignment__in=list(assignments), act=Transition.ENTER
    ).order_by("pk")
    return dict(events.values_list("assignment", "from_state"))


def _revoke(actor: Actor, rows: list[Confirmation], reason: str, at: datetime) -> None:
    Review.objects.bulk_create(
        [
            Review(
                confirmation=row,
                outcome=Review.Outcome.REVOKED,
                reason=reason,
                reviewer=actor.user,
                reviewer_name=actor.user.name,
                reviewed_at=at,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def _times_without(assignments: dict[int, Assignment], rows: list[Confirmation]) -> None:
    """As if these had never been: what was confirmed before them counts again."""
    left = Confirmation.objects.filter(assignment__in=[row.assignment_id for row in rows])
    earlier: dict[int, datetime] = {}
    for assignment_id, signed_at in (
        left.standing().order_by("number").values_list("assignment", "signed_at")
    ):
        earlier[assignment_id] = signed_at
    for row in rows:
        assignment = assignments[row.assignment_id]
        assignment.confirmed_at = earlier.get(row.assignment_id)
        if row.assignment_id not in earlier:
            assignment.first_confirmed_at = None
