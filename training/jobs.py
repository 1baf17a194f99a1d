"""Imported by the queue's discovery: workers of this app, and what it does at night."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.calendar.days import work_calendar
from portal.mail.post import PATIENT
from training.bulk_review import bulk_accept
from training.exemptions import exemptions_run_out
from training.issuing import rollout_issue
from training.letters.services import letter_draw
from training.mass_extension import run as mass_extension_run
from training.notices.run import notices_forget, notices_run
from training.occurrences import occurrences_open
from training.paper_form import paper_form_make
from training.receipts import receipt_make
from training.receipts_together import receipts_make
from training.renewing import run as renewal_run

__all__ = [
    "bulk_accept",
    "letter_draw",
    "mass_extension_run",
    "paper_form_make",
    "receipt_make",
    "receipts_make",
    "renewal_run",
    "rollout_issue",
]


# The queue's clock is UTC: 00:10 of the authority's night, and each hour until 04:10 for a worker
# that was down at midnight. What was missed on other days is caught up as well.
@app.periodic(cron="10 17-21 * * *")
@app.task(queue="jobs", queueing_lock="open_occurrences", pass_context=False)
def open_occurrences(timestamp: int) -> None:
    close_old_connections()
    occurrences_open(on=timezone.localdate())


# 00:15 and each hour until 04:15; all that is over by the day, also what ended on days before.
@app.periodic(cron="15 17-21 * * *")
@app.task(queue="jobs", queueing_lock="end_exemptions", pass_context=False)
def end_exemptions(timestamp: int) -> None:
    close_old_connections()
    exemptions_run_out(on=timezone.localdate())


# In UTC: through the authority's working day. Most runs find little to do.
@app.periodic(cron="*/5 0-10 * * *")
@app.task(queue="jobs", queueing_lock="send_notices", pass_context=False, retry=PATIENT)
def send_notices(timestamp: int) -> None:
    close_old_connections()
    notices_run(now=timezone.now(), off=work_calendar())


# The queue's clock is UTC: 01:55 of the authority's night.
@app.periodic(cron="55 18 * * *")
@app.task(queue="jobs", queueing_lock="forget_notices", pass_context=False)
def forget_notices(timestamp: int) -> None:
    close_old_connections()
    notices_forget(now=timezone.now())
