"""A table on its way in, by the services."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.access import actor_of
from portal.accounts.models import User
from portal.imports.kinds import KINDS
from portal.imports.models import ImportRun
from portal.imports.services import import_apply, import_check, import_receive, import_write
from portal.web.exports import xlsx_bytes


def sent(by: User, kind: str, headers: list[str], rows: list[list]) -> ImportRun:
    """Received and looked at."""
    return received(by, kind, "bang.xlsx", xlsx_bytes(headers, rows))


def received(by: User, kind: str, name: str, data: bytes) -> ImportRun:
    upload = SimpleUploadedFile(name, data)
    run = import_receive(actor=actor_of(by), kind=KINDS[kind], upload=upload)
    return import_check(run_id=run.pk)


def written(by: User, kind: str, headers: list[str], rows: list[list]) -> ImportRun:
    return applied(sent(by, kind, headers, rows))


def applied(run: ImportRun) -> ImportRun:
    assert run.problems == []
    import_apply(actor=actor_of(run.asked_by), run_id=run.pk, sha256=run.sha256)
    return import_write(run_id=run.pk)


def told(run: ImportRun) -> set[tuple[int, str]]:
    """Where something is wrong: row of the spreadsheet and heading."""
    return {(problem["row"], problem["column"]) for problem in run.problems}
