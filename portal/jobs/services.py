"""job_start · job_again · job_run · jobs_rescue · made_files_erase"""

import logging
import traceback
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.disk import is_disk_full
from portal.jobs.models import Job, JobFile
from portal.jobs.registry import WORKERS, Work
from portal.refusals import Refused

if TYPE_CHECKING:
    from portal.accounts.models import User

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3


@transaction.atomic
def job_start(*, kind: str, title: str, args: dict, asked_by: "User | None", key: str = "") -> Job:
    """Queue work in the caller's transaction; the same open `key` gives the job already there."""
    from portal.jobs.jobs import run_job

    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, title=title[:300], args=args, asked_by=asked_by, key=key
            )
    except IntegrityError:
        return Job.objects.open().get(key=key)
    run_job.defer(job_id=job.pk)
    return job


@transaction.atomic
def job_again(*, job_id: int) -> Job:
    """A job that failed is queued again, the same row: one piece of work leaves one line. Any other
    is left as it is, and so is one whose work somebody began anew meanwhile."""
    from portal.jobs.jobs import run_job

    job = Job.objects.select_for_update().get(pk=job_id)
    is_begun = job.key and Job.objects.open().filter(key=job.key).exists()
    if job.state != Job.State.FAILED or is_begun:
        return job
    job.state, job.finished_at, job.error = Job.State.QUEUED, None, ""
    # How often its worker was lost is counted anew.
    job.attempts, job.done, job.total = 0, 0, 0
    job.save(update_fields=["state", "finished_at", "error", "attempts", "done", "total"])
    run_job.defer(job_id=job.pk)
    return job


def job_run(*, job_id: int) -> None:
    """Do the work of a job that is not finished yet; a second call on a finished one does nothing.

    A refusal or an unforeseen fault ends the job in words; only a lost worker leaves it running.
    """
    job = _begin(job_id)
    if job is None:
        return
    work = Work(job_id=job.pk, args=job.args, asked_by_id=job.asked_by_id)
    try:
        result_url = WORKERS[job.kind](work)
    except Refused as refusal:
        _end(job, state=Job.State.FAILED, error=str(refusal))
    except Exception as fault:
        logger.error("job %s (%s) failed:\n%s", job.pk, job.kind, traceback.format_exc())
        _end(job, state=Job.State.FAILED, error=_words_of(fault) % {"number": job.pk})
    else:
        _end(job, state=Job.State.DONE, result_url=result_url)


@transaction.atomic
def jobs_rescue() -> int:
    """Queue again what a lost worker left running; give up in words after a few attempts."""
    from portal.jobs.jobs import run_job

    lost = Job.objects.silent(timezone.now()).select_for_update(skip_locked=True)
    for job in lost:
        if job.attempts >= MAX_ATTEMPTS:
            _end(
                job,
                state=Job.State.FAILED,
                error=_("Việc bị ngắt %(count)s lần và đã dừng. Hãy thử lại.")
                % {"count": job.attempts},
            )
        else:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
            run_job.defer(job_id=job.pk)
    return len(lost)


@transaction.atomic
def made_files_erase() -> int:
    """Lists people took away hold names and addresses: none lies about longer than a day."""
    before = timezone.now() - timedelta(hours=JobFile.KEPT_HOURS)
    old = list(JobFile.objects.filter(job__finished_at__lt=before).select_related("file", "job"))
    for made in old:
        Job.objects.filter(pk=made.job_id).update(result_url="")
        made.delete()
        made.file.delete()
        # The bytes go once the rows are gone for good.
        transaction.on_commit(partial(default_storage.delete, made.file.key))
    return len(old)


def _words_of(fault: Exception) -> str:
    if is_disk_full(fault):
        return _(
            "Máy chủ không còn đủ chỗ trên đĩa nên việc này chưa làm xong; không có gì bị ghi dở. "
            "Hãy báo quản trị hệ thống giải phóng dung lượng rồi thử lại (số việc %(number)s)."
        )
    return _(
        "Hệ thống gặp lỗi khi làm việc này; dữ liệu chưa hoàn thành không được ghi nhận. "
        "Hãy thử lại; nếu vẫn lỗi, báo quản trị hệ thống kèm số việc %(number)s."
    )


@transaction.atomic
def _begin(job_id: int) -> Job | None:
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != Job.State.QUEUED:
        return None
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.started_at = job.heartbeat_at = timezone.now()
    job.save(update_fields=["state", "attempts", "started_at", "heartbeat_at"])
    return job


def _end(job: Job, *, state: str, result_url: str = "", error: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, result_url=result_url, error=error, finished_at=timezone.now()
    )
