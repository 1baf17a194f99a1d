"""Two tables in the sample: past confirmations that were taken in, and headcounts still to mend."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.access import actor_of
from portal.accounts.models import User
from portal.imports.kinds import KINDS
from portal.imports.models import ImportRun
from portal.imports.services import import_apply, import_check, import_receive, import_write
from portal.jobs.services import job_run
from portal.units.models import Headcount
from portal.web.exports import xlsx_bytes
from training.catalogue import INDICATORS, Channel
from training.entry_resource import task_code
from training.models import Assignment, Rollout

# The first rollout is the oldest; these of its units had only reported on paper.
PAPER_UNITS = 3
# People who came, times the loudspeaker spoke, minutes; of anything else there was one.
FIGURES = {3: 46, 6: 14, 7: 70, 13: 120, 21: 18, 22: 240, 26: 310}
SIGNERS = ("Hoàng Văn Mẫu", "Lương Thị Ví Dụ", "Đinh Văn Họa")


def tables_in(*, officer: User, today: date) -> None:
    _past_confirmations(officer, today)
    _headcounts_to_mend(officer, today)


def _past_confirmations(officer: User, today: date) -> None:
    rollout = Rollout.objects.exclude(state=Rollout.State.DRAFT).order_by("pk").first()
    open_rows = Assignment.objects.filter(task__rollout=rollout, state=Assignment.State.ASSIGNED)
    # The unit whose open work the sample shows keeps it open.
    rows = open_rows.exclude(unit__code="X-AN-BINH").select_related("task", "unit")
    chosen = list(rows.order_by("unit__code", "task__order")[:PAPER_UNITS])
    if not chosen:
        return
    numbers = sorted({number for row in chosen for number in row.task.indicators})
    headers = [
        *("Mã đơn vị", "Mã nhiệm vụ", "Ngày thực hiện", "Hình thức thực hiện"),
        *("Người ký bản giấy", "Ngày ký trên giấy", "Ghi chú"),
        *(str(INDICATORS[number].name) for number in numbers),
    ]
    held = today - timedelta(days=12)
    lines = [
        [
            *(row.unit.code, task_code(row.task), held, str(Channel.MEETING.label)),
            *(signer, held + timedelta(days=1), "Theo báo cáo giấy gửi qua văn thư."),
            *(FIGURES.get(n, 1) if n in row.task.indicators else None for n in numbers),
        ]
        for row, signer in zip(chosen, SIGNERS, strict=False)
    ]
    run = _sent(officer, "xac-nhan", "xac-nhan-tren-giay.xlsx", headers, lines)
    import_apply(actor=actor_of(officer), run_id=run.pk, sha256=run.sha256)
    import_write(run_id=run.pk)
    run.refresh_from_db()
    job_run(job_id=run.job_id)


def _headcounts_to_mend(officer: User, today: date) -> None:
    """Looked at, with what is wrong marked; nothing of it is written."""
    headers = ["Mã đơn vị", "Đối tượng", "Số người", "Tính đến ngày"]
    staff = str(Headcount.Audience.STAFF.label)
    lines = [
        ["X-AN-BINH", staff, 31, today],
        ["X-HOA-LAC", staff, "ba mươi", today],
        ["X-HOA-LOC", staff, 28, today],
        ["X-AN-BINH", staff, 33, today],
        ["X-HOA-LAC", "Người dân", 5400, today + timedelta(days=30)],
    ]
    _sent(officer, "so-nguoi", "so-nguoi-cac-xa.xlsx", headers, lines)


def _sent(officer: User, key: str, name: str, headers: list[str], rows: list[list]) -> ImportRun:
    upload = SimpleUploadedFile(name, xlsx_bytes(headers, rows))
    run = import_receive(actor=actor_of(officer), kind=KINDS[key], upload=upload)
    import_check(run_id=run.pk)
    job_run(job_id=run.job_id)
    run.refresh_from_db()
    return run
