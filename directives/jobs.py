"""Imported by the queue's discovery: what the documents' app does outside requests."""

from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from directives.checking.presence import editors_forget
from directives.digest import digests_send
from directives.duplicates import bands_complete
from directives.erasing import leftovers_erase
from directives.intake_runs import intake_run
from directives.intakes import BATCH_JOB, FILE_JOB
from directives.models import Intake
from directives.opendata.bulk import bulk_complete, bulk_make
from directives.printing import JOB_KIND as PRINT_JOB
from directives.printing import edition_draw, printing_complete, printing_renew
from directives.requests_by_mail import requests_send
from directives.search.vocabulary import vocabulary_renew
from directives.sheets import JOB_KIND as SHEETS_JOB
from directives.sheets import sheets_ask, sheets_draw
from directives.subscribing import subscriptions_erase
from portal.jobs.registry import Work, job
from portal.mail.post import PATIENT


@job(BATCH_JOB)
def read_batch(work: Work) -> str:
    """A file that cannot be read says so in its own row and stops none of the others."""
    bands_complete()
    batch = work.args["batch"]
    to_read = Intake.objects.to_read().filter(batch=batch).order_by("pk")
    rows = list(to_read.values_list("pk", flat=True))
    by_page = work.progress if len(rows) == 1 else None
    for done, intake_id in enumerate(rows):
        if by_page is None:
            work.progress(done, len(rows))
        intake_run(intake_id=intake_id, progress=by_page)
    work.progress(len(rows), len(rows))
    return reverse("directives:intake_batch", args=[batch])


@job(FILE_JOB)
def read_file(work: Work) -> str:
    intake = intake_run(intake_id=work.args["intake"], progress=work.progress)
    return reverse("directives:intake_batch", args=[intake.batch])


@job(PRINT_JOB)
def draw_edition(work: Work) -> str:
    work.progress(0, 1)
    edition_draw(edition_id=work.args["edition"])
    work.progress(1, 1)
    return ""


@app.periodic(cron="*/10 * * * *")
@app.task(queue="jobs", queueing_lock="draw_missing", pass_context=False)
def draw_missing(timestamp: int) -> None:
    """PDFs of what was published before the portal drew any, or while a drawing failed."""
    close_old_connections()
    printing_complete()


# The queue's clock is UTC: 02:10 of the authority's night.
@app.periodic(cron="10 19 * * *")
@app.task(queue="jobs", queueing_lock="renew_drawings", pass_context=False)
def renew_drawings(timestamp: int) -> None:
    """Where the portal's own words or address changed; the text of an edition never does."""
    close_old_connections()
    printing_renew()


@job(SHEETS_JOB)
def draw_sheets(work: Work) -> str:
    """What is missing now, whatever was missing when it was asked for."""
    sheets_draw(on=timezone.localdate(), progress=work.progress)
    return reverse("directives:code")


@app.periodic(cron="*/2 * * * *")
@app.task(queue="jobs", queueing_lock="ask_for_sheets", pass_context=False)
def ask_for_sheets(timestamp: int) -> None:
    """The Code, its force on a new day, or the authority's hotline may have changed."""
    close_old_connections()
    sheets_ask(on=timezone.localdate())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="jobs", queueing_lock="erase_leftovers", pass_context=False)
def erase_leftovers(timestamp: int) -> None:
    """What somebody was killed over: a refused file whose bytes are still there."""
    close_old_connections()
    leftovers_erase()


# The queue's clock is UTC: 01:20 of the authority's night.
@app.periodic(cron="20 18 * * *")
@app.task(queue="jobs", queueing_lock="bulk_archive", lock="bulk_archive", pass_context=False)
def pack_open_data(timestamp: int) -> None:
    """Every night, whatever was published during the day."""
    close_old_connections()
    bulk_make()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="jobs", queueing_lock="bulk_missing", lock="bulk_archive", pass_context=False)
def pack_missing(timestamp: int) -> None:
    """Nobody waits a night for the first archive, or for one without what was taken down."""
    close_old_connections()
    bulk_complete()


@app.periodic(cron="15 * * * *")
@app.task(queue="jobs", queueing_lock="renew_vocabulary", pass_context=False)
def renew_vocabulary(timestamp: int) -> None:
    """Every hour: what search knows words by when it suggests another spelling."""
    close_old_connections()
    vocabulary_renew()


# The queue's clock is UTC: 01:40 of the authority's night.
@app.periodic(cron="40 18 * * *")
@app.task(queue="jobs", queueing_lock="forget_editors", pass_context=False)
def forget_editors(timestamp: int) -> None:
    """Who had a draft open, once it tells nobody anything any more."""
    close_old_connections()
    editors_forget()


@app.periodic(cron="*/5 * * * *")
@app.task(queue="jobs", queueing_lock="send_requests", pass_context=False, retry=PATIENT)
def send_requests(timestamp: int) -> None:
    """Mails with a link to confirm; woken as well by whoever asks to follow."""
    close_old_connections()
    requests_send()


# In UTC: from 7 o'clock of the authority's morning to its evening. The first run tells everybody;
# the others find only who was missed.
@app.periodic(cron="*/20 0-13 * * *")
@app.task(queue="jobs", queueing_lock="send_digests", pass_context=False, retry=PATIENT)
def send_digests(timestamp: int) -> None:
    close_old_connections()
    digests_send(now=timezone.now())


# The queue's clock is UTC: 01:30 of the authority's night.
@app.periodic(cron="30 18 * * *")
@app.task(queue="jobs", queueing_lock="erase_unconfirmed", pass_context=False)
def erase_unconfirmed(timestamp: int) -> None:
    """Addresses that somebody typed in and nobody confirmed."""
    close_old_connections()
    subscriptions_erase()
