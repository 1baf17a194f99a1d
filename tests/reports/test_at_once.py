"""Two people, or two workers, at the same moment."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from portal.access import actor_of
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.jobs.models import Job
from reports.approval import Numbering, report_finish, report_issue
from reports.models import Report
from tests.cast import Cast
from tests.reports.acts import approve, submit

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Each in a thread and a connection of its own; what they raised."""
    together, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            together.wait()
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_who_issue_the_same_report_issue_it_once(cast: Cast, report: Report):
    submit(report, cast.office_officer)

    def issue() -> None:
        report_issue(
            actor=actor_of(cast.office_lead),
            report_id=report.pk,
            version=1,
            numbering=Numbering(DAY),
        )

    assert at_once(issue, issue) == []
    report.refresh_from_db()
    assert (report.state, report.number) == (Report.State.ISSUING, 1)
    assert Job.objects.filter(kind="report_issue").count() == 1
    assert report.events.filter(act="issue").count() == 1


def test_two_workers_that_finish_the_same_report_give_it_one_paper(cast: Cast, report: Report):
    submit(report, cast.office_officer)
    approve(report, cast.office_lead, Numbering(DAY))

    def finish() -> None:
        report_finish(report_id=report.pk)

    assert at_once(finish, finish) == []
    report.refresh_from_db()
    assert (report.state, report.number) == (Report.State.ISSUED, 1)
    [paper] = StoredFile.objects.filter(name__startswith="bao-cao")
    assert report.pdf == paper
    assert default_storage.exists(paper.key)
    assert AuditEvent.objects.filter(act="report_issue").count() == 1
