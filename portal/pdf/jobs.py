"""Imported by the queue's discovery: helping another machine to draw, and cleaning up after what
was killed amid drawing."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from portal.pdf.folders import remove_left_folders
from portal.pdf.sharing import is_wanted, lend_a_hand, shared_drawings_erase

# When a machine that draws itself offers its hand again.
AGAIN_SECONDS = 5


@app.task(queue="jobs")
def help_draw(shared_id: int) -> None:
    close_old_connections()
    if not lend_a_hand(shared_id) and is_wanted(shared_id):
        help_draw.configure(schedule_in={"seconds": AGAIN_SECONDS}).defer(shared_id=shared_id)


@app.periodic(cron="25 * * * *")
@app.task(queue="jobs", queueing_lock="clean_up_drawings", pass_context=False)
def clean_up_drawings(timestamp: int) -> None:
    close_old_connections()
    remove_left_folders()
    shared_drawings_erase()
