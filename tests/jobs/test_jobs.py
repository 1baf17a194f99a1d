import errno
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import DiskFull

from portal.jobs.models import Job
from portal.jobs.registry import WORKERS, Work, job
from portal.jobs.services import MAX_ATTEMPTS, job_again, job_run, job_start, jobs_rescue
from portal.refusals import Refused
from tests.cast import Cast, signed_in


@pytest.fixture
def kind() -> Iterator[Callable[[Callable], str]]:
    """Register a worker for the length of one test."""

    def register(worker: Callable[[Work], str]) -> str:
        job("test")(worker)
        return "test"

    yield register
    WORKERS.pop("test", None)


def start(cast: Cast, kind: str, key: str = "") -> Job:
    return job_start(kind=kind, title="Việc", args={"n": 1}, asked_by=cast.clerk, key=key)


def test_work_is_done_once_and_tells_where_the_result_is(cast: Cast, kind: Callable):
    seen = []

    def worker(work: Work) -> str:
        work.progress(1, 2)
        seen.append(work.args)
        return "/ket-qua/"

    row = start(cast, kind(worker))
    job_run(job_id=row.pk)
    job_run(job_id=row.pk)
    row.refresh_from_db()
    assert seen == [{"n": 1}]
    assert (row.state, row.result_url, row.done, row.total) == ("done", "/ket-qua/", 1, 2)


def test_asking_twice_for_the_same_work_gives_the_job_that_is_there(cast: Cast, kind: Callable):
    name = kind(lambda work: "")
    assert start(cast, name, key="k") == start(cast, name, key="k")
    assert Job.objects.count() == 1


def test_a_refusal_ends_the_job_in_its_words(cast: Cast, kind: Callable):
    def worker(work: Work) -> str:
        raise Refused("Hết giấy.")

    row = start(cast, kind(worker))
    job_run(job_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "Hết giấy.")


def test_an_unforeseen_fault_ends_it_with_its_number(cast: Cast, kind: Callable):
    def worker(work: Work) -> str:
        raise ZeroDivisionError

    row = start(cast, kind(worker))
    job_run(job_id=row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert str(row.pk) in row.error


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), DiskFull("could not extend file")]
)
def test_a_full_disk_is_said_in_words(fault: Exception, cast: Cast, kind: Callable):
    def worker(work: Work) -> str:
        raise OperationalError from fault

    row = start(cast, kind(worker))
    job_run(job_id=row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "dung lượng" in row.error
    assert str(row.pk) in row.error


def test_a_job_whose_worker_was_lost_is_queued_again_and_given_up_in_the_end(
    cast: Cast, kind: Callable
):
    row = start(cast, kind(lambda work: ""))
    long_ago = timezone.now() - timedelta(seconds=Job.SILENT_SECONDS + 1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        Job.objects.filter(pk=row.pk).update(
            state="running", heartbeat_at=long_ago, attempts=attempt
        )
        assert jobs_rescue() == 1
        row.refresh_from_db()
        assert row.state == ("failed" if attempt == MAX_ATTEMPTS else "queued")


def test_a_job_that_still_gives_signs_of_life_is_left_alone(cast: Cast, kind: Callable):
    row = start(cast, kind(lambda work: ""))
    Job.objects.filter(pk=row.pk).update(state="running", heartbeat_at=timezone.now())
    assert jobs_rescue() == 0


def test_its_page_looks_again_while_it_is_open_and_is_seen_by_the_asker_alone(
    cast: Cast, kind: Callable
):
    row = start(cast, kind(lambda work: ""))
    response = signed_in(cast.clerk).get(row.get_absolute_url())
    assert response.headers["Refresh"]
    assert signed_in(cast.chairman).get(row.get_absolute_url()).status_code == 404
    job_run(job_id=row.pk)
    assert "Refresh" not in signed_in(cast.clerk).get(row.get_absolute_url()).headers


def test_a_failed_job_can_be_tried_again(cast: Cast, kind: Callable):
    def worker(work: Work) -> str:
        raise Refused("Không được.")

    row = start(cast, kind(worker), key="again")
    job_run(job_id=row.pk)
    signed_in(cast.clerk).post(f"/viec/{row.pk}/lam-lai/")
    assert Job.objects.filter(state="queued", key="again").count() == 1


def test_what_failed_is_tried_again_as_the_same_job(cast: Cast, kind: Callable):
    answers = iter([Refused("Hết giấy."), None])

    def worker(work: Work) -> str:
        if fault := next(answers):
            raise fault
        return "/xong/"

    row = start(cast, kind(worker), key="k")
    job_run(job_id=row.pk)
    for _twice in range(2):
        again = job_again(job_id=row.pk)
    assert (again.pk, again.state, again.error, again.finished_at) == (row.pk, "queued", "", None)
    job_run(job_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.result_url, row.attempts) == ("done", "/xong/", 1)
    assert job_again(job_id=row.pk).state == "done"


def test_what_somebody_began_anew_is_not_tried_beside_it(cast: Cast, kind: Callable):
    def worker(work: Work) -> str:
        raise Refused("Hết giấy.")

    name = kind(worker)
    failed = start(cast, name, key="k")
    job_run(job_id=failed.pk)
    anew = start(cast, name, key="k")
    assert anew != failed
    assert job_again(job_id=failed.pk).state == "failed"
