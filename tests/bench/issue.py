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
    """Of the invented province (manage.py load_scale): every unit is given every task."""
    from django.utils import timezone

    from portal.demo.scale.loading import scale_ready
    from portal.demo.scale.sizes import Sizes

    today = timezone.localdate()
    return scale_ready(Sizes(units=UNITS, tasks=TASKS, seed=1, today=today))


def _issue(rollout: object) -> None:
    from portal.access import actor_of
    from portal.jobs.services import job_run
    from training.issuing import rollout_issue

    job = rollout_issue(actor=actor_of(rollout.created_by), rollout_id=rollout.pk)
    job_run(job_id=job.pk)


# The units that are given work: all but the office, the province and its districts.
GIVEN = """
SELECT unit_id FROM units_unitperiod
WHERE kind_id <> 'authority' AND unit_id <> (SELECT office_id FROM units_authority)
"""
BARE = f"""
INSERT INTO training_assignment (task_id, unit_id, state, assigned_at)
SELECT %s, unit_id, 'assigned', now() FROM ({GIVEN}) given
"""  # noqa: S608


def _bare(cursor: object, task_id: int) -> None:
    cursor.execute(BARE, [task_id])
