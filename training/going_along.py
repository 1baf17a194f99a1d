"""What goes along with work that is handed over: its draft with the files, and the request for a
later date that waits for its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from training.models import (
    Assignment,
    AssignmentTransfer,
    ConfirmationDraft,
    Evidence,
    Extension,
    Notice,
)

State = Assignment.State
How = AssignmentTransfer.How
BATCH_ROWS = 1000
# As the row was read; what had been handed over is open again by then.
TAKES_DRAFTS = frozenset({*Assignment.WITH_UNIT, State.TRANSFERRED})


@dataclass
class Going:
    """One task that comes to one heir, from one unit or several."""

    heir: int
    sources: list[Assignment]
    target: Assignment | None = None
    how: str = How.MADE
    target_closed_at: datetime | None = None
    draft: ConfirmationDraft | None = None
    extension: Extension | None = None
    # What was handed on from each source, and where the target stood before.
    children: dict[int, list[int]] = field(default_factory=dict)
    place_before: int | None = None

    @property
    def last(self) -> Assignment:
        """Of several the one with the latest date; none to keep is later than any."""
        return max(self.sources, key=lambda row: (row.due_now is None, row.due_now or date.max))


def bring_drafts(all_going: list[Going]) -> None:
    """What was typed goes along with its files, unless the heir has typed something of its own; of
    several drafts the one saved last. The others stay where they are."""
    pks = [row.pk for going in all_going for row in going.sources]
    targets = {going.target.pk for going in all_going}
    drafts = {
        draft.assignment_id: draft
        for draft in ConfirmationDraft.objects.filter(assignment__in={*pks, *targets})
    }
    moved = {}
    for going in all_going:
        if going.target.pk in drafts or going.target.state not in TAKES_DRAFTS:
            continue
        mine = [drafts[row.pk] for row in going.sources if row.pk in drafts]
        if mine:
            going.draft = max(mine, key=lambda draft: (draft.updated_at, draft.pk))
            going.draft.from_id = going.draft.assignment_id
            moved[going.draft.from_id] = going.target.pk
            going.draft.assignment_id = going.target.pk
    _move_drafts([going.draft for going in all_going if going.draft], moved)


def _move_drafts(drafts: list[ConfirmationDraft], moved: Mapping[int, int]) -> None:
    ConfirmationDraft.objects.bulk_update(drafts, ["assignment"], batch_size=BATCH_ROWS)
    files = list(Evidence.objects.in_draft().filter(assignment__in=moved))
    for file in files:
        file.assignment_id = moved[file.assignment_id]
    Evidence.objects.bulk_update(files, ["assignment"], batch_size=BATCH_ROWS)


def drafts_back(rows: list[AssignmentTransfer]) -> None:
    moved = {row.target_id: row.source_id for row in rows if row.draft_version is not None}
    drafts = list(ConfirmationDraft.objects.filter(assignment__in=moved))
    for draft in drafts:
        draft.assignment_id = moved[draft.assignment_id]
    _move_drafts(drafts, moved)


def bring_requests(all_going: list[Going]) -> None:
    """A later date that was asked for is asked for the work at its new unit; of several requests
    the one for the latest day. Where the new date is as late, or the work is joined to the heir's
    own, the request stays unanswered with what was handed over and counts no more."""
    takes = [going for going in all_going if going.how != How.JOINED and going.target.due_on]
    asked = _requests_of([row.pk for going in takes for row in going.sources])
    has_own = set(
        Extension.objects.filter(
            state=Extension.State.ASKED,
            asking=None,
            assignment__in=[going.target.pk for going in takes],
        ).values_list("assignment", flat=True)
    )
    moved = {}
    for going in takes:
        mine = [asked[row.pk] for row in going.sources if row.pk in asked]
        last = max(mine, key=lambda each: (each.asked_due_on, each.pk), default=None)
        if last is None or going.target.pk in has_own or last.asked_due_on <= going.target.due_on:
            continue
        last.from_id, going.extension = last.assignment_id, last
        moved[last.pk] = (last.assignment_id, going.target.pk)
    move_requests(moved)


def _requests_of(pks: list[int]) -> dict[int, Extension]:
    # One about the date of being asked again has said nothing of the heir's own work.
    rows = Extension.objects.waiting().filter(assignment__in=pks, asking=None)
    return {row.assignment_id: row for row in rows.select_for_update(of=["self"]).order_by("pk")}


def move_requests(moved: Mapping[int, tuple[int, int]]) -> None:
    """By request: from which assignment to which. What the lead was told leads to the new one."""
    rows = list(Extension.objects.filter(pk__in=moved))
    for row in rows:
        row.assignment_id = moved[row.pk][1]
    Extension.objects.bulk_update(rows, ["assignment"], batch_size=BATCH_ROWS)
    to = dict(moved.values())
    told = list(
        Notice.objects.filter(kind=Notice.Kind.EXTENSION_ASKED, assignment__in=to, is_read=False)
    )
    for notice in told:
        notice.assignment_id = to[notice.assignment_id]
    Notice.objects.bulk_update(told, ["assignment"], batch_size=BATCH_ROWS)
