"""scale_load · scale_ready — the whole of it in one transaction: it is there, or nothing is."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from directives.search.vocabulary import vocabulary_renew
from portal.accounts.models import User
from portal.audit.services import record
from portal.demo.moments import moment
from portal.demo.scale.history import UNREAD_DAYS, history_write
from portal.demo.scale.lives import lives_begin, lives_draw
from portal.demo.scale.mergers import communes_absorbed
from portal.demo.scale.places import FULL_NAME, places_write
from portal.demo.scale.receipt import receipt_pdf
from portal.demo.scale.record import record_write
from portal.demo.scale.rollouts import Office, columns_of, rollout_draft, rollout_given
from portal.demo.scale.sizes import Part, Sizes, Wave
from portal.files.models import StoredFile
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.refusals import Refused
from portal.units.models import Authority, Unit
from training.models import Assignment, Rollout

# A sentence on how far it is.
Tell = Callable[[str], None]


def _silent(_sentence: str) -> None:
    """Nobody watches."""


def scale_load(sizes: Sizes, tell: Tell = _silent) -> bool:
    """Whether anything was written: the same sizes asked for again are there already. Refused
    where the database holds anything else."""
    sizes.ensure_possible()
    if _is_there(sizes):
        return False
    with transaction.atomic():
        _all_at_once()
        places_write(sizes)
        _look_again("units_", "accounts_")
        tell(f"{sizes.units} đơn vị và người của các đơn vị")
        office = Office()
        _rollouts(sizes, office, tell)
        rows = record_write(lambda done: tell(f"nhật ký: {done} dòng"))
        communes_absorbed(office=office, today=sizes.today)
        authority = Authority.objects.get()
        data = {"units": sizes.units, "tasks": sizes.tasks, "seed": sizes.seed, "events": rows}
        record(actor=None, act="scale_load", subject=authority, data=data)
        vocabulary_renew()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def scale_ready(sizes: Sizes) -> Rollout:
    """The units and people, and one rollout of `tasks` tasks that only has to be issued: what the
    bench of issuing starts from."""
    with transaction.atomic():
        _all_at_once()
        places_write(sizes)
        parts = tuple(Part(due_days=30) for _ in range(sizes.tasks))
        wave = Wave(number=1, age_days=0, parts=parts, is_closed=False)
        rollout = rollout_draft(office=Office(), wave=wave, today=sizes.today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rollout


def _all_at_once() -> None:
    """Foreign keys are looked at with each statement: put off to the end, they would be held in
    the server's memory for millions of rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _look_again(*prefixes: str) -> None:
    """Let the planner know what is there now: nobody else sees these rows before the commit, so
    the server cannot do it by itself."""
    tables = [
        table for table in connection.introspection.table_names() if table.startswith(prefixes)
    ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))


def _rollouts(sizes: Sizes, office: Office, tell: Tell) -> None:
    lives_begin(office)
    receipt = _receipt()
    unread_from = moment(sizes.today - timedelta(days=UNREAD_DAYS), 0)
    done = 0
    for wave in sizes.waves:
        rollout = rollout_draft(office=office, wave=wave, today=sizes.today)
        rollout_given(office=office, wave=wave, rollout=rollout, today=sizes.today)
        rollout.refresh_from_db()
        for column in columns_of(rollout, first=done, today=sizes.today):
            lives_draw(column, seed=sizes.seed)
            history_write(column, receipt=receipt, unread_from=unread_from)
            done += 1
            _look_again("training_", "files_")
            tell(f"việc giao: {done * sizes.units} trên {sizes.tasks * sizes.units}")


def _receipt() -> StoredFile:
    """One for all: it says that it stands for the receipts of invented units."""
    return file_keep(
        data=receipt_pdf(), name="bien-nhan-mau.pdf", kind=FileKind.PDF, stored_by=None
    )


def _is_there(sizes: Sizes) -> bool:
    authority = Authority.objects.first()
    if authority is None:
        if Unit.objects.exists() or User.objects.exists():
            raise Refused("Cổng này đã có đơn vị hoặc người dùng; không nạp dữ liệu thử vào đó.")
        return False
    if not authority.is_sample:
        raise Refused(
            f"Cổng này có dữ liệu thật của {authority.full_name}; dữ liệu thử quy mô không bao giờ "
            "được nạp vào đó. Hãy dùng một cơ sở dữ liệu riêng."
        )
    if authority.full_name != FULL_NAME:
        raise Refused(
            "Cơ sở dữ liệu đang có dữ liệu minh họa khác. "
            "Gỡ trước bằng manage.py demo_remove --yes rồi chạy lại."
        )
    if not is_as_loaded(sizes):
        raise Refused(
            "Đã có dữ liệu thử với số lượng khác. Gỡ trước bằng "
            "manage.py load_scale --remove --yes rồi chạy lại."
        )
    return True


def is_as_loaded(sizes: Sizes) -> bool:
    """By what the loading wrote into the audit."""
    from portal.audit.models import AuditEvent

    asked = {"units": sizes.units, "tasks": sizes.tasks, "seed": sizes.seed}
    return AuditEvent.objects.filter(act="scale_load", data__contains=asked).exists()


def is_loaded() -> bool:
    return Authority.objects.filter(is_sample=True, full_name=FULL_NAME).exists()


def how_many() -> str:
    return f"{Unit.objects.count()} đơn vị, {Assignment.objects.count()} việc giao"
