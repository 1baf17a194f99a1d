"""Where there is much to read, a report is made by a job, once."""

from datetime import date

import pytest
from django.utils import timezone

from portal.access import Role
from portal.jobs.models import Job
from portal.jobs.services import job_run
from portal.vietnamese.periods import PeriodKind, period_at
from reports.models import Report
from reports.scope import Kind, Scope, of_period, of_rollout
from reports.services import report_make
from tests.cast import Cast, signed_in
from tests.training.acts import acting
from training.models import Assignment


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch, assignment: Assignment) -> Assignment:
    monkeypatch.setattr("reports.collecting.MOST_AT_ONCE", 0)
    return assignment


def ask(cast: Cast, assignment: Assignment) -> Job:
    client = signed_in(cast.office_officer)
    asked = client.post(
        "/quan-ly/bao-cao/moi/?loai=completion", {"rollout": assignment.task.rollout_id}
    )
    job = Job.objects.get(kind="report_make")
    assert asked.url == job.get_absolute_url()
    return job


def test_the_page_leads_to_the_job_and_the_job_to_the_report(cast: Cast, much: Assignment):
    job = ask(cast, much)
    assert not Report.objects.exists()
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.result_url == Report.objects.get().get_absolute_url()


def test_run_again_it_makes_no_second_one(cast: Cast, much: Assignment):
    job = ask(cast, much)
    for _time in range(2):
        report_make(
            actor=acting(cast.office_officer),
            scope=Scope.from_args(job.args["scope"]),
            job_id=job.pk,
        )
    assert Report.objects.count() == 1


def test_who_may_no_longer_make_reports_gets_none(cast: Cast, much: Assignment):
    job = ask(cast, much)
    cast.office_officer.memberships.filter(role=Role.OFFICE_OFFICER).update(
        valid_until=timezone.localdate()
    )
    job_run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "không có quyền" in job.error
    assert not Report.objects.exists()


def test_little_is_made_at_once(cast: Cast, assignment: Assignment):
    signed_in(cast.office_officer).post(
        "/quan-ly/bao-cao/moi/?loai=completion", {"rollout": assignment.task.rollout_id}
    )
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_a_scope_comes_back_from_a_job_as_it_was(kind: PeriodKind, db: None):
    now = timezone.now()
    scopes = [
        of_period(period_at(kind, date(2026, 3, 1)), now=now, unit_id=7),
        of_rollout(3, now),
        Scope(Kind.COMPARISON, now, rollout_id=3, compared_at=now),
    ]
    assert [Scope.from_args(scope.as_args()) for scope in scopes] == scopes
