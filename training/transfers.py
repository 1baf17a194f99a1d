"""open_of · transfer · pass_on · transfers_undo — open work goes to the successor of its unit.

Set-based: a fixed number of statements, however many assignments go over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import Deed, record_many
from portal.units.models import Unit, UnitEvent
from portal.units.succession import Succession, succession_of
from training.going_along import (
    BATCH_ROWS,
    Going,
    bring_drafts,
    bring_requests,
    drafts_back,
    move_requests,
)
from training.models import (
    Assignment,
    AssignmentEvent,
    AssignmentTransfer,
    Extension,
    Rollout,
)
from training.notices.writing import notices_of_events, notices_of_transfers, transfers_not_told
from training.places import place_of, places_back, take_places
from training.transitions import Transition

State = Assignment.State
How = AssignmentTransfer.How


def open_of(unit_ids: Iterable[int]) -> QuerySet[Assignment]:
    """What the units still have to do. A closed rollout keeps what is open in it as it is, and what
    waits for the office's word was done by the old unit."""
    return Assignment.objects.of_units(frozenset(unit_ids)).filter(
        state__in=Assignment.WITH_UNIT, task__rollout__state=Rollout.State.ISSUED
    )


@dataclass(frozen=True)
class Hand:
    """Who hands over, under which event, and why; the same for every row."""

    event: UnitEvent
    actor: Actor | None
    at: datetime
    reasons: Mapping[int, str] = field(default_factory=dict)

    def line(
        self, row: Assignment, act: Transition, before: str, after: str, reason: str
    ) -> AssignmentEvent:
        return AssignmentEvent(
            assignment=row,
            act=act,
            from_state=before,
            to_state=after,
            at=self.at,
            by=self.actor.user if self.actor else None,
            by_name=self.actor.user.name if self.actor else "",
            by_position=_position(self.actor),
            reason=reason,
        )


def _position(actor: Actor | None) -> str:
    return actor.memberships[0].position if actor and actor.memberships else ""


def transfer(hand: Hand, goes: Mapping[int, int]) -> list[AssignmentTransfer]:
    """`goes`: assignment → unit that takes it over. The caller's transaction holds it all."""
    rows = Assignment.objects.filter(pk__in=goes).select_for_update().order_by("pk")
    all_going = _by_target(list(rows), goes)
    _find_targets(all_going)
    _make_targets(all_going, hand)
    take_places(all_going)
    bring_drafts(all_going)
    bring_requests(all_going)
    _close(all_going, hand)
    opened = [going.target.pk for going in all_going if going.how != How.JOINED]
    notices_of_transfers(assignments=opened, at=hand.at)
    return AssignmentTransfer.objects.bulk_create(
        [
            AssignmentTransfer(
                event=hand.event,
                source=row,
                target=going.target,
                how=going.how,
                from_state=row.state,
                draft_version=going.draft.version
                if going.draft and going.draft.from_id == row.pk
                else None,
                extension=going.extension
                if going.extension and going.extension.from_id == row.pk
                else None,
                target_closed_at=going.target_closed_at,
                children=going.children.get(row.pk, []),
                place_before=going.place_before if row is going.sources[0] else None,
                at=hand.at,
            )
            for going in all_going
            for row in going.sources
        ],
        batch_size=BATCH_ROWS,
    )


def _by_target(rows: list[Assignment], goes: Mapping[int, int]) -> list[Going]:
    found: dict[tuple[int, int | None, int], Going] = {}
    for row in rows:
        heir = goes[row.pk]
        key = (row.task_id, row.occurrence_id, heir)
        found.setdefault(key, Going(heir, [])).sources.append(row)
    return list(found.values())


def _find_targets(all_going: list[Going]) -> None:
    """Where the heir has the task (the same period of it) already, the work is joined to it."""
    there = Assignment.objects.filter(
        unit__in={going.heir for going in all_going},
        task__in={going.sources[0].task_id for going in all_going},
    )
    there = there.select_for_update().order_by("pk")
    found = {(row.task_id, row.occurrence_id, row.unit_id): row for row in there}
    for going in all_going:
        work = going.sources[0]
        going.target = found.get((work.task_id, work.occurrence_id, going.heir))
        if going.target is None:
            continue
        going.how = How.JOINED
        if going.target.state == State.TRANSFERRED:
            going.how, going.target_closed_at = How.BACK, going.target.closed_at


def _make_targets(all_going: list[Going], hand: Hand) -> None:
    """A new assignment carries the dates; of several the latest, and no date before any."""
    made = [going for going in all_going if going.target is None]
    for going in made:
        last = going.last
        going.target = Assignment(
            task_id=last.task_id,
            occurrence_id=last.occurrence_id,
            unit_id=going.heir,
            handed_on_from_id=place_of(going),
            assigned_at=hand.at,
            original_due_on=last.due_now if last.is_asked_again else last.original_due_on,
            due_on=last.due_now,
        )
    Assignment.objects.bulk_create([going.target for going in made], batch_size=BATCH_ROWS)
    back = [going for going in all_going if going.how == How.BACK]
    pks = [going.target.pk for going in back]
    Assignment.objects.filter(pk__in=pks).update(state=State.ASSIGNED, closed_at=None)
    _keep_later_dates(back, hand)


def _keep_later_dates(back: list[Going], hand: Hand) -> None:
    """What was extended while it was away comes back with the later date, on record as such."""
    later = [
        going
        for going in back
        if going.last.due_now and going.target.due_on and going.last.due_now > going.target.due_on
    ]
    Extension.objects.bulk_create(
        [
            Extension(
                assignment=going.target,
                state=Extension.State.GRANTED,
                due_before=going.target.due_on,
                due_on=going.last.due_now,
                answer=hand.reasons.get(going.heir) or hand.event.act_number,
                decided_by=hand.actor.user if hand.actor else None,
                decided_by_name=hand.actor.user.name if hand.actor else "",
                decided_by_position=_position(hand.actor),
                decided_at=hand.at,
            )
            for going in later
        ],
        batch_size=BATCH_ROWS,
    )
    for going in later:
        going.target.due_on = going.last.due_now
    Assignment.objects.bulk_update(
        [going.target for going in later], ["due_on"], batch_size=BATCH_ROWS
    )


def _close(all_going: list[Going], hand: Hand) -> None:
    sources = [row for going in all_going for row in going.sources]
    Assignment.objects.filter(pk__in=[row.pk for row in sources]).update(
        state=State.TRANSFERRED, closed_at=hand.at
    )
    lines = [
        hand.line(
            row,
            Transition.TRANSFER,
            row.state,
            State.TRANSFERRED,
            hand.reasons.get(going.heir, ""),
        )
        for going in all_going
        for row in going.sources
    ]
    lines += [
        hand.line(going.target, Transition.COME_BACK, State.TRANSFERRED, State.ASSIGNED, "")
        for going in all_going
        if going.how == How.BACK
    ]
    notices_of_events(AssignmentEvent.objects.bulk_create(lines, batch_size=BATCH_ROWS))


def reason_of(citation: str, heir: str) -> str:
    return _("%(heir)s nhận theo %(citation)s") % {"heir": heir, "citation": citation}


def pass_on(*, actor: Actor | None, assignments: Iterable[Assignment]) -> list[AssignmentTransfer]:
    """What is given back to a unit that is no more goes on to its successor, with the draft. As
    many statements as there are such units among them."""
    back: dict[int, list[int]] = {}
    for row in assignments:
        if row.state in Assignment.WITH_UNIT:
            back.setdefault(row.unit_id, []).append(row.pk)
    ended = Unit.objects.filter(pk__in=back, ended_on__isnull=False).order_by("pk")
    return [row for unit in ended for row in _pass_on(actor, unit, back[unit.pk])]


def _pass_on(actor: Actor | None, unit: Unit, pks: list[int]) -> list[AssignmentTransfer]:
    succession = succession_of(unit.pk)
    if succession is None:
        return []
    done = transfer(_hand(succession, actor), dict.fromkeys(pks, succession.heir_id))
    record_many(
        actor=actor and actor.user,
        act="assignment_transfer",
        deeds=[
            Deed(row.source, unit.pk, {"target": row.target_id, "event": succession.event.pk})
            for row in done
        ],
    )
    return done


def _hand(succession: Succession, actor: Actor | None) -> Hand:
    reason = reason_of(succession.event.act_number, succession.heir_name)
    return Hand(succession.event, actor, timezone.now(), {succession.heir_id: reason})


def transfers_undo(event: UnitEvent, actor: Actor | None) -> int:
    """Every assignment back where it was; what was made for the heirs goes."""
    rows = list(event.assignment_transfers.select_related("source", "target").order_by("pk"))
    hand = Hand(event, actor, timezone.now())
    drafts_back(rows)
    move_requests(
        {row.extension_id: (row.target_id, row.source_id) for row in rows if row.extension_id}
    )
    transfers_not_told(assignments=[row.target_id for row in rows], since=event.applied_at)
    lines = []
    for state in {row.from_state for row in rows}:
        pks = [row.source_id for row in rows if row.from_state == state]
        Assignment.objects.filter(pk__in=pks).update(state=state, closed_at=None)
    for row in rows:
        lines.append(
            hand.line(row.source, Transition.UNDO_TRANSFER, State.TRANSFERRED, row.from_state, "")
        )
    back = {row.target_id: row for row in rows if row.how == How.BACK}
    for pk, row in back.items():
        Assignment.objects.filter(pk=pk).update(
            state=State.TRANSFERRED, closed_at=row.target_closed_at
        )
        lines.append(
            hand.line(row.target, Transition.UNDO_TRANSFER, State.ASSIGNED, State.TRANSFERRED, "")
        )
    AssignmentEvent.objects.bulk_create(lines, batch_size=BATCH_ROWS)
    places_back(rows)
    made = {row.target_id for row in rows if row.how == How.MADE}
    event.assignment_transfers.all().delete()
    Assignment.objects.filter(pk__in=made).delete()
    return len(rows)
