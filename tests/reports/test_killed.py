"""A worker killed with kill -9 at any moment of issuing, between two statements, and found again by
the reaper: the report is issued once, with its number, and no half of a file is ever seen."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.services import job_run, jobs_rescue
from reports import approval
from reports.approval import Numbering
from reports.models import Report
from reports.scope import of_rollout
from reports.services import report_make
from tests.cast import Cast
from tests.killing import Ground, killing_ground
from tests.reports.acts import approve, submit

DAY = date(2026, 3, 2)
PIECES = 4
# Each statement is a moment: before drawing, amid the pieces (progress is a statement), before and
# after they are joined, before and after the file is stored and the state changes.
MOMENTS = 8
pytestmark = pytest.mark.django_db(transaction=True)
# Read once, before the forks, instead of in each of them.
assert get_resolver().url_patterns


def act(_what: str, job: str) -> None:
    """In the process that dies."""
    approval.render_pdf = drawn_in_steps
    job_run(job_id=int(job))


def drawn_in_steps(snapshot: object, _paper: object, *, progress: object) -> bytes:
    for done in range(1, PIECES + 1):
        progress(done, PIECES)
    return b"%PDF-1.4 " + b"x" * 100_000


def approved(cast: Cast, report: Report) -> tuple[Report, Job]:
    made = report_make(
        actor=actor_of(cast.office_officer),
        scope=of_rollout(report.rollout_id, timezone.now()),
    )
    approve(submit(made, cast.office_officer), cast.office_lead, Numbering(DAY))
    made.refresh_from_db()
    return made, Job.objects.get(kind="report_issue", args__report=made.pk)


def rescued(job: Job) -> None:
    """As the reaper does when no sign of life came for long enough."""
    silent = timezone.now() - timedelta(seconds=Job.SILENT_SECONDS + 1)
    Job.objects.filter(pk=job.pk, state="running").update(heartbeat_at=silent)
    jobs_rescue()


def assert_nothing_half(report: Report, number: int) -> None:
    """What anybody may see between the kill and the next attempt."""
    report.refresh_from_db()
    assert report.number == number
    if report.state == Report.State.ISSUED:
        assert default_storage.size(report.pdf.key) == report.pdf.size
    else:
        assert (report.state, report.pdf) == (Report.State.ISSUING, None)
        assert Client().get(f"/xac-minh/{report.code}/").status_code in {200, 404}
    for stored in StoredFile.objects.filter(name=f"bao-cao-{report.code}.pdf"):
        assert stored == report.pdf


def die_and_go_on(ground: Ground, cast: Cast, report: Report, moment: int) -> bool:
    """Whether it was issued before it died."""
    made, job = approved(cast, report)
    number = made.number
    assert ground.attempt("issue", job.pk, dies_at=moment) == -moment
    assert_nothing_half(made, number)
    was_issued = made.state == Report.State.ISSUED
    rescued(job)
    assert ground.attempt("issue", job.pk) >= 0
    assert_nothing_half(made, number)
    job.refresh_from_db()
    assert (made.state, job.state) == (Report.State.ISSUED, Job.State.DONE)
    issued = AuditEvent.objects.filter(act="report_issue", subject_id=str(made.pk))
    assert issued.count() == 1
    return was_issued


def test_a_worker_killed_at_any_moment_of_issuing_loses_nothing(cast: Cast, report: Report):
    files = str(storages["default"].location)
    with killing_ground("tests.reports.test_killed", files) as ground:
        _made, job = approved(cast, report)
        lived = ground.attempt("issue", job.pk)
        assert lived > MOMENTS
        dies = partial(die_and_go_on, ground, cast, report)
        moments = [*range(1, lived, lived // MOMENTS), lived]
        was_issued = [dies(moment) for moment in moments]
    # Up to a moment it was not issued, from there on it was: nothing in between.
    assert was_issued == sorted(was_issued)
    assert set(was_issued) == {False, True}
    numbers = list(Report.objects.exclude(number=None).values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, len(moments) + 2))
