"""report_make · report_write · draft_draw — what happens to a report before it is shown upward"""

import hashlib
from datetime import datetime
from secrets import choice

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.services import job_start
from portal.pdf.long import Progress
from portal.refusals import Refused
from reports.models import Report, ReportEvent, ReportText
from reports.render import Paper, Words, render_pdf
from reports.snapshot import collect, freeze, thaw
from training.models import Rollout

DRAFT_JOB = "report_pdf"
# Without 0 O, 1 I L: what people read from paper and type.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@transaction.atomic
def report_make(
    *,
    actor: Actor,
    rollout_id: int,
    as_of: datetime,
    replaces_id: int | None = None,
    because: str = "",
) -> Report:
    """Freeze how things stood at the moment, and queue the draft. A report that replaces an issued
    one begins with its words."""
    rollout = Rollout.objects.get(pk=rollout_id)
    if rollout.issued_at is None or as_of < rollout.issued_at:
        raise Refused(_("Thời điểm báo cáo phải sau khi đợt triển khai được giao."))
    if as_of > timezone.now():
        raise Refused(_("Thời điểm báo cáo không thể ở tương lai."))
    replaced = _replaced(rollout, replaces_id, because) if replaces_id else None
    text = freeze(collect(rollout.pk, as_of))
    report = Report.objects.create(
        code=_new_code(),
        rollout=rollout,
        title=_("Báo cáo kết quả: %(rollout)s") % {"rollout": rollout.title},
        as_of=as_of,
        snapshot=text,
        snapshot_sha256=hashlib.sha256(text.encode()).hexdigest(),
        replaces=replaced,
        replaces_because=because if replaced else "",
        made_by=actor.user,
        made_at=timezone.now(),
    )
    record(
        actor=actor.user,
        act="report_make",
        subject=report,
        data={"code": report.code, "snapshot": report.snapshot_sha256},
    )
    _write(actor, report, _words_of(replaced) if replaced else Words(), ReportEvent.Act.MAKE)
    return report


@transaction.atomic
def report_write(*, actor: Actor, report_id: int, version: int, words: Words) -> ReportText:
    """The next version, unless the words are the same; `version` is the one that was read."""
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.state != Report.State.DRAFT:
        raise Refused(
            _("Báo cáo đang “%(state)s” nên không sửa được; hãy rút lại hoặc lập báo cáo khác.")
            % {"state": report.get_state_display().lower()}
        )
    last = report.texts.first()
    if last.version != version:
        raise Refused(
            _(
                "%(name)s đã lưu nội dung mới hơn lúc bạn đang sửa. "
                "Hãy xem bản mới ở dưới, chép phần của bạn vào rồi lưu lại."
            )
            % {"name": last.written_by.name}
        )
    if _words_of(report) == words:
        return last
    record(
        actor=actor.user,
        act="report_write",
        subject=report,
        data={"code": report.code, "version": version + 1},
    )
    return _write(actor, report, words, ReportEvent.Act.WRITE)


def draft_draw(*, text_id: int, progress: Progress | None = None) -> Report:
    """The draft of one version; one that is drawn already is left alone."""
    text = ReportText.objects.select_related("report").get(pk=text_id)
    report = text.report
    if text.pdf_id is not None:
        return report
    paper = Paper(
        code=report.code, verify_url=verify_url(report.code), words=words_in(text), is_draft=True
    )
    pdf = render_pdf(thaw(report.snapshot), paper, progress=progress)
    with transaction.atomic():
        text = ReportText.objects.select_for_update().get(pk=text_id)
        if text.pdf_id is None:
            name = f"du-thao-bao-cao-{report.code}-{text.version}.pdf"
            text.pdf = file_keep(data=pdf, name=name, kind=FileKind.PDF, stored_by=None)
            text.save(update_fields=["pdf"])
    return report


def words_in(text: ReportText) -> Words:
    return Words(text.difficulties, text.plans, text.proposals)


def event_note(user: User, report: Report, act: str, version: int, reason: str = "") -> None:
    ReportEvent.objects.create(
        report=report, act=act, version=version, reason=reason, by=user, at=timezone.now()
    )


def verify_url(code: str) -> str:
    """The address printed in the report: always the Vietnamese one."""
    with translation.override("vi"):
        return settings.SITE_URL + reverse("reports:verify", args=[code])


def _write(actor: Actor, report: Report, words: Words, act: str) -> ReportText:
    last = report.texts.first()
    text = ReportText.objects.create(
        report=report,
        version=last.version + 1 if last else 1,
        difficulties=words.difficulties,
        plans=words.plans,
        proposals=words.proposals,
        written_by=actor.user,
        written_at=timezone.now(),
    )
    event_note(actor.user, report, act, text.version)
    job_start(
        kind=DRAFT_JOB,
        title=report.title,
        args={"report": report.pk, "text": text.pk},
        asked_by=actor.user,
        key=f"{DRAFT_JOB}:{text.pk}",
    )
    return text


def _replaced(rollout: Rollout, report_id: int, because: str) -> Report:
    report = Report.objects.standing().select_for_update(of=["self"]).filter(pk=report_id).first()
    if report is None or report.rollout_id != rollout.pk:
        raise Refused(_("Chỉ thay thế được báo cáo đã phát hành, còn giá trị, của cùng đợt."))
    if not because.strip():
        raise Refused(_("Hãy nêu lý do thay thế báo cáo đã phát hành."))
    if report.replacements.exclude(state=Report.State.DISCARDED).exists():
        raise Refused(_("Đã có một báo cáo thay thế đang lập; hãy dùng hoặc bỏ báo cáo đó."))
    return report


def _words_of(report: Report) -> Words:
    return words_in(report.texts.first())


def _new_code() -> str:
    return "".join(choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
