"""What a reorganisation does to assignments; offered to units as a holding."""

from collections import Counter

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.units.holdings import Change, Choice, Effect, Heir, Holding, Link
from portal.units.models import Unit, UnitEvent
from portal.web.templatetags.portal import vn_date, vn_number
from training.models import (
    Assignment,
    AssignmentEvent,
    AssignmentTransfer,
    Confirmation,
    ConfirmationDraft,
    Rollout,
    TargetException,
    TargetRule,
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
            return Effect(sentences=_kept(change.changed, renamed=True))
        rows = _open(change)
        going = {row.pk: _goes(change, row) for row in rows}
        return Effect(
            sentences=(
                *_going_sentences(change, rows, going),
                *_kept(change.sources, renamed=False),
                *_drafts_of_rollouts(change),
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
        return {"transferred": len(done), "joined": joined}

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
    rows = open_of(change.sources).select_related("task__rollout")
    return rows.order_by("task__rollout", "task__order", "unit", "pk")


def _goes(change: Change, row: Assignment) -> str:
    """Open work always goes to somebody."""
    main = change.main.code if change.main else ""
    return change.chosen(KEY, row.pk, main) or main


def _choice(change: Change, row: Assignment, goes: str) -> Choice:
    due = _("hạn %(date)s") % {"date": vn_date(row.due_on)} if row.due_on else _("không có hạn")
    return Choice(
        str(row.pk),
        row.task.title,
        f"{row.task.rollout.title} · {row.get_state_display()} · {due}",
        goes,
        tuple((heir.code, heir.name) for heir in change.heirs),
    )


def _going_sentences(
    change: Change, rows: QuerySet[Assignment], going: dict[int, str]
) -> list[str]:
    counts = Counter(going.values())
    found = []
    for heir in change.heirs:
        if counts[heir.code] and heir.unit_id in change.sources:
            found.append(
                _("%(count)s việc đang mở ở lại “%(unit)s”.")
                % {"count": vn_number(counts[heir.code]), "unit": heir.name}
            )
        elif counts[heir.code]:
            found.append(
                _(
                    "%(count)s việc đang mở chuyển sang “%(unit)s”, giữ nguyên hạn; "
                    "đơn vị tiếp nhận lại từ đầu."
                )
                % {"count": vn_number(counts[heir.code]), "unit": heir.name}
            )
    found.extend(_joined(change, rows, going))
    found.extend(_carried(change, _leaving(change, rows, going)))
    return found or [_("Không có việc nào đang mở.")]


def _joined(change: Change, rows: QuerySet[Assignment], going: dict[int, str]) -> list[str]:
    """Where several come together, or the heir has the task already."""
    keys = Counter((row.task_id, going[row.pk]) for row in rows)
    together = sum(count - 1 for count in keys.values())
    found = []
    if together:
        found.append(
            _("%(count)s việc cùng nhiệm vụ nhập làm một ở đơn vị kế thừa, theo hạn muộn nhất.")
            % {"count": vn_number(together)}
        )
    for heir in change.heirs:
        if not heir.unit_id or heir.unit_id in change.sources:
            continue
        tasks = {row.task_id for row in rows if going[row.pk] == heir.code}
        states = Counter(
            Assignment.objects.filter(unit=heir.unit_id, task__in=tasks).values_list(
                "state", flat=True
            )
        )
        found.extend(_joined_to(heir, states))
    return found


def _joined_to(heir: Heir, states: Counter[str]) -> list[str]:
    return [
        _("%(count)s việc nhập vào việc “%(unit)s” đã có, đang ở tình trạng “%(state)s”.")
        % {"count": vn_number(count), "unit": heir.name, "state": State(state).label}
        for state, count in sorted(states.items())
    ]


def _leaving(change: Change, rows: QuerySet[Assignment], going: dict[int, str]) -> list[Assignment]:
    codes = {heir.unit_id: heir.code for heir in change.heirs if heir.unit_id}
    return [row for row in rows if codes.get(row.unit_id) != going[row.pk]]


def _carried(change: Change, rows: list[Assignment]) -> list[str]:
    found = []
    drafts = ConfirmationDraft.objects.filter(assignment__in=rows).count()
    if drafts:
        found.append(
            _("%(count)s bản nháp đi theo cùng tệp; nơi nhập làm một giữ bản lưu sau cùng.")
            % {"count": vn_number(drafts)}
        )
    overdue = sum(row.is_overdue(change.on) for row in rows)
    if overdue:
        found.append(
            _("%(count)s việc đã quá hạn; sang đơn vị kế thừa vẫn tính quá hạn.")
            % {"count": vn_number(overdue)}
        )
    asked = sum(row.state == State.EXEMPTION_ASKED for row in rows)
    if asked:
        found.append(
            _("%(count)s đề nghị miễn chưa trả lời sẽ hết hiệu lực; đơn vị kế thừa đề nghị lại.")
            % {"count": vn_number(asked)}
        )
    return found


def _kept(unit_ids: tuple[int, ...], *, renamed: bool) -> tuple[str, ...]:
    """What stays where it is, under the name of its time."""
    rows = Assignment.objects.filter(unit__in=unit_ids)
    if renamed:
        return (
            _("%(count)s việc giao của đơn vị ở nguyên chỗ; trang theo ngày cũ vẫn hiện tên cũ.")
            % {"count": vn_number(rows.count())},
        )
    done = rows.exclude(pk__in=open_of(unit_ids).values("pk"))
    signed = Confirmation.objects.filter(assignment__in=rows).count()
    waiting = rows.awaiting_review().count()
    found = [
        _(
            "%(count)s việc đã xong hoặc đã khép và %(signed)s xác nhận giữ nguyên ở đơn vị cũ, "
            "với tên cũ; báo cáo đã lập không đổi."
        )
        % {"count": vn_number(done.count()), "signed": vn_number(signed)}
    ]
    if waiting:
        found.append(
            _(
                "%(count)s xác nhận đang chờ thẩm định vẫn thẩm định được; nếu trả lại, việc "
                "chuyển tiếp cho đơn vị kế thừa."
            )
            % {"count": vn_number(waiting)}
        )
    return tuple(found)


def _drafts_of_rollouts(change: Change) -> list[str]:
    """Rollouts being prepared that name a unit that ends."""
    draft = {"task__rollout__state": Rollout.State.DRAFT}
    rules = TargetRule.objects.filter(**draft, branches__in=change.ending)
    named = TargetException.objects.filter(
        rule__task__rollout__state=Rollout.State.DRAFT, unit__in=change.ending
    )
    titles = {
        *rules.values_list("task__rollout__title", flat=True),
        *named.values_list("rule__task__rollout__title", flat=True),
    }
    return [
        _("Đợt đang soạn “%(title)s” nêu đơn vị kết thúc; hãy chọn lại đơn vị nhận.")
        % {"title": title}
        for title in sorted(titles)[:NAMED]
    ]


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
    rows = event.assignment_transfers.select_related("target__task")
    late = sum(row.at > event.applied_at for row in rows)
    found = []
    if late:
        found.append(
            _("%(count)s việc bị trả lại sau đó đã chuyển cho đơn vị kế thừa.") % {"count": late}
        )
    for title in _touched_since(event, [row for row in rows if row.at <= event.applied_at])[:NAMED]:
        found.append(_("Đơn vị kế thừa đã làm tiếp việc “%(task)s”.") % {"task": title})
    return found


def _touched_since(event: UnitEvent, rows: list[AssignmentTransfer]) -> list[str]:
    """Titles of handed-over tasks whose heir acted or typed since; three queries."""
    targets = {row.target_id: row for row in rows}
    opened = [pk for pk, row in targets.items() if row.how != AssignmentTransfer.How.JOINED]
    acted = AssignmentEvent.objects.filter(assignment__in=opened, at__gt=event.applied_at)
    touched = set(acted.values_list("assignment", flat=True))
    came = {row.target_id: row.draft_version for row in rows if row.draft_version is not None}
    drafts = {d.assignment_id: d for d in ConfirmationDraft.objects.filter(assignment__in=targets)}
    touched |= {pk for pk, version in came.items() if _version(drafts.get(pk)) != version}
    for pk in opened:
        draft = drafts.get(pk)
        typed = draft and (draft.updated_at > event.applied_at or targets[pk].how == "made")
        if pk not in came and typed:
            touched.add(pk)
    return [row.target.task.title for pk, row in targets.items() if pk in touched]


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
