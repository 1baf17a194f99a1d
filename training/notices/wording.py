"""One notice in words: what it says, of which unit, and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from portal.units.models import UnitPeriod
from portal.web.templatetags.portal import vn_date, vn_number
from training.models import Notice
from training.notices.topics import TOPICS, Told, told_of
from training.unit_desk import Section

Kind = Notice.Kind
TONES = {
    Kind.RETURNED: "warn",
    Kind.ASKED_AGAIN: "warn",
    Kind.NOT_EXEMPTED: "warn",
    Kind.NOT_EXTENDED: "warn",
    Kind.ACCEPTED: "ok",
    Kind.EXEMPTED: "ok",
    Kind.EXTENDED: "ok",
}


@dataclass(frozen=True)
class Line:
    pk: int
    label: str
    tone: str
    title: str
    detail: str
    unit_name: str
    url: str
    at: datetime
    is_read: bool


def lines_of(notices: Iterable[Notice]) -> list[Line]:
    """One more query for the names of their units, and those of the topics of apps above."""
    notices = list(notices)
    told = told_of(notices)
    notices = [n for n in notices if n.kind != Kind.OF_A_TOPIC or n.pk in told]
    today = timezone.localdate()
    concerned = {_concerned(notice) for notice in notices}
    periods = UnitPeriod.objects.known(today).filter(unit__in=concerned)
    names = dict(periods.values_list("unit", "name"))
    return [
        _line(notice, names.get(_concerned(notice), ""), told.get(notice.pk)) for notice in notices
    ]


def _concerned(notice: Notice) -> int:
    """The unit that did or has to do it; the office is told of others."""
    return notice.assignment.unit_id if notice.assignment else notice.unit_id


def _line(notice: Notice, unit_name: str, told: Told | None) -> Line:
    if told:
        return _line_of_topic(notice, unit_name, told)
    kind = Kind(notice.kind)
    return Line(
        pk=notice.pk,
        # A number of things says by itself what they are.
        label="" if kind in COUNTED else str(kind.label),
        tone=TONES.get(kind, "idle"),
        title=_title(notice),
        detail=_detail(notice),
        unit_name=unit_name,
        url=address_of(notice),
        at=notice.at,
        is_read=notice.is_read,
    )


def _line_of_topic(notice: Notice, unit_name: str, told: Told) -> Line:
    topic = TOPICS[notice.topic]
    return Line(
        pk=notice.pk,
        label=str(topic.label),
        tone=topic.tone,
        title=told.title,
        detail=told.detail,
        unit_name=unit_name,
        url=told.url,
        at=notice.at,
        is_read=notice.is_read,
    )


LATE_KINDS = (Kind.LATE_UNIT, Kind.LATE_BELOW, Kind.LATE_OFFICE)
# What is told by a number says by itself what it is; the number decides the form of the words.
COUNTED = {
    Kind.ISSUED: ngettext_lazy(
        "%(count)s việc mới: %(rollout)s", "%(count)s việc mới: %(rollout)s", "n"
    ),
    Kind.TRANSFERRED: ngettext_lazy(
        "%(count)s việc nhận từ đơn vị cũ: %(rollout)s",
        "%(count)s việc nhận từ đơn vị cũ: %(rollout)s",
        "n",
    ),
    Kind.ASKED_AGAIN: ngettext_lazy(
        "%(count)s việc cần xác nhận lại theo nội dung mới: %(rollout)s",
        "%(count)s việc cần xác nhận lại theo nội dung mới: %(rollout)s",
        "n",
    ),
    Kind.NEW_TEXT: ngettext_lazy(
        "%(count)s việc chưa xác nhận có nội dung mới: %(rollout)s",
        "%(count)s việc chưa xác nhận có nội dung mới: %(rollout)s",
        "n",
    ),
    Kind.STOPPED: ngettext_lazy(
        "%(count)s việc dừng thực hiện: %(rollout)s",
        "%(count)s việc dừng thực hiện: %(rollout)s",
        "n",
    ),
    Kind.DUE: ngettext_lazy("%(count)s việc sắp đến hạn", "%(count)s việc sắp đến hạn", "n"),
    Kind.DUE_NEXT: ngettext_lazy("%(count)s việc đến hạn ngay", "%(count)s việc đến hạn ngay", "n"),
    Kind.OVERDUE: ngettext_lazy(
        "%(count)s việc quá hạn, chưa xác nhận", "%(count)s việc quá hạn, chưa xác nhận", "n"
    ),
    Kind.LATE_UNIT: ngettext_lazy(
        "%(count)s việc quá hạn từ %(days)s ngày làm việc",
        "%(count)s việc quá hạn từ %(days)s ngày làm việc",
        "n",
    ),
    Kind.LATE_BELOW: ngettext_lazy(
        "%(count)s đơn vị trực thuộc quá hạn từ %(days)s ngày làm việc",
        "%(count)s đơn vị trực thuộc quá hạn từ %(days)s ngày làm việc",
        "n",
    ),
    Kind.LATE_OFFICE: ngettext_lazy(
        "%(count)s đơn vị quá hạn kéo dài", "%(count)s đơn vị quá hạn kéo dài", "n"
    ),
    Kind.TO_REVIEW: ngettext_lazy(
        "%(count)s xác nhận chờ thẩm định", "%(count)s xác nhận chờ thẩm định", "n"
    ),
}


def _title(notice: Notice) -> str:
    kind = Kind(notice.kind)
    if kind not in COUNTED:
        return notice.assignment.title
    days = dict(zip(LATE_KINDS, settings.ESCALATION_WORKING_DAYS, strict=True))
    return COUNTED[kind] % {
        "n": notice.number,
        "count": vn_number(notice.number),
        "days": days.get(kind, 0),
        "rollout": notice.rollout.title if notice.rollout else "",
    }


def _detail(notice: Notice) -> str:
    """Why, or until when, or what comes next."""
    if notice.event_id:
        return _of_event(notice)
    if notice.kind == Kind.LATE_UNIT:
        return _(
            "Nếu vẫn chưa xác nhận, cổng sẽ báo người đứng đầu cơ quan cấp trên sau %(days)s ngày "
            "làm việc quá hạn."
        ) % {"days": settings.ESCALATION_WORKING_DAYS[1]}
    if notice.dues:
        days = ", ".join(vn_date(day) for day in sorted(notice.dues)[:3])
        more = len(notice.dues) - 3
        words = {"days": days, "more": more}
        return (
            _("Hạn: %(days)s và %(more)s ngày khác") if more > 0 else _("Hạn: %(days)s")
        ) % words
    return ""


def _of_event(notice: Notice) -> str:
    words = {"reason": notice.event.reason, "due": vn_date(notice.assignment.due_on)}
    if notice.kind == Kind.EXTENDED:
        return _("Hạn mới: %(due)s. Lý do: %(reason)s") % words
    return _("Lý do: %(reason)s") % words if words["reason"] else ""


def address_of(notice: Notice) -> str:
    """A page that this person may open."""
    kind = Kind(notice.kind)
    if kind == Kind.EXEMPTION_ASKED:
        return reverse("training:review", args=[notice.assignment_id])
    if kind == Kind.EXTENSION_ASKED:
        return reverse("training:extension", args=[notice.assignment_id])
    if kind == Kind.WAITS_ABOVE and notice.assignment.handed_on_from_id:
        ids = [notice.assignment.handed_on_from_id, notice.assignment_id]
        return reverse("training:below_assignment", args=ids)
    if notice.assignment_id:
        return reverse("training:assignment", args=[notice.assignment_id])
    if kind == Kind.TO_REVIEW:
        return reverse("training:review_queue")
    if kind == Kind.LATE_OFFICE:
        return reverse("training:late")
    if kind == Kind.LATE_BELOW:
        return reverse("training:notice", args=[notice.pk])
    sections = {
        Kind.OVERDUE: Section.OVERDUE,
        Kind.LATE_UNIT: Section.OVERDUE,
        Kind.ASKED_AGAIN: Section.AGAIN,
    }
    query = {"don-vi": notice.unit_id}
    if kind in (Kind.DUE, Kind.DUE_NEXT):
        query["muc"] = Section.COMING.value
    elif section := sections.get(kind):
        query["muc"] = section.value
    return f"{reverse('training:unit_desk')}?{urlencode(query)}"
