"""The sample's reports on their way up: one by mail, one that made itself, one of a commune."""

from datetime import date, datetime, timedelta

from portal.access import Actor
from portal.calendar.days import work_calendar
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.vietnamese.periods import Period, PeriodKind, period_at
from reports.approval import Numbering, report_issue, report_submit
from reports.deliveries import deliveries_make, recipient_keep
from reports.models import Report
from reports.render import Words
from reports.schedules import SCHEDULED_JOB, schedule_set, schedules_run
from reports.scope import of_period, period_before
from reports.services import report_make, report_write

RECIPIENT = {
    "name": "Sở Văn hóa, Thể thao và Du lịch tỉnh Mẫu",
    "email": "vanthu@svhttdl.tinhmau.example",
    "note": "Văn thư của Sở",
    "language": "vi",
}
WORDS = Words(
    plans="Tiếp tục phổ biến tại các thôn còn lại qua hệ thống truyền thanh.",
    proposals="Đề nghị huyện cấp thêm tờ rơi về Bộ Quy tắc ứng xử.",
)


def sending_story(report: Report, lead: Actor, commune: dict[str, Actor], today: date) -> None:
    """`report` is one that the office has issued."""
    yesterday = today - timedelta(days=1)
    with at(moment(yesterday, 17)):
        recipient = recipient_keep(actor=lead, pk=None, **RECIPIENT)
        deliveries_make(actor=lead, report_id=report.pk, recipients=[recipient])
    period = _last_closed(today)
    with at(moment(period.ends_on - timedelta(days=2), 9)):
        schedule_set(actor=lead, kind=PeriodKind.MONTHLY, is_on=True, annex_form="")
    with at(moment(today, 0)):
        schedules_run(on=today)
        _run(SCHEDULED_JOB)
    with at(moment(yesterday, 10)):
        _of_the_commune(commune, period, moment(yesterday, 10))


def _last_closed(today: date) -> Period:
    """The last month whose report the schedule has made by now."""
    off = work_calendar()
    period = period_before(period_at(PeriodKind.MONTHLY, today))
    while off.add(period.ends_on, 1) > today:
        period = period_before(period)
    return period


def _of_the_commune(people: dict[str, Actor], period: Period, now: datetime) -> None:
    officer, head = people["officer"], people["head"]
    [unit_id] = {membership.unit_id for membership in head.memberships}
    report = report_make(actor=officer, scope=of_period(period, now=now, unit_id=unit_id))
    report_write(actor=officer, report_id=report.pk, version=1, words=WORDS)
    _run_of(report)
    report_submit(actor=officer, report_id=report.pk)
    report_issue(
        actor=head,
        report_id=report.pk,
        version=2,
        numbering=Numbering(dated_on=now.date()),
    )
    _run_of(report)


def _run_of(report: Report) -> None:
    for job in Job.objects.open().filter(args__report=report.pk):
        job_run(job_id=job.pk)


def _run(kind: str) -> None:
    for job in Job.objects.open().filter(kind=kind):
        job_run(job_id=job.pk)
