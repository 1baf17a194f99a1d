"""Imported by the queue's discovery: workers of this app, and what it does at night."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from training.exemptions import exemptions_run_out
from training.issuing import rollout_issue
from training.paper_form import paper_form_make
from training.receipts import receipt_make

__all__ = ["paper_form_make", "receipt_make", "rollout_issue"]


# The queue's clock is UTC: a quarter past midnight of the authority.
@app.periodic(cron="15 17 * * *")
@app.task(queue="jobs", queueing_lock="end_exemptions", pass_context=False)
def end_exemptions(timestamp: int) -> None:
    """Also what ended while the portal was down: all that is over by today."""
    close_old_connections()
    exemptions_run_out(on=timezone.localdate())
