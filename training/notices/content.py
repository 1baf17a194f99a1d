"""What a mail says, looked up when it is sent: only what still holds, each thing once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.access import actor_of
from portal.accounts.models import User
from portal.units.models import UnitPeriod
from portal.vietnamese.working_days import WorkCalendar
from portal.web.templatetags.portal import vn_date
from training.deadlines import DUE_NOW
from training.models import Assignment, Notice, Rollout
from training.notices.topics import TOPICS, told_of
from training.notices.wording import lines_of

Kind = Notice.Kind
State = Assignment.State
# More of one section is told by their number and a link.
MOST_ITEMS = 20
REMINDERS = (Kind.DUE, Kind.DUE_NEXT, Kind.OVERDUE, Kind.LATE_UNIT)
# In the order of a mail; the reminders stand between the first and the others.
OF_EVENTS = (
    Kind.ASKED_AGAIN,
    Kind.ISSUED,
    Kind.TRANSFERRED,
    Kind.NEW_TEXT,
    Kind.STOPPED,
    Kind.NOT_AGAIN,
    Kind.LATE_BELOW,
    Kind.LATE_OFFICE,
    Kind.EXEMPTION_ASKED,
    Kind.EXTENSION_ASKED,
    Kind.TO_REVIEW,
    Kind.WAITS_ABOVE,
    Kind.NOT_EXEMPTED,
    Kind.NOT_EXTENDED,
    Kind.ACCEPTED,
    Kind.EXEMPTED,
    Kind.EXTENDED,
    Kind.CANCELLED,
    Kind.ENTERED,
    Kind.TAKEN_BACK,
    Kind.EXEMPT_OVER,
)


@dataclass(frozen=True)
class Item:
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Section:
    name: str
    items: list[Item]

    @property
    def shown(self) -> list[Item]:
        return self.items[:MOST_ITEMS]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - MOST_ITEMS)


def sections_of(
    user: User, notices: QuerySet[Notice], today: date, off: WorkCalendar
) -> list[Section]:
    """[] where nothing is left to say: done meanwhile, read on the page, or the person left."""
    actor = actor_of(user, today)
    rows = (
        notices.of(actor)
        .unread()
        .select_related("assignment__task__rollout", "assignment__occurrence", "event", "rollout")
    )
    held = [notice for notice in rows if HOLDS.get(Kind(notice.kind), _always)(notice)]
    by_kind = {kind: [notice for notice in held if notice.kind == kind] for kind in Kind}
    sections = [_section(by_kind[Kind.RETURNED], Kind.RETURNED)]
    sections += _reminders([n for kind in REMINDERS for n in by_kind[kind]], today, off)
    sections += [_section(by_kind[kind], kind) for kind in OF_EVENTS]
    sections += _of_topics(by_kind[Kind.OF_A_TOPIC])
    return [section for section in sections if section.items]


def _section(notices: list[Notice], kind: Kind) -> Section:
    items = [
        Item(line.title, " · ".join(filter(None, [line.unit_name, line.detail])), line.url)
        for line in lines_of(notices)
    ]
    return Section(str(kind.label), items)


def _of_topics(notices: list[Notice]) -> list[Section]:
    """Of apps above: what it is about and a link, the rest stands behind it."""
    told = {pk: words for pk, words in told_of(notices).items() if words.holds}
    return [
        Section(
            str(topic.label),
            [
                Item(told[notice.pk].title, "", told[notice.pk].url)
                for notice in notices
                if notice.topic == key and notice.pk in told
            ],
        )
        for key, topic in TOPICS.items()
    ]


def _reminders(notices: list[Notice], today: date, off: WorkCalendar) -> list[Section]:
    """Every assignment once, under what is true of it today."""
    if not notices:
        return []
    wanted = Q()
    for notice in notices:
        wanted |= Q(unit=notice.unit_id, due_now__in=_dues_of(notice, today))
    rows = list(
        Assignment.objects.to_remind_of()
        .alias(due_now=DUE_NOW)
        .filter(wanted)
        .select_related("task", "occurrence")
        .order_by("due_now", "unit", "task__order", "pk")
    )
    periods = UnitPeriod.objects.known(today).filter(unit__in={row.unit_id for row in rows})
    names = dict(periods.values_list("unit", "name"))
    found: dict[Kind, list[Item]] = {Kind.OVERDUE: [], Kind.DUE_NEXT: [], Kind.DUE: []}
    for row in rows:
        kind, words = _nearness(row, today, off)
        detail = " · ".join(filter(None, [names.get(row.unit_id, ""), words]))
        found[kind].append(Item(row.title, detail, row.get_absolute_url()))
    return [Section(str(kind.label), items) for kind, items in found.items()]


def _dues_of(notice: Notice, today: date) -> list[date]:
    """What was urgent before its date is, after it, told with all that is overdue."""
    if notice.kind != Kind.DUE_NEXT:
        return notice.dues
    return [day for day in notice.dues if day >= today]


def _nearness(row: Assignment, today: date, off: WorkCalendar) -> tuple[Kind, str]:
    last, words = row.last_day(), {"date": vn_date(row.due_now)}
    if last < today:
        words["days"] = off.between(last, today)
        if row.state == State.ASKED_AGAIN:
            return Kind.OVERDUE, _("chưa xác nhận lại theo nội dung mới; hạn %(date)s") % words
        if row.state == State.RETURNED:
            return Kind.OVERDUE, _("đã bị trả lại, chưa xác nhận lại; hạn %(date)s") % words
        return Kind.OVERDUE, _("hạn %(date)s, chậm %(days)s ngày làm việc") % words
    is_next = off.add(row.due_now, -1) <= today
    return (Kind.DUE_NEXT if is_next else Kind.DUE), _("hạn %(date)s") % words


def _always(notice: Notice) -> bool:
    return True


def _is_to_mend(notice: Notice) -> bool:
    """Given back and not confirmed again, in a rollout that still takes it."""
    closed = notice.assignment.task.rollout.state == Rollout.State.CLOSED
    return notice.assignment.state == State.RETURNED and not closed


def _state_is(state: str) -> Callable[[Notice], bool]:
    return lambda notice: notice.assignment.state == state


def _is_open(notice: Notice) -> bool:
    if notice.rollout.state == Rollout.State.CLOSED:
        return False
    rows = Assignment.objects.to_remind_of().of_units(frozenset({notice.unit_id}))
    return rows.filter(task__rollout=notice.rollout_id).exists()


def _is_asked_again(notice: Notice) -> bool:
    rows = Assignment.objects.to_remind_of().of_units(frozenset({notice.unit_id}))
    return rows.filter(task__rollout=notice.rollout_id, state=State.ASKED_AGAIN).exists()


def _still_late(notice: Notice) -> bool:
    return late_below(notice, notice.day).exists()


def late_below(notice: Notice, on: date) -> QuerySet[Assignment]:
    """Of the units under the notice's unit, what it was told of and is late still."""
    below = UnitPeriod.objects.in_force(on).filter(parent=notice.unit_id).values("unit")
    rows = Assignment.objects.overdue(on).to_remind_of()
    return rows.alias(due_now=DUE_NOW).filter(due_now__in=notice.dues, unit__in=below)


def _somebody_waits(notice: Notice) -> bool:
    return Assignment.objects.awaiting_review().exists()


HOLDS: dict[Kind, Callable[[Notice], bool]] = {
    Kind.ISSUED: _is_open,
    Kind.TRANSFERRED: _is_open,
    Kind.NEW_TEXT: _is_open,
    Kind.ASKED_AGAIN: _is_asked_again,
    Kind.RETURNED: _is_to_mend,
    Kind.EXEMPTION_ASKED: _state_is(State.EXEMPTION_ASKED),
    Kind.CANCELLED: _state_is(State.CANCELLED),
    Kind.WAITS_ABOVE: _state_is(State.CONFIRMED),
    Kind.LATE_BELOW: _still_late,
    Kind.TO_REVIEW: _somebody_waits,
}
