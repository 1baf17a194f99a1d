"""All receipts of one unit in one archive, with the list of what they are receipts of."""

import hashlib
import zipfile
from tempfile import TemporaryFile
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act, Actor, actor_of
from portal.accounts.models import User
from portal.files.services import file_keep_open
from portal.files.sniff import FileKind
from portal.jobs.models import Job, JobFile
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.units.models import Unit
from portal.web.exports import csv_bytes
from training.history import (
    HistoryFilters,
    filtered,
    history_of,
    indicators_in,
    listing_headers,
    listing_rows,
)
from training.inherited import past_history, past_of
from training.models import Confirmation, Receipt
from training.receipts import receipt_ensure

KIND = "receipts_together"
LIST_NAME = "danh-sach.csv"
# The earliest a ZIP can say: the same receipts give the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def receipts_start(*, actor: Actor, unit: Unit, filters: HistoryFilters) -> Job:
    """Asked twice while it is being made, the job that already runs. Of a predecessor, too."""
    _history(actor, unit.pk)
    year = filters.year or 0
    return job_start(
        kind=KIND,
        title=_("Biên nhận của %(unit)s") % {"unit": unit.name_on(timezone.localdate())},
        args={"unit": unit.pk, "year": year},
        asked_by=actor.user,
        key=f"{KIND}-{actor.user.pk}-{unit.pk}-{year}",
    )


@job(KIND)
def receipts_make(work: Work) -> str:
    """Run again it makes the archive again; a job has one."""
    unit_id, year = work.args["unit"], work.args["year"]
    # What the person may see is asked again now, not when the job was begun.
    history = _history(actor_of(User.objects.get(pk=work.asked_by_id)), unit_id)
    rows = filtered(history, HistoryFilters(year=year or None, outcome="", counted=False))
    signed = list(rows.exclude(entry=Confirmation.Entry.TABLE).values_list("pk", flat=True))
    if not signed:
        raise Refused(_("Không có biên nhận nào trong phạm vi đã chọn."))
    with TemporaryFile() as out:
        with zipfile.ZipFile(out, "w") as archive:
            for count, pk in enumerate(signed):
                work.progress(count, len(signed))
                _put(archive, receipt_ensure(pk))
            indicators = indicators_in(rows)
            listed = csv_bytes(listing_headers(indicators), listing_rows(rows, indicators))
            archive.writestr(zipfile.ZipInfo(LIST_NAME, NO_TIME), listed)
        _keep(out, work.job_id, Unit.objects.get(pk=unit_id).code.lower())
    return reverse("jobs:file", args=[work.job_id])


def _put(archive: zipfile.ZipFile, receipt: Receipt) -> None:
    year = receipt.confirmation.held_on.year
    with default_storage.open(receipt.file.key) as source:
        archive.writestr(zipfile.ZipInfo(f"{year}/{receipt.file.name}", NO_TIME), source.read())


@transaction.atomic
def _keep(out: IO[bytes], job_id: int, code: str) -> None:
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()
    name = f"bien-nhan-{code}.zip"
    file = file_keep_open(source=out, name=name, kind=FileKind.ZIP, sha256=digest)
    JobFile.objects.update_or_create(job_id=job_id, defaults={"file": file})


def _history(actor: Actor, unit_id: int) -> QuerySet[Confirmation]:
    if actor.may_in(Act.UNIT_READ, unit_id):
        return history_of(unit_id)
    if past := past_of(actor, unit_id):
        return past_history(past)
    raise Refused(_("Bạn không còn làm việc ở đơn vị này."))
