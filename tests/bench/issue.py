"""Issuing 50 tasks to 10,000 units (500,000 assignments) against the bare INSERT … SELECT."""

from tests.bench.surroundings import database, peak_mib, seconds

UNITS, TASKS = 10_000, 50


def run() -> dict:
    with database():
        return _measure()


def _measure() -> dict:
    from django.db import connection

    from training.models import Assignment

    rollout = _rollout()
    before = peak_mib()
    portal = seconds(lambda: _issue(rollout))
    peak = peak_mib()
    assert Assignment.objects.count() == UNITS * TASKS
    task_ids = list(rollout.tasks.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE training_assignment CASCADE")
        bare = seconds(lambda: [_bare(cursor, task_id) for task_id in task_ids])
    assert Assignment.objects.count() == UNITS * TASKS
    ratio = portal / bare
    return {
        "budget": "issue 50 tasks to 10,000 units ≤ 2.5 × the bare INSERT … SELECT; < 200 MB",
        "rows": [
            {"way": "portal (job, audit, progress)", "seconds": portal, "peak MiB": peak},
            {"way": "bare INSERT … SELECT", "seconds": bare, "peak MiB": before},
            {"way": "ratio", "seconds": ratio},
        ],
        "verdict": "within budget" if ratio <= 2.5 and peak < 200 else "BUDGET MISSED",
    }


def _rollout() -> object:
    from portal.units.models import Unit, UnitKind, UnitPeriod
    from tests.cast import assemble
    from tests.factories import LONG_AGO, make_document, make_duty, make_rollout, make_task

    cast = assemble()
    document = make_document(entered_by=cast.office_officer, published_by=cast.office_lead)
    duty = make_duty(document)
    kind = UnitKind.objects.get(pk="mam-non")
    units = Unit.objects.bulk_create([Unit(code=f"U{n:05}") for n in range(UNITS)])
    UnitPeriod.objects.bulk_create(
        UnitPeriod(unit=unit, valid_from=LONG_AGO, name=f"Trường {unit.code}", folded="", kind=kind)
        for unit in units
    )
    rollout = make_rollout(document, by=cast.office_officer, issued=False)
    for number in range(TASKS):
        make_task(rollout, duty, kinds=("mam-non",), order=number + 1, due_on=None)
    return rollout


def _issue(rollout: object) -> None:
    from portal.access import actor_of
    from portal.jobs.services import job_run
    from training.issuing import rollout_issue

    job = rollout_issue(actor=actor_of(rollout.created_by), rollout_id=rollout.pk)
    job_run(job_id=job.pk)


def _bare(cursor: object, task_id: int) -> None:
    cursor.execute(
        "INSERT INTO training_assignment (task_id, unit_id, state, assigned_at) "
        "SELECT %s, unit_id, 'assigned', now() FROM units_unitperiod WHERE kind_id = 'mam-non'",
        [task_id],
    )
