"""Killed with kill -9 at any moment of signing, issuing or writing a table, and begun again: it is
done exactly once, and in between it was done or not, never half.

The moments are drawn with a seed from all there are; the first and the last are always among them.
"""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from directives.models import Document
from portal.access import Role, actor_of
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.imports.models import ImportedRow, ImportRun
from portal.imports.services import import_apply
from portal.jobs.models import Job
from portal.jobs.services import job_run, jobs_rescue
from portal.units.models import Unit, UnitKind, UnitPeriod
from tests.cast import Cast, assemble
from tests.factories import LONG_AGO, make_assignment, make_document, make_duty, make_rollout
from tests.factories import make_task as task_of
from tests.imports.sending import sent
from tests.killing import Ground, killing_ground
from tests.training.acts import prepare
from training.issuing import rollout_issue
from training.models import Assignment, Confirmation, Notice, Rollout
from training.services import confirmation_sign, receipt_key

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 2026
UNITS, TASKS = 5_000, 2
HEADERS = ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Từ ngày", "Căn cứ"]
ROWS = 120


def act(what: str, *words: str) -> None:
    """In the process that dies."""
    if what == "job":
        job_run(job_id=int(words[0]))
        return
    assignment, person, version, token = words
    confirmation_sign(
        actor=actor_of(User.objects.get(pk=person)),
        assignment_id=int(assignment),
        draft_version=int(version),
        form_token=UUID(token),
    )


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def document(cast: Cast) -> Document:
    return make_document(entered_by=cast.office_officer, published_by=cast.office_lead)


@pytest.fixture
def files() -> str:
    return str(storages["default"].location)


def moments(lived: int, number: int) -> list[int]:
    chance = random.Random(SEED)  # noqa: S311
    return [1, *sorted(chance.sample(range(2, lived), min(number, lived - 2))), lived]


# --- signing --------------------------------------------------------------------------------------
def left_by_signing(assignment: Assignment) -> Counter:
    signed = Confirmation.objects.filter(assignment=assignment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        (queued,) = cursor.fetchone()
    return Counter(
        confirmation=signed.count(),
        evidence=assignment.evidence.filter(confirmation__in=signed).count(),
        event=assignment.events.filter(act="confirm").count(),
        audit=AuditEvent.objects.filter(
            act="assignment_confirm", subject_id=str(assignment.pk)
        ).count(),
        receipt=Job.objects.filter(key__in=map(receipt_key, signed)).count(),
        no_draft=int(not hasattr(Assignment.objects.get(pk=assignment.pk), "draft")),
        confirmed=int(Assignment.objects.get(pk=assignment.pk).state == "confirmed"),
        queued=queued,
    )


def test_killed_while_signing_and_sent_again_it_is_signed_once(
    cast: Cast, document: Document, files: str
):
    rollout = make_rollout(document, by=cast.office_officer)

    def ready() -> tuple[Assignment, list[object]]:
        row = make_assignment(task_of(rollout, make_duty_of(document)), cast.commune)
        draft = prepare(row, cast.clerk)
        return row, [row.pk, cast.chairman.pk, draft.version, uuid4()]

    with killing_ground("tests.training.test_killed", files) as ground:
        _row, words = ready()
        lived = ground.attempt("sign", *words)
        done = 0
        for moment in moments(lived, 9):
            row, words = ready()
            before = left_by_signing(row)
            assert ground.attempt("sign", *words, dies_at=moment) == -moment
            between = left_by_signing(row) - before
            assert set(between.values()) in ({1}, set())
            done += bool(between)
            for _again in range(2):
                assert ground.attempt("sign", *words) > 0
                after = left_by_signing(row) - before
                assert (len(after), set(after.values())) == (8, {1})
        # The last moment lies behind the commit, the others before it.
        assert done == 1


def make_duty_of(document: Document) -> object:
    return make_duty(document, code=uuid4().hex[:8])


# --- issuing --------------------------------------------------------------------------------------
@pytest.fixture
def many_units(cast: Cast) -> None:
    """5,000 of a kind, a head in every hundredth."""
    kind = UnitKind.objects.get(pk="mam-non")
    units = Unit.objects.bulk_create([Unit(code=f"U{n:05}") for n in range(UNITS)])
    UnitPeriod.objects.bulk_create(
        UnitPeriod(unit=unit, valid_from=LONG_AGO, name=f"Trường {unit.code}", folded="", kind=kind)
        for unit in units
    )
    people = User.objects.bulk_create(
        User(email=f"{unit.code}@mau.test".lower(), name="Hiệu trưởng", password="!")
        for unit in units[::100]
    )
    Membership.objects.bulk_create(
        Membership(user=user, unit=unit, role=Role.HEAD, position="", valid_from=LONG_AGO)
        for user, unit in zip(people, units[::100], strict=True)
    )


def issuing(cast: Cast, document: Document) -> tuple[Rollout, Job]:
    rollout = make_rollout(document, by=cast.office_officer, issued=False)
    for _number in range(TASKS):
        task_of(rollout, make_duty_of(document), kinds=("mam-non",), due_on=None)
    job = rollout_issue(actor=actor_of(cast.office_officer), rollout_id=rollout.pk)
    return rollout, job


def rescue(job: Job) -> None:
    """The worker was lost long ago: as the reaper finds it, without waiting for it."""
    if Job.objects.get(pk=job.pk).state == Job.State.RUNNING:
        silent = timezone.now() - timedelta(seconds=Job.SILENT_SECONDS + 1)
        Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
        assert jobs_rescue() == 1


def issued_whole(rollout: Rollout, job: Job) -> None:
    rollout.refresh_from_db()
    job.refresh_from_db()
    assert (rollout.state, job.state) == ("issued", "done")
    rows = Assignment.objects.filter(task__rollout=rollout)
    assert rows.count() == rows.values("task", "unit").distinct().count() == UNITS * TASKS
    tasks = [str(pk) for pk in rollout.tasks.values_list("pk", flat=True)]
    told = AuditEvent.objects.filter(act="task_issue", subject_id__in=tasks)
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(tasks)
    notices = Notice.objects.filter(rollout=rollout)
    assert notices.count() == UNITS // 100
    assert set(notices.values_list("number", flat=True)) == {TASKS}


def test_killed_while_issuing_ten_thousand_and_rescued_all_are_there_once(
    cast: Cast, document: Document, many_units: None, files: str
):
    with killing_ground("tests.training.test_killed", files) as ground:
        rollout, job = issuing(cast, document)
        lived = ground.attempt("job", job.pk)
        issued_whole(rollout, job)
        for moment in moments(lived, 5):
            rollout, job = issuing(cast, document)
            assert ground.attempt("job", job.pk, dies_at=moment) == -moment
            # A task went out whole or not at all, and says which.
            for task in rollout.tasks.all():
                assert task.assignments.count() == (UNITS if task.issued_at else 0)
            rescue(job)
            assert ground.attempt("job", job.pk) > 0
            issued_whole(rollout, job)


# --- writing a table ------------------------------------------------------------------------------
def table_ready(cast: Cast, number: int) -> tuple[list[str], ImportRun]:
    codes = [f"T{number:02}-{row:03}" for row in range(ROWS)]
    rows = [[code, f"Trường {code}", "mam-non", "X-AB", LONG_AGO, ""] for code in codes]
    run = sent(cast.office_officer, "don-vi", HEADERS, rows)
    run = import_apply(actor=actor_of(cast.office_officer), run_id=run.pk, sha256=run.sha256)
    return codes, run


def written_of(codes: list[str], run: ImportRun) -> tuple[int, ...]:
    units = Unit.objects.filter(code__in=codes)
    ids = [str(pk) for pk in units.values_list("pk", flat=True)]
    return (
        units.count(),
        UnitPeriod.objects.filter(unit__in=units).count(),
        ImportedRow.objects.filter(run=run).count(),
        AuditEvent.objects.filter(act="unit_create", subject_id__in=ids).count(),
        ROWS * AuditEvent.objects.filter(act="import_apply", subject_id=str(run.pk)).count(),
        ROWS * (ImportRun.objects.get(pk=run.pk).state == "applied"),
    )


def test_killed_while_a_table_is_written_and_rescued_it_is_written_once(cast: Cast, files: str):
    with killing_ground("tests.training.test_killed", files) as ground:
        codes, run = table_ready(cast, 0)
        lived = ground.attempt("job", run.job_id)
        assert set(written_of(codes, run)) == {ROWS}
        for number, moment in enumerate(moments(lived, 7), start=1):
            codes, run = table_ready(cast, number)
            assert ground.attempt("job", run.job_id, dies_at=moment) == -moment
            assert set(written_of(codes, run)) in ({0}, {ROWS})
            rescue(run.job)
            for _again in range(2):
                assert ground.attempt("job", run.job_id) > 0
                assert set(written_of(codes, run)) == {ROWS}
            run.job.refresh_from_db()
            assert run.job.state == "done"


def test_the_ground_tells_how_long_each_lived_and_how_it_died(cast: Cast, files: str):
    """Else a test above could pass because nobody was ever killed."""
    with killing_ground("tests.training.test_killed", files) as ground:
        run = table_ready(cast, 0)[1]
        assert isinstance(ground, Ground)
        assert ground.attempt("job", run.job_id, dies_at=3) == -3
        assert Path(files).exists()
