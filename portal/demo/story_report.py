"""The sample's reports: the first was issued with a wrong sentence and replaced by a second."""

from datetime import date, datetime, timedelta

from portal.access import Actor
from portal.demo.clock import at
from portal.demo.moments import moment
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.vietnamese.periods import PeriodKind, period_at
from reports.approval import Numbering, report_issue, report_submit
from reports.models import Report
from reports.render import Words
from reports.scope import Kind, Scope, of_period, of_rollout
from reports.services import report_make, report_write
from training.models import Rollout

FIRST_WORDS = Words(
    difficulties="Một số đơn vị chưa bố trí được buổi phổ biến trong giờ hành chính.",
    plans="Tiếp tục đôn đốc các đơn vị chưa xác nhận.",
)
SECOND_WORDS = Words(
    difficulties=(
        "Một số đơn vị ở xa trung tâm chưa bố trí được buổi phổ biến trong giờ hành chính.\n"
        "Nguyên nhân chủ yếu là cán bộ phụ trách văn hóa - xã hội kiêm nhiệm nhiều việc."
    ),
    plans=(
        "Đôn đốc các đơn vị quá hạn, hướng dẫn bổ sung minh chứng.\n"
        "Phổ biến lồng ghép trong sinh hoạt thôn, tổ dân phố và lễ chào cờ đầu tuần."
    ),
    proposals="Đề nghị cấp trên cung cấp thêm tài liệu tuyên truyền in sẵn cho cơ sở.",
)
BECAUSE = "Phần tồn tại, nguyên nhân của báo cáo trước chưa nêu đủ."


def report_story(rollout: Rollout, office: dict[str, Actor], today: date) -> None:
    first_day, second_day = today - timedelta(days=3), today - timedelta(days=1)
    with at(moment(first_day, 16)):
        first = report_make(
            actor=office["officer"], scope=of_rollout(rollout.pk, moment(first_day, 15))
        )
        _issue(first, FIRST_WORDS, office, first_day)
    with at(moment(second_day, 16)):
        second = report_make(
            actor=office["officer"],
            scope=of_rollout(rollout.pk, moment(second_day, 15)),
            replaces_id=first.pk,
            because=BECAUSE,
        )
        _issue(second, SECOND_WORDS, office, second_day)
        _drafts(rollout, office["officer"], moment(first_day, 15), moment(second_day, 15))


def _drafts(rollout: Rollout, officer: Actor, first: datetime, second: datetime) -> None:
    """One of each other kind that the office makes; a worker draws them."""
    quarter = period_at(PeriodKind.QUARTERLY, second.date())
    for scope in (
        of_period(quarter, now=second),
        Scope(Kind.LATE, second),
        Scope(Kind.COMPARISON, second, rollout_id=rollout.pk, compared_at=first),
        Scope(Kind.CLAUSES, second, document_id=rollout.document_id),
    ):
        report_make(actor=officer, scope=scope)


def _issue(report: Report, words: Words, office: dict[str, Actor], day: date) -> None:
    version = report.texts.first().version
    text = report_write(actor=office["officer"], report_id=report.pk, version=version, words=words)
    _run_jobs(report)
    report_submit(actor=office["officer"], report_id=report.pk)
    report_issue(
        actor=office["lead"],
        report_id=report.pk,
        version=text.version,
        numbering=Numbering(dated_on=day),
    )
    _run_jobs(report)


def _run_jobs(report: Report) -> None:
    for job in Job.objects.open().filter(args__report=report.pk):
        job_run(job_id=job.pk)
