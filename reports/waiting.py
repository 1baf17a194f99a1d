"""What of reports waits for somebody, for the office's desk."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portal.access import Act, Actor
from portal.web.templatetags.portal import vn_number
from portal.web.waiting import Waiting
from reports.models import Report, ReportSchedule


def reports_waiting(actor: Actor) -> Iterator[Waiting]:
    counts = Report.objects.of_authority().aggregate(
        scheduled=Count("pk", filter=Q(schedule__isnull=False, state=Report.State.DRAFT)),
        submitted=Count("pk", filter=Q(state=Report.State.SUBMITTED)),
    )
    url = reverse("reports:report_list")
    if (n := counts["scheduled"]) and actor.may(Act.REPORT_MAKE):
        words = ngettext(
            "%(number)s báo cáo lập theo lịch chờ xem và trình",
            "%(number)s báo cáo lập theo lịch chờ xem và trình",
            n,
        )
        yield Waiting(words % {"number": vn_number(n)}, url)
    if actor.may(Act.REPORT_MAKE) and (n := _schedules_with_nobody()):
        words = ngettext(
            "%(number)s lịch lập báo cáo cần người nhận phụ trách",
            "%(number)s lịch lập báo cáo cần người nhận phụ trách",
            n,
        )
        yield Waiting(words % {"number": vn_number(n)}, reverse("reports:schedule_list"))
    if (n := counts["submitted"]) and actor.may(Act.REPORT_ISSUE):
        words = ngettext(
            "%(number)s báo cáo chờ duyệt phát hành", "%(number)s báo cáo chờ duyệt phát hành", n
        )
        yield Waiting(words % {"number": vn_number(n)}, url)


def _schedules_with_nobody() -> int:
    return ReportSchedule.objects.with_nobody(timezone.localdate()).count()
