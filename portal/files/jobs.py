"""Imported by the queue's discovery: what is done with files outside requests."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from portal.files.services import orphans_erase


# The queue's clock is UTC: 01:50 of the authority's night.
@app.periodic(cron="50 18 * * *")
@app.task(queue="jobs", queueing_lock="erase_orphans", pass_context=False)
def erase_orphans(timestamp: int) -> None:
    """A file of a reception that was killed half-way, which nobody could find or erase."""
    close_old_connections()
    orphans_erase()
