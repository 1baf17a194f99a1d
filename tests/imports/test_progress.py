"""People see how far the writing is, although it is one transaction."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.access import actor_of
from portal.imports.kinds import KINDS
from portal.imports.models import ImportRun
from portal.imports.services import import_apply
from portal.jobs.models import Job
from portal.jobs.registry import Work
from portal.jobs.services import job_run
from portal.units.models import Unit
from portal.units.resources import UnitResource
from tests.cast import Cast, assemble, signed_in
from tests.factories import make_unit
from tests.imports.sending import sent, written
from tests.imports.test_units import DAY, HEADERS


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_before_the_writing_is_over(monkeypatch: pytest.MonkeyPatch):
    cast = assemble()
    monkeypatch.setattr("portal.imports.services.BATCH", 2)
    rows = [[f"T-{n}", f"Trường số {n}", "mam-non", "X-AB", DAY, ""] for n in range(6)]
    run = sent(cast.office_officer, "don-vi", HEADERS, rows)
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    run.refresh_from_db()
    seen = []
    tell = Work.progress_within

    def told(work: Work, done: int, total: int) -> None:
        tell(work, done, total)
        seen.append(Job.objects.values_list("done", "total").get(pk=work.job_id))

    monkeypatch.setattr(Work, "progress_within", told)
    job_run(job_id=run.job_id)
    assert seen == [(0, 12), (8, 12), (10, 12), (12, 12)]
    assert Job.objects.get(pk=run.job_id).state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_worker_lost_between_two_batches_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    """Told from outside the transaction, so really rolled back by the database."""
    cast = assemble()
    before = Unit.objects.count()
    monkeypatch.setattr("portal.imports.services.BATCH", 2)
    rows = [[f"T-{n}", f"Trường số {n}", "mam-non", "X-AB", DAY, ""] for n in range(6)]
    run = sent(cast.office_officer, "don-vi", HEADERS, rows)
    import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    run.refresh_from_db()
    create, calls = UnitResource.create, []

    def second_fails(resource: UnitResource, instances: list) -> list:
        calls.append(len(instances))
        if len(calls) == 2:
            raise SystemExit
        return create(resource, instances)

    monkeypatch.setattr(KINDS["don-vi"].resource, "create", second_fails)
    with pytest.raises(SystemExit):
        job_run(job_id=run.job_id)
    assert Unit.objects.count() == before
    monkeypatch.undo()
    # What the reaper does with a job whose worker is gone.
    Job.objects.filter(pk=run.job_id).update(state="queued")
    job_run(job_id=run.job_id)
    run.refresh_from_db()
    assert (run.state, Unit.objects.count()) == ("applied", before + 6)


def _large(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    monkeypatch.setattr("portal.imports.services.AT_ONCE_ROWS", 1)
    rows = [[f"T-{n}", f"Trường số {n}", "mam-non", "X-AB", DAY, ""] for n in range(2)]
    run = written(cast.office_officer, "don-vi", HEADERS, rows)
    address = reverse("imports:undo", args=[run.pk])
    assert signed_in(cast.office_officer).post(address).url == run.get_absolute_url()
    run.refresh_from_db()
    assert run.state == "undoing"
    return run


def test_a_large_table_is_taken_back_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    run = _large(cast, monkeypatch)
    page = signed_in(cast.office_officer).get(run.get_absolute_url()).content.decode()
    assert "trang tự cập nhật" in page
    ImportRun.objects.filter(pk=run.pk).update(applied_at="2026-01-01T00:00Z")
    job_run(job_id=run.job_id)
    run.refresh_from_db()
    assert run.state == "undone"
    assert not Unit.objects.filter(code="T-0").exists()


def test_refused_in_the_job_it_stays_written_and_its_page_says_why(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    run = _large(cast, monkeypatch)
    make_unit("T-X", "Trực thuộc", "mam-non", parent=Unit.objects.get(code="T-0"))
    job_run(job_id=run.job_id)
    run.refresh_from_db()
    assert run.state == "applied"
    page = signed_in(cast.office_officer).get(run.get_absolute_url()).content.decode()
    assert "1 đơn vị đã có đơn vị trực thuộc" in page
    assert "Hủy việc ghi bảng này" in page


def test_the_database_refuses_to_undo_what_was_never_written(cast: Cast):
    run = sent(cast.office_officer, "don-vi", HEADERS, [])
    with pytest.raises(IntegrityError, match="import_applied"), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state="undoing")
