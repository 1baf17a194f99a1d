from portal.imports.services import (
    CHECK_JOB,
    UNDO_JOB,
    WRITE_JOB,
    import_check,
    import_undo_late,
    import_write,
)
from portal.jobs.registry import Work, job


@job(CHECK_JOB)
def check(work: Work) -> str:
    return import_check(run_id=work.args["run"], work=work).get_absolute_url()


@job(WRITE_JOB)
def write(work: Work) -> str:
    return import_write(run_id=work.args["run"], work=work).get_absolute_url()


@job(UNDO_JOB)
def undo(work: Work) -> str:
    return import_undo_late(run_id=work.args["run"]).get_absolute_url()
