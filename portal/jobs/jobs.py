"""The queue's two tasks: run one job, and look every minute for jobs whose worker was lost."""

import threading

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.jobs.models import Job
from portal.jobs.services import job_run, jobs_rescue, made_files_erase

HEARTBEAT_SECONDS = 20


@app.task(queue="jobs")
def run_job(job_id: int) -> None:
    close_old_connections()
    finished = threading.Event()
    beat = threading.Thread(target=_keep_alive, args=(job_id, finished), daemon=True)
    beat.start()
    try:
        job_run(job_id=job_id)
    finally:
        finished.set()
        beat.join()


@app.periodic(cron="* * * * *")
@app.task(queue="jobs", queueing_lock="rescue_jobs", pass_context=False)
def rescue_jobs(timestamp: int) -> None:
    close_old_connections()
    jobs_rescue()


@app.periodic(cron="50 18 * * *")
@app.task(queue="jobs", queueing_lock="erase_made_files", pass_context=False)
def erase_made_files(timestamp: int) -> None:
    close_old_connections()
    made_files_erase()


def _keep_alive(job_id: int, finished: threading.Event) -> None:
    """Say every few seconds that the worker lives, however long one step of its work takes."""
    while not finished.wait(HEARTBEAT_SECONDS):
        Job.objects.filter(pk=job_id).update(heartbeat_at=timezone.now())
    connection.close()
