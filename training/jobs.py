"""Imported by the queue's discovery, so that this app's workers are known to it."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.mail.post import PATIENT
from training.bulk_review import bulk_accept
from training.issuing import rollout_issue
from training.letters.services import letter_draw
from training.notices.days_off import days_off
from training.notices.run import notices_forget, notices_run
from training.receipts import receipt_make

__all__ = ["bulk_accept", "letter_draw", "receipt_make", "rollout_issue"]


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
