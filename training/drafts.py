"""draft_save · draft_from_last_confirmation — what a unit has typed, before anybody signs it."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from portal.access import Act
from portal.audit.services import newest_of, record
from training.capacity import permitted
from training.completeness import draft_of, ensure_current
from training.link_holders import LinkHolder, Preparer, ensure_link_open, link_of, told_of
from training.models import Assignment, Confirmation, ConfirmationDraft, Evidence, NumbersFrom
from training.moving import assignment_locked, ensure_allowed
from training.numbers_below import below_of
from training.transitions import Transition

SAVE = "draft_save"
RECORDED_MINUTES = 30


@dataclass(frozen=True)
class DraftFields:
    """May be incomplete. `values` maps indicator numbers (as text) to whole numbers."""

    held_on: date | None = None
    channels: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    note: str = ""
    # NumbersFrom; "" where the unit handed nothing on, or has not chosen yet.
    numbers_from: str = ""


@transaction.atomic
def draft_save(
    *,
    actor: Preparer,
    assignment_id: int,
    version: int,
    fields: DraftFields,
    automatic: bool = False,
) -> ConfirmationDraft:
    """Save what was typed on a page that showed `version` (0: no draft yet).

    A page saves by itself every few seconds (`automatic`): of these a row in the record stands for
    all that the same person saves in the half hour after it, while nothing else is done with the
    assignment. What somebody asked to be saved is always recorded; what is signed, whole.
    """
    assignment = draftable(actor=actor, assignment_id=assignment_id)
    draft = draft_of(assignment)
    fields = numbers_taken(fields, assignment)
    if draft and is_by(draft, actor) and _holds(draft, fields):
        return draft
    ensure_current(draft, version)
    draft = draft or ConfirmationDraft(assignment=assignment, version=0)
    for name, value in asdict(fields).items():
        setattr(draft, name, value)
    _save(draft, actor)
    if automatic and _told_lately(assignment, actor):
        return draft
    record(
        actor=actor.user,
        act=SAVE,
        subject=assignment,
        unit=assignment.unit,
        data={"version": draft.version}
        | ({"automatic": True} if automatic else {})
        | told_of(actor),
    )
    return draft


def _told_lately(assignment: Assignment, actor: Preparer) -> bool:
    """Whether the newest row of the assignment is such a save by the same hand, not long ago."""
    newest = newest_of(assignment)
    return (
        newest is not None
        and (newest.act, newest.actor_id) == (SAVE, actor.user and actor.user.pk)
        and newest.data.get("link") == told_of(actor).get("link")
        and newest.at > timezone.now() - timedelta(minutes=RECORDED_MINUTES)
    )


def draft_from_last_confirmation(*, assignment: Assignment) -> ConfirmationDraft | None:
    """A draft that repeats the last confirmation, files included, so that only what is wrong has
    to be mended. Part of the transition that gives the assignment back."""
    last = Confirmation.objects.filter(assignment=assignment).standing().last()
    if last is None or draft_of(assignment):
        return None
    Evidence.objects.bulk_create(
        Evidence(
            assignment=assignment,
            kind=row.kind,
            file_id=row.file_id,
            added_by_id=row.added_by_id,
            link_id=row.link_id,
        )
        for row in last.evidence.all()
    )
    return ConfirmationDraft.objects.create(
        assignment=assignment,
        held_on=last.held_on,
        channels=last.channels,
        values={str(row.indicator): row.value for row in last.indicator_values.all()},
        note=last.note,
        numbers_from=last.numbers_from,
        updated_by=last.signer or last.entered_by,
        link=last.link,
    )


def numbers_taken(fields: DraftFields, assignment: Assignment) -> DraftFields:
    """With the sum of the units below where that was chosen: nothing typed is mixed into it."""
    below = below_of(assignment)
    if below is None:
        return replace(fields, numbers_from="")
    if fields.numbers_from != NumbersFrom.BELOW:
        return fields
    return replace(fields, values=below.as_values())


def draftable(*, actor: Preparer, assignment_id: int) -> Assignment:
    """The locked assignment, if this person may prepare its confirmation now."""
    assignment = assignment_locked(assignment_id)
    if isinstance(actor, LinkHolder):
        ensure_link_open(actor.link, assignment)
        return assignment
    permitted(actor, Act.UNIT_DRAFT, assignment.unit_id)
    ensure_allowed(actor=actor, assignment=assignment, transition=Transition.CONFIRM)
    return assignment


def draft_touch(*, actor: Preparer, assignment: Assignment) -> ConfirmationDraft:
    """A new version because its files changed: nobody signs files the page did not show."""
    draft = draft_of(assignment) or ConfirmationDraft(assignment=assignment, version=0)
    _save(draft, actor)
    return draft


def _holds(draft: ConfirmationDraft, fields: DraftFields) -> bool:
    return all(getattr(draft, name) == value for name, value in asdict(fields).items())


def is_by(draft: ConfirmationDraft, actor: Preparer) -> bool:
    return (draft.updated_by, draft.link) == (actor.user, link_of(actor))


def _save(draft: ConfirmationDraft, actor: Preparer) -> None:
    draft.version += 1
    draft.updated_by, draft.link = actor.user, link_of(actor)
    draft.save()
