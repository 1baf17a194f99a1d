"""A report's way from draft to paper, each step as a test wants it."""

from portal.access import actor_of
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.jobs.services import job_run
from reports.approval import Numbering, report_issue, report_submit
from reports.models import Report

BLANK = Numbering()


def draw(report: Report) -> Report:
    """Runs what is queued for it."""
    for job in Job.objects.open().filter(args__report=report.pk):
        job_run(job_id=job.pk)
    report.refresh_from_db()
    return report


def submit(report: Report, officer: User) -> Report:
    draw(report)
    return report_submit(actor=actor_of(officer), report_id=report.pk)


def approve(report: Report, lead: User, numbering: Numbering = BLANK) -> Report:
    return report_issue(
        actor=actor_of(lead),
        report_id=report.pk,
        version=report.texts.first().version,
        numbering=numbering,
    )


def issue(report: Report, officer: User, lead: User, numbering: Numbering = BLANK) -> Report:
    submit(report, officer)
    return draw(approve(report, lead, numbering))
