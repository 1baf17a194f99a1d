"""What a reorganisation does to assignments; offered to units as a holding."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.units.holdings import Change, Choice, Effect, Holding, Link
from portal.units.models import Unit, UnitEvent
from portal.web.templatetags.portal import vn_date, vn_number
from training.models import (
    Assignment,
    AssignmentEvent,
    AssignmentTransfer,
    Confirmation,
    ConfirmationDraft,
    HandingOn,
    Rollout,
    UnitLink,
)
from training.reorganising_words import (
    going_sentences,
    kept,
    leaving,
    links_ending,
    rollouts_naming,
)
from training.transfers import Hand, open_of, reason_of, transfer, transfers_undo

KEY = "assignments"
State = Assignment.State
NAMED = 5


class Assignments(Holding):
    key = KEY
    heading = gettext_lazy("Việc giao, xác nhận")

    def effect(self, change: Change) -> Effect:
        if not change.sources:
            return Effect(sentences=kept(change.changed, renamed=True))
        rows = _open(change)
        going = {row.pk: _goes(change, row) for row in rows}
        return Effect(
            sentences=(
                *going_sentences(change, rows, going),
                *kept(change.sources, renamed=False),
                *links_ending(change, leaving(change, rows, going)),
                *rollouts_naming(change),
            ),
            choices=tuple(_choice(change, row, going[row.pk]) for row in rows)
            if change.has_choice
            else (),
            faults=tuple(_faults(change, rows)),
        )

    def apply(self, change: Change, event: UnitEvent) -> dict[str, int]:
        rows = list(_open(change).select_for_update(of=["self"]))
        heirs = {heir.code: heir for heir in change.heirs}
        goes = {}
        for row in rows:
            heir = heirs[_goes(change, row)]
            if heir.unit_id and heir.unit_id != row.unit_id:
                goes[row.pk] = heir.unit_id
        reasons = {
            heir.unit_id: reason_of(change.citation, heir.name)
            for heir in change.heirs
            if heir.unit_id
        }
        done = transfer(Hand(event, change.actor, event.applied_at, reasons), goes)
        joined = sum(row.how != AssignmentTransfer.How.MADE for row in done)
        # Whoever holds one spoke for the old unit; the new one is asked by a link of its own.
        links = UnitLink.objects.end_with_work(going=goes, ending=change.ending).update(
            revoked_at=event.applied_at, revoked_by=change.actor and change.actor.user
        )
        return {"transferred": len(done), "joined": joined, "links_ended": links}

    def built_on(self, event: UnitEvent) -> list[str]:
        return [*_went_on(event), *_given_since(event), *_signed_since(event)]

    def reverse(self, event: UnitEvent, actor: Actor | None) -> None:
        transfers_undo(event, actor)

    def told(self, event: UnitEvent) -> list[str]:
        rows = event.assignment_transfers.all()
        count = rows.count()
        if not count:
            return [_("Không có việc nào được chuyển.")]
        targets = rows.values("target").distinct().count()
        drafts = rows.exclude(draft_version=None).count()
        return [
            _(
                "%(count)s việc của đơn vị cũ thành %(targets)s việc của đơn vị kế thừa; "
                "%(drafts)s bản nháp đi theo."
            )
            % {
                "count": vn_number(count),
                "targets": vn_number(targets),
                "drafts": vn_number(drafts),
            }
        ]

    def links(self, unit: Unit, actor: Actor) -> list[Link]:
        if not actor.may(Act.OFFICE_READ):
            return []
        return [
            Link(
                _("Việc được giao"),
                unit.assignments.count(),
                reverse("training:unit_assignments", args=[unit.pk]),
            )
        ]


def _open(change: Change) -> QuerySet[Assignment]:
    rows = open_of(change.sources).select_related("task__rollout", "occurrence")
    return rows.order_by("task__rollout", "task__order", "occurrence__number", "unit", "pk")


def _goes(change: Change, row: Assignment) -> str:
    """Open work always goes to somebody."""
    main = change.main.code if change.main else ""
    return change.chosen(KEY, row.pk, main) or main


def _choice(change: Change, row: Assignment, goes: str) -> Choice:
    due = _("hạn %(date)s") % {"date": vn_date(row.due_on)} if row.due_on else _("không có hạn")
    return Choice(
        str(row.pk),
        row.title,
        f"{row.task.rollout.title} · {row.get_state_display()} · {due}",
        goes,
        tuple((heir.code, heir.name) for heir in change.heirs),
    )


def _faults(change: Change, rows: QuerySet[Assignment]) -> list[str]:
    found = []
    if not change.heirs and rows:
        found.append(
            _("Còn %(count)s việc đang mở; hãy chọn đơn vị nhận, hoặc hủy việc giao trước.")
            % {"count": vn_number(len(rows))}
        )
    for rollout in Rollout.objects.filter(state=Rollout.State.ISSUING)[:NAMED]:
        found.append(
            _("Đợt “%(title)s” đang được giao; hãy đợi giao xong.") % {"title": rollout.title}
        )
    return found


def _went_on(event: UnitEvent) -> list[str]:
    """Transferred work that somebody has touched since."""
    rows = event.assignment_transfers.select_related("target__task", "target__occurrence")
    late = sum(row.at > event.applied_at for row in rows)
    found = []
    if late:
        found.append(
            _("%(count)s việc trở lại với đơn vị cũ sau đó đã chuyển cho đơn vị kế thừa.")
            % {"count": late}
        )
    for title in _touched_since(event, [row for row in rows if row.at <= event.applied_at])[:NAMED]:
        found.append(_("Đơn vị kế thừa đã làm tiếp việc “%(task)s”.") % {"task": title})
    return found


def _touched_since(event: UnitEvent, rows: list[AssignmentTransfer]) -> list[str]:
    """Titles of handed-over tasks whose heir acted, typed, handed it on or was given a link since;
    five queries."""
    targets = {row.target_id: row for row in rows}
    opened = [pk for pk, row in targets.items() if row.how != AssignmentTransfer.How.JOINED]
    acted = AssignmentEvent.objects.filter(assignment__in=opened, at__gt=event.applied_at)
    touched = set(acted.values_list("assignment", flat=True))
    linked = UnitLink.objects.filter(assignment__in=opened, created_at__gt=event.applied_at)
    touched |= set(linked.values_list("assignment", flat=True))
    handed_on = HandingOn.objects.filter(assignment__in=targets, at__gt=event.applied_at)
    touched |= set(handed_on.values_list("assignment", flat=True))
    came = {row.target_id: row.draft_version for row in rows if row.draft_version is not None}
    drafts = {d.assignment_id: d for d in ConfirmationDraft.objects.filter(assignment__in=targets)}
    touched |= {pk for pk, version in came.items() if _version(drafts.get(pk)) != version}
    for pk in opened:
        draft = drafts.get(pk)
        typed = draft and (draft.updated_at > event.applied_at or targets[pk].how == "made")
        if pk not in came and typed:
            touched.add(pk)
    return [row.target.title for pk, row in targets.items() if pk in touched]


def _version(draft: ConfirmationDraft | None) -> int:
    return draft.version if draft else 0


def _given_since(event: UnitEvent) -> list[str]:
    """Other work of the units that began."""
    made = event.assignment_transfers.values("target")
    count = Assignment.objects.filter(unit__in=event.begun()).exclude(pk__in=made).count()
    if not count:
        return []
    return [_("Đơn vị mới đã được giao %(count)s việc khác.") % {"count": vn_number(count)}]


def _signed_since(event: UnitEvent) -> list[str]:
    """Confirmations that carry a name the event gave."""
    units = event.parts.filter(role="changed").values("unit")
    rows = Confirmation.objects.filter(assignment__unit__in=units, signed_at__gte=event.applied_at)
    if event.kind == UnitEvent.Kind.MOVE or not rows.exists():
        return []
    return [_("Đơn vị đã ký %(count)s xác nhận với tên mới.") % {"count": vn_number(rows.count())}]
