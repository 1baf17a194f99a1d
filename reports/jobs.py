"""Imported by the queue's discovery: what is made and drawn outside requests."""

from datetime import date

from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from portal.access import Act, actor_of
from portal.accounts.models import User
from portal.jobs.registry import Work, job
from portal.mail.post import PATIENT
from portal.refusals import Refused
from reports.approval import report_finish
from reports.delivery_post import deliveries_send
from reports.schedules import SCHEDULED_JOB, scheduled_make, schedules_run
from reports.scope import Scope
from reports.services import DRAFT_JOB, ISSUE_JOB, MAKE_JOB, draft_draw, report_make


@job(MAKE_JOB)
def make_report(work: Work) -> str:
    actor = actor_of(User.objects.get(pk=work.asked_by_id))
    # What the person may do is asked again now, not when the job was begun.
    scope = Scope.from_args(work.args["scope"])
    if not actor.may_in(Act.UNIT_DRAFT if scope.unit_id else Act.REPORT_MAKE, scope.unit_id):
        raise Refused(_("Bạn không có quyền lập báo cáo."))
    made = report_make(actor=actor, scope=scope, job_id=work.job_id, **work.args["options"])
    return made.get_absolute_url()


@job(SCHEDULED_JOB)
def make_scheduled(work: Work) -> str:
    starts_on = date.fromisoformat(work.args["starts_on"])
    made = scheduled_make(schedule_id=work.args["schedule"], starts_on=starts_on)
    return made.get_absolute_url()


# The queue's clock is UTC: 00:20 of the authority's night, and each hour until 04:20, for a worker
# that was down and for what failed. What was missed on other days is caught up as well.
@app.periodic(cron="20 17-21 * * *")
@app.task(queue="jobs", queueing_lock="make_scheduled_reports", pass_context=False)
def make_scheduled_reports(timestamp: int) -> None:
    close_old_connections()
    schedules_run(on=timezone.localdate())


# What was put by for a while, and what a mail server that was away left, goes with a later run.
@app.periodic(cron="*/5 * * * *")
@app.task(queue="jobs", queueing_lock="send_reports", pass_context=False, retry=PATIENT)
def send_reports(timestamp: int) -> None:
    close_old_connections()
    deliveries_send(now=timezone.now())


@job(DRAFT_JOB)
def draw_draft(work: Work) -> str:
    return draft_draw(text_id=work.args["text"], progress=work.progress).get_absolute_url()


@job(ISSUE_JOB)
def draw_paper(work: Work) -> str:
    return report_finish(report_id=work.args["report"], progress=work.progress).get_absolute_url()
