"""Imported by the queue's discovery, so that this app's workers are known to it."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from training.issuing import rollout_issue
from training.mass_extension import run as mass_extension_run
from training.occurrences import occurrences_open
from training.receipts import receipt_make

__all__ = ["mass_extension_run", "receipt_make", "rollout_issue"]


# The queue's clock is UTC: 00:10 of the authority's night, and each hour until 04:10 for a worker
# that was down at midnight. What was missed on other days is caught up as well.
@app.periodic(cron="10 17-21 * * *")
@app.task(queue="jobs", queueing_lock="open_occurrences", pass_context=False)
def open_occurrences(timestamp: int) -> None:
    close_old_connections()
    occurrences_open(on=timezone.localdate())
