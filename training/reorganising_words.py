"""What a reorganisation does to assignments, in sentences for its preview."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.units.holdings import Change, Heir
from portal.web.templatetags.portal import vn_number
from training.catalogue import RECURRING
from training.models import (
    Assignment,
    Confirmation,
    ConfirmationDraft,
    Exemption,
    Extension,
    Rollout,
    TargetException,
    TargetRule,
    Task,
    UnitGroup,
    UnitLink,
)
from training.transfers import open_of

State = Assignment.State
NAMED = 5


def going_sentences(change: Change, rows: QuerySet[Assignment], going: dict[int, str]) -> list[str]:
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
    going_away = leaving(change, rows, going)
    found.extend(_carried(change, going_away))
    found.extend(_below(change, going_away))
    return found or [_("Không có việc nào đang mở.")]


def _joined(change: Change, rows: QuerySet[Assignment], going: dict[int, str]) -> list[str]:
    """Where several come together, or the heir has the task already."""
    keys = Counter((row.task_id, row.occurrence_id, going[row.pk]) for row in rows)
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
        work = {(row.task_id, row.occurrence_id) for row in rows if going[row.pk] == heir.code}
        has = Assignment.objects.filter(unit=heir.unit_id, task__in={task for task, _of in work})
        has = has.values_list("task", "occurrence", "state")
        states = Counter(state for task, of, state in has if (task, of) in work)
        found.extend(_joined_to(heir, states))
    return found


def _joined_to(heir: Heir, states: Counter[str]) -> list[str]:
    return [
        _("%(count)s việc nhập vào việc “%(unit)s” đã có, đang ở tình trạng “%(state)s”.")
        % {"count": vn_number(count), "unit": heir.name, "state": State(state).label}
        for state, count in sorted(states.items())
    ]


def leaving(change: Change, rows: QuerySet[Assignment], going: dict[int, str]) -> list[Assignment]:
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
    later = Extension.objects.waiting().filter(assignment__in=rows, asking=None).count()
    if later:
        found.append(
            _(
                "%(count)s đề nghị gia hạn chưa trả lời đi theo việc; nơi nhập vào việc đã có hoặc "
                "hạn mới đã muộn như đề nghị thì hết hiệu lực."
            )
            % {"count": vn_number(later)}
        )
    return found


def _below(change: Change, leaving: list[Assignment]) -> list[str]:
    """What the units had handed on to units below them."""
    asked = Assignment.objects.filter(handed_on_from__unit__in=change.sources).still_asked()
    goes = asked.filter(handed_on_from__in=leaving).count()
    left = asked.filter(handed_on_from__unit__in=change.ending).exclude(state=State.ACCEPTED)
    left = left.exclude(handed_on_from__in=leaving).count()
    found = []
    if goes:
        found.append(
            _(
                "%(count)s việc đã giao xuống đi theo việc mở: các đơn vị ấy làm tiếp, đơn vị kế "
                "thừa theo dõi và cộng số liệu."
            )
            % {"count": vn_number(goes)}
        )
    if left:
        found.append(
            _(
                "%(count)s việc đã giao xuống còn dở, mà việc của đơn vị kết thúc đã xác nhận: các "
                "đơn vị ấy làm tiếp, cơ quan theo dõi thẩm định."
            )
            % {"count": vn_number(left)}
        )
    return found


def kept(unit_ids: tuple[int, ...], *, renamed: bool) -> tuple[str, ...]:
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
    ending = Exemption.objects.ending().filter(assignment__in=rows).count()
    if ending:
        found.append(
            _("%(count)s việc được miễn có thời hạn; hết hạn miễn, việc chuyển cho đơn vị kế thừa.")
            % {"count": vn_number(ending)}
        )
    return tuple(found)


def links_ending(change: Change, rows: Iterable[Assignment]) -> list[str]:
    """One-time links that will open nothing any more."""
    going = [row.pk for row in rows]
    count = UnitLink.objects.end_with_work(going=going, ending=change.ending).count()
    if not count:
        return []
    return [
        _("%(count)s đường dẫn dùng một lần của đơn vị cũ hết hiệu lực; cần thì tạo đường dẫn mới.")
        % {"count": vn_number(count)}
    ]


def rollouts_naming(change: Change) -> list[str]:
    """Rollouts being prepared, tasks that come back and saved groups that name a unit that ends."""
    drafts = _titles(change, Task.objects.filter(rollout__state=Rollout.State.DRAFT))
    recurring = Task.objects.filter(rollout__state=Rollout.State.ISSUED, frequency__in=RECURRING)
    return [
        *(
            _("Đợt đang soạn “%(title)s” nêu đơn vị kết thúc; hãy chọn lại đơn vị nhận.")
            % {"title": title}
            for title in drafts
        ),
        *(
            _(
                "Nhiệm vụ theo kỳ của đợt “%(title)s” nêu đích danh đơn vị kết thúc; các kỳ sau "
                "không tự giao cho đơn vị kế thừa theo tên đó."
            )
            % {"title": title}
            for title in _titles(change, recurring)
        ),
        *(
            _("Nhóm đã lưu “%(name)s” nêu đích danh đơn vị kết thúc; hãy sửa nhóm.")
            % {"name": name}
            for name in _groups(change)
        ),
    ]


def _groups(change: Change) -> list[str]:
    named = Q(rule__branches__in=change.ending) | Q(rule__exceptions__unit__in=change.ending)
    rows = UnitGroup.objects.filter(named).order_by("name").values_list("name", flat=True)
    return list(rows.distinct()[:NAMED])


def _titles(change: Change, tasks: QuerySet[Task]) -> list[str]:
    """Of the rollouts in which a task names a unit that ends, as a branch or by hand."""
    rules = TargetRule.objects.filter(task__in=tasks, branches__in=change.ending)
    named = TargetException.objects.filter(rule__task__in=tasks, unit__in=change.ending)
    titles = {
        *rules.values_list("task__rollout__title", flat=True),
        *named.values_list("rule__task__rollout__title", flat=True),
    }
    return sorted(titles)[:NAMED]
