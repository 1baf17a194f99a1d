"""Lists to take away: exactly what a page shows, as CSV or XLSX, typed and never a formula.

An app offers a list by its key. A small one is answered at once, a large CSV is streamed, and a
large XLSX is made by a job, since its parts are only there when it is whole.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.access import Act, Actor, actor_of
from portal.accounts.models import User
from portal.files.services import file_keep_open
from portal.files.sniff import FileKind
from portal.jobs.models import Job, JobFile
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.web.exports import (
    CSV_TYPE,
    XLSX_TYPE,
    Sheet,
    book_write,
    csv_bytes,
    csv_parts,
    download,
)

EXPORT_JOB = "export"
# A workbook of so many cells takes a worker some two seconds.
CELLS_AT_ONCE = 60_000
PROGRESS_ROWS = 500
# What only the page itself asks for.
NOT_OF_THE_LIST = ("tep", "tung-viec", "trang")


@dataclass(frozen=True)
class Listing:
    """`rows` is walked through once; `count` says how many they are. `sheets` come before them in a
    workbook; a table without sheets has the rows alone."""

    name: str
    headers: list[str]
    rows: Iterable[list[Any]]
    count: int
    sheets: tuple[Sheet, ...] = ()
    sheet_name: str = "Sheet"

    def book(self, out: BinaryIO, rows: Iterable[list[Any]]) -> None:
        book_write(out, [*self.sheets, Sheet(self.sheet_name, self.headers, rows)])

    @property
    def is_large(self) -> bool:
        return self.count * len(self.headers) > CELLS_AT_ONCE


@dataclass(frozen=True)
class Offer:
    """`build` takes who asks and what the page was asked for; it shows only what the page would."""

    title: Promise | str
    act: Act
    build: Callable[[Actor, Mapping[str, str]], Listing]


OFFERS: dict[str, Offer] = {}


def offer_listing(key: str, *, title: Promise | str, act: Act) -> Callable[[Callable], Callable]:
    def register(build: Callable[[Actor, Mapping[str, str]], Listing]) -> Callable:
        OFFERS[key] = Offer(title, act, build)
        return build

    return register


def listing_response(request: HttpRequest, key: str, kind: str, **more: str) -> HttpResponse:
    """The list of the page that was asked for; a large workbook is offered as a job instead."""
    query = {n: v for n, v in request.GET.items() if n not in NOT_OF_THE_LIST} | more
    listing = OFFERS[key].build(request.actor, query)
    if kind == "csv":
        return _csv(listing)
    if kind != "xlsx":
        raise Http404
    if listing.is_large:
        context = {"offer": OFFERS[key], "key": key, "query": json.dumps(query), "listing": listing}
        return render(request, "jobs/large_list.html", context)
    out = io.BytesIO()
    listing.book(out, listing.rows)
    return download(out.getvalue(), XLSX_TYPE, f"{listing.name}.xlsx")


def _csv(listing: Listing) -> HttpResponse:
    if not listing.is_large:
        data = csv_bytes(listing.headers, listing.rows)
        return download(data, CSV_TYPE, f"{listing.name}.csv")
    parts = csv_parts(listing.headers, listing.rows)
    name = f"{listing.name}.csv"
    return StreamingHttpResponse(
        parts,
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def listing_start(*, actor: Actor, key: str, query: dict[str, str]) -> Job:
    """Asked twice for the same list while it is being made, the job that already runs."""
    offer = OFFERS[key]
    if not actor.may(offer.act):
        raise Refused(_("Bạn không có quyền tải danh sách này."))
    asked = json.dumps([key, query, actor.user.pk], sort_keys=True).encode()
    return job_start(
        kind=EXPORT_JOB,
        title=_("Tạo tệp “%(name)s”") % {"name": offer.title},
        args={"key": key, "query": query},
        asked_by=actor.user,
        key=f"{EXPORT_JOB}-{hashlib.sha256(asked).hexdigest()[:40]}",
    )


@job(EXPORT_JOB)
def listing_make(work: Work) -> str:
    """Run again it makes the file again; a job has one."""
    actor = actor_of(User.objects.get(pk=work.asked_by_id))
    offer = OFFERS[work.args["key"]]
    # What the person may see is asked again now, not when the job was begun.
    if not actor.may(offer.act):
        raise Refused(_("Bạn không có quyền tải danh sách này."))
    listing = offer.build(actor, work.args["query"])
    with TemporaryFile() as out:
        listing.book(out, _told(listing, work))
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()
        with transaction.atomic():
            name = f"{listing.name}.xlsx"
            file = file_keep_open(source=out, name=name, kind=FileKind.XLSX, sha256=digest)
            JobFile.objects.update_or_create(job_id=work.job_id, defaults={"file": file})
    return reverse("jobs:file", args=[work.job_id])


def _told(listing: Listing, work: Work) -> Iterator[list[Any]]:
    for count, row in enumerate(listing.rows):
        if count % PROGRESS_ROWS == 0:
            work.progress(count, listing.count)
        yield row
