"""report_make · report_render · report_issue"""

import hashlib
from datetime import datetime
from secrets import choice

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.services import job_start
from portal.pdf.long import Progress
from portal.refusals import Refused
from reports.models import Report
from reports.render import render_pdf
from reports.snapshot import collect, freeze, thaw
from training.models import Rollout

JOB_KIND = "report_pdf"
# Without 0 O, 1 I L: what people read from paper and type.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@transaction.atomic
def report_make(*, actor: Actor, rollout_id: int, as_of: datetime) -> Report:
    """Freeze how things stood at the moment, and queue the PDF."""
    rollout = Rollout.objects.get(pk=rollout_id)
    if rollout.issued_at is None or as_of < rollout.issued_at:
        raise Refused(_("Thời điểm báo cáo phải sau khi đợt triển khai được giao."))
    if as_of > timezone.now():
        raise Refused(_("Thời điểm báo cáo không thể ở tương lai."))
    text = freeze(collect(rollout.pk, as_of))
    report = Report.objects.create(
        code=_new_code(),
        rollout=rollout,
        title=_("Báo cáo kết quả: %(rollout)s") % {"rollout": rollout.title},
        as_of=as_of,
        snapshot=text,
        snapshot_sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_by=actor.user,
        made_at=timezone.now(),
    )
    record(
        actor=actor.user,
        act="report_make",
        subject=report,
        data={"code": report.code, "snapshot": report.snapshot_sha256},
    )
    job_start(
        kind=JOB_KIND,
        title=report.title,
        args={"report": report.pk},
        asked_by=actor.user,
        key=f"{JOB_KIND}:{report.pk}",
    )
    return report


def report_render(*, report_id: int, progress: Progress | None = None) -> Report:
    """Draw the PDF from the frozen snapshot; a report that has one is left alone."""
    report = Report.objects.get(pk=report_id)
    if report.state != Report.State.RENDERING:
        return report
    pdf = render_pdf(
        thaw(report.snapshot),
        code=report.code,
        verify_url=verify_url(report.code),
        progress=progress,
    )
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.state == Report.State.RENDERING:
            report.pdf = file_keep(
                data=pdf, name=f"bao-cao-{report.code}.pdf", kind=FileKind.PDF, stored_by=None
            )
            report.state = Report.State.READY
            report.save(update_fields=["pdf", "state"])
            record(
                actor=None,
                act="report_ready",
                subject=report,
                data={"sha256": report.pdf.sha256},
            )
    return report


@transaction.atomic
def report_issue(*, actor: Actor, report_id: int) -> Report:
    """From here on anybody can verify the file, and nothing of the report changes."""
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.state == Report.State.ISSUED:
        return report
    if report.state != Report.State.READY:
        raise Refused(_("Tệp PDF chưa dựng xong; hãy đợi rồi phát hành."))
    report.state, report.issued_by = Report.State.ISSUED, actor.user
    report.issued_at = timezone.now()
    report.save(update_fields=["state", "issued_by", "issued_at"])
    record(
        actor=actor.user,
        act="report_issue",
        subject=report,
        data={"code": report.code, "sha256": report.pdf.sha256},
    )
    return report


def verify_url(code: str) -> str:
    """The address printed in the report: always the Vietnamese one."""
    with translation.override("vi"):
        return settings.SITE_URL + reverse("reports:verify", args=[code])


def _new_code() -> str:
    return "".join(choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
