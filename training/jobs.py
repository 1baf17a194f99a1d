"""Imported by the queue's discovery: workers of this app, and what it does at night."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.mail.post import PATIENT
from training.exemptions import exemptions_run_out
from training.issuing import rollout_issue
from training.letters.services import letter_draw
from training.notices.days_off import days_off
from training.notices.run import notices_forget, notices_run
from training.paper_form import paper_form_make
from training.receipts import receipt_make

__all__ = ["letter_draw", "paper_form_make", "receipt_make", "rollout_issue"]


# The queue's clock is UTC: a quarter past midnight of the authority.
@app.periodic(cron="15 17 * * *")
@app.task(queue="jobs", queueing_lock="end_exemptions", pass_context=False)
def end_exemptions(timestamp: int) -> None:
    """Also what ended while the portal was down: all that is over by today."""
    close_old_connections()
    exemptions_run_out(on=timezone.localdate())


# In UTC: through the authority's working day. Most runs find little to do.
@app.periodic(cron="*/5 0-10 * * *")
@app.task(queue="jobs", queueing_lock="send_notices", pass_context=False, retry=PATIENT)
def send_notices(timestamp: int) -> None:
    close_old_connections()
    notices_run(now=timezone.now(), off=days_off())


# The queue's clock is UTC: 01:55 of the authority's night.
@app.periodic(cron="55 18 * * *")
@app.task(queue="jobs", queueing_lock="forget_notices", pass_context=False)
def forget_notices(timestamp: int) -> None:
    close_old_connections()
    notices_forget(now=timezone.now())
