"""report_ask · report_make · report_write · draft_draw · report_redraw — a report until
it is shown upward"""

import hashlib
import json
from dataclasses import replace
from secrets import choice
from typing import Any

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
from portal.jobs.models import Job
from portal.jobs.services import job_again, job_start
from portal.pdf.long import Progress
from portal.refusals import Refused
from reports.annex_forms import AnnexForm
from reports.collecting import collect, is_much
from reports.models import Report, ReportEvent, ReportSchedule, ReportText
from reports.render import Paper, Words, render_pdf
from reports.scope import Scope, start_of
from reports.snapshot import freeze, thaw
from reports.titles import title_of
from training.models import Rollout

MAKE_JOB, DRAFT_JOB, ISSUE_JOB = "report_make", "report_pdf", "report_issue"
# Without 0 O, 1 I L: what people read from paper and type.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def report_ask(*, actor: Actor, scope: Scope, **options: Any) -> Report | Job:
    """The report, or, where there is much to read, the job that makes it (see `report_make`)."""
    if not is_much(scope):
        return report_make(actor=actor, scope=scope, **options)
    check_scope(scope)
    args = {"scope": scope.as_args(), "options": options}
    asked = json.dumps([args, actor.user.pk], sort_keys=True).encode()
    return job_start(
        kind=MAKE_JOB,
        title=_("Lập báo cáo"),
        args=args,
        asked_by=actor.user,
        key=f"{MAKE_JOB}:{hashlib.sha256(asked).hexdigest()[:40]}",
    )


@transaction.atomic
def report_make(
    *,
    actor: Actor | None,
    scope: Scope,
    annex_form: str = AnnexForm.FITTING,
    replaces_id: int | None = None,
    because: str = "",
    job_id: int | None = None,
    schedule: ReportSchedule | None = None,
) -> Report:
    """Freeze how things stood at the scope's moment, and queue the draft. A report that replaces an
    issued one begins with its words. No `actor` where a `schedule` makes it."""
    if job_id and (made := Report.objects.filter(made_by_job=job_id).first()):
        return made
    check_scope(scope)
    replaced = _replaced(scope, replaces_id, because) if replaces_id else None
    snapshot, by = collect(scope), actor.user if actor else None
    text = freeze(snapshot)
    report = Report.objects.create(
        code=_new_code(),
        **_columns(scope),
        title=title_of(snapshot),
        snapshot=text,
        snapshot_sha256=hashlib.sha256(text.encode()).hexdigest(),
        annex_form=annex_form,
        replaces=replaced,
        replaces_because=because if replaced else "",
        made_by=schedule.set_by if schedule else by,
        made_at=timezone.now(),
        made_by_job=job_id,
        schedule=schedule,
    )
    record(
        actor=by,
        act="report_make",
        subject=report,
        data={"code": report.code, "snapshot": report.snapshot_sha256},
    )
    _write(by, report, _words_of(replaced) if replaced else Words(), ReportEvent.Act.MAKE)
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
            % {"name": last.writer_words}
        )
    if _words_of(report) == words:
        return last
    record(
        actor=actor.user,
        act="report_write",
        subject=report,
        data={"code": report.code, "version": version + 1},
    )
    return _write(actor.user, report, words, ReportEvent.Act.WRITE)


def draft_draw(*, text_id: int, progress: Progress | None = None) -> Report:
    """The draft of one version; one that is drawn already is left alone."""
    text = ReportText.objects.select_related("report").get(pk=text_id)
    report = text.report
    if text.pdf_id is not None:
        return report
    paper = replace(paper_of(report, text), is_draft=True)
    pdf = render_pdf(thaw(report.snapshot), paper, progress=progress)
    with transaction.atomic():
        text = ReportText.objects.select_for_update().get(pk=text_id)
        if text.pdf_id is None:
            name = f"du-thao-bao-cao-{report.code}-{text.version}.pdf"
            text.pdf = file_keep(data=pdf, name=name, kind=FileKind.PDF, stored_by=None)
            text.save(update_fields=["pdf"])
    return report


def drawing_of(report: Report) -> Job | None:
    """The last job that drew it, or does."""
    jobs = Job.objects.filter(kind__in=[DRAFT_JOB, ISSUE_JOB], args__report=report.pk)
    return jobs.order_by("-pk").first()


def report_redraw(*, report_id: int) -> None:
    """What failed to be drawn is tried again, whoever asked for it first; nothing is decided."""
    if job := drawing_of(Report.objects.get(pk=report_id)):
        job_again(job_id=job.pk)


def paper_of(report: Report, text: ReportText) -> Paper:
    return Paper(
        code=report.code,
        verify_url=verify_url(report.code),
        words=words_in(text),
        number=report.number_shown,
        dated_on=report.dated_on,
        capacity=report.capacity,
        signed_as=report.signed_as,
        annex_form=report.annex_form,
    )


def words_in(text: ReportText) -> Words:
    return Words(text.difficulties, text.plans, text.proposals, text.copies)


def event_note(user: User | None, report: Report, act: str, version: int, reason: str = "") -> None:
    ReportEvent.objects.create(
        report=report, act=act, version=version, reason=reason, by=user, at=timezone.now()
    )


def verify_url(code: str) -> str:
    """The address printed in the report: always the Vietnamese one."""
    with translation.override("vi"):
        return settings.SITE_URL + reverse("reports:verify", args=[code])


def _write(by: User | None, report: Report, words: Words, act: str) -> ReportText:
    last = report.texts.first()
    text = ReportText.objects.create(
        report=report,
        version=last.version + 1 if last else 1,
        difficulties=words.difficulties,
        plans=words.plans,
        proposals=words.proposals,
        copies=words.copies,
        written_by=by,
        written_at=timezone.now(),
    )
    event_note(by, report, act, text.version)
    job_start(
        kind=DRAFT_JOB,
        title=report.title,
        args={"report": report.pk, "text": text.pk},
        asked_by=by,
        key=f"{DRAFT_JOB}:{text.pk}",
    )
    return text


def check_scope(scope: Scope) -> None:
    now = timezone.now()
    if scope.as_of > now:
        raise Refused(_("Thời điểm báo cáo không thể ở tương lai."))
    if scope.period and start_of(scope.period.starts_on) > now:
        raise Refused(_("Kỳ báo cáo này chưa bắt đầu."))
    if scope.compared_at and scope.compared_at >= scope.as_of:
        raise Refused(_("Thời điểm so sánh phải trước thời điểm báo cáo."))
    earliest = scope.compared_at or scope.as_of
    given = Rollout.objects.filter(issued_at__lte=earliest)
    if scope.rollout_id and not given.filter(pk=scope.rollout_id).exists():
        raise Refused(_("Thời điểm báo cáo phải sau khi đợt triển khai được giao."))
    if scope.document_id and not given.filter(document=scope.document_id).exists():
        raise Refused(_("Đến thời điểm này chưa giao đợt triển khai nào của văn bản."))


def _columns(scope: Scope) -> dict[str, Any]:
    period = scope.period
    found = {
        "kind": scope.kind,
        "as_of": scope.as_of,
        "rollout_id": scope.rollout_id,
        "document_id": scope.document_id,
        "unit_id": scope.unit_id,
        "compared_at": scope.compared_at,
    }
    if period is None:
        return found
    return found | {
        "period_kind": period.kind.value,
        "period_year": period.year,
        "period_part": period.part,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
    }


def _replaced(scope: Scope, report_id: int, because: str) -> Report:
    report = Report.objects.standing().select_for_update(of=["self"]).filter(pk=report_id).first()
    if report is None or not scope.is_about_the_same_as(report.scope):
        raise Refused(
            _("Chỉ thay thế được báo cáo đã phát hành, còn giá trị, về cùng một nội dung.")
        )
    if not because.strip():
        raise Refused(_("Hãy nêu lý do thay thế báo cáo đã phát hành."))
    if report.replacements.exclude(state=Report.State.DISCARDED).exists():
        raise Refused(_("Đã có một báo cáo thay thế đang lập; hãy dùng hoặc bỏ báo cáo đó."))
    return report


def _words_of(report: Report) -> Words:
    return words_in(report.texts.first())


def _new_code() -> str:
    return "".join(choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
