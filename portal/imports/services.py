"""import_receive · import_check · import_apply · import_write · import_undo ·
import_undo_start · import_undo_late

Nothing is written before the person who sent the file says so; then all of it is, or nothing.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor, actor_of
from portal.audit.services import record
from portal.files.services import file_keep, file_store
from portal.files.sniff import FileKind
from portal.imports.kinds import KINDS, ImportKind, ImportResource
from portal.imports.marked import marked_xlsx
from portal.imports.models import ImportedRow, ImportRun
from portal.imports.plan import Plan, plan_of
from portal.imports.tables import Table, read_table
from portal.jobs.registry import Work
from portal.jobs.services import job_start
from portal.refusals import Refused

CHECK_JOB, WRITE_JOB, UNDO_JOB = "import_check", "import_write", "import_undo"
AT_ONCE_ROWS = 500
UNDO_HOURS = 24
SHOWN_PROBLEMS = 1_000
SHOWN_ROWS = 20
NAMED_ROWS = 3
BATCH = 1_000
State = ImportRun.State


@transaction.atomic
def import_receive(*, actor: Actor, kind: ImportKind, upload: UploadedFile) -> ImportRun:
    """Keep the file and have it looked at; nothing of it is written."""
    _refuse_unless_allowed(actor, kind)
    file = file_store(
        upload=upload, kinds=frozenset({FileKind.XLSX, FileKind.TEXT}), stored_by=actor.user
    )
    run = ImportRun.objects.create(
        kind=kind.key, file=file, name=file.name, sha256=file.sha256, asked_by=actor.user
    )
    _queue(run, CHECK_JOB, _("Kiểm tra bảng “%(name)s”") % {"name": file.name})
    return run


def import_check(*, run_id: int, work: Work | None = None) -> ImportRun:
    """Every mistake at once, at its row of the spreadsheet. Safe to repeat."""
    run = ImportRun.objects.select_related("asked_by", "file").get(pk=run_id)
    if run.state != State.CHECKING:
        return run
    try:
        table = _table(run)
        resource, plan = _plan(run, table, work.progress if work else None)
    except Refused as refusal:
        ImportRun.objects.filter(pk=run.pk, state=State.CHECKING).update(
            state=State.REFUSED, sentence=str(refusal)
        )
        run.refresh_from_db()
        return run
    run.new, run.changed, run.same = len(plan.new), len(plan.changed), plan.same
    run.doubts = [asdict(doubt) for doubt in plan.doubts[:SHOWN_PROBLEMS]]
    run.sample = _sample(resource, plan)
    _found_wrong(run, resource, table, plan)
    run.state = State.READY
    run.save()
    return run


@transaction.atomic
def import_apply(*, actor: Actor, run_id: int, sha256: str) -> ImportRun:
    """Have the table written. Only by the person who sent it, and only the very file looked at."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    _refuse_unless_allowed(actor, KINDS[run.kind])
    if run.asked_by_id != actor.user.pk:
        raise Refused(_("Chỉ người gửi tệp được ghi nội dung của tệp."))
    if run.sha256 != sha256:
        raise Refused(_("Tệp đã khác với tệp được kiểm tra. Hãy gửi lại."))
    if run.state in {State.APPLYING, State.APPLIED}:
        return run
    if run.state != State.READY:
        raise Refused(_("Bảng này không ở trạng thái chờ ghi."))
    if run.wrong:
        raise Refused(_("Bảng còn dòng chưa đúng. Hãy sửa trong tệp rồi gửi lại."))
    if not run.new and not run.changed:
        raise Refused(_("Bảng không có gì mới để ghi."))
    run.state = State.APPLYING
    run.save(update_fields=["state"])
    _queue(run, WRITE_JOB, _("Ghi bảng “%(name)s”") % {"name": run.name})
    return run


def import_write(*, run_id: int, work: Work | None = None) -> ImportRun:
    """All rows in one transaction. What has changed since the look is looked at again, and in doubt
    nothing is written."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state != State.APPLYING:
            return run
        table = _table(run)
        # Looking is the first half of the work, writing the second.
        rows, tell = len(table.rows), work.progress_within if work else _tell_nobody
        resource, plan = _plan(run, table, lambda done, _total: tell(done, 2 * rows))
        if not plan.problems:
            _write(run, resource, plan, lambda done: tell(2 * rows - len(plan) + done, 2 * rows))
            return run
        run.state = State.READY
        _found_wrong(run, resource, table, plan)
        run.sentence = _(
            "Dữ liệu trên cổng đã thay đổi từ lúc kiểm tra nên chưa ghi gì. "
            "Xem các dòng dưới đây, sửa trong tệp rồi gửi lại."
        )
        run.save()
    return run


@transaction.atomic
def import_undo(*, actor: Actor, run_id: int) -> ImportRun:
    """Within a day, and only while nobody has changed or used what was written."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    _refuse_unless_allowed(actor, KINDS[run.kind])
    if run.state == State.UNDONE:
        return run
    if run.state not in {State.APPLIED, State.UNDOING}:
        raise Refused(_("Chỉ hủy được bảng đã ghi."))
    # Asked in time, it does not matter how long it waited for a worker.
    if run.state == State.APPLIED:
        _refuse_unless_in_time(run)
    resource = KINDS[run.kind].resource(actor)
    rows = list(run.rows.all())
    current = resource.current([row.row_pk for row in rows])
    moved = [row for row in rows if not _is_as_written(row, current.get(row.row_pk))]
    if moved:
        raise Refused(
            _(
                "%(count)s dòng đã được sửa hoặc xóa sau khi ghi (%(names)s) nên không hủy cả bảng "
                "được. Không đổi gì."
            )
            % {"count": len(moved), "names": _named([row.after for row in moved], resource)}
        )
    resource.take_back(
        {row.row_pk: row.after for row in rows if row.was_new},
        {row.row_pk: row.before for row in rows if not row.was_new},
    )
    run.state, run.undone_at, run.sentence = State.UNDONE, timezone.now(), ""
    run.save(update_fields=["state", "undone_at", "sentence"])
    record(actor=actor.user, act="import_undo", subject=run, data={"rows": len(rows)})
    return run


@transaction.atomic
def import_undo_start(*, actor: Actor, run_id: int) -> ImportRun:
    """A small table is taken back at once, a large one by a job."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.state != State.APPLIED or run.new + run.changed <= AT_ONCE_ROWS:
        return import_undo(actor=actor, run_id=run_id)
    _refuse_unless_allowed(actor, KINDS[run.kind])
    _refuse_unless_in_time(run)
    run.state, run.sentence = State.UNDOING, ""
    run.save(update_fields=["state", "sentence"])
    _queue(run, UNDO_JOB, _("Hủy việc ghi bảng “%(name)s”") % {"name": run.name})
    return run


def import_undo_late(*, run_id: int) -> ImportRun:
    """In a worker. Where it is refused the table stays written, and its page says why."""
    run = ImportRun.objects.select_related("asked_by").get(pk=run_id)
    if run.state != State.UNDOING:
        return run
    try:
        return import_undo(actor=actor_of(run.asked_by), run_id=run_id)
    except Refused as refusal:
        ImportRun.objects.filter(pk=run_id, state=State.UNDOING).update(
            state=State.APPLIED, sentence=str(refusal)
        )
    run.refresh_from_db()
    return run


def _refuse_unless_in_time(run: ImportRun) -> None:
    if run.applied_at < timezone.now() - timedelta(hours=UNDO_HOURS):
        raise Refused(_("Đã quá một ngày kể từ lúc ghi nên không hủy cả bảng được nữa."))


def _refuse_unless_allowed(actor: Actor, kind: ImportKind) -> None:
    if not actor.may(kind.act):
        raise Refused(_("Bạn không có quyền nhập bảng này."))


def _queue(run: ImportRun, kind: str, title: str) -> None:
    run.job = job_start(
        kind=kind,
        title=title,
        args={"run": run.pk},
        asked_by=run.asked_by,
        key=f"{kind}-{run.pk}",
    )
    run.save(update_fields=["job"])


def _table(run: ImportRun) -> Table:
    with default_storage.open(run.file.key) as stream:
        return read_table(stream.read())


def _plan(
    run: ImportRun, table: Table, progress: Callable[[int, int], None] | None
) -> tuple[ImportResource, Plan]:
    resource = KINDS[run.kind].resource(actor_of(run.asked_by))
    return resource, plan_of(resource, table, progress)


def _found_wrong(run: ImportRun, resource: ImportResource, table: Table, plan: Plan) -> None:
    """Onto the run; the file that goes back with its marks has every problem."""
    run.wrong = len(plan.wrong_rows)
    run.problems = [asdict(problem) for problem in plan.problems[:SHOWN_PROBLEMS]]
    run.marked = None
    if plan.problems:
        run.marked = file_keep(
            data=marked_xlsx(resource, table, plan.problems),
            name=f"{PurePath(run.name).stem[:150]}-can-sua.xlsx",
            kind=FileKind.XLSX,
            stored_by=run.asked_by,
        )


def _tell_nobody(done: int, total: int) -> None:
    """Where nobody waits for it."""


def _named(values: list[dict], resource: ImportResource) -> str:
    """The first few rows as a person would name them."""
    names = [resource.name_of(one) for one in values[:NAMED_ROWS]]
    return "; ".join(names) + ("…" if len(values) > NAMED_ROWS else "")


def _sample(resource: ImportResource, plan: Plan) -> list[list[str]]:
    """The first rows that would be written, as they would stand."""
    instances = [*plan.new, *(instance for instance, _before in plan.changed)][:SHOWN_ROWS]
    return [resource.shown(instance) for instance in instances]


def _after(resource: ImportResource, row: models.Model) -> dict:
    return resource.values_of(row) | resource.kept_besides(row)


def _is_as_written(row: ImportedRow, now: dict | None) -> bool:
    return now is not None and all(row.after.get(name) == value for name, value in now.items())


def _write(
    run: ImportRun, resource: ImportResource, plan: Plan, tell: Callable[[int], None]
) -> None:
    resource.begin(plan.new)
    for start in range(0, len(plan.new), BATCH):
        batch = resource.create(plan.new[start : start + BATCH])
        ImportedRow.objects.bulk_create(
            ImportedRow(run=run, row_pk=str(row.pk), was_new=True, after=_after(resource, row))
            for row in batch
        )
        tell(start + len(batch))
    for start in range(0, len(plan.changed), BATCH):
        pairs = plan.changed[start : start + BATCH]
        resource.update([instance for instance, _before in pairs])
        ImportedRow.objects.bulk_create(
            ImportedRow(
                run=run,
                row_pk=str(row.pk),
                was_new=False,
                before=before,
                after=_after(resource, row),
            )
            for row, before in pairs
        )
        tell(len(plan.new) + start + len(pairs))
    run.new, run.changed, run.same = len(plan.new), len(plan.changed), plan.same
    run.state, run.applied_at, run.sentence = State.APPLIED, timezone.now(), ""
    run.save()
    record(
        actor=run.asked_by,
        act="import_apply",
        subject=run,
        data={
            "kind": run.kind,
            "sha256": run.sha256,
            "new": run.new,
            "changed": run.changed,
        },
    )
