"""What a draft must be before a head signs it: the one just read, and whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.refusals import Refused
from portal.units.models import Headcount, Unit
from portal.web.templatetags.portal import vn_date, vn_datetime, vn_number
from training.catalogue import INDICATORS, EvidenceKind, Indicator
from training.models import Assignment, ConfirmationDraft, Task

# No letter about conduct on social media is older.
EARLIEST_HELD_ON = date(2000, 1, 1)


@dataclass(frozen=True)
class RequiredKind:
    kind: EvidenceKind
    present: int


def asked_indicators(task: Task) -> list[Indicator]:
    return [INDICATORS[number] for number in task.indicators if number in INDICATORS]


def required_kinds(task: Task, kinds_present: list[str]) -> list[RequiredKind]:
    """Every kind the task requires, with how many files of it there are."""
    present = Counter(kinds_present)
    return [RequiredKind(EvidenceKind(kind), present[kind]) for kind in task.required_evidence]


def ensure_current(draft: ConfirmationDraft | None, version: int) -> None:
    """Refuse what was begun from an older draft; version 0 stands for no draft."""
    if draft is None:
        if version:
            raise Refused(_("Bản nháp không còn. Hãy mở lại việc này để xem tình trạng hiện nay."))
        return
    if draft.version != version:
        raise Refused(
            _(
                "%(name)s đã lưu bản nháp lúc %(at)s, sau khi trang này được mở. "
                "Hãy đối chiếu với bản đã lưu rồi lưu lại."
            )
            % {"name": draft.saved_by, "at": vn_datetime(draft.updated_at)}
        )


def earliest_held_on(task: Task) -> date:
    """A document is not put into practice before it is issued."""
    issued = task.rollout.document.issued
    return issued.earliest if issued else EARLIEST_HELD_ON


def held_on_problem(held_on: date, assignment: Assignment, today: date) -> str:
    """What is done after the period closed is late, yet done; before it began it is another's."""
    if held_on > today:
        return _("Ngày thực hiện chưa tới. Hãy ghi ngày đã thực hiện xong.")
    occurrence = assignment.occurrence
    if occurrence and held_on < occurrence.starts_on:
        return _("Ngày thực hiện thuộc kỳ trước; kỳ này là %(period)s.") % {
            "period": occurrence.words
        }
    earliest = earliest_held_on(assignment.task)
    if held_on < earliest:
        return _("Ngày thực hiện sớm hơn ngày ban hành văn bản (%(date)s). Hãy kiểm tra lại.") % {
            "date": vn_date(earliest)
        }
    return ""


def draft_problems(
    draft: ConfirmationDraft | None, assignment: Assignment, kinds_present: list[str], today: date
) -> list[str]:
    """Sentences on what is still missing; none when the draft can be signed."""
    if draft is None:
        return [_("Chưa có nội dung để xác nhận. Hãy nhập và lưu bản nháp trước.")]
    return [
        *_date_problems(draft, assignment, today),
        *([] if draft.channels else [_("Chưa chọn hình thức thực hiện; hãy chọn ít nhất một.")]),
        *(
            _("Chưa có số liệu “%(name)s”; nếu không có, hãy ghi 0.") % {"name": indicator.name}
            for indicator in asked_indicators(assignment.task)
            if not _is_count(draft.values.get(str(indicator.number)))
        ),
        *(
            _("Chưa có minh chứng bắt buộc: %(kind)s.") % {"kind": required.kind.label}
            for required in required_kinds(assignment.task, kinds_present)
            if not required.present
        ),
    ]


def _date_problems(draft: ConfirmationDraft, assignment: Assignment, today: date) -> list[str]:
    if draft.held_on is None:
        return [_("Chưa có ngày thực hiện.")]
    problem = held_on_problem(draft.held_on, assignment, today)
    return [problem] if problem else []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def headcounts_of(unit: Unit, today: date) -> dict[str, Headcount]:
    """The newest headcount of the unit for each audience."""
    rows = unit.headcounts.filter(counted_on__lte=today).order_by("audience", "-counted_on")
    return {row.audience: row for row in rows.distinct("audience")}


def headcount_doubts(
    values: dict[str, int], task: Task, headcounts: dict[str, Headcount]
) -> list[str]:
    """Numbers larger than the unit's headcount: said, never refused."""
    return [
        _(
            "“%(name)s” là %(value)s, lớn hơn số người của đơn vị (%(people)s, tính đến "
            "%(date)s). Nếu đúng như vậy, hãy nêu rõ ở phần ghi chú."
        )
        % {
            "name": indicator.name,
            "value": vn_number(values[str(indicator.number)]),
            "people": vn_number(headcount.people),
            "date": vn_date(headcount.counted_on),
        }
        for indicator in asked_indicators(task)
        if (headcount := headcounts.get(indicator.audience))
        and (values.get(str(indicator.number)) or 0) > headcount.people
    ]


def draft_of(assignment: Assignment) -> ConfirmationDraft | None:
    return (
        ConfirmationDraft.objects.filter(assignment=assignment)
        .select_related("updated_by", "link")
        .first()
    )
